"""The assistant as its owner edits it, and why it said what it said."""

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from sportello import answering
from tests.api.conftest import Desk, People
from tests.assistants import go_live
from tests.house import House

ASSISTANTS = "/workspaces/lumina/assistants"
PATH = f"{ASSISTANTS}/default/draft"


def rule(id_: str, phrases: dict[str, list[str]], replies: dict[str, str] | None = None) -> dict[str, Any]:
    """A rule as the desk writes it."""
    return {"id": id_, "name": id_, "phrases": phrases, "enabled": True, "replies": replies or {}}


async def test_untouched_assistant_is_shown_complete(agent: Desk) -> None:
    read = (await agent.get(PATH)).json()

    assert set(read["texts"]) == {"it", "en", "de"}
    assert all(text for texts in read["texts"].values() for text in texts.values())
    assert [rule["id"] for rule in read["rules"]] == ["person", "refund", "complaint", "safety", "manager", "abuse"]
    assert read["threshold"] == 0.5


async def test_assistants_are_listed_as_one_chooses_among_them(agent: Desk, admin: Desk) -> None:
    (unwritten,) = (await agent.get(ASSISTANTS)).json()["items"]
    assert (unwritten["name"], unwritten["is_default"]) == ("Sportello", True)

    await admin.put(PATH, json=(await admin.get(PATH)).json() | {"name": "Lucilla"})
    (one,) = (await agent.get(ASSISTANTS)).json()["items"]
    assert (one["id"], one["name"], one["is_default"]) == (unwritten["id"], "Lucilla", True)
    assert (unwritten["live"], one["live"], unwritten["edited"], one["edited"]) == (0, 1, False, True)


async def test_what_was_limited_to_the_assistant_before_it_was_first_written_stays_its_own(admin: Desk) -> None:
    (assistant,) = (await admin.get(ASSISTANTS)).json()["items"]
    faq = {
        "kind": "faq",
        "language": "it",
        "body": "Sì, al guinzaglio.",
        "questions": ["Posso portare il cane?"],
        "assistants": [assistant["id"]],
    }
    assert (await admin.post("/workspaces/lumina/knowledge/articles", json=faq)).status_code == 201

    async def outcome() -> str:
        asked = {"question": "Posso portare il cane?", "language": "it"}
        return (await admin.post("/workspaces/lumina/knowledge/try", json=asked)).json()["outcome"]

    assert await outcome() == "answered"
    await admin.put(PATH, json=(await admin.get(PATH)).json() | {"name": "Lucilla"})
    assert await outcome() == "answered"


async def test_what_was_read_can_be_written_back_unchanged(admin: Desk) -> None:
    read = (await admin.get(PATH)).json()
    assert (await admin.put(PATH, json=read)).json() == read
    assert (await admin.get(PATH)).json() == read


async def test_owner_s_words_win_and_empty_ones_are_the_shipped_again(admin: Desk, house: House) -> None:
    shipped = (await admin.get(PATH)).json()
    mine = shipped | {
        "name": "Lucilla",
        "texts": {"it": {"fallback": "Boh.", "handoff": ""}},
        "starters": {"it": ["Orari?"]},
        "threshold": 0.7,
        "rules": [rule("vip", {"it": ["tessera oro"]}, {"it": " Arrivo! ", "en": "  "}), rule("b", {"it": ["oro"]})],
    }
    written = (await admin.put(PATH, json=mine)).json()
    await go_live(admin)

    assert written["texts"]["it"]["fallback"] == "Boh."
    assert written["texts"]["it"]["handoff"] == shipped["texts"]["it"]["handoff"]
    assert (written["name"], written["starters"]["it"], written["threshold"]) == ("Lucilla", ["Orari?"], 0.7)
    async with house.database.transaction(house.workspace_id) as session:
        setup = await answering.read_setup(session, workspace_id=house.workspace_id)
        draft = await answering.compose(session, assistant=setup, question="Ho la Tessera Oro!", language="it")
        other = await answering.compose(session, assistant=setup, question="È oro!", language="it")
    assert (draft.outcome, draft.reason, draft.text) == ("handoff", "vip", "Arrivo!")
    assert (other.outcome, other.reason, other.text) == ("handoff", "b", shipped["texts"]["it"]["handoff"])
    assert written["rules"][0]["replies"] == {"it": "Arrivo!"}


async def test_rules_of_before_they_could_reply_are_shown_without(admin: Desk, house: House) -> None:
    old = rule("vip", {"it": ["tessera oro"]})
    await admin.put(PATH, json=(await admin.get(PATH)).json() | {"rules": [old]})
    await go_live(admin)
    async with house.database.transaction(house.workspace_id) as session:
        await session.execute(text("UPDATE assistants SET rules = jsonb_set(rules, '{0}', (rules -> 0) - 'replies')"))

    shown, insults = (await admin.get(PATH)).json()["rules"]
    assert (shown, insults["id"]) == (old, "abuse")


