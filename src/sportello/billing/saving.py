"""Who is asked first when a budget comes to its end."""

import asyncio
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.billing.ledger import standing, state_of
from sportello.billing.metering import budget_of
from sportello.billing.models import ModelPrice
from sportello.billing.prices import PriceUnknown, cost_of, own_price
from sportello.core.llm import Model, Usage

OwnPrices = Mapping[str, ModelPrice | None]
"""What the workspace says that models cost, by `Model.line`."""
_USUAL = Usage(read=3_000, written=250)


async def sparing(
    session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None, models: Sequence[Model]
) -> OwnPrices | None:
    """Whether the cheapest is to be asked first: once four fifths of the month's or the day's budget are gone.

    So what is left lasts longer, before the engine without a model has to answer. None: they stay as they stand;
    otherwise what `cheapest_first` has to know.
    """
    budget = await budget_of(session, workspace_id=workspace_id)
    if len(models) < 2 or (budget.workspace_month is None and budget.assistant_day is None):  # noqa: PLR2004 - one has no order
        return None
    gone = await standing(session, workspace_id=workspace_id)
    today = gone.assistants.get(assistant_id) if assistant_id else None
    states = {state_of(gone.month, budget.workspace_month), today and state_of(today, budget.assistant_day)}
    if not states & {"near", "spent"}:
        return None
    return {model.line: await own_price(session, workspace_id=workspace_id, model=model) for model in models}


async def cheapest_first(models: Sequence[Model], own: OwnPrices) -> tuple[Model, ...]:
    """The models by what an answer of theirs costs; whose price nobody knows is last. Open no transaction meanwhile."""
    costs = {model.line: await _cost(model, own[model.line]) for model in models}
    return tuple(sorted(models, key=lambda model: costs[model.line]))


async def _cost(model: Model, own: ModelPrice | None) -> Decimal:
    try:
        return await asyncio.to_thread(cost_of, _USUAL, model=model, own=own)
    except PriceUnknown:
        return Decimal("Infinity")
