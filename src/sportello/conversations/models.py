"""The conversation and all that belongs to it: the one truth about who said what, and who is in charge."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import StringConstraints
from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sportello.conversations.states import State
from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.ids import new_id

Author = Literal["customer", "assistant", "agent", "system"]
_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
EntryChoice = Annotated[str, StringConstraints(pattern=rf"^entry:{_ID}$")]
CallChoice = Annotated[str, StringConstraints(pattern=rf"^(confirm|decline|fill|skip):{_ID}$")]
ActionChoice = Annotated[str, StringConstraints(pattern=r"^action:[a-z][a-z0-9_]{0,39}$")]
Choice = Literal["person", "continue", "assistant"] | EntryChoice | CallChoice | ActionChoice
"""What a button says: call a person; go on; back to the assistant; this entry of the knowledge is what I meant; yes or
no to this action, or this or nothing to what it asks; or begin that action."""
Kind = Literal[
    "text",
    "welcome",
    "joined",
    "queued",
    "waiting",
    "resolved",
    "not_resolved",
    "cancelled",
    "ended",
    "reopened",
    "transferred",
    "back_to_assistant",
    "card_hidden",
    "outcome",
    "automatic",
    "merged",
    "separated",
]
Priority = Literal["low", "normal", "high", "urgent"]
Risk = Literal["none", "some", "high"]
"""How close a customer seems to losing patience; high: so close that a person is offered."""
DraftKind = Literal["reply", "note"]

PREVIEW = 140
"""Characters of the last message that lists show."""

_OPEN = "state IN ('active', 'idle', 'queued', 'with_agent', 'waiting_customer')"
_PERSON_IN_CHARGE = """
CASE WHEN state IN ('with_agent', 'waiting_customer') THEN assignee_id IS NOT NULL
     WHEN state IN ('active', 'idle', 'queued') THEN assignee_id IS NULL
     ELSE true END
