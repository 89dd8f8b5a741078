"""The list of prices that is shipped: what providers ask for their models, as far as the list knew when it was made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from sportello.core.clock import now
from sportello.core.llm import Provider

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, TieredPrices

_SOURCE = "genai-prices"


@dataclass(frozen=True)
class Listed:
    """What a model costs by the list, in dollars for a million tokens.

    Some cost more from a length on that no answer here comes to: this is what the shorter ones cost.
    """

    provider: Provider
    model: str
    read: Decimal
    written: Decimal
    from_cache: Decimal | None


@dataclass(frozen=True)
class PriceList:
    """Where the list is from, and the last change of a price that it knows of."""

    name: str
    version: str
    as_of: date


def listed_prices(provider: Provider) -> Sequence[Listed]:
    """The models of a provider that read and write text, by name. Takes a moment at first; call it beside the loop.

    Of a server that only speaks the same protocol nobody knows which models it has.
    """
    return _listed(provider, now().date())


@cache
def price_list() -> PriceList:
    """Which list it is. Takes a moment at first; call it beside the loop."""
    today = now().date()
    changes = [day for day in _changes() if day <= today]
    return PriceList(_SOURCE, version(_SOURCE), max(changes, default=today))


@cache
def _listed(provider: Provider, _today: date) -> Sequence[Listed]:
    found: list[Listed] = []
    for model in _models(provider):
        price = model.get_prices(now())
        read, written = _base(price.input_mtok), _base(price.output_mtok)
        if read is not None and written is not None:
            found.append(Listed(provider, model.id, read, written, _base(price.cache_read_mtok)))
    return sorted(found, key=lambda each: each.model)


def _models(provider: str) -> Sequence["ModelInfo"]:
    from genai_prices.data_snapshot import get_snapshot  # noqa: PLC0415 - 24 MB that only who pays needs

    return next((each.models for each in get_snapshot().providers if each.id == provider), ())


def _changes() -> Iterator[date]:
    """The days on which prices of the providers that can be asked have changed."""
    for provider in ("openai", "anthropic", "openrouter", "azure"):
        for model in _models(provider):
            for change in model.prices if isinstance(model.prices, list) else ():
                begin = getattr(change.constraint, "start_date", None)
                if isinstance(begin, date):
                    yield begin


def _base(price: "Decimal | TieredPrices | None") -> Decimal | None:
    return price if price is None or isinstance(price, Decimal) else price.base
