"""The intents as their owner teaches them, over HTTP, and what the assistant then understands."""

from typing import Any

import pytest

from sportello import answering
from sportello.core.resources import Resources
from tests.api.conftest import Desk
from tests.house import House
from tests.jobs import work

PATH = "/workspaces/lumina/assistant/intents"
SCHOOLS: dict[str, Any] = {
    "name": "school-trip",
    "description": "A class wants to come",
    "examples": {
        "it": [
            "siamo una classe di 24 alunni",
            "vorremmo venire in gita scolastica",
            "la scuola media viene con due insegnanti",
            "visita per le scolaresche",
        ]
    },
    "enabled": True,
}


async def intent_of(house: House, question: str) -> str | None:
    """What the assistant takes a question for, as "try a question" shows it."""
    async with house.database.transaction(house.workspace_id) as session:
        setup = await answering.read_setup(session, workspace_id=house.workspace_id)
        draft = await answering.compose(session, assistant=setup, question=question, language="it")
    assert draft.trace.understanding is not None
    return draft.trace.understanding["intent"]


async def test_untaught_assistant_knows_the_shipped_intents(agent: Desk) -> None:
    read = (await agent.get(PATH)).json()

    names = [intent["name"] for intent in read["intents"]]
    assert {"greeting", "refund", "emergency", "hours"} <= set(names)
    assert "none" not in names
    assert all(min(intent["shipped"].values()) >= 20 for intent in read["intents"])
    assert [model["language"] for model in read["models"]] == ["it", "en", "de"]
    assert all(model["up_to_date"] and model["trained_at"] is None for model in read["models"])


async def test_taught_intent_is_understood_and_a_forgotten_one_is_not(admin: Desk, house: House) -> None:
    question = "portiamo una classe di bambini in gita"
    assert await intent_of(house, question) != "school-trip"

    written = (await admin.put(PATH, json={"intents": [SCHOOLS]})).json()
    assert written["intents"][0] == SCHOOLS | {
        "examples": SCHOOLS["examples"] | {"en": [], "de": []},
        "shipped": {"it": 0, "en": 0, "de": 0},
    }
    assert [model["up_to_date"] for model in written["models"]] == [False, True, True]

    await answering.learn_intents(house.database, workspace_id=house.workspace_id)
    italian, english, _ = (await admin.get(PATH)).json()["models"]
    assert italian["up_to_date"]
    assert italian["trained_at"]
    assert italian["intents"] == english["intents"] + 1
    assert await intent_of(house, question) == "school-trip"

    await admin.put(PATH, json={"intents": []})
    await answering.learn_intents(house.database, workspace_id=house.workspace_id)
    assert all(model["trained_at"] is None for model in (await admin.get(PATH)).json()["models"])
    assert await intent_of(house, question) != "school-trip"


async def test_shipped_intent_can_be_extended_and_switched_off(admin: Desk, house: House) -> None:
    off: dict[str, Any] = {"name": "refund", "description": "", "examples": {}, "enabled": False}
    more: dict[str, Any] = {
        "name": "hours",
        "description": "",
        "examples": {"it": ["quando si accendono le luci?"]},
        "enabled": True,
    }

    read = (await admin.put(PATH, json={"intents": [off, more]})).json()
    await answering.learn_intents(house.database, workspace_id=house.workspace_id)

    by_name = {intent["name"]: intent for intent in read["intents"]}
    assert by_name["refund"]["enabled"] is False
    assert by_name["hours"]["examples"]["it"] == ["quando si accendono le luci?"]
    assert await intent_of(house, "a che ora si accendono le luci") == "hours"
    assert await intent_of(house, "entro quando posso chiedere il rimborso") != "refund"


async def test_shipped_examples_can_be_read(agent: Desk) -> None:
    shipped = (await agent.get(f"{PATH}/shipped/refund")).json()["examples"]
    counted = next(one for one in (await agent.get(PATH)).json()["intents"] if one["name"] == "refund")["shipped"]
    assert {language: len(texts) for language, texts in shipped.items()} == counted
    assert (await agent.get(f"{PATH}/shipped/nothing")).json()["examples"] == {"it": [], "en": [], "de": []}


