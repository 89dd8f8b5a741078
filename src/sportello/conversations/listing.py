"""The desk's lists: which conversations are in one, in which order, and what was sought in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, any_, func, literal, or_, select, tuple_, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.types import Uuid

from sportello.conversations.inbox import Summary, summaries
from sportello.conversations.models import Conversation, ConversationLabel, Mention, Priority, Risk, UnreadMark
from sportello.conversations.priority import RANKS as PRIORITIES
from sportello.conversations.queries import Rows, before_place, urgency
from sportello.conversations.seeking import WALK, Found, Sought, gathered, has, passages
from sportello.conversations.states import OPEN, PERSON_IN_CHARGE, State
from sportello.conversations.transitions import FORM
from sportello.core.clock import now

View = Literal["mine", "unassigned", "waiting", "mentions", "snoozed", "all"]
Sort = Literal["newest", "oldest", "waiting", "priority"]
Spot = tuple[int, datetime, UUID]
"""A place in a list: how urgent, which counts in a list by priority alone; when; and which."""
NOBODY: Final = "none"
LATE: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""Since when somebody waits who does not: after all who do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which conversations a list is to have, and in which order; of what is empty, any.

    `teams` and `assignees` may name nobody ("none"), `assignees` whoever asks ("me"). `created_within` and
    `active_within` are days.
    """

    view: View = "all"
    states: Sequence[State] = ()
    labels: Sequence[UUID] = ()
    priorities: Sequence[Priority] = ()
    risks: Sequence[Risk] = ()
    teams: Sequence[UUID | Literal["none"]] = ()
    assignees: Sequence[UUID | Literal["none", "me"]] = ()
    channels: Sequence[str] = ()
    languages: Sequence[str] = ()
    unread: bool = False
    created_within: int | None = None
    active_within: int | None = None
    sort: Sort | None = None

    @property
    def all_wait(self) -> bool:
        """Whether it is a list of customers who wait for a person."""
        return self.view in {"unassigned", "waiting"}

    @property
    def order(self) -> Sort:
        """Who waits comes in the order of waiting, all else newest first, unless something else is wished."""
        return self.sort or ("waiting" if self.all_wait else "newest")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list. `goes_on` is where the next begins; None: at its end."""

    lines: list[Summary]
    goes_on: Spot | None
    found: dict[UUID, Found] = field(default_factory=dict[UUID, Found])


async def list_conversations(
    session: AsyncSession,
    *,
    wanted: Filter,
    user_id: UUID,
    sought: Sought | None = None,
    after: Spot | None = None,
    limit: int = 50,
) -> Part:
    """A part of one of the desk's lists, in its order; where something is sought, the newest first."""
    if sought is not None:
        wanted = replace(wanted, sort="newest")
    # Which, and then what there is to say of them: said of all that are sorted, it would cost more than the sorting.
    apart = wanted.unread and sought is None
    listed = select(Conversation.id, Conversation.last_message_at)
    listed = narrowed(listed, replace(wanted, unread=wanted.unread and not apart), user_id)
    if sought is None and wanted.view == "all" and not wanted.states:
        # It stands in the one it was merged into; only what is sought in it is found where it was said.
        listed = listed.where(Conversation.state != "merged")
    listed = _ordered(listed, wanted, after)
    if sought is not None:
        return await _search(session, listed, sought, limit)
    if apart:
        listed = _of_both(listed, _unread(user_id), limit + 1)
    ids = [row.id for row in await session.execute(listed.limit(limit + 1))]
    lines = await _in_order(session, ids[:limit])
    return Part(lines, _spot(lines[-1], wanted.order) if len(ids) > limit else None)


def _ordered(found: Rows, wanted: Filter, after: Spot | None) -> Rows:
    recent = (Conversation.last_message_at, Conversation.id)
    if wanted.order == "newest":
        found = found.order_by(*(column.desc() for column in recent))
        return found if after is None else found.where(before_place(recent, after[1:]))
    # Where all wait, as their index has them.
    since = Conversation.waiting_since if wanted.all_wait else func.coalesce(Conversation.waiting_since, LATE)
    waits = (since, Conversation.id)
    columns, place = {
        "oldest": (recent, after and after[1:]),
        "waiting": (waits, after and after[1:]),
        "priority": ((urgency(Conversation.priority), *recent), after),
    }[wanted.order]
    found = found.order_by(*columns)
    return found if place is None else found.where(tuple_(*columns) > tuple_(*map(literal, place)))


def _spot(line: Summary, order: Sort) -> Spot:
    rank = len(PRIORITIES) - PRIORITIES.index(line.priority)
    at = (line.waiting_since or LATE) if order == "waiting" else line.last_message_at
    return (rank if order == "priority" else 0, at, line.id)


def narrowed(found: Rows, wanted: Filter, user_id: UUID) -> Rows:
    """Only what a filter lets through."""
    return found.where(*_of_view(wanted, user_id), *_of_sides(wanted, user_id), *_of_times(wanted, user_id))


def _of_view(wanted: Filter, user_id: UUID) -> Iterator[ColumnElement[bool]]:
    state = Conversation.state
    if wanted.view in {"mine", "waiting"}:
        yield Conversation.snoozed_until.is_(None)
    if wanted.view == "snoozed":
        yield Conversation.snoozed_until.is_not(None)
    if wanted.view == "mentions":
        yield Conversation.id.in_(
            select(Mention.conversation_id).where(Mention.user_id == user_id, Mention.read_at.is_(None))
        )
    if wanted.view == "mine":
        yield (Conversation.assignee_id == user_id) & state.in_(PERSON_IN_CHARGE)
    if wanted.view == "unassigned":
        yield state == "queued"
    if wanted.all_wait:
        # The condition of the index in which they stand as they wait.
        yield Conversation.waiting_since.is_not(None)
    if wanted.states:
        yield state.in_(wanted.states)
    elif wanted.order in {"waiting", "priority"} and not wanted.all_wait:
        # What is closed neither waits nor is urgent, and is nearly all there is.
        yield state.in_(OPEN)


