"""The worker: woken by a message it answers; what fails harms only itself; nothing claimed is ever lost."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from sportello import answering, knowledge, worker
from sportello.answering import AssistantContent
from sportello.bootstrap import Access
from sportello.conversations import TIMERS
from sportello.core import clock
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from sportello.core.seats import seat
from tests.answering.conftest import FILES, Desk
from tests.assistants import rewrite
from tests.house import build_house


@pytest.fixture
async def desk(resources: Resources) -> Desk:
    """The small business on the worker's own resources."""
    house = await build_house(resources.database)
    async with resources.database.transaction(house.workspace_id) as session:
        await knowledge.import_articles(session, source="test", files=FILES)
    return Desk(house)


@asynccontextmanager
async def at_work(resources: Resources) -> AsyncGenerator[None]:
    """A worker beside the test, stopped in the ordinary way."""
    stop = asyncio.Event()
    working = asyncio.create_task(worker.run(resources, stop))
    yield
    stop.set()
    await asyncio.wait_for(working, 30)


async def answers(desk: Desk, conversation_id: UUID, count: int = 1, within: float = 30.0) -> list[str]:
    """Wait for so many answers in a conversation."""
    async with asyncio.timeout(within):
        while True:
            said = await desk.said(conversation_id)
            found = [one.text for one in said if one.author == "assistant"]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.02)


async def logged(logs: list[EventDict], event: str, within: float = 30.0) -> None:
    """Wait for a line in the log: an answer's comes just after it is stored."""
    async with asyncio.timeout(within):
        while True:
            if any(line["event"] == event for line in logs):
                return
            await asyncio.sleep(0.02)


