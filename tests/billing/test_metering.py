"""Money: no number of calls at once spends more than there is, and every call is in the books once."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, get_args
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from sportello import billing
from sportello.billing import Meter
from sportello.core import clock
from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.errors import Invalid, NotFound
from sportello.core.ids import new_id
from sportello.core.llm import Chain, ChainExhausted, Model, OverBudget, Providers, Task, Usage, Worst
from sportello.dialects import Said
from sportello.workspaces import Member, audit_trail
from tests.house import House, build_house
from tests.upstream import reach_of, refuse, upstream

MODEL = Model("compatible", "own", url="https://llm.example/v1")
KNOWN = Model("openai", "gpt-5-mini", SecretStr("sk-x"))
CENT = Worst(MODEL, read=0, written=10_000)
"""At a dollar for a million tokens, and a euro for a dollar."""


@pytest.fixture
async def house(database: Database) -> House:
    return await build_house(database)


@pytest.fixture
async def admin(house: House) -> Member:
    admin = await house.member("Ada", "admin")
    await price(house, admin, MODEL, dollars=1)
    return admin


async def price(house: House, admin: Member, model: Model, *, dollars: int) -> None:
    """Say that a million tokens of a model cost so much."""
    async with house.database.transaction(house.workspace_id) as session:
        await billing.set_price(
            session,
            workspace_id=admin.workspace_id,
            actor=admin,
            provider=model.provider,
            model=model.name,
            read=Decimal(dollars),
            written=Decimal(dollars),
        )


async def budget(house: House, admin: Member, **limits: str) -> None:
    amounts: dict[Any, Decimal | None] = dict.fromkeys(get_args(billing.Scope))
    amounts |= {scope: Decimal(limit) for scope, limit in limits.items()}
    async with house.database.transaction(house.workspace_id) as session:
        await billing.set_budget(session, workspace_id=admin.workspace_id, actor=admin, limits=amounts)


def meter(house: House, **more: Any) -> Meter:
    return Meter(house.database, house.workspace_id, Decimal(1), **more)


async def month(house: House) -> billing.Spent:
    async with house.database.transaction(house.workspace_id) as session:
        period = f"{now():%Y-%m}"
        return await billing.spent(session, scope="workspace_month", subject=house.workspace_id, period=period)


async def told(house: House) -> list[tuple[str, str]]:
    async with house.database.transaction(house.workspace_id) as session:
        rows = await session.execute(
            text("SELECT name, data->>'scope' AS scope FROM events WHERE name LIKE 'budget.%spent' ORDER BY id")
        )
        return [(row.name, row.scope) for row in rows]


async def granted(asked: Awaitable[billing.Reserved]) -> billing.Reserved | None:
    try:
        return await asked
    except OverBudget:
        return None


@pytest.mark.parametrize("scope", get_args(billing.Scope))
async def test_fifty_calls_at_once_never_overspend(house: House, admin: Member, scope: str) -> None:
    await budget(house, admin, **{scope: "0.105"})
    one, other = new_id(), new_id()
    meters = [
        meter(house, conversation_id=one, contact_id=one, place=one, assistant_id=one),
        replace(meter(house, conversation_id=one, contact_id=one, place=one, assistant_id=one), message_id=other),
    ]
    reserved = await asyncio.gather(*(granted(meters[at % 2].reserve(CENT)) for at in range(50)))
    kept = [each for each in reserved if each]
    assert len(kept) == 10
    assert await month(house) == billing.Spent(Decimal(0), Decimal("0.1"))
    # Half of them cost less than they might have: what is given back may be spent by others.
    used = [Usage(written=10_000 if at % 2 else 5_000) for at in range(len(kept))]
    await asyncio.gather(*(each.settle(usage) for each, usage in zip(kept, used, strict=True)))
    assert await month(house) == billing.Spent(Decimal("0.075"), Decimal(0))
    more = await asyncio.gather(*(granted(meters[0].reserve(CENT)) for _ in range(50)))
    assert sum(each is not None for each in more) == 3


async def test_calls_that_race_and_settle_meanwhile_stay_within_it(house: House, admin: Member) -> None:
    await budget(house, admin, workspace_month="0.05", conversation="0.03")

    async def call(at: int) -> Decimal:
        reserved = await granted(meter(house, conversation_id=new_id(), assistant_id=admin.user_id).reserve(CENT))
        if reserved is None:
            return Decimal(0)
        await asyncio.sleep(0.01 * (at % 3))
        await reserved.settle(Usage(written=2_000 * (at % 6)))
        return Decimal("0.002") * (at % 6)

    costs = await asyncio.gather(*(call(at) for at in range(50)))
    assert sum(costs) == (await month(house)).spent <= Decimal("0.05")
    assert (await month(house)).reserved == 0


async def test_budgets_are_apart(house: House, admin: Member) -> None:
    await budget(house, admin, conversation="0.01", workspace_month="0.03")
    one, other = (meter(house, conversation_id=new_id()) for _ in range(2))
    await one.reserve(CENT)
    with pytest.raises(OverBudget, match="budget of this conversation"):
        await one.reserve(CENT)
    assert (await month(house)).reserved == Decimal("0.01"), "what one budget refuses is taken from none"
    await other.reserve(CENT)
    neighbour = await build_house(house.database, "brace")
    async with house.database.transaction(neighbour.workspace_id) as session:
        assert (await billing.spent(session, scope="conversation", subject=one.conversation_id or new_id())).spent == 0
    await meter(house).reserve(CENT)
    with pytest.raises(OverBudget, match="workspace month"):
        await meter(house).reserve(CENT)


async def test_one_who_opens_conversation_after_conversation_ends_with_their_day(house: House, admin: Member) -> None:
    await budget(house, admin, conversation="0.01", visitor_day="0.02", address_day="0.03")
    office, visitor = new_id(), new_id()

    def talk(contact_id: UUID) -> Meter:
        return meter(house, conversation_id=new_id(), contact_id=contact_id, place=office)

    calls = [await talk(visitor).reserve(CENT) for _ in range(2)]
    with pytest.raises(OverBudget, match="this visitor's day"):
        await talk(visitor).reserve(CENT)
    await talk(new_id()).reserve(CENT)
    with pytest.raises(OverBudget, match="address that this visitor"):
        await talk(new_id()).reserve(CENT)
    assert (await month(house)).reserved == Decimal("0.03"), "what one budget refuses is taken from none"
    for call in calls:
        await call.settle(Usage())
    await talk(visitor).reserve(CENT)
    clock.travel(timedelta(days=1))
    await talk(visitor).reserve(CENT)


async def test_each_day_and_month_begins_anew(house: House, admin: Member) -> None:
    await budget(house, admin, assistant_day="0.01", workspace_month="0.02")
    mine = meter(house, assistant_id=new_id())
    await (await mine.reserve(CENT)).settle(Usage(written=10_000))
    with pytest.raises(OverBudget, match="assistant day"):
        await mine.reserve(CENT)
    clock.travel(timedelta(days=32))
    await mine.reserve(CENT)


async def test_a_conversation_has_a_limit_where_nobody_said_so(house: House, admin: Member) -> None:
    mine = meter(house, conversation_id=new_id())
    for _ in range(4):
        await (await mine.reserve(CENT)).settle(Usage(written=10_000))
    with pytest.raises(OverBudget):
        await mine.reserve(CENT)


async def test_four_fifths_and_all_are_told_once(house: House, admin: Member) -> None:
    await budget(house, admin, workspace_month="0.05")
    mine = meter(house)
    for at in range(5):
        await (await mine.reserve(CENT)).settle(Usage(written=10_000))
        assert await told(house) == ([] if at < 3 else [("budget.nearly_spent", "workspace_month")])
    for _ in range(3):
        assert await granted(mine.reserve(CENT)) is None
    assert await told(house) == [("budget.nearly_spent", "workspace_month"), ("budget.spent", "workspace_month")]


async def test_what_other_calls_hold_back_alarms_nobody(house: House, admin: Member) -> None:
    """A burst sets aside more than it costs: whoever is refused meanwhile learns nothing about the month."""
    await budget(house, admin, workspace_month="0.05")
    mine = meter(house)
    under_way = [await mine.reserve(CENT) for _ in range(5)]
    assert await granted(mine.reserve(CENT)) is None
    for each in under_way:
        await each.settle(Usage(written=1_000))
    assert await told(house) == []
    async with house.database.transaction(house.workspace_id) as session:
        gone = await billing.standing(session, workspace_id=house.workspace_id)
    assert billing.state_of(gone.month, Decimal("0.05")) == "open"
    await (await mine.reserve(CENT)).settle(Usage(written=1_000))


async def test_a_call_is_booked_once(house: House, admin: Member) -> None:
    conversation = new_id()
    reserved = await meter(house, conversation_id=conversation).reserve(CENT)
    usage = Usage(read=1_000, from_cache=400, written=2_000)
    await asyncio.gather(*(reserved.settle(usage) for _ in range(5)))
    assert (await month(house)).spent == Decimal("0.003")
    async with house.database.transaction(house.workspace_id) as session:
        (call,) = await billing.calls_of(session, conversation_id=conversation)
        assert (call.read, call.from_cache, call.written, call.exact) == (1_000, 400, 2_000, True)
        assert (call.cost, call.reserved, call.model) == (Decimal("0.003"), Decimal("0.01"), "own")
        today = await billing.bill(session, since=now().date(), until=now().date())
        assert [day.cost for day in today.days] == [today.cost] == [Decimal("0.003")]


async def test_what_a_dead_process_had_set_aside_is_spent(house: House, admin: Member) -> None:
    await budget(house, admin, workspace_month="0.02")
    lost = [await meter(house).reserve(CENT) for _ in range(2)]
    assert await granted(meter(house).reserve(CENT)) is None
    await budget(house, admin, workspace_month="0.03")
    clock.travel(billing.ABANDONED + timedelta(seconds=1))
    alive = await meter(house).reserve(CENT)
    assert await month(house) == billing.Spent(Decimal("0.02"), Decimal("0.01"))
    await lost[0].settle(Usage(written=1))
    await alive.settle(Usage())
    assert await month(house) == billing.Spent(Decimal("0.02"), Decimal(0)), "nobody comes back to change the books"


async def test_prices_are_known_or_asked_for(house: House, admin: Member) -> None:
    known = await meter(house, conversation_id=new_id()).reserve(Worst(KNOWN, read=10_000, written=2_000))
    assert known.amount == Decimal("0.0065")
    unknown = replace(MODEL, name="nobody-knows")
    with pytest.raises(OverBudget, match="compatible:nobody-knows costs: set its price"):
        await meter(house).reserve(Worst(unknown, 1, 1))
    await price(house, admin, unknown, dollars=0)
    free = await meter(house).reserve(Worst(unknown, 1_000_000, 1_000_000))
    assert free.amount == 0
    async with house.database.transaction(house.workspace_id) as session:
        assert [price.model for price in await billing.list_prices(session)] == ["nobody-knows", "own"]
        await billing.remove_price(
            session, workspace_id=admin.workspace_id, actor=admin, provider="compatible", model="nobody-knows"
        )
        with pytest.raises(NotFound):
            await billing.remove_price(
                session, workspace_id=admin.workspace_id, actor=admin, provider="compatible", model="nobody-knows"
            )
        assert "price.removed" in [entry.action for entry in await audit_trail(session)]
    with pytest.raises(OverBudget):
        await meter(house).reserve(Worst(unknown, 1, 1))


async def test_dollars_become_euros(house: House, admin: Member) -> None:
    dear = Meter(house.database, house.workspace_id, Decimal("0.5"))
    await (await dear.reserve(CENT)).settle(Usage(written=10_000))
    assert (await month(house)).spent == Decimal("0.005")


@pytest.mark.parametrize("wrong", ["-0.01", "NaN", "Infinity", "1000001"])
async def test_what_is_no_amount_is_refused(house: House, admin: Member, wrong: str) -> None:
    with pytest.raises(Invalid):
        await budget(house, admin, conversation=wrong)


async def test_a_chain_pays_for_all_its_calls_and_stops_where_the_money_does(house: House, admin: Member) -> None:
    conversation = new_id()
    async with upstream("compatible") as one, upstream("anthropic") as two:
        for each in (one, two):
            await price(house, admin, each.model, dollars=1)
        one.faults, two.says = [refuse(500)], [Said("Hello.", tokens=(3_000, 1_000))]
        providers = Providers(reach_of([one, two]))
        mine = meter(house, conversation_id=conversation)
        chain, task = Chain((one.model, two.model)), Task("k", "", "Hello?", None)
        await budget(house, admin, conversation="0.005")
        await providers.ask(chain, task, meter=mine)
        async with house.database.transaction(house.workspace_id) as session:
            calls = await billing.calls_of(session, conversation_id=conversation)
        assert [(call.provider, call.cost) for call in calls] == [
            ("compatible", Decimal(0)),
            ("anthropic", Decimal("0.004")),
        ]
        with pytest.raises(ChainExhausted, match=r"over_budget; .*over_budget"):
            await providers.ask(chain, task, meter=mine)
        await providers.close()
    assert (len(one.asked), len(two.asked)) == (1, 1)


async def test_the_cheapest_is_asked_first_when_the_budget_is_nearly_spent(house: House, admin: Member) -> None:
    dear, unknown = (
        Model("openai", "gpt-5", SecretStr("sk-x")),
        Model("compatible", "who", url="https://llm.example/v1"),
    )
    chain = (unknown, dear, KNOWN, MODEL)
    assistant = new_id()

    async def order(of: UUID | None = None) -> tuple[Model, ...]:
        async with house.database.transaction(house.workspace_id) as session:
            own = await billing.sparing(session, workspace_id=house.workspace_id, assistant_id=of, models=chain)
        return chain if own is None else await billing.cheapest_first(chain, own)

    await (await meter(house, assistant_id=assistant).reserve(CENT)).settle(Usage(written=8_000))
    assert await order(assistant) == chain
    await budget(house, admin, assistant_day="0.01")
    assert await order() == chain
    assert await order(assistant) == (KNOWN, MODEL, dear, unknown)
    await budget(house, admin, workspace_month="0.011")
    assert await order() == chain
    await budget(house, admin, workspace_month="0.01")
    assert await order() == (KNOWN, MODEL, dear, unknown)
