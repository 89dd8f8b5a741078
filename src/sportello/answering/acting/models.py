"""What is kept of actions: those that an admin declared, and every one that was proposed or done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from sportello.answering.models import By, CallState
from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.ids import new_id


class DeclaredAction(Base):
    """An HTTP action as an admin declared it; without a declaration, when a shipped one or a plug-in begins.

    `headers` are the names of those it is asked with; `sealed` are they with their values, which are secrets: sealed as
    one, and shown to nobody.
    """

    __tablename__ = "declared_actions"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str]
    declaration: Mapped[dict[str, Any] | None]
    headers: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    intents: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")
    phrases: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class ActionCall(Base):
    """One action on its way: its arguments are asked for, then it is proposed, then the customer decides.

    Nothing is confirmed but by a press, or the typed words, of the button under the message that shows these very
    arguments. `told` says that the customer has read what came of it; `running_until` when whoever runs it must have
    done, for who finds it later knows that they died.
    """

    __tablename__ = "action_calls"
    __table_args__ = (
        CheckConstraint(
            "state IN ('asking', 'proposed', 'confirmed', 'declined', 'expired', 'done', 'failed')", name="state"
        ),
        CheckConstraint("by IN ('model', 'customer', 'rule')", name="by"),
        Index("ix_action_calls_conversation_id", "conversation_id", "created_at"),
        Index("ix_action_calls_workspace_id", "workspace_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    action: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    asked: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")
    """Parameters that were asked for, answered or not."""
    mark: Mapped[str | None]
    """Of the action as it was proposed (`Action.mark`): a yes is one to this and nothing else."""
    state: Mapped[CallState] = mapped_column(String)
    by: Mapped[By] = mapped_column(String)
    outcome: Mapped[dict[str, Any] | None]
    """What came of it: `result` as it was mapped, or `why` it failed, and the milliseconds it took."""
    told: Mapped[bool] = mapped_column(default=False, server_default="false")
    expires_at: Mapped[datetime]
    running_until: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
