"""What one may ask about conversations, each in one statement."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, select, text as sql, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.contacts import Contact
from sportello.conversations.errors import ConversationNotFound
from sportello.conversations.models import Author, Choice, Conversation, Kind, Message, Note
from sportello.conversations.people import USERS
from sportello.conversations.states import PERSON_IN_CHARGE, State
from sportello.conversations.transitions import audit_target

View = Literal["mine", "unassigned", "waiting", "all"]
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Said:
    """A message as one reads it in the thread, with the agent's name."""

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
    created_at: datetime


def as_said(message: Message) -> Said:
    """A message of the customer or the assistant, who need no name."""
    return Said(
        message.conversation_id,
        message.id,
        message.seq,
        message.author,
        message.user_id,
        None,
        message.kind,
        message.choice,
        message.text,
        message.citations,
        message.buttons,
        message.created_at,
    )


_SAID = select(
    Message.conversation_id,
    Message.id,
    Message.seq,
    Message.author,
    Message.user_id,
    USERS.c.name,
    Message.kind,
    Message.choice,
    Message.text,
    Message.citations,
    Message.buttons,
    Message.created_at,
).outerjoin(USERS, USERS.c.id == Message.user_id)


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


_NEWER = sql(
    """
    SELECT m.conversation_id, m.id, m.seq, m.author, m.user_id, u.name, m.kind, m.choice, m.text, m.citations,
           m.buttons, m.created_at
    FROM unnest(CAST(:ids AS uuid[]), CAST(:seqs AS integer[])) AS seen (id, seq)
    JOIN messages m ON m.conversation_id = seen.id AND m.seq > seen.seq
    LEFT JOIN users u ON u.id = m.user_id
    ORDER BY m.conversation_id, m.seq
    """
)


async def newer(session: AsyncSession, *, than: dict[UUID, int]) -> list[Said]:
    """What was said in each of these conversations after the `seq` given for it, in order."""
    rows = await session.execute(_NEWER, {"ids": list(than), "seqs": list(than.values())})
    return [Said(*row) for row in rows]


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


