"""What the books say: who cost how much on which day, how far each budget is spent, and how far it will be."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.billing.models import NEARLY, SPENT, ProviderCall, Spending
from sportello.billing.prices import NANO
from sportello.core.clock import now

State = Literal["open", "near", "spent"]
_LOOKED_AT = 7
"""Days that tell how the month goes on: what a shop does differently on Sundays is in it once."""


@dataclass(frozen=True)
class DayCost:
    """One day's calls, in euros."""

    day: date
    calls: int
    cost: Decimal


@dataclass(frozen=True)
class ModelCost:
    """One model's calls, in tokens and euros."""

    provider: str
    model: str
    calls: int
    read: int
    from_cache: int
    written: int
    cost: Decimal


@dataclass(frozen=True)
class AssistantCost:
    """One assistant's calls, in euros; None: calls that were made for nobody, like the test of a key."""

    assistant_id: UUID | None
    calls: int
    cost: Decimal


@dataclass(frozen=True)
class Bill:
    """All calls of some days, by what one asks about them; the dearest first."""

    calls: int
    cost: Decimal
    days: Sequence[DayCost]
    models: Sequence[ModelCost]
    assistants: Sequence[AssistantCost]


@dataclass(frozen=True)
class Answered:
    """How many calls were made of a model, and to how many nobody had anything to say: refused, or nobody there."""

    calls: int
    refused: int


@dataclass(frozen=True)
class Used:
    """How far one budget is gone in one period. `told`: how much of it was told to be, in percent."""

    period: str
    spent: Decimal
    reserved: Decimal
    told: int


@dataclass(frozen=True)
class Standing:
    """How far those budgets are gone that hold for a time: this month's, and today's of each assistant."""

    month: Used
    assistants: Mapping[UUID, Used]


def state_of(used: Used, limit: Decimal | None) -> State:
    """`near`: four fifths are gone. `spent`: a call was not made because it might have cost more than was left."""
    if limit is None:
        return "open"
    if used.told == SPENT or used.spent >= limit:
        return "spent"
    return "near" if used.spent + used.reserved >= limit * NEARLY else "open"


async def bill(session: AsyncSession, *, since: date, until: date) -> Bill:
    """The calls of these days, both included, of the workspace that was entered. Days are UTC's."""
    made = (ProviderCall.day >= since, ProviderCall.day <= until, ProviderCall.settled_at.is_not(None))
    calls = func.count()
    cost = func.coalesce(func.sum(ProviderCall.cost), Decimal(0))
    days = await session.execute(
        select(ProviderCall.day, calls, cost).where(*made).group_by(ProviderCall.day).order_by(ProviderCall.day)
    )
    models = await session.execute(
        select(
            ProviderCall.provider,
            ProviderCall.model,
            calls,
            func.sum(ProviderCall.read),
            func.sum(ProviderCall.from_cache),
            func.sum(ProviderCall.written),
            cost,
        )
        .where(*made)
        .group_by(ProviderCall.provider, ProviderCall.model)
        .order_by(cost.desc(), ProviderCall.provider, ProviderCall.model)
    )
    assistants = await session.execute(
        select(ProviderCall.assistant_id, calls, cost)
        .where(*made)
        .group_by(ProviderCall.assistant_id)
        .order_by(cost.desc(), ProviderCall.assistant_id)
    )
    by_day = [DayCost(*row) for row in days]
    return Bill(
        calls=sum(each.calls for each in by_day),
        cost=sum((each.cost for each in by_day), Decimal(0)),
        days=by_day,
        models=[ModelCost(*row) for row in models],
        assistants=[AssistantCost(*row) for row in assistants],
    )


async def standing(session: AsyncSession, *, workspace_id: UUID) -> Standing:
    """How far this month's budget and today's are gone, in the workspace that was entered."""
    today = now().date()
    month = f"{today:%Y-%m}"
    rows = await session.scalars(
        select(Spending)
        .where(
            Spending.scope.in_(["assistant_day", "workspace_month"]), Spending.period.in_([month, today.isoformat()])
        )
        .execution_options(populate_existing=True)
    )
    found = {(row.scope, row.subject): Used(row.period, row.spent, row.reserved, row.alerted) for row in rows}
    whole = found.get(("workspace_month", workspace_id)) or Used(month, Decimal(0), Decimal(0), 0)
    return Standing(
        month=whole,
        assistants={subject: used for (scope, subject), used in found.items() if scope == "assistant_day"},
    )


async def standing_of_conversation(session: AsyncSession, *, conversation_id: UUID) -> Used | None:
    """How far a conversation's budget is gone; None where nothing was asked for it."""
    row = await session.scalar(
        select(Spending).where(Spending.scope == "conversation", Spending.subject == conversation_id)
    )
    return Used(row.period, row.spent, row.reserved, row.alerted) if row else None


async def answered_today(session: AsyncSession) -> dict[tuple[str, str], Answered]:
    """How today's calls went, by provider and model, in the workspace that was entered."""
    refused = func.count().filter(ProviderCall.read == 0, ProviderCall.written == 0)
    rows = await session.execute(
        select(ProviderCall.provider, ProviderCall.model, func.count(), refused)
        .where(ProviderCall.day == now().date(), ProviderCall.settled_at.is_not(None))
        .group_by(ProviderCall.provider, ProviderCall.model)
    )
    return {(provider, model): Answered(calls, failed) for provider, model, calls, failed in rows}


async def forecast(session: AsyncSession, *, spent: Decimal) -> Decimal | None:
    """What a month of which so much is spent will have cost, should it go on as the last days did.

    Today is over as far as it goes. None before there was a whole day.
    """
    today = now().date()
    first = await session.scalar(select(func.min(ProviderCall.day)).where(ProviderCall.settled_at.is_not(None)))
    if first is None or first >= today:
        return None
    since = max(first, today - timedelta(days=_LOOKED_AT))
    cost = await session.scalar(
        select(func.coalesce(func.sum(ProviderCall.cost), Decimal(0))).where(
            ProviderCall.day >= since, ProviderCall.day < today, ProviderCall.settled_at.is_not(None)
        )
    )
    left = monthrange(today.year, today.month)[1] - today.day
    return (spent + Decimal(cost or 0) / (today - since).days * left).quantize(NANO)