async def test_message_is_answered_at_once(desk: Desk, resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOOK_AGAIN", 600)  # so that only the notice can have woken it
    conversation = await desk.house.conversation()
    async with at_work(resources):
        await asyncio.sleep(0.3)
        await desk.house.says(conversation.id, "Posso portare il cane?")
        (answer,) = await answers(desk, conversation.id)
    assert answer.endswith("Sì, al **guinzaglio**.")


async def test_what_was_due_before_the_worker_came_is_answered_too(desk: Desk, resources: Resources) -> None:
    ids = [(await desk.house.conversation()).id for _ in range(40)]
    for number in ids:
        await desk.house.says(number, "Posso portare il cane?")
    async with at_work(resources):
        for number in ids:
            assert len(await answers(desk, number)) == 1


async def test_burst_gets_one_answer(desk: Desk, resources: Resources) -> None:
    conversation = await desk.house.conversation()
    async with at_work(resources):
        for line in ("Buongiorno", "scusi", "posso portare", "il cane", "?"):
            await desk.house.says(conversation.id, line)
        await answers(desk, conversation.id)
        await asyncio.sleep(0.6)
        (answer,) = await answers(desk, conversation.id)
    assert answer.endswith("Sì, al **guinzaglio**.")


async def test_what_waited_for_a_pause_when_its_worker_was_killed_is_answered_by_the_next(
    desk: Desk, resources: Resources
) -> None:
    conversation = await desk.house.conversation()
    said = await desk.house.says(conversation.id, "Buongiorno")
    for due in await desk.due(by=new_id()):
        await answering.answer(desk.database, due)  # and then it is killed
    assert (await desk.house.see(conversation.id)).answer_due_at == said.created_at + TIMERS.gather
    async with at_work(resources):
        assert len(await answers(desk, conversation.id)) == 1


async def test_what_was_said_before_the_clock_was_set_back_is_answered_now(desk: Desk, resources: Resources) -> None:
    ids = [(await desk.house.conversation()).id for _ in range(2)]
    for number, line in zip(ids, ("Posso portare il cane?", "Buongiorno"), strict=True):
        await desk.house.says(number, line)
    clock.travel(-timedelta(hours=1))
    async with at_work(resources):
        for number in ids:
            assert len(await answers(desk, number)) == 1


async def test_lease_of_a_dead_worker_runs_out_and_another_answers(desk: Desk, resources: Resources) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    assert len(await desk.due()) == 1  # claimed, and then killed
    async with at_work(resources):
        await asyncio.sleep(0.2)
        assert await desk.said(conversation.id) != []
        assert not [one for one in await desk.said(conversation.id) if one.author == "assistant"]
        clock.travel(TIMERS.lease + timedelta(seconds=1))
        assert len(await answers(desk, conversation.id)) == 1


async def test_who_sits_down_in_a_dead_workers_seat_need_not_wait_for_the_lease(
    desk: Desk, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sportello.conversations.answers.TIMERS", replace(TIMERS, lease=timedelta(days=1)))
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    with seat(resources.settings.home / "seats") as name:
        assert len(await desk.due(by=name)) == 1
    async with at_work(resources):
        assert len(await answers(desk, conversation.id)) == 1


async def test_what_a_living_or_an_unknown_worker_thinks_about_is_left_to_it(desk: Desk, resources: Resources) -> None:
    ids = [(await desk.house.conversation()).id for _ in range(3)]
    with seat(resources.settings.home / "seats") as living:
        for number, name in zip(ids, (living, new_id(), None), strict=True):
            await desk.house.says(number, "Posso portare il cane?")
            assert len(await desk.due(by=name)) == 1
        async with at_work(resources):
            other = await desk.house.conversation()
            await desk.house.says(other.id, "Posso portare il cane?")
            await answers(desk, other.id)
    for number in ids:
        assert [said.author for said in await desk.said(number)] == ["customer"]


async def test_a_stopped_worker_gives_back_what_takes_too_long_and_another_answers_it_once(
    desk: Desk, resources: Resources, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "FINISH", 0.2)
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    stop = asyncio.Event()
    async with await psycopg.AsyncConnection.connect(access.owner_url) as connection:
        await connection.execute("LOCK TABLE traces IN SHARE MODE")  # no answer comes to its end before we let it
        working = asyncio.create_task(worker.run(resources, stop))
        await _waits_for_a_lock(connection)
        stop.set()
        await asyncio.wait_for(working, 30)
        (due,) = await desk.due(by=new_id())
    assert due.conversation_id == conversation.id
    assert [said.author for said in await desk.said(conversation.id)] == ["customer"]
    await answering.answer(desk.database, due)
    assert len(await answers(desk, conversation.id)) == 1


_WAITING = "SELECT FROM pg_locks WHERE NOT granted"


async def _waits_for_a_lock(connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
    async with asyncio.timeout(30):
        while not await (await connection.execute(_WAITING)).fetchall():  # noqa: ASYNC110 - only the database knows
            await asyncio.sleep(0.02)


async def test_poisonous_message_harms_only_itself_and_is_answered_honestly(
    desk: Desk, resources: Resources, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "BACK_OFF", 0.01)
    await _fault(access, "NEW.question = 'veleno' AND NEW.outcome <> 'failed'")
    ids = [(await desk.house.conversation()).id for _ in range(6)]
    for place, number in enumerate(ids):
        await desk.house.says(number, "veleno" if place == 3 else "Posso portare il cane?")
    with capture_logs() as logs:
        async with at_work(resources):
            for number in ids:
                await answers(desk, number)
    assert [line["attempt"] for line in logs if line["event"] == "worker.answer_failed"] == [1, 2, 3]
    for place, number in enumerate(ids):
        (answer,) = await answers(desk, number)
        assert answer.endswith("Sì, al **guinzaglio**.") == (place != 3)
    said = await desk.said(ids[3])
    assert [button["choice"] for button in said[-1].buttons] == ["person", "continue"]


async def test_passing_failure_is_tried_again(
    desk: Desk, resources: Resources, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "BACK_OFF", 0.01)
    await _fault(access, "nextval('tries') = 1")
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    with capture_logs() as logs:
        async with at_work(resources):
            (answer,) = await answers(desk, conversation.id)
            await logged(logs, "answer")
    assert answer.endswith("Sì, al **guinzaglio**.")
    assert [line["event"] for line in logs].count("answer") == 1, "told when it is stored, not before"


async def test_changed_assistant_is_heeded_by_the_next_answer(desk: Desk, resources: Resources) -> None:
    conversation = await desk.house.conversation()
    async with at_work(resources):
        await desk.house.says(conversation.id, "Posso portare il cane?")
        await answers(desk, conversation.id)
        async with desk.database.transaction(desk.workspace_id) as session:
            settings = await answering.assistant_settings(session, workspace_id=desk.workspace_id)
            content = AssistantContent(**vars(replace(settings, name="Boris")))
            await rewrite(session, workspace_id=desk.workspace_id, content=content)
        await asyncio.sleep(0.3)
        await desk.house.says(conversation.id, "Quanto costa il biglietto?")
        await answers(desk, conversation.id, count=2)
    assert (await desk.said(conversation.id))[-1].author_name == "Boris"


async def test_stopping_finishes_what_has_begun(desk: Desk, resources: Resources, access: Access) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    stop = asyncio.Event()
    async with await psycopg.AsyncConnection.connect(access.owner_url) as connection:
        await connection.execute("LOCK TABLE traces IN SHARE MODE")  # the answer has to wait for us
        working = asyncio.create_task(worker.run(resources, stop))
        await asyncio.sleep(0.5)
        stop.set()
        await asyncio.sleep(0.2)
        assert not working.done()
    await asyncio.wait_for(working, 30)
    assert len(await answers(desk, conversation.id, within=0.1)) == 1


async def test_silent_conversation_falls_idle_by_the_clock(desk: Desk, resources: Resources) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    async with at_work(resources):
        await answers(desk, conversation.id)
        clock.travel(TIMERS.idle_after + timedelta(seconds=1))
        async with asyncio.timeout(30):
            while (await desk.house.see(conversation.id)).state != "idle":  # noqa: ASYNC110 - the database says it
                await asyncio.sleep(0.05)


async def _fault(access: Access, fails_when: str) -> None:
    """Let the database refuse an answer's trace on this condition."""
    connection = await psycopg.AsyncConnection.connect(access.owner_url, autocommit=True)
    async with connection:
        await connection.execute("CREATE SEQUENCE tries; GRANT USAGE ON SEQUENCE tries TO sportello_app")
        await connection.execute(
            f"""
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {fails_when} THEN RAISE EXCEPTION 'poison'; END IF;
                RETURN NEW;
            END $$;
            GRANT EXECUTE ON FUNCTION fault() TO sportello_app;
            CREATE TRIGGER fault BEFORE INSERT ON traces FOR EACH ROW EXECUTE FUNCTION fault()
            """.encode()
        )