def _customer_view() -> Rows:
    other = Conversation.__table__.alias("other")
    place = (
        select(func.count())
        .select_from(other)
        .where(
            other.c.workspace_id == Conversation.workspace_id,
            other.c.state == "queued",
            tuple_(other.c.queued_at, other.c.id) <= tuple_(Conversation.queued_at, Conversation.id),
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


async def conversations_of(
    session: AsyncSession, *, contact_id: UUID, before: tuple[datetime, UUID] | None = None, limit: int = 20
) -> list[CustomerView]:
    """A contact's conversations, the newest first, before the given place in that order."""
    found = _CUSTOMER_VIEW.where(Conversation.contact_id == contact_id)
    if before is not None:
        found = found.where(_before((Conversation.created_at, Conversation.id), before))
    found = found.order_by(Conversation.created_at.desc(), Conversation.id.desc()).limit(limit)
    return [CustomerView(*row) for row in await session.execute(found)]


def _before(columns: tuple[Any, Any], place: tuple[datetime, UUID]) -> ColumnElement[bool]:
    return tuple_(*columns) < tuple_(*(literal(value) for value in place))


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation as a line in the desk's lists."""

    id: UUID
    state: State
    channel: str
    language: str
    priority: str
    contact_id: UUID
    contact_name: str | None
    contact_email: str | None
    assignee_id: UUID | None
    assignee_name: str | None
    preview: str
    last_message_at: datetime
    last_message_author: Author | None
    last_seq: int
    unread: int
    queued_at: datetime | None
    waiting_since: datetime | None
    handoff_reason: str | None
    rating: int | None
    test: bool
    version: int
    created_at: datetime
    page_url: str | None
    rating_comment: str | None


def _summary() -> Rows:
    unread = (
        select(func.count())
        .where(
            Message.conversation_id == Conversation.id,
            Message.seq > Conversation.agent_seen_seq,
            Message.author == "customer",
        )
        .correlate(Conversation)
        .scalar_subquery()
    )
    return (
        select(
            Conversation.id,
            Conversation.state,
            Conversation.channel,
            Conversation.language,
            Conversation.priority,
            Conversation.contact_id,
            Contact.name,
            Contact.email,
            Conversation.assignee_id,
            USERS.c.name,
            Conversation.preview,
            Conversation.last_message_at,
            Conversation.last_message_author,
            Conversation.last_seq,
            unread,
            Conversation.queued_at,
            Conversation.waiting_since,
            Conversation.handoff_reason,
            Conversation.rating,
            Conversation.test,
            Conversation.version,
            Conversation.created_at,
            Conversation.page_url,
            Conversation.rating_comment,
        )
        .join(Contact, Contact.id == Conversation.contact_id)
        .outerjoin(USERS, USERS.c.id == Conversation.assignee_id)
    )


_SUMMARY = _summary()


async def summaries(session: AsyncSession, *, ids: Collection[UUID]) -> list[Summary]:
    """These conversations as lines of the desk's lists."""
    return [Summary(*row) for row in await session.execute(_SUMMARY.where(Conversation.id.in_(ids)))]


async def summary(session: AsyncSession, *, conversation_id: UUID) -> Summary:
    """One conversation as a line of the desk's lists."""
    found = await summaries(session, ids=[conversation_id])
    if not found:
        raise ConversationNotFound
    return found[0]


async def list_conversations(
    session: AsyncSession,
    *,
    view: View,
    user_id: UUID,
    state: State | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Summary]:
    """A page of one of the desk's lists: who waits longest first in `unassigned` and `waiting`, else newest first."""
    found = _SUMMARY
    if state is not None:
        found = found.where(Conversation.state == state)
    if view == "mine":
        found = found.where(Conversation.assignee_id == user_id, Conversation.state.in_(PERSON_IN_CHARGE))
    if view in {"unassigned", "waiting"}:
        condition = Conversation.state == "queued" if view == "unassigned" else Conversation.waiting_since.is_not(None)
        # The list of states lets the small index of what people work on be used.
        found = found.where(condition, Conversation.state.in_(("queued", *PERSON_IN_CHARGE)))
        columns = (Conversation.waiting_since, Conversation.id)
        if after is not None:
            found = found.where(tuple_(*columns) > tuple_(*(literal(value) for value in after)))
        found = found.order_by(*columns)
    else:
        columns = (Conversation.last_message_at, Conversation.id)
        if after is not None:
            found = found.where(_before(columns, after))
        found = found.order_by(*(column.desc() for column in columns))
    return [Summary(*row) for row in await session.execute(found.limit(limit))]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many conversations stand in each of the desk's lists; `mine` by agent."""

    mine: dict[UUID, int]
    unassigned: int
    waiting: int
    all_open: int

    def of(self, user_id: UUID) -> dict[str, int]:
        """As one agent sees them."""
        return {
            "mine": self.mine.get(user_id, 0),
            "unassigned": self.unassigned,
            "waiting": self.waiting,
            "all_open": self.all_open,
        }


_COUNTS = sql(
    """
    SELECT assignee_id, count(*) FILTER (WHERE state = 'queued'),
           count(*) FILTER (WHERE waiting_since IS NOT NULL), count(*)
    FROM conversations WHERE state IN ('active', 'idle', 'queued', 'with_agent', 'waiting_customer')
    GROUP BY assignee_id
    """
)


async def counts(session: AsyncSession) -> Counts:
    """The numbers beside the desk's lists, of everybody at once."""
    rows = (await session.execute(_COUNTS)).all()
    return Counts(
        mine={row[0]: row[3] for row in rows if row[0] is not None},
        unassigned=sum(row[1] for row in rows),
        waiting=sum(row[2] for row in rows),
        all_open=sum(row[3] for row in rows),
    )


async def earlier(session: AsyncSession, *, conversation_id: UUID, contact_id: UUID) -> list[Conversation]:
    """The contact's other conversations, the newest first."""
    found = (
        select(Conversation)
        .where(Conversation.contact_id == contact_id, Conversation.id != conversation_id)
        .order_by(Conversation.created_at.desc())
        .limit(20)
    )
    return list(await session.scalars(found))


async def ids_of_contacts(session: AsyncSession, *, contact_ids: Collection[UUID]) -> set[UUID]:
    """The conversations of these contacts."""
    return set(await session.scalars(select(Conversation.id).where(Conversation.contact_id.in_(contact_ids))))


async def last_question(session: AsyncSession, *, conversation_id: UUID) -> str | None:
    """What the customer last said in their own words, not by a button."""
    found = (
        select(Message.text)
        .where(Message.conversation_id == conversation_id, Message.author == "customer", Message.choice.is_(None))
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return await session.scalar(found)


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note with its author's name."""

    id: UUID
    conversation_id: UUID
    user_id: UUID
    user_name: str
    text: str
    created_at: datetime


async def notes(
    session: AsyncSession, *, conversation_id: UUID | None = None, ids: Collection[UUID] | None = None
) -> list[NoteLine]:
    """Notes of a conversation, or by id; the oldest first."""
    found = select(Note.id, Note.conversation_id, Note.user_id, USERS.c.name, Note.text, Note.created_at)
    found = found.join(USERS, USERS.c.id == Note.user_id).order_by(Note.created_at, Note.id)
    if conversation_id is not None:
        found = found.where(Note.conversation_id == conversation_id)
    if ids is not None:
        found = found.where(Note.id.in_(ids))
    return [NoteLine(*row) for row in await session.execute(found)]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state: when, by whom, from where to where, and why."""

    at: datetime
    actor: str
    action: str
    from_state: str
    to_state: str
    reason: str | None


async def history(session: AsyncSession, *, conversation_id: UUID) -> list[Change]:
    """Every change of a conversation's state, in order."""
    entries = await workspaces.audit_of(session, target=audit_target(conversation_id))
    return [Change(e.occurred_at, e.actor, e.action, e.data["from"], e.data["to"], e.data["reason"]) for e in entries]
