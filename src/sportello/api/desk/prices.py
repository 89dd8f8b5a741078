"""What models cost: the list that is shipped, and the workspace's own prices, which come before it."""

from asyncio import to_thread
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from fastapi import Query
from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import billing
from sportello.api.amounts import Amount, short
from sportello.api.deps import CurrentMember, ResourcesDep, Transaction, require
from sportello.api.paging import BadCursor, Cursor, Limit, Page, page_of, read_cursor
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.core.errors import Invalid, NotFound
from sportello.core.llm import PROVIDERS, Provider

router = Router(
    prefix="/workspaces/{workspace}/model-prices",
    tags=["money"],
    dependencies=[require("admin")],
)

Dollars = Annotated[Decimal, AfterValidator(short), Field(examples=["0.25"])]
ModelName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(description="As its provider writes it", examples=["gpt-5-mini"]),
]


class Price(BaseModel):
    """What a model costs, in dollars for a million tokens."""

    read: Dollars = Field(description="For what it is sent")
    write: Dollars = Field(description="For what it writes", examples=["2"])
    cached: Dollars | None = Field(
        description="For what it is sent again and its provider has kept; null: as what it is sent", examples=["0.025"]
    )


class PricedModel(Versioned):
    """A model and its price: the workspace's own where there is one, else the list's."""

    written: ClassVar = frozenset({"own"})

    provider: Provider
    model: str = Field(examples=["gpt-5-mini"])
    listed: Price | None = Field(description="By the list that is shipped; null: it does not know the model")
    own: Price | None = Field(description="What this workspace has set; null: nothing")


class PriceList(BaseModel):
    """The list that is shipped."""

    name: str = Field(examples=["genai-prices"])
    version: str = Field(examples=["0.2.3"])
    as_of: date = Field(description="The last change of a price that it knows of")


class PricePage(Page[PricedModel]):
    """A part of all prices."""

    source: PriceList
    euros_per_dollar: Dollars = Field(description="What a dollar costs: budgets are in euros", examples=["0.9"])


class NewPrice(Payload):
    """What a model costs here, in dollars for a million tokens. Zero is a price, too: that of one's own machine."""

    provider: Provider
    model: ModelName
    read: Amount
    write: Amount
    cached: Amount | None = Field(default=None, description="Left out: as what it is sent", examples=["0.025"])


@router.get("", responses=refusals(BadCursor))
async def list_all(
    session: Transaction,
    resources: ResourcesDep,
    *,
    provider: Annotated[Provider | None, Query(description="Only this one's models", examples=["openai"])] = None,
    q: Annotated[str, Query(max_length=200, description="Only names with this in them", examples=["mini"])] = "",
    own: Annotated[bool, Query(description="Only models whose price the workspace has set", examples=[True])] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PricePage:
    """The prices that are known, by provider and name. Models without one are never asked."""
    after = read_cursor(cursor, str, str)
    if after is not None and after[0] not in PROVIDERS:
        raise BadCursor
    lines = await _lines(session, provider)
    wanted = q.casefold()
    found = [
        each
        for each in lines
        if wanted in each.model.casefold()
        and (each.own or not own)
        and (after is None or (each.provider, each.model) > after)
    ]
    page = page_of(
        found[: limit + 1], limit, shape=lambda each: each, place=lambda each: (str(each.provider), each.model)
    )
    source = await to_thread(billing.price_list)
    return PricePage(
        items=page.items,
        next_cursor=page.next_cursor,
        source=PriceList.model_validate(vars(source)),
        euros_per_dollar=resources.settings.euros_per_dollar,
    )


@router.put("", responses=refusals(Invalid, ChangedMeanwhile))
async def write(body: NewPrice, member: CurrentMember, session: Transaction, seen: Seen = None) -> PricedModel:
    """Say what a model costs here. It holds from the next call on."""

    async def stored() -> PricedModel:
        return await _one(session, body.provider, body.model)

    thing = f"price:{body.provider}:{body.model}"
    await unchanged(session, seen, stored, thing=thing, action="price.set")
    await billing.set_price(
        session,
        workspace_id=member.workspace_id,
        provider=body.provider,
        model=body.model,
        read=body.read,
        written=body.write,
        from_cache=body.cached,
        actor=member,
    )
    return await stored()


@router.delete("", status_code=204, responses=refusals(NotFound))
async def delete(
    member: CurrentMember,
    session: Transaction,
    provider: Annotated[Provider, Query(description="Whose model it is", examples=["openai"])],
    model: Annotated[str, Query(max_length=200, description="Its name", examples=["gpt-5-mini"])],
) -> None:
    """Go back to what the list says."""
    await billing.remove_price(session, workspace_id=member.workspace_id, provider=provider, model=model, actor=member)


async def _lines(session: AsyncSession, provider: Provider | None) -> list[PricedModel]:
    """All prices, by provider and name."""
    lines: dict[tuple[str, str], PricedModel] = {}
    for each in PROVIDERS if provider is None else (provider,):
        for one in await to_thread(billing.listed_prices, each):
            listed = Price(read=one.read, write=one.written, cached=one.from_cache)
            lines[each, one.model] = PricedModel(provider=each, model=one.model, listed=listed, own=None)
    for one in await billing.list_prices(session):
        if provider in {None, one.provider}:
            there = lines.get((one.provider, one.model))
            lines[one.provider, one.model] = PricedModel.model_validate(
                {"provider": one.provider, "model": one.model, "listed": there and there.listed, "own": _own(one)}
            )
    return [lines[key] for key in sorted(lines)]


async def _one(session: AsyncSession, provider: Provider, model: str) -> PricedModel:
    found = next((each for each in await _lines(session, provider) if each.model == model), None)
    return found or PricedModel(provider=provider, model=model, listed=None, own=None)


def _own(price: billing.ModelPrice) -> Price:
    return Price(read=price.read, write=price.written, cached=price.from_cache)
