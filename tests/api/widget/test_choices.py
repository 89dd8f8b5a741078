"""Three ways to meet a question, as a customer sees them: the answer, the nearest to choose from, or "I don't know"."""

from typing import Any

import pytest

from sportello import knowledge
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.house import House, build_house
from tests.live import Street, Talk

FAQ = """
- id: full
  question: Quanto costa il biglietto intero?
  alternatives: [prezzo intero]
  answer: Il biglietto intero costa 14 euro.
- id: reduced
  question: Quanto costa il biglietto ridotto?
  alternatives: [prezzo ridotto per studenti]
  answer: Il biglietto ridotto costa 9 euro.
- id: dogs
  question: Posso portare il cane?
  answer: Sì, al guinzaglio.
"""
NEAR_TWO = "Quanto costa il biglietto?"


async def teach(house: House, faq: str = FAQ) -> None:
    """What the assistant knows; what it knew before and is not there is gone."""
    async with house.database.transaction(house.workspace_id) as session:
        await knowledge.import_articles(session, source="test", files=[File("faq/it.yaml", faq)])


async def hears(street: Street, talk: Talk, text: str, choice: str | None = None) -> dict[str, Any]:
    """What the assistant says to this."""
    seen = (await talk.get())["last_seq"]
    await talk.say(text, choice=choice, seen_seq=seen)
    await street.house.let_assistant_answer()
    said = (await talk.messages())[-1]
    assert said["author"] == "assistant"
    return said


@pytest.fixture
async def talk(street: Street) -> Talk:
    """A conversation with an assistant that knows a little."""
    await teach(street.house)
    return await (await street.customer()).open()


def labels(said: dict[str, Any]) -> list[str]:
    """What its buttons say."""
    return [button["label"] for button in said["buttons"]]


async def outcome(street: Street, said: dict[str, Any]) -> tuple[str, list[str]]:
    """What became of the question, and by which rules, as its trace tells the desk."""
    trace = await traced(street, said)
    return trace["outcome"], trace["rules"]


async def traced(street: Street, said: dict[str, Any]) -> dict[str, Any]:
    """The trace of what was said."""
    anna = await street.agent("Anna")
    return await anna.get(f"/conversations/{said['conversation_id']}/messages/{said['id']}/trace")


async def test_what_is_sure_is_answered(street: Street, talk: Talk) -> None:
    said = await hears(street, talk, "Posso portare il cane?")
    assert said["text"].endswith("Sì, al guinzaglio.")
    assert ([one["title"] for one in said["citations"]], said["buttons"]) == (["Posso portare il cane?"], [])
    assert await outcome(street, said) == ("answered", [])


async def test_what_is_unknown_gets_a_person_offered(street: Street, talk: Talk) -> None:
    said = await hears(street, talk, "Qual è la capitale della Mongolia?")
    assert (said["citations"], [button["choice"] for button in said["buttons"]]) == ([], ["person", "continue"])
    assert await outcome(street, said) == ("unsure", [])


async def test_what_is_near_two_is_offered_and_the_chosen_one_answers(street: Street, talk: Talk) -> None:
    offered = await hears(street, talk, NEAR_TWO)
    assert await outcome(street, offered) == ("choices", [])
    assert set(labels(offered)[:2]) == {"Quanto costa il biglietto intero?", "Quanto costa il biglietto ridotto?"}
    assert [button["choice"] for button in offered["buttons"][-2:]] == ["person", "continue"]
    assert offered["citations"] == []

    reduced = next(button for button in offered["buttons"] if "ridotto" in button["label"])
    said = await hears(street, talk, reduced["label"], reduced["choice"])
    assert (said["text"], said["buttons"]) == ("Il biglietto ridotto costa 9 euro.", [])
    (citation,) = said["citations"]
    assert (citation["title"], citation["quote"]) == (reduced["label"], said["text"])
    assert await outcome(street, said) == ("answered", ["chosen"])
    (hit,) = (await traced(street, said))["hits"]
    assert (hit["matched"], hit["lacking"]) == (None, None), "nothing was compared: they pointed at it"


async def test_an_entry_that_has_gone_meanwhile_is_asked_for_by_its_name(street: Street, talk: Talk) -> None:
    offered = await hears(street, talk, NEAR_TWO)
    reduced = next(button for button in offered["buttons"] if "ridotto" in button["label"])
    await teach(street.house, FAQ.replace("id: reduced", "id: students").replace("9 euro", "7 euro"))
    said = await hears(street, talk, reduced["label"], reduced["choice"])
    assert said["text"] == "Il biglietto ridotto costa 7 euro."
    assert await outcome(street, said) == ("answered", [])


async def test_entries_of_nobody_and_of_others_are_read_as_what_was_said(street: Street, talk: Talk) -> None:
    other = await build_house(street.house.database, "altrove")
    await teach(other, FAQ.replace("14 euro", "99 euro"))
    elsewhere = Street(street.server, other)
    theirs = await hears(elsewhere, await (await elsewhere.customer()).open(), NEAR_TWO)
    await elsewhere.leave()
    foreign = next(button["choice"] for button in theirs["buttons"] if "intero" in button["label"])

    for choice in (f"entry:{new_id()}", foreign):
        assert (await hears(street, talk, "Posso portare il cane?", choice))["text"].endswith("Sì, al guinzaglio.")
        assert (await hears(street, talk, "Mongolia", choice))["citations"] == []


@pytest.mark.parametrize("choice", ["entry:", "entry:1", "ENTRY:00000000-0000-7000-8000-000000000000", "entry:../../x"])
async def test_what_names_no_entry_is_refused(talk: Talk, choice: str) -> None:
    body = {"id": str(new_id()), "text": "Questa", "choice": choice}
    refused = await talk.customer.http.post(f"{talk.path}/messages", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "malformed")
