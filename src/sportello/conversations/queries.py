"""What customers and the assistant may ask about conversations, each in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, text as sql, tuple_
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from sportello.conversations.errors import ConversationNotFound
from sportello.conversations.models import Author, Choice, Conversation, Kind, Message, Priority
from sportello.conversations.people import USERS
from sportello.conversations.states import CLOSED, State

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Said:
    """A message as one reads it in the thread, with the name of the agent or the assistant."""

    conversation_id: UUID
    id: UUID
    seq: int
    author: Author
    user_id: UUID | None
    author_name: str | None
    kind: Kind
    choice: Choice | None
    text: str
    citations: list[dict[str, Any]]
    buttons: list[dict[str, Any]]
    attachments: list[dict[str, Any]]
    created_at: datetime


def as_said(message: Message) -> Said:
    """A message of the customer, or one the assistant has signed."""
    return Said(
        message.conversation_id,
        message.id,
        message.seq,
        message.author,
        message.user_id,
        message.author_name,
        message.kind,
        message.choice,
        message.text,
        message.citations,
        message.buttons,
        message.attachments,
        message.created_at,
    )


_SAID = select(
    Message.conversation_id,
    Message.id,
    Message.seq,
    Message.author,
    Message.user_id,
    func.coalesce(USERS.c.name, Message.author_name),
    Message.kind,
    Message.choice,
    Message.text,
    Message.citations,
    Message.buttons,
    Message.attachments,
    Message.created_at,
).outerjoin(USERS, USERS.c.id == Message.user_id)


async def answered_by(session: AsyncSession, *, conversation_id: UUID) -> UUID | None:
    """The assistant a conversation was opened with; None: the default."""
    return await session.scalar(select(Conversation.assistant_id).where(Conversation.id == conversation_id))


async def _read(session: AsyncSession, found: Rows) -> list[Said]:
    return [Said(*row) for row in await session.execute(found)]


async def thread(
    session: AsyncSession,
    *,
    conversation_id: UUID,
    after_seq: int = 0,
    before_seq: int | None = None,
    limit: int = 50,
) -> list[Said]:
    """Messages in order: the first `limit` after `after_seq`, or, given `before_seq`, the last ones before it."""
    found = _SAID.where(Message.conversation_id == conversation_id, Message.seq > after_seq).limit(limit)
    if before_seq is None:
        return await _read(session, found.order_by(Message.seq))
    latest = await _read(session, found.where(Message.seq < before_seq).order_by(Message.seq.desc()))
    return latest[::-1]


async def said(session: AsyncSession, *, conversation_id: UUID, message_id: UUID) -> Said:
    """One message."""
    found = await _read(session, _SAID.where(Message.conversation_id == conversation_id, Message.id == message_id))
    if not found:
        raise ConversationNotFound
    return found[0]


async def said_in(session: AsyncSession, *, messages: Collection[UUID]) -> list[Said]:
    """These messages, as they now are."""
    return await _read(session, _SAID.where(Message.id.in_(messages)).order_by(Message.conversation_id, Message.seq))


_NEWER = sql(
    """
    SELECT m.conversation_id, m.id, m.seq, m.author, m.user_id, coalesce(u.name, m.author_name), m.kind,
           m.choice, m.text, m.citations, m.buttons, m.attachments, m.created_at
    FROM (
        -- OFFSET 0 hides how many there are: planned for their number, this would be planned anew at every call.
        SELECT CAST(:ids AS uuid[]) AS ids, CAST(:seqs AS integer[]) AS seqs OFFSET 0
    ) AS given CROSS JOIN unnest(given.ids, given.seqs) AS seen (id, seq)
    JOIN messages m ON m.conversation_id = seen.id AND m.seq > seen.seq
    LEFT JOIN users u ON u.id = m.user_id
    ORDER BY m.conversation_id, m.seq
    """
)


async def newer(session: AsyncSession, *, than: dict[UUID, int]) -> list[Said]:
    """What was said in each of these conversations after the `seq` given for it, in order."""
    rows = await session.execute(_NEWER, {"ids": list(than), "seqs": list(than.values())})
    return [Said(*row) for row in rows]


async def merged_into(session: AsyncSession, *, conversation_id: UUID) -> Sequence[Conversation]:
    """The conversations that go on in this one, the first merged first."""
    found = select(Conversation).where(Conversation.merged_into_id == conversation_id)
    return (await session.scalars(found.order_by(Conversation.merged_seq, Conversation.created_at))).all()


async def unanswered_since(session: AsyncSession, *, conversation_id: UUID) -> datetime | None:
    """When the customer said the first of what nobody has answered."""
    ours = Message.conversation_id == conversation_id
    answers = select(func.max(Message.seq)).where(ours, Message.author.in_(("assistant", "agent"))).scalar_subquery()
    mine = select(func.min(Message.created_at)).where(ours, Message.author == "customer")
    return await session.scalar(mine.where(Message.seq > func.coalesce(answers, 0)))


LED_HERE = 60
"""Messages before a person's that are looked at, the last ones: what came before them led nowhere near."""


def whole_of(conversation_id: UUID) -> Select[UUID]:
    """The ids of a conversation and of those that go on in it: together they are what was said."""
    itself = Conversation.id == conversation_id
    return select(Conversation.id).where(or_(itself, Conversation.merged_into_id == conversation_id))


