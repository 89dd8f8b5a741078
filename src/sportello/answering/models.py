"""Assistants, and why each of their answers was what it was."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.ids import new_id

Outcome = Literal["answered", "unsure", "handoff", "smalltalk", "failed"]


class Assistant(Base):
    """An AI persona of a workspace: what its owner wrote. What they left out comes from the shipped catalogue.

    `template` is what it was started from; `template_hash` is the hash of what that said, so that an assistant that
    nobody has edited since follows its template, and one that somebody has does not.
    """

    __tablename__ = "assistants"
    __table_args__ = (
        CheckConstraint("threshold BETWEEN 0 AND 1", name="threshold"),
        Index("uq_assistants_default", "workspace_id", unique=True, postgresql_where=text("is_default")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    is_default: Mapped[bool]
    name: Mapped[str]
    texts: Mapped[dict[str, Any]]
    starters: Mapped[dict[str, Any]]
    rules: Mapped[list[dict[str, Any]]]
    threshold: Mapped[float]
    template: Mapped[str | None]
    template_hash: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Trace(Base):
    """Why an assistant said what it said, kept beside the message it explains and gone with it."""

    __tablename__ = "traces"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "message_id"], ["messages.conversation_id", "messages.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("conversation_id", "message_id"),
        CheckConstraint("outcome IN ('answered', 'unsure', 'handoff', 'smalltalk', 'failed')", name="outcome"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID]
    message_id: Mapped[UUID]
    outcome: Mapped[Outcome] = mapped_column(String)
    question: Mapped[str]
    language: Mapped[str]
    rules: Mapped[list[str]] = mapped_column(ARRAY(String))
    hits: Mapped[list[dict[str, Any]]]
    threshold: Mapped[float]
    confidence: Mapped[float | None]
    engine: Mapped[str]
    model: Mapped[str | None]
    cost: Mapped[float | None]
    duration_ms: Mapped[float]
    created_at: Mapped[datetime] = mapped_column(default=now)
