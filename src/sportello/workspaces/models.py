"""The tenant and the people who work in it: what is stored, and under which wall.

`users`, `user_sessions`, `devices` and `account_events` belong to a person, not to a workspace, so they carry
no `workspace_id`; everything else here is confined by row-level security.
"""

from datetime import datetime
from typing import Any, Literal
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
from sportello.core.llm import Provider

Role = Literal["agent", "supervisor", "admin"]
Rank = Literal["agent", "supervisor", "admin", "owner"]
Language = Literal["it", "en", "de"]
Theme = Literal["auto", "light", "dark"]
Status = Literal["online", "away", "offline"]

RANKS: dict[str, int] = {"agent": 1, "supervisor": 2, "admin": 3, "owner": 4}
"""Who may do what another may: a higher rank may do everything a lower one may."""


class Workspace(Base):
    """One business: its customers, knowledge, people and keys, apart from everyone else's."""

    __tablename__ = "workspaces"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    default_language: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(ARRAY(String))
    time_zone: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class User(Base):
    """A login: one person, whatever number of workspaces they work in. A customer is never a user."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("language IN ('it', 'en', 'de')", name="language"),
        CheckConstraint("theme IN ('auto', 'light', 'dark')", name="theme"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[Language] = mapped_column(String, default="en")
    theme: Mapped[Theme] = mapped_column(String, default="auto")
    is_owner: Mapped[bool] = mapped_column(default=False)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class UserSession(Base):
    """A signed-in browser. The cookie holds the token; only its hash is here."""

    __tablename__ = "user_sessions"
    __table_args__ = (Index("ix_user_sessions_user_id", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    ip: Mapped[str]
    user_agent: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)


class Device(Base):
    """A browser its user has signed in from before: strangers' wrong guesses never lock it out."""

    __tablename__ = "devices"
    __table_args__ = (Index("ix_devices_user_id", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime] = mapped_column(default=now)


class AccountEvent(Base):
    """What happened to a login (signed in, failed to, changed the password). Append-only for the app.

    A trigger tells it to the audit of each workspace that the login belongs to at that moment.
    """

    __tablename__ = "account_events"
    __table_args__ = (
        Index("ix_account_events_user_id_occurred_at", "user_id", "occurred_at"),
        Index("ix_account_events_occurred_at_id", "occurred_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    action: Mapped[str]
    ip: Mapped[str]
    user_agent: Mapped[str]
    occurred_at: Mapped[datetime] = mapped_column(default=now)


class Membership(Base):
    """A person's place in a workspace, and what they may do there."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("role IN ('agent', 'supervisor', 'admin')", name="role"),
        Index("ix_memberships_user_id", "user_id"),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(String)
    suspended_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Invitation(Base):
    """Lets somebody join once, within seven days, by a link that works for an hour. Only its token's hash is here."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("role IN ('agent', 'supervisor', 'admin')", name="role"),
        Index("ix_invitations_workspace_id", "workspace_id"),
        Index(
            "uq_invitations_open",
            "workspace_id",
            "email",
            unique=True,
            postgresql_where=text("accepted_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    email: Mapped[str]
    role: Mapped[Role] = mapped_column(String)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    token_expires_at: Mapped[datetime]
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class ApiKey(Base):
    """A program's key. It acts for the member who made it, within its scopes, and dies with their rights."""

    __tablename__ = "api_keys"
    __table_args__ = (Index("ix_api_keys_workspace_id", "workspace_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    hint: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(String))
    last_used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class WidgetKey(Base):
    """The public key in a website's script tag: which workspace it opens, and from which origins."""

    __tablename__ = "widget_keys"
    __table_args__ = (Index("ix_widget_keys_workspace_id", "workspace_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    allowed_origins: Mapped[list[str]] = mapped_column(ARRAY(String))
    appearance: Mapped[dict[str, Any]]
    behaviour: Mapped[dict[str, Any]] = mapped_column(default=dict)
    identity_secret: Mapped[str]
    assistant_id: Mapped[UUID | None]
    """Who answers there; None, or one that is gone: the workspace's default."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class ModelKey(Base):
    """What opens language models to a workspace: whose they are, where they are asked, and the key, sealed.

    The key is never shown again; `hint` is its last four characters.
    """

    __tablename__ = "model_keys"
    __table_args__ = (
        CheckConstraint("provider IN ('openai', 'anthropic', 'openrouter', 'azure', 'compatible')", name="provider"),
        Index("ix_model_keys_workspace_id", "workspace_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str]
    provider: Mapped[Provider] = mapped_column(String)
    url: Mapped[str | None]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    hint: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


def _member() -> ForeignKeyConstraint:
    """What belongs to a member goes with them."""
    return ForeignKeyConstraint(
        ["workspace_id", "user_id"], ["memberships.workspace_id", "memberships.user_id"], ondelete="CASCADE"
    )


class QueueSettings(Base):
    """How customers who wait for a person come to one: by hand, or by themselves (`automatic`).

    `capacity` is how many conversations a member has at most, where nothing else is said of them; `away_after` after
    how many minutes without a key or a click the desk says they are away; `hours_id` the fact that says when somebody
    is there.
    """

    __tablename__ = "queue_settings"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    automatic: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int] = mapped_column(default=4)
    away_after: Mapped[int] = mapped_column(default=10)
    hours_id: Mapped[str | None]


class Team(Base):
    """Members who take the same kind of conversations; `hours_id` is the fact that says when they are there."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str]
    hours_id: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class TeamMember(Base):
    """Somebody is in a team."""

    __tablename__ = "team_members"
    __table_args__ = (_member(), Index("ix_team_members_workspace_id", "workspace_id", "user_id"))

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))


class SavedView(Base):
    """A list of the inbox that is kept under a name: somebody's own, or (`user_id` is None) everybody's.

    `filter` is as whoever asks for the list wrote it; `place` is its place among the others of the same owner.
    """

    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_workspace_id", "workspace_id", "user_id", "place"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    filter: Mapped[dict[str, Any]]
    place: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Label(Base):
    """A word that conversations are sorted by. With `skill`, only who has it is given such a conversation."""

    __tablename__ = "labels"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str]
    color: Mapped[str]
    skill: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class MemberSkill(Base):
    """Somebody can deal with what has this label."""

    __tablename__ = "member_skills"
    __table_args__ = (_member(), Index("ix_member_skills_workspace_id", "workspace_id", "user_id"))

    label_id: Mapped[UUID] = mapped_column(ForeignKey("labels.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))


class Availability(Base):
    """Whether somebody can be given conversations, and which.

    `status` is what they chose, `idle` what their desk noticed, `last_seen_at` when a desk of theirs last had its
    stream open: None says that none ever had. `changed_at` is when either of the first two last changed. No
    `languages` means all of them.
    """

    __tablename__ = "availability"
    __table_args__ = (_member(), CheckConstraint("status IN ('online', 'away', 'offline')", name="status"))

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[Status] = mapped_column(String, default="online")
    idle: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime | None]
    last_given_at: Mapped[datetime | None]
    capacity: Mapped[int | None]
    languages: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)


class AuditEntry(Base):
    """Who did what to what in a workspace. The app's role may add and read, never change or remove."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_workspace_id_occurred_at", "workspace_id", "occurred_at"),
        Index("ix_audit_entries_workspace_id_target", "workspace_id", "target"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    actor_id: Mapped[UUID | None]
    actor: Mapped[str]
    action: Mapped[str]
    target: Mapped[str]
    data: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime] = mapped_column(default=now)