def _of_sides(wanted: Filter, user_id: UUID) -> Iterator[ColumnElement[bool]]:
    it = Conversation
    if wanted.labels:
        labelled = select(ConversationLabel.conversation_id).where(ConversationLabel.label_id.in_(wanted.labels))
        yield it.id.in_(labelled)
    plain = (
        *((it.priority, wanted.priorities), (it.risk, wanted.risks)),
        *((it.channel, wanted.channels), (it.language, wanted.languages)),
    )
    for column, values in plain:
        if values:
            yield column.in_(values)
    for column, those in ((it.team_id, wanted.teams), (it.assignee_id, wanted.assignees)):
        if those:
            yield _one_of(column, those, user_id)


def _unread(user_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What a customer said and nobody has read, as its index has it; and what somebody marked."""
    marked = func.array(select(UnreadMark.conversation_id).where(UnreadMark.user_id == user_id).scalar_subquery())
    return (Conversation.last_customer_seq > Conversation.agent_seen_seq).is_(True), Conversation.id == any_(marked)


def _of_both(listed: Rows, sides: Iterable[ColumnElement[bool]], limit: int) -> Rows:
    """The first of a list that are of one side or of another: asked for together, no index has them in their order."""
    firsts = [listed.with_only_columns(Conversation.id).where(side).limit(limit) for side in sides]
    return listed.where(Conversation.id == any_(func.array(union_all(*firsts).scalar_subquery())))


def _of_times(wanted: Filter, user_id: UUID) -> Iterator[ColumnElement[bool]]:
    if wanted.unread:
        yield or_(*_unread(user_id))
    times = ((Conversation.created_at, wanted.created_within), (Conversation.last_message_at, wanted.active_within))
    for column, days in times:
        if days is not None:
            yield column >= now() - timedelta(days=days)


def _one_of(column: Any, those: Sequence[UUID | str], user_id: UUID) -> ColumnElement[bool]:
    named = [user_id if one == "me" else one for one in those if one != NOBODY]
    return column.in_(named) | column.is_(None) if NOBODY in those else column.in_(named)


OFFERED: Final = 50
"""Conversations that a dialog offers; which others there are, one finds by searching."""


async def mergeable(
    session: AsyncSession, *, conversation_id: UUID, sought: Sought | None = None
) -> list[tuple[Summary, bool]]:
    """Its customer's conversations that could become one with this, the newest first; and whether this one stays.

    Of two that are open the one that was asked about stays, else the one that is open.
    """
    this, table = aliased(Conversation), Conversation.__table__
    stays = this.state.in_(OPEN)
    into_this = stays & Conversation.channel.in_((this.channel, FORM))
    into_that = ~stays & Conversation.state.in_(OPEN) & this.channel.in_((Conversation.channel, FORM))
    found = (
        select(Conversation.id, stays)
        .join(this, (this.contact_id == Conversation.contact_id) & (this.test == Conversation.test))
        .where(this.id == conversation_id, this.state != "merged", Conversation.id != this.id)
        .where(Conversation.state != "merged", into_this | into_that)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(OFFERED)
    )
    if sought is not None:
        found = found.where(has(sought, table.c.id, table.c.contact_id))
    rows = {row[0]: bool(row[1]) for row in await session.execute(found)}
    return [(line, rows[line.id]) for line in await _in_order(session, list(rows))]


COUNTED: Final = 1_000
"""Beyond so many the number beside a list says only that there are more."""


async def count_open(session: AsyncSession, *, wanted: Filter, user_id: UUID) -> int:
    """How many of a list are open, up to `COUNTED` and one more: what there is to do, not what there ever was."""
    found = narrowed(select(Conversation.id), replace(wanted, sort=None), user_id)
    found = found.where(Conversation.state.in_(OPEN)).limit(COUNTED + 1)
    return await session.scalar(select(func.count()).select_from(found.subquery())) or 0


async def _search(session: AsyncSession, listed: Rows, sought: Sought, limit: int) -> Part:
    """What is rare is gathered by its index; what is said all the time is met by walking back from the newest.

    A walk looks into so many conversations and then says where it has come to: a part of it may be short, or empty,
    and yet not be the last.
    """
    ids = await gathered(session, sought)
    goes_on: Spot | None = None
    if ids is not None:
        among = Conversation.id == any_(literal(ids, ARRAY(Uuid)))
        rows = (await session.execute(listed.where(among).limit(limit + 1))).all()
    else:
        walked = listed.add_columns(Conversation.contact_id).limit(WALK).subquery()
        met = select(walked.c.id, walked.c.last_message_at).where(has(sought, walked.c.id, walked.c.contact_id))
        met = met.order_by(walked.c.last_message_at.desc(), walked.c.id.desc())
        rows = (await session.execute(met.limit(limit + 1))).all()
        if len(rows) <= limit:
            last = (await session.execute(listed.offset(WALK - 1).limit(1))).one_or_none()
            goes_on = (0, last.last_message_at, last.id) if last is not None else None
    if len(rows) > limit:
        goes_on = (0, rows[limit - 1].last_message_at, rows[limit - 1].id)
    kept = [row.id for row in rows[:limit]]
    return Part(await _in_order(session, kept), goes_on, await passages(session, sought=sought, ids=kept))


async def _in_order(session: AsyncSession, ids: Sequence[UUID]) -> list[Summary]:
    lines = {line.id: line for line in await summaries(session, ids=ids)}
    return [lines[id_] for id_ in ids if id_ in lines]
