"""One reader for every open stream of this process: one transaction a workspace and turn, whatever has happened.

All notices that have come are taken together, and what they name is read together, so at a high rate a message
costs a fraction of a query; each frame is written once, however many streams it goes to. A notice is only a hint:
streams know the last `seq` they sent, and after anything that could have lost notices everything is read again.
"""

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from sportello import conversations
from sportello.api.desk.shapes import ConversationSummary, Note, desk_message
from sportello.api.feed import AGAIN, DeskStream, Feed, Watched
from sportello.api.passing import pass_on
from sportello.api.sse import frame
from sportello.api.waiting import Standings, standings
from sportello.api.widget.shapes import WidgetConversation, widget_message
from sportello.contacts import ContactChanged, ContactMerged
from sportello.conversations import (
    AgentConnected,
    AgentReplied,
    AssistantReplied,
    CardHidden,
    ConversationLabelled,
    ConversationMerged,
    ConversationSeparated,
    ConversationTransferred,
    Counts,
    CustomerView,
    HandoffRequested,
    MessageReceived,
    NoteAdded,
    NoteLine,
    PictureDescribed,
    PriorityRaised,
    ReturnedToAssistant,
    Said,
    Summary,
    SystemSpoke,
)
from sportello.core.live import RESYNC, Notice, Watch

LINGER = 0.02
"""Seconds a customer's own words may wait for what is said to them: mostly the answer comes, and both go at once."""
COUNTS_EVERY = 1.0
"""Seconds a workspace's counts rest before they are counted again."""
_RETRY = 0.5
_REMEMBERED = 10_000
"""Conversations of which it is known how far people at work have been told. Only the last moments matter."""
_SAID = frozenset({MessageReceived.name, AssistantReplied.name, AgentReplied.name, SystemSpoke.name})
_QUEUE = frozenset(
    event.name
    for event in (
        *(HandoffRequested, AgentConnected, ConversationTransferred, ReturnedToAssistant),
        *(ConversationLabelled, ConversationMerged, ConversationSeparated, PriorityRaised),
    )
)
"""What moves the places of those who wait."""
_REWRITTEN = frozenset({CardHidden.name, PictureDescribed.name})
"""What changes a message that was sent before."""
_NOBODY = UUID(int=0)
_log = structlog.get_logger()


@dataclass
class _Pending:
    """What notices of one workspace have named and nobody has read yet."""

    said: dict[UUID, int] = field(default_factory=dict[UUID, int])
    """Conversations with new messages, and the `seq` before the first of them."""
    changed: set[UUID] = field(default_factory=set[UUID])
    rewritten: set[UUID] = field(default_factory=set[UUID])
    """Messages that were sent before and are not what they were."""
    notes: set[UUID] = field(default_factory=set[UUID])
    contacts: set[UUID] = field(default_factory=set[UUID])
    queue_moved: bool = False
    count: bool = False


@dataclass
class _Found:
    """What was read for them."""

    said: list[Said]
    rewritten: list[Said]
    views: list[CustomerView]
    standings: Standings
    summaries: list[Summary]
    notes: list[NoteLine]
    counts: Counts | None


async def read(feed: Feed, watch: Watch) -> None:
    """Read for all streams, for ever."""
    reader = _Reader(feed)
    while True:
        notices = await watch.get(within=60)
        if all(notice.name == MessageReceived.name for notice in notices):
            notices += await watch.get(within=LINGER)
        if watch.overrun:
            watch.overrun = False
            notices = [Notice(name=RESYNC, workspace_id=_NOBODY)]
        for notice in notices:
            reader.note(notice)
        if not await reader.turn():
            await asyncio.sleep(_RETRY)
            feed.wake(_NOBODY)


def _mark_missed(watched: Watched) -> None:
    """Streams that are still being opened cannot be sent anything; they look once more when they are ready."""
    for widget in watched.streams:
        widget.missed |= not widget.ready


