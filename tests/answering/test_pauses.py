"""What waits for its customer's pause is thought about once, unless something changed meanwhile."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from sportello import answering, conversations, knowledge
from sportello.answering import Pauses, Setups
from sportello.conversations import TIMERS, DueAnswer
from sportello.core import clock
from sportello.core.resources import Resources
from sportello.knowledge import SourceImported
from tests.answering.conftest import FILES, Desk
from tests.answering.test_worker import answers, at_work
from tests.house import build_house

UNKNOWN = "Dove lascio lo zaino?"


@pytest.fixture(autouse=True)
def time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between what is said and its pause lies a second, which is short on a busy machine."""
    at = datetime.now(UTC)

    class Still(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            del tz
            return at

    monkeypatch.setattr(clock, "datetime", Still)


@contextmanager
def searches(desk: Desk) -> Generator[list[str]]:
    """The searches that are made meanwhile."""
    made: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "WITH question" in statement:
            made.append(statement)

    engine = desk.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield made
    event.remove(engine, "before_cursor_execute", note)


@asynccontextmanager
async def put_off(desk: Desk, setups: Setups, pauses: Pauses) -> AsyncGenerator[UUID]:
    """Something unsure, thought about and put off; then its customer has paused."""
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, UNKNOWN)
    with searches(desk) as made:
        await _answer(desk, setups, pauses)
    assert made
    assert not await _answers(desk, conversation.id)
    clock.travel(TIMERS.gather)
    yield conversation.id


async def test_what_waited_is_only_said(desk: Desk) -> None:
    setups, pauses = Setups(), Pauses()
    async with put_off(desk, setups, pauses) as conversation_id:
        with searches(desk) as made:
            await _answer(desk, setups, pauses)
        assert not made
        (said,) = await _answers(desk, conversation_id)
        async with desk.database.transaction(desk.workspace_id) as session:
            trace = await answering.trace_of(session, conversation_id=conversation_id, message_id=said.id)
        assert (trace.question, trace.outcome) == (UNKNOWN, "unsure")


async def test_what_was_written_meanwhile_is_known(desk: Desk) -> None:
    setups, pauses = Setups(), Pauses()
    async with put_off(desk, setups, pauses) as conversation_id:
        await _learn(desk)
        setups.forget(desk.workspace_id)  # as a worker does when it is told
        await _answer(desk, setups, pauses)
        (said,) = await _answers(desk, conversation_id)
        assert said.text.endswith("Al **guardaroba**.")


async def test_who_writes_on_is_answered_once_to_everything(desk: Desk) -> None:
    setups, pauses = Setups(), Pauses()
    async with put_off(desk, setups, pauses) as conversation_id:
        await desk.house.says(conversation_id, "Posso portare il cane?")
        clock.travel(TIMERS.burst + timedelta(seconds=1))
        await _answer(desk, setups, pauses)
        (said,) = await _answers(desk, conversation_id)
        assert "Sì, al **guinzaglio**." in said.text
        assert "All'altra domanda non so rispondere" in said.text


async def test_what_is_due_before_the_pause_is_thought_about_anew(desk: Desk) -> None:
    setups, pauses = Setups(), Pauses()
    async with put_off(desk, setups, pauses) as conversation_id:
        clock.travel(-TIMERS.gather)
        seen = (await desk.said(conversation_id))[-1].seq
        again = DueAnswer(desk.workspace_id, conversation_id, seen)
        with searches(desk) as made:
            await answering.answer_all(desk.database, [again], setups=setups, pauses=pauses)
        assert made
        assert not await _answers(desk, conversation_id)


async def test_a_worker_is_told_what_was_written_meanwhile(resources: Resources) -> None:
    desk = Desk(await build_house(resources.database))
    async with resources.database.transaction(desk.workspace_id) as session:
        await knowledge.import_articles(session, source="test", files=FILES)
    conversation = await desk.house.conversation()
    said = await desk.house.says(conversation.id, UNKNOWN)
    async with at_work(resources):
        await _put_off_until(desk, conversation.id, said.created_at + TIMERS.gather)
        with resources.hub.watch() as watch:
            await _learn(desk)
            while not any(notice.name == SourceImported.name for notice in await watch.get(within=60)):
                pass
        await asyncio.sleep(0.1)  # the worker's watch was told with ours
        clock.travel(TIMERS.gather)
        (answer,) = await answers(desk, conversation.id)
    assert answer.endswith("Al **guardaroba**.")


async def _put_off_until(desk: Desk, conversation_id: UUID, until: datetime) -> None:
    async with asyncio.timeout(30):
        while True:
            if (await desk.house.see(conversation_id)).answer_due_at == until:
                return
            await asyncio.sleep(0.02)


async def _learn(desk: Desk) -> None:
    entry = "- id: bags\n  question: Dove lascio lo zaino?\n  answer: Al **guardaroba**.\n"
    async with desk.database.transaction(desk.workspace_id) as session:
        await knowledge.import_articles(session, source="more", files=[knowledge.File("faq/it.yaml", entry)])


async def _answer(desk: Desk, setups: Setups, pauses: Pauses) -> None:
    await answering.answer_all(desk.database, await desk.due(), setups=setups, pauses=pauses)


async def _answers(desk: Desk, conversation_id: UUID) -> list[conversations.Said]:
    return [one for one in await desk.said(conversation_id) if one.author == "assistant"]
