"""The open streams of this process: who listens, whether they still may, and that they hear in time.

What they hear is read by `reading`: once for all of them, however many there are.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from fastapi import FastAPI, Request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import contacts, workspaces
from sportello.api.looking import Look, Looking, told
from sportello.api.presence import SAID_EVERY, Presence, as_people
from sportello.api.sse import PING, Stream, frame
from sportello.contacts import Visitor
from sportello.core.clock import now
from sportello.core.live import Notice, Watch, whisper
from sportello.core.resources import Resources

LOOK_AFTER = 4.0
"""Seconds between looks at whether those who listen still may."""
PING_EVERY = 15.0
"""Seconds between two signs of life on a stream."""
TOLD_WITHIN = 3.0
"""Seconds that telling who is at work may take."""
SHOWN_EVERY = 1.0
"""Seconds between two times that people at work are shown who else is: each is shown everybody."""
NOTED_EVERY = 40.0
"""Seconds between two times that it is stored who has a desk open: twice, before somebody counts as gone."""
AGAIN = "again"
"""Name of the notice by which the feed wakes its own reader."""
_log = structlog.get_logger()


@dataclass(eq=False)
class WidgetStream:
    """A customer's open stream, and the last message it has been sent."""

    visitor: Visitor
    conversation_id: UUID
    stream: Stream = field(default_factory=Stream)
    last_seq: int = 0
    ready: bool = False
    missed: bool = False
    """Whether something happened that it could not be sent yet."""
    drafted: tuple[str, str] = ("", "")
    """The answer that is being written, and how much of it this stream has been sent."""
    opened_at: float = field(default_factory=lambda: now().timestamp())


@dataclass(eq=False)
class DeskStream:
    """A member's open stream. `still_allowed` asks whether they may still see what they see.

    `at_desk`: a person looks, and no program, so that they can be given conversations.
    """

    workspace_id: UUID
    user_id: UUID
    name: str
    still_allowed: Callable[[AsyncSession], Awaitable[bool]]
    at_desk: bool = True
    desk: UUID | None = None
    """By which it says what it shows."""
    stream: Stream = field(default_factory=Stream)
    counts: dict[str, int] | None = None
    opened_at: float = field(default_factory=lambda: now().timestamp())


@dataclass
class Watched:
    """A conversation that customers of this process have open.

    `seq` is the last message that all who are ready have been sent; None before the first of them is.
    """

    workspace_id: UUID
    seq: int | None = None
    queued: bool = False
    streams: set[WidgetStream] = field(default_factory=set[WidgetStream])