class _Reader:
    """What is pending, and how it becomes frames."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._pending: dict[UUID, _Pending] = defaultdict(_Pending)
        self._resting: set[UUID] = set()
        self._told: dict[UUID, int] = {}
        """The last `seq` that was sent to desks: reading for one notice also finds what the next will name."""

    # --- notices -----------------------------------------------------------------------------------------------

    def note(self, notice: Notice) -> None:
        """Remember what a notice names, if anybody here listens to it; pass on what is never stored."""
        if notice.name == RESYNC:
            self._everything()
        elif pass_on(self._feed, notice):
            return
        elif notice.conversation_id in self._feed.watched or notice.workspace_id in self._feed.desks:
            self._remember(notice)
        elif notice.name in _QUEUE:
            # Nobody here listens to that conversation, but others wait behind it.
            self._pending[notice.workspace_id].queue_moved = True

    def _remember(self, notice: Notice) -> None:
        pending = self._pending[notice.workspace_id]
        pending.count = True
        conversation_id = notice.conversation_id
        if notice.name in {ContactChanged.name, ContactMerged.name}:
            pending.contacts.update(UUID(notice.data[key]) for key in ("contact_id", "into_id") if key in notice.data)
        if conversation_id is None:
            return
        if notice.name in _SAID:
            before = notice.data["seq"] - 1
            pending.said[conversation_id] = min(before, pending.said.get(conversation_id, before))
            return
        pending.changed.add(conversation_id)
        if notice.name in _REWRITTEN:
            pending.rewritten.add(UUID(notice.data["message_id"]))
        if notice.name == NoteAdded.name:
            pending.notes.add(UUID(notice.data["note_id"]))
        elif notice.name == AGAIN:
            watched = self._feed.watched.get(conversation_id)
            if watched is not None and watched.seq is not None:
                pending.said.setdefault(conversation_id, watched.seq)
        if notice.name in _QUEUE:
            pending.queue_moved = True

    def _everything(self) -> None:
        """Notices may have been lost: customers' conversations are read again, desks are told to fetch anew."""
        for conversation_id, watched in self._feed.watched.items():
            pending = self._pending[watched.workspace_id]
            pending.changed.add(conversation_id)
            _mark_missed(watched)
            if watched.seq is not None:
                pending.said[conversation_id] = watched.seq
        for workspace_id, desks in self._feed.desks.items():
            self._pending[workspace_id].count = True
            for desk in desks:
                desk.counts = None
                desk.stream.put(frame("reset", "{}"))

    # --- reading and sending -----------------------------------------------------------------------------------

    async def turn(self) -> bool:
        """Read what is pending and send it. What could not be read stays pending; then the answer is False."""
        fine = True
        for workspace_id in list(self._pending):
            pending = self._pending.pop(workspace_id)
            try:
                found = await self._read(workspace_id, pending)
            except (SQLAlchemyError, OSError) as error:
                _log.warning("feed.read_failed", error=type(error).__name__)
                self._pending[workspace_id] = pending
                fine = False
            else:
                self._send_to_customers(found)
                self._send_to_desks(workspace_id, pending, found)
        return fine

    async def _read(self, workspace_id: UUID, pending: _Pending) -> _Found:
        feed, desks = self._feed, bool(self._feed.desks.get(workspace_id))
        than = dict(pending.said) if desks else {}
        for conversation_id in pending.said:
            watched = feed.watched.get(conversation_id)
            if watched is None:
                continue
            _mark_missed(watched)
            if watched.seq is not None:
                than[conversation_id] = min(watched.seq, than.get(conversation_id, watched.seq))
        seen = {id_ for id_ in pending.changed if id_ in feed.watched}
        if pending.queue_moved:
            seen |= {i for i, w in feed.watched.items() if w.queued and w.workspace_id == workspace_id}
        for conversation_id in seen:
            _mark_missed(feed.watched[conversation_id])
        counting = desks and pending.count and self._may_count(workspace_id)
        if not than and not seen and not desks:
            return _Found([], [], [], {}, [], [], None)
        async with feed.database.transaction(workspace_id) as session:
            lines = pending.changed | set(pending.said)
            if desks and pending.contacts:
                lines |= await conversations.ids_of_contacts(session, contact_ids=pending.contacts)
            views = await conversations.customer_views(session, ids=seen) if seen else []
            return _Found(
                said=await conversations.newer(session, than=than) if than else [],
                rewritten=await conversations.said_in(session, messages=pending.rewritten) if pending.rewritten else [],
                views=views,
                standings=await standings(session, views),
                summaries=await conversations.summaries(session, ids=lines) if desks and lines else [],
                notes=await conversations.notes(session, ids=pending.notes) if desks and pending.notes else [],
                counts=await conversations.counts(session) if counting else None,
            )

    def _may_count(self, workspace_id: UUID) -> bool:
        """Counting looks at every open conversation, so it is done once a second at most, and a last time after."""
        if workspace_id in self._resting:
            return False
        self._resting.add(workspace_id)
        asyncio.get_running_loop().call_later(COUNTS_EVERY, self._rested, workspace_id)
        return True

    def _rested(self, workspace_id: UUID) -> None:
        self._resting.discard(workspace_id)
        if self._uncounted(workspace_id):
            self._feed.wake(workspace_id)

    def _uncounted(self, workspace_id: UUID) -> bool:
        return any(desk.counts is None for desk in self._feed.desks.get(workspace_id, ()))

    def _send_to_customers(self, found: _Found) -> None:
        for said in found.said:
            watched = self._feed.watched.get(said.conversation_id)
            if watched is None or watched.seq is None or said.seq <= watched.seq:
                continue
            watched.seq = said.seq
            written = frame("message", widget_message(said).model_dump_json(), id=said.seq)
            for widget in watched.streams:
                if widget.ready and said.seq > widget.last_seq:
                    widget.last_seq = said.seq
                    widget.stream.put(written)
        for said in found.rewritten:
            self._send_again(said)
        for view in found.views:
            watched = self._feed.watched.get(view.id)
            if watched is not None:
                watched.queued = view.state == "queued"
                written = frame("state", WidgetConversation.of(view, found.standings).model_dump_json())
                for widget in watched.streams:
                    if widget.ready and view.contact_id == widget.visitor.contact_id:
                        widget.stream.put(written)

    def _send_again(self, said: Said) -> None:
        """A message that customers were sent is not what it was. Those who have yet to be sent it lack nothing."""
        watched = self._feed.watched.get(said.conversation_id)
        for widget in watched.streams if watched is not None else ():
            if widget.ready and said.seq <= widget.last_seq:
                widget.stream.put(frame("message", widget_message(said).model_dump_json()))

    def _send_to_desks(self, workspace_id: UUID, pending: _Pending, found: _Found) -> None:
        desks = self._feed.desks.get(workspace_id, ())
        if not desks:
            return
        frames = [
            frame("message", desk_message(said).model_dump_json())
            for said in found.said
            if said.seq > pending.said.get(said.conversation_id, said.seq) and self._is_news(said)
        ]
        frames += [frame("message", desk_message(said).model_dump_json()) for said in found.rewritten]
        frames += [frame("conversation", ConversationSummary.of(one).model_dump_json()) for one in found.summaries]
        frames += [frame("note", Note.of(note).model_dump_json()) for note in found.notes]
        written = b"".join(frames)
        for desk in desks:
            if written:
                desk.stream.put(written)
            if found.counts is not None:
                self._send_counts(desk, found.counts.of(desk.user_id))
            elif pending.count:
                desk.counts = None

    def _is_news(self, said: Said) -> bool:
        """Whether desks have not been sent this message yet; from now on they have."""
        if said.seq <= self._told.get(said.conversation_id, 0):
            return False
        self._told.pop(said.conversation_id, None)
        self._told[said.conversation_id] = said.seq
        if len(self._told) > _REMEMBERED:
            del self._told[next(iter(self._told))]
        return True

    def _send_counts(self, desk: DeskStream, counts: dict[str, int]) -> None:
        if desk.counts != counts:
            desk.counts = counts
            desk.stream.put(frame("counts", json.dumps(counts)))
