"""What calls of language models cost, and how much they may: money is in euros to nine places, never a float."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column

from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.ids import new_id

Scope = Literal["conversation", "visitor_day", "address_day", "assistant_day", "workspace_month"]
MONEY = Numeric(18, 9)
PER_CONVERSATION = Decimal("0.040")
PER_VISITOR = 5 * PER_CONVERSATION
"""On one day, however many conversations they open."""
PER_ADDRESS = 5 * PER_VISITOR
"""On one day, for all who come from one address: an office or a school, or somebody who is ever another visitor."""
PER_DAY = Decimal(5)
"""For each assistant, so that nobody who has many addresses can empty a purse."""
NEARLY = Decimal("0.8")
"""So much of a budget is gone when it is told to be nearly spent."""
SPENT = 100


class ProviderCall(Base):
    """One call of a provider: set aside before it is made, settled after it, never changed afterwards."""

    __tablename__ = "provider_calls"
    __table_args__ = (
        Index("ix_provider_calls_workspace_id_day", "workspace_id", "day"),
        Index("ix_provider_calls_conversation_id", "conversation_id"),
        Index("ix_provider_calls_unsettled", "workspace_id", "created_at", postgresql_where=text("settled_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    place: Mapped[UUID | None]
    """A pseudonym of whence they wrote on that day."""
    assistant_id: Mapped[UUID | None]
    message_id: Mapped[UUID | None]
    """What was to be answered."""
    provider: Mapped[str]
    model: Mapped[str]
    day: Mapped[date]
    reserved: Mapped[Decimal] = mapped_column(MONEY)
    read: Mapped[int] = mapped_column(default=0)
    from_cache: Mapped[int] = mapped_column(default=0)
    to_cache: Mapped[int] = mapped_column(default=0)
    written: Mapped[int] = mapped_column(default=0)
    exact: Mapped[bool] = mapped_column(default=False)
    """Whether the provider said so; otherwise it is an estimate that is not too low."""
    usd: Mapped[Decimal | None] = mapped_column(MONEY)
    cost: Mapped[Decimal | None] = mapped_column(MONEY)
    created_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]


class Spending(Base):
    """What one budget has spent and set aside in one period. Locked while it is counted, so never overspent."""

    __tablename__ = "spending"
    __table_args__ = (
        CheckConstraint(
            "scope IN ('conversation', 'visitor_day', 'address_day', 'assistant_day', 'workspace_month')", name="scope"
        ),
        CheckConstraint("reserved >= 0 AND spent >= 0", name="not_negative"),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    scope: Mapped[Scope] = mapped_column(String, primary_key=True)
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    """`2026-11-21`, `2026-11`, or empty where there is one period for ever."""
    spent: Mapped[Decimal] = mapped_column(MONEY, default=Decimal(0))
    reserved: Mapped[Decimal] = mapped_column(MONEY, default=Decimal(0))
    alerted: Mapped[int] = mapped_column(default=0)
    """How much of it was told to be spent, in percent: 0, 80 or 100."""


class Budget(Base):
    """How much a workspace may spend, in euros; empty: without limit. Where there is no row, `usual` holds."""

    __tablename__ = "budgets"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    conversation: Mapped[Decimal | None] = mapped_column(MONEY)
    visitor_day: Mapped[Decimal | None] = mapped_column(MONEY)
    address_day: Mapped[Decimal | None] = mapped_column(MONEY)
    assistant_day: Mapped[Decimal | None] = mapped_column(MONEY)
    workspace_month: Mapped[Decimal | None] = mapped_column(MONEY)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    @property
    def limits(self) -> Mapping[Scope, Decimal | None]:
        """The amounts, by what they hold."""
        return {
            "conversation": self.conversation,
            "visitor_day": self.visitor_day,
            "address_day": self.address_day,
            "assistant_day": self.assistant_day,
            "workspace_month": self.workspace_month,
        }

    def with_day(self, own: Decimal | None) -> Mapping[Scope, Decimal | None]:
        """The amounts for an assistant that may have a day's budget of its own."""
        return self.limits if own is None else {**self.limits, "assistant_day": own}

    @classmethod
    def usual(cls, workspace_id: UUID) -> "Budget":
        """What holds where nobody said anything."""
        return cls(
            workspace_id=workspace_id,
            conversation=PER_CONVERSATION,
            visitor_day=PER_VISITOR,
            address_day=PER_ADDRESS,
            assistant_day=PER_DAY,
        )


class ModelPrice(Base):
    """What a model costs here, in dollars for a million tokens, where nobody else knows or somebody knows better."""

    __tablename__ = "model_prices"
    __table_args__ = (CheckConstraint("read >= 0 AND written >= 0 AND from_cache >= 0", name="not_negative"),)

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    provider: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    read: Mapped[Decimal] = mapped_column(MONEY)
    written: Mapped[Decimal] = mapped_column(MONEY)
    from_cache: Mapped[Decimal | None] = mapped_column(MONEY)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