async def test_agents_read_but_do_not_write(agent: Desk) -> None:
    read = (await agent.get(PATH)).json()
    assert (await agent.put(PATH, json=read)).status_code == 403


REFUSED: list[tuple[dict[str, Any], int]] = [
    ({"threshold": 1.1}, 422),
    ({"texts": {"fr": {"fallback": "Je ne sais pas"}}}, 422),
    ({"texts": {"it": {"nonsense": "x"}}}, 400),
    ({"texts": {"it": {"fallback": "x" * 2_001}}}, 422),
    ({"rules": [rule("a", {"it": ["?!"]})]}, 400),
    ({"rules": [rule("a", {})] * 2}, 400),
    ({"rules": [rule("A B", {})]}, 422),
    ({"rules": [rule("a", {}, {"it": "x" * 2_001})]}, 422),
    ({"rules": [rule("a", {}, {"fr": "J'arrive"})]}, 422),
    ({"starters": {"it": ["x"] * 11}}, 422),
    ({"workspace_id": "0197c3b0-6d2e-7c4e-9d5a-111111111111"}, 422),
    ({"name": ""}, 422),
]


@pytest.mark.parametrize(("change", "status"), REFUSED)
async def test_what_could_never_be_said_or_matched_is_refused(admin: Desk, change: dict[str, Any], status: int) -> None:
    before = (await admin.get(PATH)).json()

    refused = await admin.put(PATH, json=before | change)

    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert (await admin.get(PATH)).json() == before


async def test_change_stands_in_the_audit(admin: Desk) -> None:
    await admin.put(PATH, json=(await admin.get(PATH)).json())
    entries = (await admin.get("/workspaces/lumina/audit")).json()["items"]
    assert "assistant.changed" in [entry["action"] for entry in entries]


async def test_agent_reads_why_the_assistant_said_it(agent: Desk, house: House) -> None:
    conversation = await house.conversation()
    await house.says(conversation.id, "Chi ha vinto il campionato?")
    await house.let_assistant_answer()
    thread = await house.thread(conversation.id)
    path = f"/workspaces/lumina/conversations/{conversation.id}/messages"

    trace = (await agent.get(f"{path}/{thread[-1].id}/trace")).json()

    assert (trace["outcome"], trace["question"], trace["engine"]) == ("unsure", "Chi ha vinto il campionato?", "no-key")
    assert (trace["hits"], trace["rules"], trace["model"], trace["cost"]) == ([], [], None, None)
    assert [check["name"] for check in trace["checks"]][:2] == ["length", "repetition"]
    assert [step["name"] for step in trace["steps"]] == ["understanding", "facts", "words", "ranking", "deciding"]
    assert sum(step["ms"] for step in trace["steps"]) == pytest.approx(trace["duration_ms"], abs=0.05)
    assert (await agent.get(f"{path}/{thread[0].id}/trace")).status_code == 404
    assert (await agent.get(f"{path}/{uuid4()}/trace")).status_code == 404


async def test_a_trace_of_before_words_and_times_were_kept_is_shown_without(agent: Desk, house: House) -> None:
    conversation = await house.conversation()
    await house.says(conversation.id, "Chi ha vinto il campionato?")
    await house.let_assistant_answer()
    asked, *_ = await house.thread(conversation.id)
    hit: dict[str, object] = {
        "title": "Cani",
        "heading_path": [],
        "kind": "faq",
        "score": 0.4,
        "coverage": 0.5,
        "url": "/help/x/cani",
    }
    old = text(
        "INSERT INTO traces (id, workspace_id, conversation_id, message_id, outcome, question, language, rules, hits,"
        " checks, threshold, engine, duration_ms, created_at)"
        " SELECT :id, workspace_id, conversation_id, :message, outcome, question, language, rules, :hits,"
        ' \'[{"name": "length", "found": []}]\', threshold, engine, duration_ms, created_at FROM traces'
    )
    async with house.database.transaction(house.workspace_id) as session:
        await session.execute(old, {"id": uuid4(), "message": asked.id, "hits": json.dumps([hit])})

    path = f"/workspaces/lumina/conversations/{conversation.id}/messages/{asked.id}/trace"
    trace = (await agent.get(path)).json()
    assert (trace["steps"], [check["name"] for check in trace["checks"]]) == ([], ["length"])
    assert [(one["title"], one["matched"], one["lacking"]) for one in trace["hits"]] == [("Cani", None, None)]


async def test_strangers_learn_nothing_of_a_trace(agent: Desk, people: People, house: House) -> None:
    conversation = await house.conversation()
    await house.says(conversation.id, "Chi ha vinto il campionato?")
    await house.let_assistant_answer()
    message = (await house.thread(conversation.id))[-1]
    path = f"/workspaces/lumina/conversations/{conversation.id}/messages/{message.id}/trace"

    assert (await people.browse().get(path)).status_code == 401
    assert (await agent.get(path)).status_code == 200