class Feed:
    """The open streams, and what keeps them honest."""

    def __init__(self, resources: Resources) -> None:
        self.database = resources.database
        self.hub = resources.hub
        self.watched: dict[UUID, Watched] = {}
        self.desks: dict[UUID, set[DeskStream]] = defaultdict(set)
        self.presence = Presence(resources.database)
        self.looking = Looking(self._show)
        self._shown: dict[UUID, dict[UUID, str]] = {}
        self._resting: set[UUID] = set()
        self._over = False
        self._reader: Watch | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, read: Callable[["Feed", Watch], Awaitable[None]], closing: asyncio.Event | None) -> None:
        """Begin to read; when `closing` is set, all streams end."""

        async def reading() -> None:
            with self.hub.watch() as watch:
                self._reader = watch
                await read(self, watch)

        self._tasks = [asyncio.create_task(reading()), asyncio.create_task(self._look_after())]
        if closing is not None:
            self._tasks.append(asyncio.create_task(self._end_when(closing)))

    async def stop(self) -> None:
        """End all streams and stop reading."""
        self._end_all()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def wake(self, workspace_id: UUID, conversation_id: UUID | None = None) -> None:
        """Let the reader look, at a conversation or at what is pending."""
        if self._reader is not None:
            self._reader.put(Notice(name=AGAIN, workspace_id=workspace_id, conversation_id=conversation_id))

    async def _end_when(self, closing: asyncio.Event) -> None:
        await closing.wait()
        self._end_all()

    def _end_all(self) -> None:
        """End every stream, and from now on each that a request still under way opens: none is waited for."""
        self._over = True
        for opened in list(self._opened()):
            opened.stream.end()

    def _opened(self) -> Iterable[WidgetStream | DeskStream]:
        for watched in self.watched.values():
            yield from watched.streams
        for desks in self.desks.values():
            yield from desks

    # --- customers ---------------------------------------------------------------------------------------------

    def open_widget(self, visitor: Visitor, conversation_id: UUID) -> WidgetStream:
        """A customer begins to listen. From here on nothing is missed, but nothing is sent before `ready`."""
        opened = WidgetStream(visitor, conversation_id)
        watched = self.watched.setdefault(conversation_id, Watched(visitor.workspace_id))
        watched.streams.add(opened)
        if self._over:
            opened.stream.end()
        return opened

    def ready(self, opened: WidgetStream, *, last_seq: int, queued: bool) -> None:
        """The stream holds everything up to here. What was said meanwhile is looked at now."""
        opened.last_seq, opened.ready = last_seq, True
        watched = self.watched[opened.conversation_id]
        watched.queued = queued
        behind = watched.seq is not None and last_seq < watched.seq
        if watched.seq is None or behind:
            watched.seq = last_seq
        if opened.missed or behind:
            self.wake(watched.workspace_id, opened.conversation_id)

    def close_widget(self, opened: WidgetStream) -> None:
        """A customer left."""
        opened.stream.end()
        watched = self.watched.get(opened.conversation_id)
        if watched is not None:
            watched.streams.discard(opened)
            if not any(other.ready for other in watched.streams):
                watched.seq = None
            if not watched.streams:
                del self.watched[opened.conversation_id]

    # --- people at work ----------------------------------------------------------------------------------------

    async def open_desk(self, opened: DeskStream) -> None:
        """A member begins to listen, and everybody learns that they are here."""
        self.desks[opened.workspace_id].add(opened)
        if self._over:
            opened.stream.end()
        await self._tell_presence(opened.workspace_id)
        if opened.at_desk:
            await self._note_at_desk(opened.workspace_id, [opened.user_id])

    async def close_desk(self, opened: DeskStream) -> None:
        """A member left."""
        opened.stream.end()
        desks = self.desks.get(opened.workspace_id, set())
        desks.discard(opened)
        if not desks:
            self.desks.pop(opened.workspace_id, None)
            self._shown.pop(opened.workspace_id, None)
        await self._tell_presence(opened.workspace_id)
        if opened.desk is not None and self.looking.of_desks(opened.workspace_id, {opened.desk}):
            await self._tell_looks(opened.workspace_id, [Look(opened.desk, opened.user_id, opened.name, None)])

    def _show(self, workspace_id: UUID, written: bytes) -> None:
        for desk in self.desks.get(workspace_id, ()):
            desk.stream.put(written)

    async def _tell_looks(self, workspace_id: UUID, looks: Collection[Look]) -> None:
        try:
            async with asyncio.timeout(TOLD_WITHIN):
                await whisper(self.database, *told(workspace_id, looks))
        except (SQLAlchemyError, OSError) as error:
            _log.warning("feed.looks_failed", error=type(error).__name__)

    async def _tell_presence(self, workspace_id: UUID, *, all_of_them: bool = False) -> None:
        def here() -> dict[UUID, str]:
            return {desk.user_id: desk.name for desk in self.desks.get(workspace_id, ())}

        try:
            # A database that hangs holds up neither the streams nor those who come; what was not told is told again.
            async with asyncio.timeout(TOLD_WITHIN):
                await self.presence.tell(workspace_id, here, all_of_them=all_of_them)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("feed.presence_failed", error=type(error).__name__)

    async def _note_at_desk(self, workspace_id: UUID, users: Collection[UUID]) -> None:
        """Store that these have a desk open: who is given conversations is decided where no stream ends."""
        try:
            async with asyncio.timeout(TOLD_WITHIN), self.database.transaction(workspace_id) as session:
                await workspaces.note_at_desk(session, users=users)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("feed.not_noted", error=type(error).__name__)

    def hear_presence(self, notice: Notice) -> None:
        """Take in what a process said of who is at its desks."""
        self.presence.hear(notice)
        self._show_presence(notice.workspace_id)

    def _show_presence(self, workspace_id: UUID) -> None:
        """Show those at work who is there, if it has changed; of many who come together, all at once."""
        desks, users = self.desks.get(workspace_id), self.presence.users(workspace_id)
        if desks and workspace_id not in self._resting and users != self._shown.get(workspace_id):
            self._shown[workspace_id] = users
            written = frame("presence", json.dumps({"users": as_people(users)}))
            for desk in desks:
                desk.stream.put(written)
            self._resting.add(workspace_id)
            asyncio.get_running_loop().call_later(SHOWN_EVERY, self._rested, workspace_id)

    def _rested(self, workspace_id: UUID) -> None:
        self._resting.discard(workspace_id)
        self._show_presence(workspace_id)

    # --- looking after -----------------------------------------------------------------------------------------

    async def _look_after(self) -> None:
        pinged = told = noted = asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(LOOK_AFTER)
            at = asyncio.get_running_loop().time()
            if at - pinged >= PING_EVERY - LOOK_AFTER / 2:
                pinged = at
                for opened in self._opened():
                    opened.stream.put(PING)
            if at - told >= SAID_EVERY - LOOK_AFTER / 2:
                told = at
                await self._say_again()
            self.looking.forget_silent()
            if at - noted >= NOTED_EVERY - LOOK_AFTER / 2:
                noted = at
                for workspace_id, desks in list(self.desks.items()):
                    if people := {desk.user_id for desk in desks if desk.at_desk}:
                        await self._note_at_desk(workspace_id, people)
            try:
                await self._look()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("feed.look_failed", error=type(error).__name__)

    async def _say_again(self) -> None:
        """Tell all who are here, and what their desks show."""
        for workspace_id in list(self.desks):
            await self._tell_presence(workspace_id, all_of_them=True)
            # Nobody says that a process died: those who were there through it are missed here.
            self._show_presence(workspace_id)
            here = {desk.desk for desk in self.desks.get(workspace_id, ()) if desk.desk is not None}
            if looks := self.looking.of_desks(workspace_id, here):
                await self._tell_looks(workspace_id, looks)

    async def _look(self) -> None:
        """End the streams of those who may not listen any more, and forget those that never began."""
        for opened in list(self._opened()):
            if opened.stream.abandoned and now().timestamp() - opened.opened_at > LOOK_AFTER:
                await self._forget(opened)
        widgets = [opened for watched in self.watched.values() for opened in watched.streams]
        desks = [opened for desks in self.desks.values() for opened in desks]
        if not widgets and not desks:
            return
        async with self.database.transaction() as session:
            visitors = {opened.visitor.visitor_id for opened in widgets}
            alive = await contacts.visitors_alive(session, ids=visitors) if visitors else {}
            for opened in widgets:
                if alive.get(opened.visitor.visitor_id) != opened.visitor.contact_id:
                    opened.stream.end()
            for opened in desks:
                if not await opened.still_allowed(session):
                    opened.stream.end()

    async def _forget(self, opened: WidgetStream | DeskStream) -> None:
        if isinstance(opened, WidgetStream):
            self.close_widget(opened)
        else:
            await self.close_desk(opened)


def feed_of(request: Request) -> Feed:
    """This process's feed."""
    return of(request.app)


def of(app: FastAPI) -> Feed:
    """The application's feed, begun with the first who asks for it."""
    feed: Feed | None = getattr(app.state, "feed", None)
    if feed is None:
        feed = app.state.feed = Feed(app.state.resources)
        feed.start(app.state.read, getattr(app.state, "closing", None))
    return feed


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    """Begin to listen with the application, so that who is at work is known from the start; end all streams with it."""
    feed = of(app)
    try:
        yield
    finally:
        await feed.stop()
        app.state.feed = None
