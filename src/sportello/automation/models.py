"""The rules of a workspace, what they wait to look at, and what they did."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.ids import new_id

Outcome = Literal["done", "partly", "refused", "unchanged", "held"]
"""All was done; some, or nothing of it, was refused; all was so already; or a guard held it."""


class Rule(Base):
    """When something happens, and if so and so, then this is done. `place` is its place among all.

    `facts` and `minutes` are what `content` says of when, as the triggers of the database read it: a fact of which no
    rule wants to hear leaves nothing behind.
    """

    __tablename__ = "rules"
    __table_args__ = (Index("ix_rules_workspace_id", "workspace_id", "place"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str]
    enabled: Mapped[bool]
    place: Mapped[int]
    content: Mapped[dict[str, Any]]
    facts: Mapped[list[str]] = mapped_column(ARRAY(String))
    minutes: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class RuleCause(Base):
    """Something happened that rules wait for, or (`rule_id`) will have once a customer has waited so long.

    Written by triggers of `events` and `conversations`, in the statement that makes it so; gone with the transaction
    in which the rules were followed. `chain` are the rules that led to it, the first of them first.
    """

    __tablename__ = "rule_causes"
    __table_args__ = (
        Index("ix_rule_causes_due", "workspace_id", "due_at", "id"),
        Index("ix_rule_causes_conversation_id", "conversation_id"),
        Index(
            "uq_rule_causes_timer",
            *("rule_id", "conversation_id"),
            unique=True,
            postgresql_where=text("rule_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    rule_id: Mapped[UUID | None] = mapped_column(ForeignKey("rules.id", ondelete="CASCADE"))
    fact: Mapped[str]
    data: Mapped[dict[str, Any]]
    chain: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    occurred_at: Mapped[datetime]
    due_at: Mapped[datetime]


class RuleRun(Base):
    """A rule met a conversation: what it did there, thing by thing, or (`why`) what held it."""

    __tablename__ = "rule_runs"
    __table_args__ = (
        Index("ix_rule_runs_rule_id", "rule_id", "at", "id"),
        Index("ix_rule_runs_conversation_id", "conversation_id", "at"),
        Index("ix_rule_runs_workspace_id", "workspace_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    rule_id: Mapped[UUID] = mapped_column(ForeignKey("rules.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    fact: Mapped[str]
    outcome: Mapped[Outcome] = mapped_column(String)
    why: Mapped[str | None]
    did: Mapped[list[dict[str, Any]]]
    at: Mapped[datetime] = mapped_column(default=now)
