"""The inbox: its lists, what may be decided by whom, and canned replies."""

import asyncio

import pytest

from sportello import conversations
from sportello.core.ids import new_id
from tests.live import Agent, Street, Talk

WISH = "Vorrei parlare con un operatore"


async def calling(street: Street, words: str = "Una persona") -> Talk:
    """A customer who waits for a person."""
    talk = await (await street.customer()).open()
    await talk.say(words, choice="person")
    return talk


async def ids(agent: Agent, view: str, **more: str) -> list[str]:
    """The conversations of a list."""
    answer = await agent.http.get("/conversations", params={"view": view, **more})
    return [line["id"] for line in answer.raise_for_status().json()["items"]]


async def test_lists_counts_and_the_longest_wait_first(street: Street) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    one, two, three = [await calling(street) for _ in range(3)]
    quiet = await (await street.customer()).open()
    assert await ids(anna, "unassigned") == [str(one.id), str(two.id), str(three.id)]
    await anna.post(f"/conversations/{two.id}/take")
    await marco.post(f"/conversations/{three.id}/take")
    assert await ids(anna, "mine") == [str(two.id)]
    assert await ids(anna, "unassigned") == [str(one.id)]
    assert await ids(anna, "waiting") == [str(one.id), str(two.id), str(three.id)]
    await anna.post(f"/conversations/{two.id}/messages", id=str(new_id()), text="Eccomi")
    assert await ids(anna, "waiting") == [str(one.id), str(three.id)]
    await two.say("Grazie")
    assert await ids(anna, "waiting") == [str(one.id), str(three.id), str(two.id)]
    counted = {"mine": 1, "unassigned": 1, "waiting": 3, "all_open": 4, "snoozed": 0, "mentions": 0}
    assert await anna.get("/conversations/counts") == counted
    assert set(await ids(anna, "all")) == {str(talk.id) for talk in (one, two, three, quiet)}
    assert await ids(anna, "all", state="active") == [str(quiet.id)]


async def test_pages_of_the_inbox(street: Street) -> None:
    anna = await street.agent("Anna")
    talks = [await calling(street) for _ in range(5)]
    for view in ("unassigned", "all"):
        found: list[str] = []
        cursor = ""
        while True:
            params = {"view": view, "limit": "2"} | ({"cursor": cursor} if cursor else {})
            page = (await anna.http.get("/conversations", params=params)).json()
            found += [line["id"] for line in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = page["next_cursor"]
        order = talks if view == "unassigned" else talks[::-1]
        assert found == [str(talk.id) for talk in order]
    bad = await anna.http.get("/conversations", params={"cursor": "nonsense"})
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_cursor")


async def test_the_open_conversation_has_all_that_is_around_it(street: Street) -> None:
    anna = await street.agent("Anna")
    customer = await street.customer()
    earlier = await customer.open()
    await anna.resolve(earlier)
    talk = await customer.open()
    await customer.http.patch("/contact", json={"name": "Giulia", "email": "giulia@example.com", "phone": None})
    await talk.say("Posso avere un rimborso?")
    await talk.say("Una persona", choice="person")
    detail = await anna.get(f"/conversations/{talk.id}")
    assert detail["handoff"] == {
        "reason": "customer_wish",
        "again": None,
        "question": "Posso avere un rimborso?",
        "summary": None,
    }
    assert (detail["contact"]["name"], detail["contact"]["verified"]) == ("Giulia", False)
    assert [other["id"] for other in detail["earlier"]] == [str(earlier.id)]
    assert (detail["unread"], detail["state"]) == (2, "queued")
    await anna.post(f"/conversations/{talk.id}/seen", seq=2)
    assert (await anna.get(f"/conversations/{talk.id}"))["unread"] == 0


async def test_the_queue_says_what_each_wants_and_not_that_they_want_a_person(street: Street) -> None:
    anna = await street.agent("Anna")
    asked: dict[tuple[str, ...], str | None] = {
        ("Posso avere un rimborso?", "no"): "Posso avere un rimborso?",
        (): None,
        ("grazie",): "grazie",
    }
    for words, wanted in asked.items():
        talk = await (await street.customer()).open()
        for one in words:
            await talk.say(one)
        await talk.say("Sì, chiama una persona", choice="person")
        assert (await anna.get(f"/conversations/{talk.id}"))["asked"] == wanted
        await talk.say("Il biglietto è per domani")
        line = await anna.get(f"/conversations/{talk.id}")
        assert (line["asked"], line["handoff"]["question"]) == ("Il biglietto è per domani", wanted)
        await anna.post(f"/conversations/{talk.id}/take")
        assert (await anna.get(f"/conversations/{talk.id}"))["asked"] is None


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (["Quanto costa?", WISH], "Quanto costa?"),
        (["Quanto costa?", "operatore"], "Quanto costa?"),
        ([WISH], WISH),
        (["operatore"], None),
        (["Un operatore, grazie"], None),
    ],
)
async def test_a_typed_wish_for_a_person_is_not_the_question(
    street: Street, said: list[str], wanted: str | None
) -> None:
    anna, talk = await street.agent("Anna"), await (await street.customer()).open()
    for words in said:
        await talk.say(words)
    async with street.house.database.transaction(street.house.workspace_id) as session:
        await conversations.ask_person(session, conversation_id=talk.id, reason="customer_wish", told=True)
    line = await anna.get(f"/conversations/{talk.id}")
    assert (line["state"], line["asked"], line["handoff"]["question"]) == ("queued", wanted, wanted)


