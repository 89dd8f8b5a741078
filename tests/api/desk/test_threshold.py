"""What a threshold would do, told from the workspace's own wordings."""

import json
from typing import Any

import pytest

from sportello import answering, knowledge
from sportello.knowledge import File
from tests.api.conftest import Desk
from tests.house import House

PATH = "/workspaces/lumina/assistant/threshold"
TOPICS = ("cloakroom", "parking", "dogs", "bicycles", "cameras", "pushchairs", "umbrellas", "picnics")
FAQ: list[dict[str, Any]] = [
    {
        "id": topic,
        "questions": [f"Are {topic} allowed?", f"What about {topic} inside?", f"rules for {topic}"],
        "answer": f"About {topic}: yes.",
    }
    for topic in TOPICS
]


async def taught(house: House, faq: list[dict[str, Any]]) -> None:
    """The FAQ as it now is, and the gate fitted to it, as the job does some moments later."""
    async with house.database.transaction(house.workspace_id) as session:
        files = [File("faq.json", json.dumps(faq))]
        await knowledge.import_articles(session, source="faq", files=files, language="en")
    await answering.fit_gate(house.database, workspace_id=house.workspace_id)


async def test_effect_follows_the_threshold(admin: Desk, house: House) -> None:
    await taught(house, FAQ)
    bold, middle, careful = [(await admin.get(PATH, params={"at": at})).json() for at in (0, 0.5, 1)]

    assert bold["answerable"]["questions"] == 24
    for effect in (bold, middle, careful):
        for sort in ("answerable", "unanswerable"):
            shares = effect[sort]
            assert abs(shares["right"] + shares["wrong"] + shares["offered"] + shares["refused"] - 1) < 1e-9
    assert bold["answerable"]["right"] + bold["answerable"]["wrong"] == 1
    assert bold["unanswerable"]["right"] == 0
    assert careful["answerable"]["right"] == careful["unanswerable"]["wrong"] == 0
    assert bold["answerable"]["right"] >= middle["answerable"]["right"] > 0.5
    assert all(example["confidence"] >= 0.5 for example in middle["above"])
    assert all(example["confidence"] < 0.5 for example in middle["below"])


async def test_a_question_that_finds_the_same_either_way_is_an_example_once(admin: Desk, house: House) -> None:
    misleading = {"id": "gates", "questions": ["When do gates open?", "zebra crossing"], "answer": "At five."}
    near = {"id": "night", "questions": ["Do gates open at night?", "zebras"], "answer": "Until ten at night."}
    await taught(house, [*FAQ, misleading, near])
    seen: list[str] = []
    for at in range(0, 101, 5):
        effect = (await admin.get(PATH, params={"at": at / 100})).json()
        for shown in (effect["above"], effect["below"]):
            examples = [(example["question"], example["title"]) for example in shown]
            assert len(set(examples)) == len(examples)
            seen += [example["title"] for example in shown if example["question"] == "When do gates open?"]
    assert "Do gates open at night?" in seen


async def test_what_two_entries_are_both_asked_by_is_no_lesson(admin: Desk, house: House) -> None:
    again = [{**entry, "id": f"{entry['id']}-again"} for entry in FAQ[:1]]
    own = {"id": "own", "questions": ["Do gates open at night?", FAQ[0]["questions"][1].upper()], "answer": "No."}
    await taught(house, [*FAQ, *again, own])

    effect = (await admin.get(PATH, params={"at": 0})).json()
    assert effect["answerable"]["questions"] == 3 * len(FAQ[1:]) + 1
    assert effect["answerable"]["wrong"] < 0.1


async def test_what_finds_nothing_is_counted_as_refused(admin: Desk, house: House) -> None:
    """Whoever asks so is told "I don't know": a wording that shares no word with the rest is not left out."""
    lonely = {"id": "lonely", "questions": ["Zanzibar?", "Quetzalcoatl!"], "answer": "About neither."}
    await taught(house, [*FAQ, lonely])

    effect = (await admin.get(PATH, params={"at": 0})).json()
    for sort in ("answerable", "unanswerable"):
        assert effect[sort]["questions"] == 26
        assert effect[sort]["refused"] == pytest.approx(2 / 26)
    shown = [*effect["above"], *effect["below"]]
    assert "Zanzibar?" not in [example["question"] for example in shown]


async def test_what_would_only_be_offered_is_counted_as_offered(admin: Desk, house: House) -> None:
    """However low the threshold is, no price is answered by what names none: the desk says so, too."""
    priced = {
        "id": "price",
        "questions": ["locker for the day", "how much is a locker for the day"],
        "answer": "Ask at the desk for lockers.",
    }
    await taught(house, [*FAQ, priced])

    effect = (await admin.get(PATH, params={"at": 0})).json()
    answered = effect["answerable"]["right"] + effect["answerable"]["wrong"]
    assert effect["answerable"]["offered"] == pytest.approx(1 / 26)
    assert answered == pytest.approx(25 / 26)


async def test_too_few_wordings_tell_nothing_and_what_was_learnt_goes_with_them(admin: Desk, house: House) -> None:
    assert (await admin.get(PATH, params={"at": 0.5})).json() is None
    await taught(house, FAQ)
    assert (await admin.get(PATH, params={"at": 0.5})).json() is not None
    await taught(house, FAQ[:2])
    assert (await admin.get(PATH, params={"at": 0.5})).json() is None


async def test_effect_is_for_who_may_move_the_threshold(agent: Desk, admin: Desk) -> None:
    assert (await agent.get(PATH, params={"at": 0.5})).status_code == 403
    assert (await admin.get(PATH, params={"at": 2})).status_code == 422
