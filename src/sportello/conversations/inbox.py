"""What people at work may ask: their lists, the numbers beside them, and what is around one conversation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, case, func, literal, select, text as sql
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from sportello import workspaces
from sportello.contacts import Contact
from sportello.conversations.errors import ConversationNotFound
from sportello.conversations.mentions import unread_mentions
from sportello.conversations.models import (
    PREVIEW,
    Author,
    Conversation,
    ConversationLabel,
    Mention,
    Message,
    Note,
    Priority,
    Risk,
    UnreadMark,
)
from sportello.conversations.people import USERS
from sportello.conversations.queries import Rows
from sportello.conversations.states import State
from sportello.conversations.transitions import audit_target
from sportello.workspaces import Label, Team

_A_WISH = 60
"""Letters within which somebody who wants a person says nothing else: "Vorrei parlare con un operatore"."""
_A_CALL = r"^\s*\S+(\s+\S+){0,2}\s*$"
"""So few words are a call for a person and no more: "operatore"."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation as a line in the desk's lists.

    `asked` is what who is in the queue wants, in their own words; `last_agent_name` who wrote the last message, where
    an agent did: not always who has the conversation now.
    """

    id: UUID
    state: State
    channel: str
    language: str
    priority: Priority
    risk: Risk
    contact_id: UUID
    contact_name: str | None
    contact_email: str | None
    assignee_id: UUID | None
    assignee_name: str | None
    preview: str
    last_message_at: datetime
    last_message_author: Author | None
    last_agent_name: str | None
    last_seq: int
    unread: int
    queued_at: datetime | None
    waiting_since: datetime | None
    handoff_reason: str | None
    asked: str | None
    rating: int | None
    test: bool
    version: int
    created_at: datetime
    page_url: str | None
    rating_comment: str | None
    team_id: UUID | None
    team_name: str | None
    labels: list[dict[str, str]]
    snoozed_until: datetime | None
    mentioned: list[UUID]
    """Colleagues whom a note called here, and who have not looked yet."""
    unread_by: list[UUID]
    """Colleagues who marked it to look at it again."""
    merged_into: UUID | None


def _asked(*, until_queued: bool) -> ScalarSelect[str]:
    """What the customer last asked in their own words, so not by a button; asking for a person counts least.

    A word alone ("grazie") is no question where there is another, and "un operatore" never is one. `until_queued`
    leaves out what they have said since they were put in the queue.
    """
    own, other = aliased(Message), aliased(Message)
    queued = select(func.max(other.seq)).where(other.conversation_id == Conversation.id, other.kind == "queued")
    place = func.coalesce(queued.correlate(Conversation).scalar_subquery(), 2**31 - 1)
    before = select(func.max(other.seq)).where(
        other.conversation_id == Conversation.id, other.author == "customer", other.seq < place
    )
    wish: ColumnElement[bool] = (
        (Conversation.handoff_reason == "customer_wish")
        & (own.seq == before.correlate(Conversation).scalar_subquery())
        & (func.length(own.text) <= _A_WISH)
    )
    found = select(own.text).where(
        own.conversation_id == Conversation.id, own.author == "customer", own.choice.is_(None), own.text != ""
    )
    if until_queued:
        found = found.where(own.seq < place)
    found = found.where(~(func.coalesce(wish, literal(value=False)) & own.text.regexp_match(_A_CALL)))
    found = found.order_by(func.coalesce(wish, literal(value=False)), func.strpos(own.text, " ") == 0, own.seq.desc())
    return found.limit(1).correlate(Conversation).scalar_subquery()


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
    speaker = (
        select(USERS.c.name)
        .where(Message.conversation_id == Conversation.id, Message.author == "agent", USERS.c.id == Message.user_id)
        .order_by(Message.seq.desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )
    shown = func.json_build_object("id", Label.id, "name", Label.name, "color", Label.color)
    labels = (
        select(func.coalesce(func.json_agg(aggregate_order_by(shown, Label.name)), sql("'[]'::json")))
        .select_from(ConversationLabel)
        .join(Label, Label.id == ConversationLabel.label_id)
        .where(ConversationLabel.conversation_id == Conversation.id)
        .correlate(Conversation)
        .scalar_subquery()
    )
    mentioned = func.array(
        select(Mention.user_id.distinct())
        .where(Mention.conversation_id == Conversation.id, Mention.read_at.is_(None))
        .correlate(Conversation)
        .scalar_subquery()
    )
    assignees = USERS.alias("assignees")
    return (
        select(
            Conversation.id,
            Conversation.state,
            Conversation.channel,
            Conversation.language,
            Conversation.priority,
            Conversation.risk,
            Conversation.contact_id,
            Contact.name,
            Contact.email,
            Conversation.assignee_id,
            assignees.c.name,
            Conversation.preview,
            Conversation.last_message_at,
            Conversation.last_message_author,
            case((Conversation.last_message_author == "agent", speaker)),
            Conversation.last_seq,
            unread,
            Conversation.queued_at,
            Conversation.waiting_since,
            Conversation.handoff_reason,
            case((Conversation.state == "queued", func.left(_asked(until_queued=False), PREVIEW))),
            Conversation.rating,
            Conversation.test,
            Conversation.version,
            Conversation.created_at,
            Conversation.page_url,
            Conversation.rating_comment,
            Conversation.team_id,
            Team.name,
            labels,
            Conversation.snoozed_until,
            mentioned,
            func.array(
                select(UnreadMark.user_id)
                .where(UnreadMark.conversation_id == Conversation.id)
                .correlate(Conversation)
                .scalar_subquery()
            ),
            Conversation.merged_into_id,
        )
        .join(Contact, Contact.id == Conversation.contact_id)
        .outerjoin(assignees, assignees.c.id == Conversation.assignee_id)
        .outerjoin(Team, Team.id == Conversation.team_id)
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


@dataclass(frozen=True, slots=True)
class Counts:
    """How many conversations stand in each of the desk's lists; `mine` and `mentions` by agent."""

    mine: dict[UUID, int]
    unassigned: int
    waiting: int
    all_open: int
    snoozed: int
    mentions: dict[UUID, int]

    def of(self, user_id: UUID) -> dict[str, int]:
        """As one agent sees them."""
        return {
            "mine": self.mine.get(user_id, 0),
            "unassigned": self.unassigned,
            "waiting": self.waiting,
            "all_open": self.all_open,
            "snoozed": self.snoozed,
            "mentions": self.mentions.get(user_id, 0),
        }


