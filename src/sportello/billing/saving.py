"""Who is asked first when a budget comes to its end."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.billing.ledger import standing, state_of
from sportello.billing.metering import budget_of
from sportello.billing.prices import PriceUnknown, cost_of, own_price
from sportello.core.llm import Model, Usage

_USUAL = Usage(read=3_000, written=250)


async def sparing(
    session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None, models: Sequence[Model]
) -> tuple[Model, ...]:
    """The models as they stand; the cheapest first once four fifths of the month's or the day's budget are gone.

    So what is left lasts longer, before the engine without a model has to answer. Whose price nobody knows is last.
    """
    budget = await budget_of(session, workspace_id=workspace_id)
    if len(models) > 1 and (budget.workspace_month is not None or budget.assistant_day is not None):
        gone = await standing(session, workspace_id=workspace_id)
        today = gone.assistants.get(assistant_id) if assistant_id else None
        states = [state_of(gone.month, budget.workspace_month), today and state_of(today, budget.assistant_day)]
        if {"near", "spent"} & {*states}:
            costs = {model.line: await _cost(session, workspace_id, model) for model in models}
            return tuple(sorted(models, key=lambda model: costs[model.line]))
    return tuple(models)


async def _cost(session: AsyncSession, workspace_id: UUID, model: Model) -> Decimal:
    own = await own_price(session, workspace_id=workspace_id, model=model)
    try:
        return await asyncio.to_thread(cost_of, _USUAL, model=model, own=own)
    except PriceUnknown:
        return Decimal("Infinity")
