"""Tickets, what was done on them, and the policies that say by when."""

from datetime import datetime
from typing import Any, Final, Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from sportello.conversations import Priority
from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.ids import new_id

Status = Literal["open", "waiting_customer", "resolved", "closed"]
"""`resolved`: solved, until its customer says otherwise; `closed`: nothing is done of it, or it goes on elsewhere."""
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
OVER: Final[frozenset[Status]] = frozenset({"resolved", "closed"})
Source = Literal["conversation", "desk", "api"]
EntryKind = Literal["opened", "note", "changed"]
Stage = Literal["", "warned", "breached"]
"""What was told of a promise."""


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(map(repr, values))})"


class Ticket(Base):
    """Work for a customer that outlives the chat: who does it, how urgent it is, and by when.

    `response_due_at` and `resolution_due_at` are what its policy promises, in the hours of its team; each is warned of
    at its `…_warn_at`, and `…_stage` says what of it was told. `paused_at` is since when the customer is waited for:
    that time does not count, and `paused_seconds` is the open time that has not counted so far. `due_at` is what of
    it falls due next, and `sla_due_at` when there is something to tell next.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("workspace_id", "number"),
        CheckConstraint(_one_of("status", STATUSES), name="status"),
        CheckConstraint("priority IN ('low', 'normal', 'high', 'urgent')", name="priority"),
        CheckConstraint(_one_of("source", get_args(Source)), name="source"),
        CheckConstraint("(status IN ('resolved', 'closed')) = (over_at IS NOT NULL)", name="over"),
        CheckConstraint("(status = 'waiting_customer') = (paused_at IS NOT NULL)", name="paused"),
        CheckConstraint("merged_into_id IS NULL OR (status = 'closed' AND merged_into_id <> id)", name="merged"),
        CheckConstraint("sla_due_at IS NULL OR status = 'open'", name="promised_only_while_open"),
        Index("ix_tickets_recent", "workspace_id", "updated_at", "number"),
        Index("ix_tickets_urgent", "workspace_id", "status", "due_at", "number"),
        Index("ix_tickets_assignee_id", "assignee_id"),
        Index("ix_tickets_contact_id", "contact_id"),
        Index("ix_tickets_conversation_id", "conversation_id"),
        Index("ix_tickets_merged_into_id", "merged_into_id"),
        Index("ix_tickets_sla_due", "sla_due_at", postgresql_where=text("sla_due_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    number: Mapped[int]
    subject: Mapped[str]
    status: Mapped[Status] = mapped_column(String, default="open")
    priority: Mapped[Priority] = mapped_column(String, default="normal")
    source: Mapped[Source] = mapped_column(String)
    language: Mapped[str]
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"))
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id", ondelete="SET NULL"))
    last_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    responded_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
    policy_id: Mapped[UUID | None] = mapped_column(ForeignKey("sla_policies.id", ondelete="SET NULL"))
    response_warn_at: Mapped[datetime | None]
    response_due_at: Mapped[datetime | None]
    response_stage: Mapped[Stage] = mapped_column(String, default="")
    resolution_warn_at: Mapped[datetime | None]
    resolution_due_at: Mapped[datetime | None]
    resolution_stage: Mapped[Stage] = mapped_column(String, default="")
    paused_at: Mapped[datetime | None]
    paused_seconds: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    sla_due_at: Mapped[datetime | None]


class TicketNumber(Base):
    """The number that the workspace gave last, held by whoever opens a ticket: none is given twice or left out."""

    __tablename__ = "ticket_numbers"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    last: Mapped[int]


class TicketEntry(Base):
    """What happened on a ticket, in order: said, noted and changed. `user_id` null: a customer, or the house."""

    __tablename__ = "ticket_entries"
    __table_args__ = (
        UniqueConstraint("ticket_id", "seq"),
        CheckConstraint(_one_of("kind", get_args(EntryKind)), name="kind"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    seq: Mapped[int]
    kind: Mapped[EntryKind] = mapped_column(String)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)


class TicketLabel(Base):
    """A ticket has this label."""

    __tablename__ = "ticket_labels"
    __table_args__ = (Index("ix_ticket_labels_label_id", "label_id"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    label_id: Mapped[UUID] = mapped_column(ForeignKey("labels.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))


class TicketWatcher(Base):
    """Somebody wants to hear what happens on a ticket."""

    __tablename__ = "ticket_watchers"
    __table_args__ = (Index("ix_ticket_watchers_user_id", "user_id"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))


class SlaPolicy(Base):
    """What is promised on tickets of a team, or (`team_id` null) on all that no team's own policy is for.

    `in_hours`: only the hours count in which somebody should be there. `warned_after` percent of the time there is a
    warning. What is late goes to `escalates_to_team_id`, if that is said.
    """

    __tablename__ = "sla_policies"
    __table_args__ = (
        UniqueConstraint("workspace_id", "team_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("warned_after BETWEEN 1 AND 99", name="warned_after"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str]
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    in_hours: Mapped[bool] = mapped_column(default=True)
    warned_after: Mapped[int] = mapped_column(default=80)
    escalates_to_team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class SlaTarget(Base):
    """Within how many minutes a policy promises the first answer, and that all is done, at one priority; null: not."""

    __tablename__ = "sla_targets"
    __table_args__ = (
        CheckConstraint("priority IN ('low', 'normal', 'high', 'urgent')", name="priority"),
        CheckConstraint("response_minutes > 0 AND resolution_minutes > 0", name="minutes"),
    )

    policy_id: Mapped[UUID] = mapped_column(ForeignKey("sla_policies.id", ondelete="CASCADE"), primary_key=True)
    priority: Mapped[Priority] = mapped_column(String, primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    response_minutes: Mapped[int | None]
    resolution_minutes: Mapped[int | None]
