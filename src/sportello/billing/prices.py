"""What tokens cost, in dollars: by the workspace's own prices first, then by a list of 2,300 models."""

from decimal import ROUND_UP, Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.billing.models import ModelPrice
from sportello.core.llm import Model, Usage

NANO = Decimal("0.000000001")
_MILLION = Decimal(1_000_000)


class PriceUnknown(Exception):
    """Nobody knows what this model costs: something to configure, not zero."""


async def own_price(session: AsyncSession, *, workspace_id: object, model: Model) -> ModelPrice | None:
    """What the workspace says that the model costs."""
    return await session.get(ModelPrice, (workspace_id, model.provider, model.name))


def cost_of(usage: Usage, *, model: Model, own: ModelPrice | None) -> Decimal:
    """What so many tokens of a model cost, rounded up. Loads the list of prices; call it beside the loop."""
    if not (usage.read or usage.written):
        return Decimal(0)
    return (_by_own(usage, own) if own else _by_list(usage, model)).quantize(NANO, ROUND_UP)


def _by_own(usage: Usage, own: ModelPrice) -> Decimal:
    cached = own.read if own.from_cache is None else own.from_cache
    fresh = usage.read - usage.from_cache
    return (fresh * own.read + usage.from_cache * cached + usage.written * own.written) / _MILLION


def _by_list(usage: Usage, model: Model) -> Decimal:
    from genai_prices import Usage as Counted, calc_price  # noqa: PLC0415 - 24 MB that only who pays needs

    counted = Counted(
        input_tokens=usage.read,
        cache_read_tokens=usage.from_cache,
        cache_write_tokens=usage.to_cache,
        output_tokens=usage.written,
    )
    try:
        if model.provider == "compatible":
            found = calc_price(counted, model.name, provider_api_url=model.base_url)
        else:
            found = calc_price(counted, model.name, provider_id=model.provider)
    except LookupError:
        raise PriceUnknown(f"Nobody knows what {model.label} costs: set its price.") from None
    return Decimal(found.total_price)
