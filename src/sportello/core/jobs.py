"""Work that leaves the process later: procrastinate, its jobs inserted on the session's own connection.

So a job exists if and only if the change that asked for it does. Every task gets a retry strategy (without one
a shutdown time-out would end it for good), and `requeue_stalled` wakes what a killed worker left behind.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import wraps
from time import monotonic
from typing import Any, cast

import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.connector import Notify
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.tasks import Task
from psycopg import AsyncConnection
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core import log
from sportello.core.metrics import JOB_SECONDS

RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)
QUICK, SLOW, UNWATCHED = "default", "slow", "unwatched"
STALLED_AFTER = 30
"""Seconds without a worker's heartbeat after which its jobs are taken for abandoned."""

_ANY_QUEUE = "procrastinate_any_queue_v1"


class Connector(PsycopgConnector):
    """The workers of all queues here hear of new jobs over one connection: PostgreSQL keeps 2 MB for each."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # pyright: ignore[reportUnknownMemberType]
        self._told: list[Notify] = []

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:  # noqa: ARG002
        """Tell of every queue's jobs: to look in vain costs less than to listen apart."""
        self._told.append(on_notification)
        if len(self._told) > 1:
            await asyncio.Event().wait()
        await super().listen_notify(self._tell, [_ANY_QUEUE])

    async def _tell(self, *, channel: str, payload: str) -> None:
        for tell in self._told:
            await tell(channel=channel, payload=payload)


app = App(connector=PsycopgConnector())
_log = structlog.get_logger()
AnyTask = Task[Any, Any, Any]


def job(name: str, *, queue: str = QUICK) -> Callable[[Callable[..., Awaitable[None]]], AnyTask]:
    """Declare a job. It takes ids, rereads the world, and may run twice without harm.

    What takes minutes goes into the queue `SLOW`, where it holds up no letter; what takes long and nobody asked for
    into `UNWATCHED`, where it holds up nobody who waits to see something done. Each run is a line in the log, with the
    id of the request that asked for it.
    """

    def declare(do: Callable[..., Awaitable[None]]) -> AnyTask:
        @wraps(do)
        async def run(context: JobContext, *, request_id: str | None = None, **ids: str) -> None:
            began = monotonic()
            asked_by = {log.REQUEST: request_id} if request_id else {}
            with log.bound(**asked_by, **ids, job=name):
                try:
                    await do(context, **ids)
                except Exception as error:
                    took = monotonic() - began
                    JOB_SECONDS.labels(name, "failed").observe(took)
                    _log.warning("job.failed", error=type(error).__name__, seconds=round(took, 3))
                    raise
                took = monotonic() - began
                JOB_SECONDS.labels(name, "done").observe(took)
                _log.info("job", seconds=round(took, 3))

        return app.task(name=name, queue=queue, retry=RETRY, pass_context=True)(run)

    return declare


async def defer(session: AsyncSession, task: AnyTask, *, once: str | None = None, after: int = 0, **ids: str) -> None:
    """Ask for a job in this transaction: it exists exactly when the transaction commits.

    It begins `after` so many seconds. Of jobs with the same `once` only one waits at a time: asked for again, it is
    the one that is there already, which is not begun before this transaction has ended and can be seen.
    """
    if request_id := log.request_id():
        ids[log.REQUEST] = request_id
    connection = await session.connection()
    raw = cast("AsyncConnection[Any]", (await connection.get_raw_connection()).driver_connection)
    wanted = task.configure(connection=raw, queueing_lock=once, schedule_in={"seconds": after} if after else None)
    if once is None:
        await wanted.defer_async(**ids)
        return
    while not await session.scalar(_HOLD, {"once": once}):
        # Somebody may ask for it this very moment: the clash would end the whole transaction but for the savepoint.
        with suppress(AlreadyEnqueued):
            async with session.begin_nested():
                await session.connection()  # only with this does the savepoint begin
                await wanted.defer_async(**ids)
            return


_HOLD = text("SELECT true FROM procrastinate_jobs WHERE queueing_lock = :once AND status = 'todo' FOR SHARE")
"""Holds a job that waits: workers pass by what is locked."""
_LAST = text(
    """
    SELECT status = 'failed' OR attempts > 0 FROM procrastinate_jobs
    WHERE task_name = :task AND args @> CAST(:ids AS jsonb) AND status <> 'succeeded' ORDER BY id DESC LIMIT 1
    """
)


async def failing(session: AsyncSession, task: AnyTask, **ids: str) -> bool:
    """Whether such a job has failed, and waits to be tried again or is given up."""
    return bool(await session.scalar(_LAST, {"task": task.name, "ids": json.dumps(ids)}))


async def requeue_stalled() -> int:
    """Put back the jobs of workers that died; returns how many there were.

    One that was asked for again meanwhile is let go: the job that waits will do all it would have done.
    """
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER))
    for lost in stalled:
        try:
            await app.job_manager.retry_job(lost)
        except UniqueViolation:
            await app.job_manager.finish_job(lost, Status.ABORTED, delete_job=True)
    return len(stalled)
