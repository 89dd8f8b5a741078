"""Who pays for a call: the worst it can cost is set aside in the database before it is made, and settled after it.

Three counters stand behind a call: its conversation, its assistant's day, its workspace's month (days as UTC has them).
Each is raised only as far as its budget goes, in one statement that holds its row, always in this order; if one
refuses, none is raised. So any number of processes may ask at once. What one that died had set aside counts as spent.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.billing.events import BudgetNearlySpent, BudgetSpent
from sportello.billing.models import NEARLY, SPENT, Budget, ModelPrice, ProviderCall, Scope
from sportello.billing.prices import NANO, PriceUnknown, cost_of, own_price
from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.events import emit
from sportello.core.llm import Model, OverBudget, Unpriced, Usage, Worst

ABANDONED = timedelta(minutes=10)
"""So long after it was made, a call that was not settled never will be: no chain is waited for so long."""
_RAISE = text(
    """
    INSERT INTO spending (workspace_id, scope, subject, period, spent, reserved, alerted)
    VALUES (:workspace_id, :scope, :subject, :period, 0, 0, 0) ON CONFLICT DO NOTHING
    """
)
_RESERVE = text(
    """
    UPDATE spending SET reserved = reserved + :amount
    WHERE workspace_id = :workspace_id AND scope = :scope AND subject = :subject AND period = :period
      AND (CAST(:budget AS numeric) IS NULL OR spent + reserved + :amount <= :budget)
    RETURNING scope
    """
)
_SETTLE = text(
    """
    UPDATE spending SET reserved = reserved - :reserved, spent = spent + :cost
    WHERE workspace_id = :workspace_id AND scope = :scope AND subject = :subject AND period = :period
    RETURNING spent, alerted
    """
)
_TOLD = text(
    """
    UPDATE spending SET alerted = :percent
    WHERE workspace_id = :workspace_id AND scope = :scope AND subject = :subject AND period = :period
      AND alerted < :percent
    RETURNING scope
    """
)
_ABANDONED = text(
    """
    UPDATE provider_calls SET cost = reserved, settled_at = :now
    WHERE id = (
        SELECT id FROM provider_calls WHERE settled_at IS NULL AND created_at < :before
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING conversation_id, assistant_id, day, reserved
    """
)
_CLOSE = text(
    """
    UPDATE provider_calls SET read = :read, from_cache = :from_cache, to_cache = :to_cache, written = :written,
        exact = :exact, usd = :usd, cost = :cost, settled_at = :now
    WHERE id = :id AND settled_at IS NULL RETURNING id
    """
)


@dataclass(frozen=True)
class _Counter:
    """One budget in one period."""

    workspace_id: UUID
    scope: Scope
    subject: UUID
    period: str

    @property
    def key(self) -> dict[str, Any]:
        """As statements name it."""
        return {
            "workspace_id": self.workspace_id,
            "scope": self.scope,
            "subject": self.subject,
            "period": self.period,
        }


@dataclass(frozen=True)
class Meter:
    """Pays for the calls of one answer. `euros` are what a dollar costs; each method opens transactions of its own.

    `day_budget` is what its assistant may spend a day, where it has a budget of its own.
    """

    database: Database
    workspace_id: UUID
    euros: Decimal
    conversation_id: UUID | None = None
    assistant_id: UUID | None = None
    message_id: UUID | None = None
    day_budget: Decimal | None = None

    async def reserve(self, worst: Worst) -> "Reserved":
        """Set aside the most that a call can cost. Raises `OverBudget`, also where nobody knows a price."""
        while await self._settle_abandoned():
            pass
        async with self._transaction() as session:
            own = await own_price(session, workspace_id=self.workspace_id, model=worst.model)
        try:
            usd = await _priced(Usage(read=worst.read, written=worst.written), worst.model, own)
        except PriceUnknown as unknown:
            raise Unpriced(str(unknown)) from None
        amount = (usd * self.euros).quantize(NANO, ROUND_UP)
        day = now().date()
        counters = self._counters(self.conversation_id, self.assistant_id, day)
        try:
            async with self._transaction() as session:
                await self._set_aside(session, counters, amount)
                call = ProviderCall(
                    workspace_id=self.workspace_id,
                    conversation_id=self.conversation_id,
                    assistant_id=self.assistant_id,
                    message_id=self.message_id,
                    provider=worst.model.provider,
                    model=worst.model.name,
                    day=day,
                    reserved=amount,
                )
                session.add(call)
        except _Spent as spent:
            await self._tell_spent(spent.counter)
            raise OverBudget(f"The budget of this {spent.counter.scope.replace('_', ' ')} is spent.") from None
        return Reserved(self, call.id, worst.model, own, counters, amount)

    @asynccontextmanager
    async def _transaction(self) -> AsyncGenerator[AsyncSession]:
        async with self.database.transaction(self.workspace_id) as session:
            yield session

    def _counters(self, conversation_id: UUID | None, assistant_id: UUID | None, day: date) -> Sequence[_Counter]:
        found: list[_Counter] = []
        if conversation_id:
            found.append(_Counter(self.workspace_id, "conversation", conversation_id, ""))
        if assistant_id:
            found.append(_Counter(self.workspace_id, "assistant_day", assistant_id, day.isoformat()))
        return [*found, _Counter(self.workspace_id, "workspace_month", self.workspace_id, f"{day:%Y-%m}")]

    def limit(self, budget: Budget, scope: Scope) -> Decimal | None:
        """How far a counter may go."""
        own = self.day_budget if scope == "assistant_day" else None
        return getattr(budget, scope) if own is None else own

    async def _set_aside(self, session: AsyncSession, counters: Sequence[_Counter], amount: Decimal) -> None:
        budget = await budget_of(session, workspace_id=self.workspace_id)
        for counter in counters:
            await session.execute(_RAISE, counter.key)
            limit = {"budget": self.limit(budget, counter.scope), "amount": amount}
            if (await session.execute(_RESERVE, counter.key | limit)).first() is None:
                raise _Spent(counter)

    async def _settle_abandoned(self) -> bool:
        """What another set aside and never settled is taken for spent; whether there was one.

        One in a transaction: two would hold counters in an order that is nobody else's.
        """
        async with self._transaction() as session:
            row = (await session.execute(_ABANDONED, {"now": now(), "before": now() - ABANDONED})).first()
            if row is None:
                return False
            for counter in self._counters(row.conversation_id, row.assistant_id, row.day):
                await session.execute(_SETTLE, counter.key | {"reserved": row.reserved, "cost": row.reserved})
            return True

    async def _tell_spent(self, counter: _Counter) -> None:
        async with self._transaction() as session:
            if (await session.execute(_TOLD, counter.key | {"percent": SPENT})).first() is not None:
                await emit(
                    session,
                    BudgetSpent(
                        workspace_id=self.workspace_id,
                        conversation_id=self.conversation_id,
                        scope=counter.scope,
                        subject=counter.subject,
                        period=counter.period,
                    ),
                )


@dataclass(frozen=True)
class Reserved:
    """Money set aside for one call."""

    meter: Meter
    call_id: UUID
    model: Model
    own: ModelPrice | None
    counters: Sequence[_Counter]
    amount: Decimal

    async def settle(self, usage: Usage) -> None:
        """Book what the call did cost, and give back the rest. A second time changes nothing."""
        usd = await _priced(usage, self.model, self.own)
        cost = (usd * self.meter.euros).quantize(NANO, ROUND_UP)
        async with self.meter.database.transaction(self.meter.workspace_id) as session:
            booked = {
                "id": self.call_id,
                "read": usage.read,
                "from_cache": usage.from_cache,
                "to_cache": usage.to_cache,
                "written": usage.written,
                "exact": usage.exact,
                "usd": usd,
                "cost": cost,
                "now": now(),
            }
            if (await session.execute(_CLOSE, booked)).first() is None:
                return
            budget = await budget_of(session, workspace_id=self.meter.workspace_id)
            for counter in self.counters:
                row = (await session.execute(_SETTLE, counter.key | {"reserved": self.amount, "cost": cost})).one()
                limit = self.meter.limit(budget, counter.scope)
                if limit and row.spent >= limit * NEARLY and not row.alerted:
                    await self._tell_nearly(session, counter)

    async def _tell_nearly(self, session: AsyncSession, counter: _Counter) -> None:
        if (await session.execute(_TOLD, counter.key | {"percent": 80})).first() is not None:
            await emit(
                session,
                BudgetNearlySpent(
                    workspace_id=self.meter.workspace_id,
                    conversation_id=self.meter.conversation_id,
                    scope=counter.scope,
                    subject=counter.subject,
                    period=counter.period,
                ),
            )


class _Spent(Exception):
    """A budget does not hold so much more."""

    def __init__(self, counter: _Counter) -> None:
        super().__init__(counter.scope)
        self.counter = counter


async def budget_of(session: AsyncSession, *, workspace_id: UUID) -> Budget:
    """What the workspace may spend; where nobody said, what holds for all."""
    return await session.get(Budget, workspace_id) or Budget.usual(workspace_id)


async def _priced(usage: Usage, model: Model, own: ModelPrice | None) -> Decimal:
    return await asyncio.to_thread(cost_of, usage, model=model, own=own)