async def test_the_last_words_bear_the_name_of_who_said_them(street: Street) -> None:
    anna, marco, talk = await street.agent("Anna"), await street.agent("Marco"), await calling(street)
    boss = await street.agent("Capo", "admin")
    assert (await anna.get(f"/conversations/{talk.id}"))["last_agent_name"] is None
    await anna.post(f"/conversations/{talk.id}/take")
    await anna.post(f"/conversations/{talk.id}/messages", id=str(new_id()), text="Eccomi")
    await anna.post(f"/conversations/{talk.id}/transfer", user_id=str(marco.member.user_id))
    line = await marco.get(f"/conversations/{talk.id}")
    assert (line["assignee"]["name"], line["last_agent_name"]) == ("Marco", "Anna")
    (await boss.http.patch(f"/members/{marco.member.user_id}", json={"suspended": True})).raise_for_status()
    line = await boss.get(f"/conversations/{talk.id}")
    assert (line["assignee"], line["last_agent_name"]) == (None, "Anna")


async def test_the_second_to_take_learns_who_was_first(street: Street) -> None:
    agents = [await street.agent(f"Agent {n}") for n in range(8)]
    talk = await calling(street)
    answers = await asyncio.gather(*(agent.http.post(f"/conversations/{talk.id}/take") for agent in agents))
    [won] = [answer.json() for answer in answers if answer.status_code == 200]
    lost = [answer.json() for answer in answers if answer.status_code == 409]
    assert len(lost) == 7
    assert {(one["code"], one["assignee"]["name"]) for one in lost} == {("already_taken", won["assignee"]["name"])}
    loser = next(agent for agent in agents if agent.member.name != won["assignee"]["name"])
    body = {"id": str(new_id()), "text": "Anch'io"}
    refused = await loser.http.post(f"/conversations/{talk.id}/messages", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_assignee")


async def test_a_note_posted_twenty_times_is_one(street: Street) -> None:
    anna = await street.agent("Anna")
    talk = await calling(street)
    url, body = f"/conversations/{talk.id}/notes", {"id": str(new_id()), "text": "Di fretta"}
    answers = await asyncio.gather(*(anna.http.post(url, json=body) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len((await anna.get(url))["items"]) == 1
    assert (await anna.http.post(url, json=body | {"text": "Altro"})).json()["code"] == "id_reused"


async def test_canned_replies(street: Street) -> None:
    anna = await street.agent("Anna")
    made = await anna.post("/canned-replies", shortcut="orari", text="Dalle 17 alle 23.", language="it")
    again = {"shortcut": "orari", "text": "Altro", "language": "it"}
    refused = await anna.http.post("/canned-replies", json=again)
    assert (refused.status_code, refused.json()["code"]) == (409, "shortcut_taken")
    await anna.post("/canned-replies", shortcut="orari", text="5 to 11 pm.", language="en")
    await anna.post("/canned-replies", shortcut="orari", text="17-23", language=None)
    assert (await anna.http.post("/canned-replies", json=again | {"language": None})).status_code == 409
    changed = await anna.http.put(f"/canned-replies/{made['id']}", json=again)
    assert changed.json()["text"] == "Altro"
    assert (await anna.http.delete(f"/canned-replies/{made['id']}")).status_code == 204
    assert (await anna.http.delete(f"/canned-replies/{made['id']}")).status_code == 404
    assert len((await anna.get("/canned-replies"))["items"]) == 2
