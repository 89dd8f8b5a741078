"""Jobs that exist once: whoever asks for one may rely on it, though others asked before."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from procrastinate.jobs import Job
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.jobs import group_questions_later
from sportello.core import jobs
from sportello.core.resources import Resources
from tests.jobs import opened

ONCE = "gaps of a test"


class Queue:
    """The queue, as who asks for jobs and as the worker that takes them."""

    def __init__(self, worker: int) -> None:
        self._worker = worker

    async def ask(self, session: AsyncSession) -> None:
        """Ask for the job of which one is enough."""
        await jobs.defer(session, group_questions_later, once=ONCE, workspace_id=str(uuid4()))

    async def take(self) -> Job | None:
        """Take the next job that is due, to do it."""
        return await jobs.app.job_manager.fetch_job(queues=None, worker_id=self._worker)


@pytest.fixture
async def queue(resources: Resources) -> AsyncIterator[Queue]:
    """An open queue, and a worker beside it."""
    async with opened(resources):
        yield Queue(await jobs.app.job_manager.register_worker())


async def test_a_job_that_two_ask_for_is_there_once(resources: Resources, queue: Queue) -> None:
    for _ in range(2):
        async with resources.database.transaction() as session:
            await queue.ask(session)
            await queue.ask(session)

    assert await queue.take()
    assert not await queue.take()


async def test_a_job_is_not_begun_before_all_who_asked_for_it_have_written(resources: Resources, queue: Queue) -> None:
    async with resources.database.transaction() as session:
        await queue.ask(session)

    async with resources.database.transaction() as session:
        await queue.ask(session)
        # Begun now, it would not see what this transaction is about to write, and nobody would ask again.
        assert not await queue.take()
    assert await queue.take()


async def test_a_job_that_has_begun_is_asked_for_anew(resources: Resources, queue: Queue) -> None:
    async with resources.database.transaction() as session:
        await queue.ask(session)
    assert await queue.take()

    async with resources.database.transaction() as session:
        await queue.ask(session)
    assert await queue.take()
