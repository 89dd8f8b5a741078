"""The handoff card: what was asked, what came of it, why a person, in what mood, and how to reach them."""

from typing import Any

from sportello import sales
from sportello.core.ids import new_id
from sportello.sales import reach_in
from tests.api.widget.test_choices import hears, teach
from tests.live import Agent, Street, Talk


async def card(agent: Agent, talk: Talk) -> dict[str, Any]:
    """The card of a conversation."""
    return await agent.get(f"/conversations/{talk.id}/handoff")


async def asks(street: Street, talk: Talk, text: str) -> None:
    """The customer says something, and the assistant what it can."""
    await talk.say(text, seen_seq=(await talk.get())["last_seq"])
    await street.house.let_assistant_answer()


async def test_what_was_asked_and_what_came_of_it(street: Street) -> None:
    await teach(street.house)
    anna, talk = await street.agent("Anna"), await (await street.customer()).open()
    dog = await hears(street, talk, "Posso portare il cane?")
    lost = await hears(street, talk, "Chi ha vinto il campionato di calcio?")
    await asks(street, talk, "Grazie")
    await asks(street, talk, "operatore")

    told = await card(anna, talk)

    first, second = told["questions"]
    assert (first["text"], first["came"], first["answer_id"]) == ("Posso portare il cane?", "answered", dog["id"])
    assert first["answer"] == "Sì, al guinzaglio."
    assert [source["title"] for source in first["sources"]] == ["Posso portare il cane?"]
    assert (second["text"], second["came"]) == ("Chi ha vinto il campionato di calcio?", "nothing")
    assert (second["answer"], second["sources"], second["answer_id"]) == (None, [], lost["id"])
    assert (told["earlier"], told["sentiment"], told["high_risk"], told["left"]) == (0, "neutral", False, None)


async def test_a_call_for_a_person_alone_is_told_as_it_is(street: Street) -> None:
    anna, talk = await street.agent("Anna"), await (await street.customer()).open()
    await asks(street, talk, "Vorrei parlare con un operatore")
    assert [one["text"] for one in (await card(anna, talk))["questions"]] == ["Vorrei parlare con un operatore"]


async def test_nothing_was_said_yet(street: Street) -> None:
    anna, talk = await street.agent("Anna"), await (await street.customer()).open()
    told = await card(anna, talk)
    assert (told["questions"], told["sentiment"], told["risk"], told["reasons"]) == ([], None, None, [])
    unknown = await anna.http.get(f"/conversations/{new_id()}/handoff")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


async def test_the_last_three_questions_and_how_many_came_before(street: Street) -> None:
    anna, talk = await street.agent("Anna"), await (await street.customer()).open()
    for n in range(5):
        await asks(street, talk, f"Quando arriva la cometa numero {n}?")
    told = await card(anna, talk)
    assert [one["text"][-2] for one in told["questions"]] == ["2", "3", "4"]
    assert told["earlier"] == 2


async def test_the_worst_of_the_risk_with_what_speaks_for_it(street: Street) -> None:
    anna, talk = await street.agent("Anna"), await (await street.customer()).open()
    await asks(street, talk, "Dove trovo la cometa?")
    await asks(street, talk, "HO CHIESTO DOVE TROVO LA COMETA!!! SIETE INUTILI")
    await asks(street, talk, "E la luna?")
    told = await card(anna, talk)
    assert told["risk"] > 0.3
    assert "shouting" in told["reasons"]


async def test_who_is_handed_over_again_is_told_of_what_came_since(street: Street) -> None:
    anna, talk = await street.agent("Anna"), await (await street.customer()).open()
    await talk.say("Quando arriva la cometa?")
    await talk.say("Una persona", choice="person")
    await anna.post(f"/conversations/{talk.id}/take")
    assert [one["text"] for one in (await card(anna, talk))["questions"]] == ["Quando arriva la cometa?"]
    await anna.post(f"/conversations/{talk.id}/messages", id=str(new_id()), text="Domani")
    await talk.say("E la luna?")
    assert [one["text"] for one in (await card(anna, talk))["questions"]] == ["Quando arriva la cometa?"]
    await anna.post(f"/conversations/{talk.id}/close", outcome="resolved", reason=None)
    assert [one["text"] for one in (await card(anna, talk))["questions"]] == ["Quando arriva la cometa?"]
    await talk.say("Ho perso le chiavi")
    assert [one["text"] for one in (await card(anna, talk))["questions"]] == ["Ho perso le chiavi"]


async def test_the_contact_details_they_left_for_a_call_back(street: Street) -> None:
    anna, customer = await street.agent("Anna"), await street.customer()
    talk = await customer.open()
    async with street.house.database.transaction(street.house.workspace_id) as session:
        await sales.record_lead(
            session,
            lead_id=new_id(),
            workspace_id=street.house.workspace_id,
            contact_id=customer.contact_id,
            conversation_id=talk.id,
            reach=reach_in("giulia@example.com"),
            name="Giulia",
            about="Una cena",
            language="it",
        )
    left = (await card(anna, talk))["left"]
    assert (left["name"], left["email"], left["phone"]) == ("Giulia", "giulia@example.com", None)