async def led_here(session: AsyncSession, *, conversation_id: UUID) -> list[Said]:
    """What was said before a person spoke, in order: since the last person let go, until the next one's first words.

    So in each of those that go on in this one, too, where whoever closed it has let go.
    """
    theirs = Message.conversation_id == Conversation.id
    agents = select(func.min(Message.seq)).where(theirs, Message.author == "agent")
    closed = and_(Conversation.id != conversation_id, Message.kind.in_(CLOSED))
    let_go = or_(Message.kind.in_(("reopened", "back_to_assistant")), closed)
    first = agents.correlate(Conversation).scalar_subquery()
    since = select(func.max(Message.seq)).where(theirs, let_go, Message.seq > first)
    bounds = select(Conversation.id, func.coalesce(since.correlate(Conversation).scalar_subquery(), 0))
    segments: list[ColumnElement[bool]] = []
    for id_, seq in await session.execute(bounds.where(Conversation.id.in_(whole_of(conversation_id)))):
        after = and_(Message.conversation_id == id_, Message.seq > seq)
        spoke = select(func.min(Message.seq)).where(after, Message.author == "agent").scalar_subquery()
        segments.append(and_(after, Message.seq < func.coalesce(spoke, 2**31 - 1)))
    if not segments:
        return []
    found = _SAID.where(or_(*segments)).order_by(Message.created_at.desc(), Message.seq.desc())
    return (await _read(session, found.limit(LED_HERE)))[::-1]


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A conversation as its customer may see it."""

    id: UUID
    contact_id: UUID
    state: State
    language: str
    last_seq: int
    seen_seq: int
    queue_place: int | None
    agent_name: str | None
    rating: int | None
    created_at: datetime
    version: int
    team_id: UUID | None
    merged_into: UUID | None


def urgency(priority: ColumnElement[Any] | InstrumentedAttribute[Priority]) -> ColumnElement[Any]:
    """The place of a priority among all, the most urgent first."""
    return func.array_position(array([literal(one) for one in reversed(get_args(Priority))]), priority)


def _customer_view() -> Rows:
    other = Conversation.__table__.alias("other")
    place = (
        select(func.count())
        .select_from(other)
        .where(
            other.c.workspace_id == Conversation.workspace_id,
            other.c.state == "queued",
            other.c.team_id.is_not_distinct_from(Conversation.team_id),
            tuple_(urgency(other.c.priority), other.c.waiting_since, other.c.id)
            <= tuple_(urgency(Conversation.priority), Conversation.waiting_since, Conversation.id),
        )
        .correlate(Conversation)
        .scalar_subquery()
    )
    return select(
        Conversation.id,
        Conversation.contact_id,
        Conversation.state,
        Conversation.language,
        Conversation.last_seq,
        Conversation.customer_seen_seq,
        func.nullif(place, 0),
        USERS.c.name,
        Conversation.rating,
        Conversation.created_at,
        Conversation.version,
        Conversation.team_id,
        Conversation.merged_into_id,
    ).outerjoin(USERS, USERS.c.id == Conversation.assignee_id)


_CUSTOMER_VIEW = _customer_view()


async def customer_views(session: AsyncSession, *, ids: Collection[UUID]) -> list[CustomerView]:
    """These conversations as their customers may see them."""
    found = _CUSTOMER_VIEW.where(Conversation.id.in_(ids))
    return [CustomerView(*row) for row in await session.execute(found)]


async def customer_view(session: AsyncSession, *, conversation_id: UUID, contact_id: UUID) -> CustomerView:
    """A contact's own conversation; anybody else's is not found."""
    found = _CUSTOMER_VIEW.where(Conversation.id == conversation_id, Conversation.contact_id == contact_id)
    row = (await session.execute(found)).one_or_none()
    if row is None:
        raise ConversationNotFound
    return CustomerView(*row)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A conversation as a line of its customer's list: what was said last, by whom, and how much they have not read."""

    view: CustomerView
    preview: str
    last_message_at: datetime
    last_message_author: Author | None
    unread: int


def _own_line() -> Rows:
    unread = (
        select(func.count())
        .where(
            Message.conversation_id == Conversation.id,
            Message.seq > Conversation.customer_seen_seq,
            Message.author.in_(("assistant", "agent")),
        )
        .correlate(Conversation)
        .scalar_subquery()
    )
    return _CUSTOMER_VIEW.add_columns(
        Conversation.preview, Conversation.last_message_at, Conversation.last_message_author, unread
    )


_OWN_LINE = _own_line()


async def conversations_of(
    session: AsyncSession,
    *,
    contact_id: UUID,
    test: bool = False,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 20,
) -> list[OwnLine]:
    """A contact's conversations, those that went on last first, before the given place in that order.

    Those they tried (`test`) or those they had, never one among the other.

    What was merged is in another of them.
    """
    found = _OWN_LINE.where(
        Conversation.contact_id == contact_id, Conversation.test == test, Conversation.state != "merged"
    )
    if before is not None:
        found = found.where(before_place((Conversation.last_message_at, Conversation.id), before))
    found = found.order_by(Conversation.last_message_at.desc(), Conversation.id.desc()).limit(limit)
    return [OwnLine(CustomerView(*row[:-4]), *row[-4:]) for row in await session.execute(found)]


def before_place(columns: tuple[Any, Any], place: tuple[datetime, UUID]) -> ColumnElement[bool]:
    """What comes before a place in a list that is ordered by time and id."""
    return tuple_(*columns) < tuple_(*(literal(value) for value in place))
