"""What people are told, how they want to be told, and what has left the house."""

from datetime import datetime
from typing import Any, Final, Literal, get_args
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.ids import new_id

Kind = Literal[
    "waiting", "assigned", "answered", "mention", "untaken", "ticket", "sla", "budget", "models", "rule", "test"
]
Chosen = Literal["waiting", "assigned", "answered", "mention", "untaken", "ticket", "sla", "budget", "models", "rule"]
"""The kinds that people choose channels for."""
Channel = Literal["desk", "push", "mail"]
OutletKind = Literal["slack", "teams", "discord", "google_chat", "apprise"]
Told = Literal["waiting", "untaken", "budget", "models"]
"""The kinds that concern a workspace and not a person: what its chats can be told."""
CHOSEN: Final[tuple[Chosen, ...]] = get_args(Chosen)
USUAL: Final[dict[Chosen, tuple[Channel, ...]]] = {
    "waiting": ("desk", "push"),
    "assigned": ("desk", "push"),
    "answered": ("desk", "push"),
    "mention": ("desk", "push", "mail"),
    "untaken": ("desk", "push", "mail"),
    "ticket": ("desk", "push"),
    "sla": ("desk", "push", "mail"),
    "budget": ("desk", "mail"),
    "models": ("desk", "mail"),
    "rule": ("desk", "push"),
}
"""How somebody is told who has not said otherwise."""


def _member() -> ForeignKeyConstraint:
    """What belongs to a member goes with them."""
    return ForeignKeyConstraint(
        ["workspace_id", "user_id"], ["memberships.workspace_id", "memberships.user_id"], ondelete="CASCADE"
    )


class Notice(Base):
    """Something one person is told, once: `key` says of what. It holds no more than where to look.

    `count` is how often the same has happened since they last looked. `push_due_at` and `mail_due_at` are when it
    leaves by these ways if it is still unread then; `letter_id` the letter that it went into. `in_desk` says whether
    the bell shows it.

    It names no membership: a customer's message writes it while it holds the conversation, and whoever removes a
    member holds that first, and the conversation then. `follow_removed` takes it away with its member.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("workspace_id", "user_id", "key"),
        Index("ix_notices_list", "workspace_id", "user_id", "told_at", "id"),
        Index(
            "ix_notices_unread", "workspace_id", "user_id", "conversation_id", postgresql_where=text("read_at IS NULL")
        ),
        Index("ix_notices_conversation_id", "conversation_id"),
        Index("ix_notices_ticket_id", "ticket_id"),
        Index("ix_notices_told_at", "told_at"),
        Index("ix_notices_push_due_at", "push_due_at", postgresql_where=text("push_due_at IS NOT NULL")),
        Index("ix_notices_mail_due_at", "mail_due_at", postgresql_where=text("mail_due_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(String)
    key: Mapped[str]
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    count: Mapped[int] = mapped_column(default=1)
    in_desk: Mapped[bool] = mapped_column(default=True)
    told_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    push_due_at: Mapped[datetime | None]
    mail_due_at: Mapped[datetime | None]
    letter_id: Mapped[UUID | None]


class NoticeSettings(Base):
    """How somebody wants to be told: by which ways of what, and when not.

    Within quiet hours nothing is pushed, and letters wait for their end. `off_duty`: also while they say that they
    are not at work.
    """

    __tablename__ = "notice_settings"
    __table_args__ = (_member(),)

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    channels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    quiet_from: Mapped[str | None]
    quiet_until: Mapped[str | None]
    time_zone: Mapped[str]
    off_duty: Mapped[bool] = mapped_column(default=False)


class PushDevice(Base):
    """A browser of somebody's that takes messages while the desk is closed."""

    __tablename__ = "push_devices"
    __table_args__ = (
        _member(),
        UniqueConstraint("workspace_id", "endpoint"),
        Index("ix_push_devices_user_id", "workspace_id", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    user_id: Mapped[UUID]
    endpoint: Mapped[str]
    p256dh: Mapped[str]
    auth: Mapped[str]
    user_agent: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    pushed_at: Mapped[datetime | None]


class PushKey(Base):
    """What this installation signs its push messages with: one, for a browser knows its server by it."""

    __tablename__ = "push_keys"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    public: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Outlet(Base):
    """A room in somebody's chat that the workspace tells things in. Its address is a secret: who has it may write."""

    __tablename__ = "notice_outlets"
    __table_args__ = (Index("ix_notice_outlets_workspace_id", "workspace_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str]
    kind: Mapped[OutletKind] = mapped_column(String)
    tells: Mapped[list[str]] = mapped_column(ARRAY(String))
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    host: Mapped[str]
    failure: Mapped[str | None]
    """Why the last one did not arrive; None: it did."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Delivery(Base):
    """Something on its way out, or there: `key` says what, by which way and where to.

    None is tried twice unless it is known that it did not arrive.
    """

    __tablename__ = "notice_deliveries"
    __table_args__ = (Index("ix_notice_deliveries_at", "at"),)

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class Wait(Base):
    """A customer waits for a person, and who has been told so far: nobody, who could take them, supervisors.

    `due_at` is when the next are told, if nobody has come by then.
    """

    __tablename__ = "handoff_waits"
    __table_args__ = (Index("ix_handoff_waits_due_at", "due_at"),)

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    level: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime]
    due_at: Mapped[datetime]


class EscalationSettings(Base):
    """After how many minutes a handoff that nobody takes is told to others; None: never."""

    __tablename__ = "escalation_settings"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    after: Mapped[int | None]
