"""Live notices: one LISTEN connection a process, fanned out to whoever watches.

A notice is a hint to look, sent with the commit that made the change; it may be late or lost with a
connection, so watchers re-read what they watch when they (re)start and when `Hub` tells them it reconnected.
What is never stored (typing, presence) is whispered the same way.
"""

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import AsyncGenerator, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

import psycopg
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.db import ALIVE, Database

CHANNEL = "sportello"
_FITS = 6_000
"""Bytes of what is told in one notice: PostgreSQL carries less than 8,000 with all that is around them."""
_BACKLOG = 1_000
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 1.0
"""Seconds between attempts to listen again. Until one succeeds nothing is live, so the pause stays short."""
_log = structlog.get_logger()


T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something changed or was whispered: where, and what it is called."""

    name: str
    workspace_id: UUID
    conversation_id: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict[str, Any])

    def dump(self) -> str:
        """The payload on the wire."""
        conversation = str(self.conversation_id) if self.conversation_id else None
        return json.dumps(
            {"name": self.name, "workspace": str(self.workspace_id), "conversation": conversation, "data": self.data}
        )

    @classmethod
    def load(cls, payload: str) -> "Notice":
        """Read a payload that `dump` or `Event.notice` wrote."""
        read = json.loads(payload)
        conversation = read["conversation"]
        return cls(
            name=read["name"],
            workspace_id=UUID(read["workspace"]),
            conversation_id=UUID(conversation) if conversation else None,
            data=read["data"],
        )


def parted(lines: Iterable[T]) -> Iterator[list[T]]:
    """Lines of JSON values in parts of which each fits into a notice; nothing where there is none."""
    part: list[T] = []
    size = 0
    for line in lines:
        one = len(json.dumps(line))
        if part and size + one > _FITS:
            yield part
            part, size = [], 0
        part.append(line)
        size += one
    if part:
        yield part


RESYNC = "resync"
"""Name of the notice every watcher gets after the hub's own connection was lost: re-read everything."""


class Watch:
    """One watcher's queue. When it falls too far behind it is told to re-read instead of growing."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Notice] = asyncio.Queue(_BACKLOG)
        self.overrun = False

    def put(self, notice: Notice) -> None:
        """Hand over a notice without waiting; a full queue is emptied and marked as overrun."""
        try:
            self._queue.put_nowait(notice)
        except asyncio.QueueFull:
            self.overrun = True
            while not self._queue.empty():
                self._queue.get_nowait()
            self._queue.put_nowait(notice)

    async def get(self, *, within: float) -> list[Notice]:
        """All notices there are, waiting up to `within` seconds for the first; empty when none came."""
        try:
            # Not wait_for: until Python 3.12 it forgets a cancellation that comes together with the notice.
            async with asyncio.timeout(within):
                first = await self._queue.get()
        except TimeoutError:
            return []
        notices = [first]
        while not self._queue.empty():
            notices.append(self._queue.get_nowait())
        return notices


class Hub:
    """Fans the database's notices out to this process's watchers."""

    def __init__(self, url: str, *, role: str | None = None) -> None:
        self._url = url
        self._role = role
        self._watches: dict[UUID | None, set[Watch]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self.connected = asyncio.Event()

    @contextmanager
    def watch(self, *subjects: UUID) -> Generator[Watch]:
        """Watch conversations or workspaces by id; without any, everything."""
        watch = Watch()
        keys: tuple[UUID | None, ...] = subjects or (None,)
        for key in keys:
            self._watches[key].add(watch)
        try:
            yield watch
        finally:
            for key in keys:
                self._watches[key].discard(watch)
                if not self._watches[key]:
                    del self._watches[key]

    @property
    def watchers(self) -> int:
        """How many watches are open in this process."""
        return len({watch for watches in self._watches.values() for watch in watches})

    async def start(self) -> None:
        """Begin to listen; returns once the first connection listens."""
        self._task = asyncio.create_task(self._run(), name="hub")
        await self.connected.wait()

    async def stop(self) -> None:
        """Stop listening."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        self.connected.clear()

    async def _run(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                async for payload in self._listen():
                    self._deliver(payload)
            except (psycopg.Error, OSError) as error:
                pause = _FIRST_PAUSE if self.connected.is_set() else min(pause * 2, _LONGEST_PAUSE)
                _log.warning("live.reconnecting", error=type(error).__name__, pause=pause)
            self.connected.clear()
            await asyncio.sleep(pause)

    async def _listen(self) -> AsyncGenerator[str]:
        options = f"-c role={self._role}" if self._role else ""
        connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True, options=options, **ALIVE)
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self.connected.set()
            self._resync()
            async for notify in connection.notifies():
                yield notify.payload

    def _deliver(self, payload: str) -> None:
        notice = Notice.load(payload)
        keys = {notice.conversation_id, notice.workspace_id, None}
        for key in keys:
            for watch in self._watches.get(key, ()):
                watch.put(notice)

    def _resync(self) -> None:
        for watches in self._watches.values():
            for watch in watches:
                watch.put(Notice(name=RESYNC, workspace_id=UUID(int=0)))


_NOTIFY = text("SELECT pg_notify(:channel, :payload)")
# All who notify commit one after another: for what is never stored, none of them waits for the disk.
_WHISPER = text("SELECT set_config('synchronous_commit', 'off', true), pg_notify(:channel, :payload)")


async def whisper(database: Database, *notices: Notice) -> None:
    """Tell watchers something that is never stored (typing, presence, an answer that is being written)."""
    async with database.statements() as session:
        for notice in notices:
            await session.execute(_WHISPER, {"channel": CHANNEL, "payload": notice.dump()})


async def notify(session: AsyncSession, notice: Notice) -> None:
    """Tell watchers with this transaction's commit something that is not worth a fact."""
    await session.execute(_NOTIFY, {"channel": CHANNEL, "payload": notice.dump()})
