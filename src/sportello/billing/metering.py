"""Who pays for a call: the worst it can cost is set aside in the database before it is made, and settled after it.

Five counters stand behind a call: its conversation, its visitor's day and that of the address they write from, its
assistant's day, its workspace's month (days as UTC has them). Each is raised only as far as its budget goes, always in
this order; if one refuses, none is raised. It is one statement that holds their rows, from its begin in the database to
its end there, so any number of processes may ask at once, and none waits for another's way to the database. What one
that died had set aside counts as spent.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.billing.events import BudgetNearlySpent, BudgetSpent
from sportello.billing.models import NEARLY, SPENT, Budget, ModelPrice, Scope
from sportello.billing.prices import NANO, PriceUnknown, cost_of, own_price
from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.events import emit
from sportello.core.ids import new_id
from sportello.core.llm import Model, OverBudget, Unpriced, Usage, Worst

_Fact = BudgetNearlySpent | BudgetSpent
ABANDONED = timedelta(minutes=10)
"""So long after it was made, a call that was not settled never will be: no chain is waited for so long."""
_RESERVE = text("SELECT * FROM set_aside_call(CAST(:call AS jsonb), CAST(:limits AS jsonb))")
_SETTLE = text("SELECT * FROM book_call(:workspace_id, :id, CAST(:bill AS jsonb))")
"""Each in a statement of its own, so that who waits for a counter never waits for another's way to the server."""
_TOLD = text(
    """
    UPDATE spending SET alerted = :percent
    WHERE workspace_id = :workspace_id AND scope = :scope AND subject = :subject AND period = :period
      AND alerted < :percent AND spent >= :least
    RETURNING scope
    """
)
_OF: Mapping[Scope, str] = {
    "conversation": "this conversation",
    "visitor_day": "this visitor's day",
    "address_day": "the day of the address that this visitor writes from",
    "assistant_day": "this assistant day",
    "workspace_month": "this workspace month",
}
"""Whose each budget is, as a trace says it."""
_ABANDONED = text("SELECT id FROM provider_calls WHERE settled_at IS NULL AND created_at < :before ORDER BY id")


@dataclass(frozen=True)
class Meter:
    """Pays for the calls of one answer. `euros` are what a dollar costs; each method opens transactions of its own.

    `place` stands for the address its visitor writes from. `day_budget` is what its assistant may spend a day, where it
    has a budget of its own.
    """

    database: Database
    workspace_id: UUID
    euros: Decimal
    conversation_id: UUID | None = None
    contact_id: UUID | None = None
    place: UUID | None = None
    assistant_id: UUID | None = None
    message_id: UUID | None = None
    day_budget: Decimal | None = None

    async def reserve(self, worst: Worst) -> "Reserved":
        """Set aside the most that a call can cost. Raises `OverBudget`, also where nobody knows a price."""
        async with self.database.transaction(self.workspace_id) as session:
            own = await own_price(session, workspace_id=self.workspace_id, model=worst.model)
            budget = await budget_of(session, workspace_id=self.workspace_id)
            abandoned = list(await session.scalars(_ABANDONED, {"before": now() - ABANDONED}))
        for call_id in abandoned:
            await self.settle(call_id, {}, budget.limits)
        limits = budget.with_day(self.day_budget)
        try:
            usd = await _priced(Usage(read=worst.read, written=worst.written), worst.model, own)
        except PriceUnknown as unknown:
            raise Unpriced(str(unknown)) from None
        amount = (usd * self.euros).quantize(NANO, ROUND_UP)
        call_id = new_id()
        call = {
            "id": call_id,
            "workspace_id": self.workspace_id,
            "conversation_id": self.conversation_id,
            "contact_id": self.contact_id,
            "place": self.place,
            "assistant_id": self.assistant_id,
            "message_id": self.message_id,
            "provider": worst.model.provider,
            "model": worst.model.name,
            "day": now().date(),
            "reserved": amount,
            "created_at": now(),
        }
        async with self.database.statements() as session:
            told = {"call": _written(call), "limits": _written(limits)}
            spent = (await session.execute(_RESERVE, told)).one_or_none()
        if spent is not None:
            # What other calls have set aside comes back for the most part: over what they leave, nobody is alarmed.
            least = (limits[spent.scope] or 0) - amount + NANO
            await self._tell(spent, SPENT, BudgetSpent, least=least)
            raise OverBudget(f"What is left of the budget of {_OF[spent.scope]} pays for no call.")
        return Reserved(self, call_id, worst.model, own, limits, amount)

    async def settle(self, call_id: UUID, bill: Mapping[str, Any], limits: Mapping[Scope, Decimal | None]) -> None:
        """Book a call, once: with its bill, or for all that was set aside where nobody ever brought one."""
        settled = {"workspace_id": self.workspace_id, "id": call_id, "bill": _written({**bill, "settled_at": now()})}
        async with self.database.statements() as session:
            counters = (await session.execute(_SETTLE, settled)).all()
        for counter in counters:
            limit = limits[counter.scope]
            if limit and counter.spent >= limit * NEARLY and not counter.alerted:
                await self._tell(counter, 100 * NEARLY, BudgetNearlySpent, least=limit * NEARLY)

    async def _tell(self, counter: Row[Any], percent: Decimal | int, fact: type[_Fact], *, least: Decimal) -> None:
        """Tell how far a budget is gone in its period, once, if at least so much of it is spent."""
        which = {"scope": counter.scope, "subject": counter.subject, "period": counter.period}
        told = which | {"workspace_id": self.workspace_id, "percent": int(percent), "least": least}
        async with self.database.transaction(self.workspace_id) as session:
            if (await session.execute(_TOLD, told)).first() is not None:
                ids = {"workspace_id": self.workspace_id, "conversation_id": self.conversation_id}
                await emit(session, fact(**ids, **which))


@dataclass(frozen=True)
class Reserved:
    """Money set aside for one call."""

    meter: Meter
    call_id: UUID
    model: Model
    own: ModelPrice | None
    limits: Mapping[Scope, Decimal | None]
    amount: Decimal

    async def settle(self, usage: Usage) -> None:
        """Book what the call did cost, and give back the rest. A second time changes nothing."""
        usd = await _priced(usage, self.model, self.own)
        bill = {
            "read": usage.read,
            "from_cache": usage.from_cache,
            "to_cache": usage.to_cache,
            "written": usage.written,
            "exact": usage.exact,
            "usd": usd,
            "cost": (usd * self.meter.euros).quantize(NANO, ROUND_UP),
        }
        await self.meter.settle(self.call_id, bill, self.limits)


async def budget_of(session: AsyncSession, *, workspace_id: UUID) -> Budget:
    """What the workspace may spend; where nobody said, what holds for all."""
    return await session.get(Budget, workspace_id) or Budget.usual(workspace_id)


def _written(told: Mapping[Any, Any]) -> str:
    return json.dumps(told, default=str)


async def _priced(usage: Usage, model: Model, own: ModelPrice | None) -> Decimal:
    return await asyncio.to_thread(cost_of, usage, model=model, own=own)