_COUNTS = sql(
    """
    SELECT assignee_id, count(*) FILTER (WHERE state = 'queued'),
           count(*) FILTER (WHERE waiting_since IS NOT NULL AND snoozed_until IS NULL), count(*),
           count(*) FILTER (WHERE snoozed_until IS NOT NULL)
    FROM conversations WHERE state IN ('active', 'idle', 'queued', 'with_agent', 'waiting_customer')
    GROUP BY assignee_id
    """
)


async def counts(session: AsyncSession) -> Counts:
    """The numbers beside the desk's lists, of everybody at once."""
    rows = (await session.execute(_COUNTS)).all()
    return Counts(
        mine={row[0]: row[3] - row[4] for row in rows if row[0] is not None},
        unassigned=sum(row[1] for row in rows),
        waiting=sum(row[2] for row in rows),
        all_open=sum(row[3] for row in rows),
        snoozed=sum(row[4] for row in rows),
        mentions=await unread_mentions(session),
    )


async def earlier(session: AsyncSession, *, conversation_id: UUID, contact_id: UUID) -> list[Conversation]:
    """The contact's other conversations, the newest first; what was merged is in another one."""
    found = (
        select(Conversation)
        .where(
            Conversation.contact_id == contact_id,
            Conversation.id != conversation_id,
            Conversation.state != "merged",
        )
        .order_by(Conversation.created_at.desc())
        .limit(20)
    )
    return list(await session.scalars(found))


async def ids_of_contacts(session: AsyncSession, *, contact_ids: Collection[UUID]) -> set[UUID]:
    """The conversations of these contacts."""
    return set(await session.scalars(select(Conversation.id).where(Conversation.contact_id.in_(contact_ids))))


async def last_question(session: AsyncSession, *, conversation_id: UUID) -> str | None:
    """What the customer asked before they were put in the queue, in their own words and not by a button."""
    found = select(_asked(until_queued=True)).select_from(Conversation).where(Conversation.id == conversation_id)
    return await session.scalar(found)


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note with its author's name, and whom it mentions, by id and name. Without `user_id` it is a rule's."""

    id: UUID
    conversation_id: UUID
    user_id: UUID | None
    user_name: str
    text: str
    created_at: datetime
    mentions: list[dict[str, str]]


async def notes(
    session: AsyncSession, *, conversation_id: UUID | None = None, ids: Collection[UUID] | None = None
) -> list[NoteLine]:
    """Notes of a conversation, or by id; the oldest first."""
    called = USERS.alias("called")
    who = func.json_build_object("id", called.c.id, "name", called.c.name)
    mentions = (
        select(func.coalesce(func.json_agg(aggregate_order_by(who, called.c.name)), sql("'[]'::json")))
        .select_from(Mention)
        .join(called, called.c.id == Mention.user_id)
        .where(Mention.conversation_id == Note.conversation_id, Mention.note_id == Note.id)
        .correlate(Note)
        .scalar_subquery()
    )
    author = func.coalesce(USERS.c.name, Note.rule_name)
    found = select(Note.id, Note.conversation_id, Note.user_id, author, Note.text, Note.created_at, mentions)
    found = found.outerjoin(USERS, USERS.c.id == Note.user_id).order_by(Note.created_at, Note.id)
    if conversation_id is not None:
        found = found.where(Note.conversation_id == conversation_id)
    if ids is not None:
        found = found.where(Note.id.in_(ids))
    return [NoteLine(*row) for row in await session.execute(found)]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state: when, by whom, from where to where, and why. `did` is what a rule did, in short."""

    at: datetime
    actor: str
    action: str
    from_state: str
    to_state: str
    reason: str | None
    did: tuple[str, ...] = ()


async def history(session: AsyncSession, *, conversation_id: UUID) -> list[Change]:
    """Every change of a conversation's state, in order. What else was done in it, like an action, is no change."""
    entries = await workspaces.audit_of(session, target=audit_target(conversation_id))
    return [
        Change(
            e.occurred_at,
            e.actor,
            e.action,
            e.data["from"],
            e.data["to"],
            e.data["reason"],
            tuple(e.data.get("did", ())),
        )
        for e in entries
        if "from" in e.data
    ]