"""


_UNREAD = text("(last_customer_seq > agent_seen_seq) IS TRUE")
_SNOOZED = text("snoozed_until IS NOT NULL")
_MERGED = text("merged_into_id IS NOT NULL")


class Conversation(Base):
    """One customer's talk with the business, over all its states.

    `answer_due_at` is the assistant's pending work (there is no job beside it): set by the statement that stores
    the customer's message, moved ahead as a lease while somebody thinks, cleared by the answer. `answer_claimed_by`
    is who claimed it last, and says nothing once it is answered. `due_at` is the next timer. `waiting_since` is since
    when the customer waits for a person. `version` rises with every change.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        CheckConstraint(
            "state IN ('active', 'idle', 'queued', 'with_agent', 'waiting_customer',"
            " 'resolved', 'not_resolved', 'cancelled', 'ended', 'merged')",
            name="state",
        ),
        CheckConstraint(_PERSON_IN_CHARGE.strip(), name="person_in_charge"),
        CheckConstraint("answer_due_at IS NULL OR state = 'active'", name="answers_only_when_active"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into"),
        CheckConstraint("merged_into_id <> id", name="not_into_itself"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint("priority IN ('low', 'normal', 'high', 'urgent')", name="priority"),
        CheckConstraint("risk IN ('none', 'some', 'high')", name="risk"),
        Index("ix_conversations_contact_id", "contact_id"),
        Index("ix_conversations_recent", "workspace_id", "last_message_at", "id"),
        Index(
            "ix_conversations_open",
            "workspace_id",
            "assignee_id",
            postgresql_where=text("state IN ('queued', 'with_agent', 'waiting_customer')"),
        ),
        Index(
            "ix_conversations_at_work",
            *("workspace_id", "assignee_id", "state"),
            postgresql_include=[
                *("waiting_since", "priority", "last_message_at", "id"),
                *("team_id", "language", "channel", "created_at", "risk", "snoozed_until"),
            ],
            postgresql_where=text(_OPEN),
        ),
        Index("ix_conversations_sides", "workspace_id", "state", "priority", "risk", "channel", "language"),
        Index(
            "ix_conversations_unread",
            *("workspace_id", "last_message_at", "id"),
            postgresql_include=[
                *("state", "priority", "risk", "channel", "language"),
                *("team_id", "assignee_id", "created_at", "waiting_since", "snoozed_until"),
            ],
            postgresql_where=_UNREAD,
        ),
        Index("ix_conversations_open_recent", "workspace_id", "last_message_at", "id", postgresql_where=text(_OPEN)),
        Index(
            "ix_conversations_waiting",
            *("workspace_id", "waiting_since", "id"),
            postgresql_where=text("waiting_since IS NOT NULL"),
        ),
        Index(
            "ix_conversations_of_assignee",
            *("workspace_id", "assignee_id", "last_message_at", "id"),
            postgresql_where=text("assignee_id IS NOT NULL"),
        ),
        Index(
            "ix_conversations_of_team",
            *("workspace_id", "team_id", "last_message_at", "id"),
            postgresql_where=text("team_id IS NOT NULL"),
        ),
        Index("ix_conversations_answer_due", "answer_due_at", postgresql_where=text("answer_due_at IS NOT NULL")),
        Index("ix_conversations_snoozed", "workspace_id", "snoozed_until", postgresql_where=_SNOOZED),
        Index("ix_conversations_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index("ix_conversations_merged_into_id", "merged_into_id", postgresql_where=_MERGED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    channel: Mapped[str]
    state: Mapped[State] = mapped_column(String)
    language: Mapped[str]
    priority: Mapped[Priority] = mapped_column(String, default="normal")
    risk: Mapped[Risk] = mapped_column(String, default="none", server_default="none")
    """The highest that the assistant noticed since it was opened."""
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    """Whose members may have it from the queue; None: anybody."""
    last_seq: Mapped[int] = mapped_column(default=0)
    last_customer_seq: Mapped[int] = mapped_column(default=0)
    last_customer_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    answer_due_at: Mapped[datetime | None]
    answer_claimed_by: Mapped[UUID | None]
    due_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    """Put aside by its agent until then, which is its `due_at`, too; whatever happens to it ends that."""
    queued_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    customer_seen_seq: Mapped[int] = mapped_column(default=0)
    agent_seen_seq: Mapped[int] = mapped_column(default=0)
    handoff_reason: Mapped[str | None]
    rating: Mapped[int | None]
    rating_comment: Mapped[str | None]
    page_url: Mapped[str | None]
    place: Mapped[UUID | None]
    """Whence its customer last wrote: a pseudonym of one day, from which no address can be found."""
    assistant_id: Mapped[UUID | None]
    """Who answers it; None, or one that is gone: the workspace's default."""
    test: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    """Where it goes on; never one that was itself merged."""
    merged_from: Mapped[State | None] = mapped_column(String)
    """Its state before that."""
    merged_seq: Mapped[int | None]
    """The place there at which it is told."""
    preview: Mapped[str] = mapped_column(default="")
    last_message_at: Mapped[datetime] = mapped_column(default=now)
    last_message_author: Mapped[Author | None] = mapped_column(String)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class Message(Base):
    """Something said. Its id is made by whoever says it, so saying it twice says it once; `seq` has no gaps.

    An agent's name is the user's; `author_name` is the assistant's when it spoke, whatever it is called later.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        CheckConstraint("author IN ('customer', 'assistant', 'agent', 'system')", name="author"),
        CheckConstraint("(author = 'agent') = (user_id IS NOT NULL)", name="agent_is_user"),
        CheckConstraint(
            "choice IN ('person', 'continue', 'assistant')"
            " OR choice ~ '^(entry|confirm|decline|fill|skip):[0-9a-f-]{36}$'"
            " OR choice ~ '^action:[a-z][a-z0-9_]{0,39}$'",
            name="choice",
        ),
        Index("ix_messages_words", text("searchable(text)"), postgresql_using="gin"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    seq: Mapped[int]
    author: Mapped[Author] = mapped_column(String)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str | None]
    kind: Mapped[Kind] = mapped_column(String, default="text")
    choice: Mapped[Choice | None] = mapped_column(String)
    text: Mapped[str]
    citations: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    buttons: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    """What came with it, as it is shown: `Attachment.shown` of each, in order."""
    created_at: Mapped[datetime] = mapped_column(default=now)


class Note(Base):
    """What colleagues tell each other about a conversation, or a rule tells them. The customer never sees it.

    Like a message's, its id is its client's, and says something only within its conversation.
    """

    __tablename__ = "notes"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) = (rule_name IS NOT NULL)", name="written_by_somebody"),
        Index("ix_notes_conversation_id_created_at", "conversation_id", "created_at"),
        Index("ix_notes_words", text("searchable(text)"), postgresql_using="gin"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    rule_name: Mapped[str | None]
    """What the rule that wrote it was called then; a colleague's note has none."""
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Mention(Base):
    """A note calls this colleague to its conversation; they have looked since `read_at`."""

    __tablename__ = "mentions"
    __table_args__ = (
        ForeignKeyConstraint(["conversation_id", "note_id"], ["notes.conversation_id", "notes.id"], ondelete="CASCADE"),
        Index(
            "ix_mentions_unread",
            "workspace_id",
            "user_id",
            "conversation_id",
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    note_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]


class UnreadMark(Base):
    """Somebody at work wants to look at a conversation again; it is theirs alone, and gone when they do."""

    __tablename__ = "unread_marks"
    __table_args__ = (Index("ix_unread_marks_user_id", "user_id"),)

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))


class Draft(Base):
    """What somebody at work has begun to write in a conversation, from whichever of their devices; theirs alone.

    `version` is made by the device that wrote it: by it the next one says what its own words come after.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        CheckConstraint("kind IN ('reply', 'note')", name="kind"),
        Index("ix_drafts_user_id_written_at", "user_id", "written_at"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[DraftKind] = mapped_column(String, primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    version: Mapped[UUID]
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=now)


class ConversationLabel(Base):
    """A conversation has this label."""

    __tablename__ = "conversation_labels"
    __table_args__ = (Index("ix_conversation_labels_label_id", "label_id", "workspace_id", "conversation_id"),)

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    label_id: Mapped[UUID] = mapped_column(ForeignKey("labels.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))


class Handoff(Base):
    """A customer waited for a person and got one: from when to when. What those who wait now are told rests on it."""

    __tablename__ = "handoffs"
    __table_args__ = (
        Index("ix_handoffs_workspace_id_taken_at", "workspace_id", "taken_at"),
        Index("ix_handoffs_conversation_id", "conversation_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    queued_at: Mapped[datetime]
    taken_at: Mapped[datetime] = mapped_column(default=now)


class CannedReply(Base):
    """An answer agents give so often that a shortcut types it for them."""

    __tablename__ = "canned_replies"
    __table_args__ = (
        Index(
            "uq_canned_replies_shortcut",
            "workspace_id",
            "shortcut",
            "language",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    shortcut: Mapped[str]
    text: Mapped[str]
    language: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Macro(Base):
    """Several things that one choice does; `owner_id` whose own it is, None: everybody's."""

    __tablename__ = "macros"
    __table_args__ = (Index("ix_macros_workspace_id_name", "workspace_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    text: Mapped[str]
    labels: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    priority: Mapped[Priority | None] = mapped_column(String)
    ending: Mapped[str | None]
    target: Mapped[UUID | None]
    """The colleague or the team it goes to."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