async def test_a_sentence_is_tried_on_what_was_learnt_last(admin: Desk, house: House) -> None:
    asked = {"text": "portiamo una classe di bambini in gita", "language": "en"}
    before = (await admin.post(f"{PATH}/try", json=asked)).json()
    assert before["nearest"][0] != "school-trip"

    await admin.put(PATH, json={"intents": [SCHOOLS]})
    await answering.learn_intents(house.database, workspace_id=house.workspace_id)
    after = (await admin.post(f"{PATH}/try", json=asked)).json()
    assert after["nearest"][0] == "school-trip"
    assert after["known"]
    assert after["confidence"] >= after["threshold"]
    assert (after["language"], len(after["nearest"])) == ("it", 3), "its own language, not the conversation's"

    wordless = (await admin.post(f"{PATH}/try", json={"text": "???", "language": "it"})).json()
    assert (wordless["nearest"], wordless["known"]) == ([], False)


async def test_it_is_told_how_well_own_examples_are_found_again(admin: Desk, house: House) -> None:
    await admin.put(PATH, json={"intents": [SCHOOLS]})
    await answering.learn_intents(house.database, workspace_id=house.workspace_id)
    italian = (await admin.get(PATH)).json()["models"][0]
    found = italian["by_intent"]["school-trip"]
    assert 0 < found["asked"] <= len(SCHOOLS["examples"]["it"]), "each is held out at most once"
    assert found["right"] <= found["asked"]
    assert set(italian["by_intent"]) >= {"refund", "hours"}


REFUSED: list[tuple[list[dict[str, Any]], int, str]] = [
    ([SCHOOLS | {"name": "School trip"}], 422, ""),
    ([SCHOOLS | {"name": "none"}], 400, "none"),
    ([SCHOOLS, SCHOOLS], 400, "school-trip"),
    ([SCHOOLS | {"examples": {}}], 400, "school-trip"),
    ([SCHOOLS | {"examples": {"it": ["una", "due"]}}], 400, "at least 3"),
    ([SCHOOLS | {"examples": {"it": ["una", "due", "?!"]}}], 400, "?!"),
    ([SCHOOLS | {"examples": {"fr": ["un", "deux", "trois"]}}], 422, ""),
    ([SCHOOLS, SCHOOLS | {"name": "other"}], 400, "of “school-trip” and of “other”"),
    ([SCHOOLS | {"shipped": {}}], 422, ""),
]


@pytest.mark.parametrize(("intents", "status", "says"), REFUSED)
async def test_what_cannot_be_learnt_is_refused(
    admin: Desk, intents: list[dict[str, Any]], status: int, says: str
) -> None:
    before = (await admin.get(PATH)).json()

    refused = await admin.put(PATH, json={"intents": intents})

    assert refused.status_code == status
    assert says in refused.text
    assert (await admin.get(PATH)).json() == before


async def test_agents_read_but_do_not_teach(agent: Desk) -> None:
    assert (await agent.put(PATH, json={"intents": []})).status_code == 403


async def test_teaching_asks_for_learning(admin: Desk, house: House) -> None:
    async with house.database.transaction() as session:
        asked = await session.connection()
        before = await asked.exec_driver_sql(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'answering.learn_intents'"
        )
        count = before.scalar_one()
    await admin.put(PATH, json={"intents": [SCHOOLS]})
    async with house.database.transaction() as session:
        asked = await session.connection()
        after = await asked.exec_driver_sql(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'answering.learn_intents'"
        )
        assert after.scalar_one() == count + 1


async def test_it_is_told_when_learning_failed_until_it_is_learnt(
    admin: Desk, house: House, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as hurried:
        hurried.setattr("sportello.answering.learning._SECONDS", 0.001)
        assert not (await admin.put(PATH, json={"intents": [SCHOOLS]})).json()["learning_failed"]
        await work(resources)
    failed = (await admin.get(PATH)).json()
    assert (failed["learning_failed"], failed["models"][0]["up_to_date"]) == (True, False)
    assert not (await admin.put(PATH, json={"intents": [SCHOOLS]})).json()["learning_failed"]
    await work(resources)
    learnt = (await admin.get(PATH)).json()
    assert (learnt["learning_failed"], learnt["models"][0]["up_to_date"]) == (False, True)
