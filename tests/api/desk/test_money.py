"""What models cost and may cost, as an admin reads and sets it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from sportello import billing
from sportello.core import clock
from sportello.core.clock import now
from sportello.core.ids import new_id
from sportello.core.llm import Model, OverBudget, Usage, Worst
from tests.api.conftest import Desk, People
from tests.assistants import go_live
from tests.house import House

BUDGET, PRICES, SPENDING = (f"/workspaces/lumina/{room}" for room in ("budget", "model-prices", "spending"))
NOTHING: dict[str, Any] = dict.fromkeys(get_args(billing.Scope))
MODEL = Model("compatible", "own", url="https://llm.example/v1")
MINI = Model("openai", "gpt-5-mini", SecretStr("sk-x"))
CHEAP = {"provider": "compatible", "model": "own", "read": "1", "write": "1"}


async def call(house: House, tokens: int, *, model: Model = MODEL, **more: Any) -> None:
    """A call that writes so many tokens, at a dollar for a million, and a euro for a dollar."""
    meter = billing.Meter(house.database, house.workspace_id, Decimal(1), **more)
    await (await meter.reserve(Worst(model, read=0, written=tokens))).settle(Usage(written=tokens))


async def test_a_budget_is_set_and_no_other_is_overwritten(admin: Desk, people: People) -> None:
    usual = (await admin.get(BUDGET)).json()
    days = {"visitor_day": "0.2", "address_day": "1", "assistant_day": "5"}
    assert {name: usual[name] for name in NOTHING} == NOTHING | {"conversation": "0.04"} | days
    wanted = NOTHING | {"conversation": "0.05", "assistant_day": "5.10", "workspace_month": 50}
    saved = await admin.put(BUDGET, json=wanted, headers={"If-Match": f'"{usual["version"]}"'})
    assert saved.status_code == 200, saved.text
    assert saved.json() == (await admin.get(BUDGET)).json()
    assert (saved.json()["assistant_day"], saved.json()["workspace_month"]) == ("5.1", "50")
    trail = (await admin.get("/workspaces/lumina/audit")).json()["items"]
    assert (trail[0]["action"], trail[0]["actor"]) == ("budget.set", "Ada")
    other = await people.at_work("Olga", "admin")
    late = await other.put(BUDGET, json=NOTHING, headers={"If-Match": f'"{usual["version"]}"'})
    assert (late.status_code, late.json()["code"], late.json()["by"]) == (409, "changed_meanwhile", "Ada")


@pytest.mark.parametrize("amount", ["-1", "1000001", "NaN", "0.0000000001", "ten", True])
async def test_what_is_no_amount_is_refused(admin: Desk, amount: object) -> None:
    refused = await admin.put(BUDGET, json=NOTHING | {"workspace_month": amount})
    assert (refused.status_code, refused.json()["code"]) == (422, "malformed")


async def test_spending_is_told_by_day_model_and_assistant(admin: Desk, house: House) -> None:
    await admin.put(PRICES, json=CHEAP)
    me = (await admin.get("/workspaces/lumina/assistants")).json()["items"][0]
    gone = new_id()
    empty = (await admin.get(SPENDING)).json()
    assert (empty["calls"], empty["cost"], empty["days"], empty["month"]["forecast"]) == (0, "0", [], None)
    clock.travel(now().replace(day=10) - now())
    await call(house, 1_000_000, assistant_id=me["id"])
    await call(house, 200_000, assistant_id=gone)
    clock.travel(timedelta(days=2))
    await call(house, 300_000, assistant_id=me["id"])
    await call(house, 100_000, model=MINI)
    told = (await admin.get(SPENDING)).json()
    day = now().date()
    assert [(each["day"], each["calls"], each["cost"]) for each in told["days"]] == [
        ((day - timedelta(days=2)).isoformat(), 2, "1.2"),
        (day.isoformat(), 2, "0.5"),
    ]
    assert [(each["model"], each["written"], each["cost"]) for each in told["models"]] == [
        ("own", 1_500_000, "1.5"),
        ("gpt-5-mini", 100_000, "0.2"),
    ]
    assert [(each["name"], each["cost"]) for each in told["assistants"]] == [
        (me["name"], "1.3"),
        (None, "0.2"),
        (None, "0.2"),
    ]
    assert [(each["name"], each["spent"], each["budget"]) for each in told["today"]] == [(me["name"], "0.3", "5")]
    # Two whole days cost 1.2; the last one of the month is the 28th to 31st.
    last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    assert told["month"]["spent"] == "1.7"
    assert Decimal(told["month"]["forecast"]) == Decimal("1.7") + (last - day).days * Decimal("0.6")
    only = (await admin.get(SPENDING, params={"since": day.isoformat(), "until": day.isoformat()})).json()
    assert (only["calls"], only["cost"], only["month"]["spent"]) == (2, "0.5", "1.7")
    refused = await admin.get(SPENDING, params={"since": "2026-02-01", "until": "2026-01-01"})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")


async def test_a_budget_that_runs_out_says_so_and_one_that_is_raised_tells_anew(admin: Desk, house: House) -> None:
    async def month() -> tuple[str, str]:
        gone = (await admin.get(SPENDING)).json()["month"]
        return gone["spent"], gone["state"]

    async def told() -> list[str]:
        async with house.database.transaction(house.workspace_id) as session:
            return list(
                await session.scalars(text("SELECT name FROM events WHERE name LIKE 'budget.%spent' ORDER BY id"))
            )

    await admin.put(PRICES, json=CHEAP)
    await admin.put(BUDGET, json=NOTHING | {"workspace_month": "1"})
    await call(house, 700_000)
    assert await month() == ("0.7", "open")
    await call(house, 100_000)
    assert await month() == ("0.8", "near")
    with pytest.raises(OverBudget):
        await call(house, 300_000)
    assert await month() == ("0.8", "spent")
    await admin.put(BUDGET, json=NOTHING | {"workspace_month": "2"})
    assert await month() == ("0.8", "open")
    await call(house, 900_000)
    assert await month() == ("1.7", "near")
    with pytest.raises(OverBudget):
        await call(house, 900_000)
    assert await told() == ["budget.nearly_spent", "budget.spent"] * 2
    await admin.put(BUDGET, json=NOTHING)
    assert await month() == ("1.7", "open")


async def test_prices_are_looked_up_set_and_given_back_to_the_list(admin: Desk) -> None:
    found = (await admin.get(PRICES, params={"provider": "openai", "q": "GPT-5-MINI"})).json()
    assert found["source"]["name"] == "genai-prices"
    [mini] = [each for each in found["items"] if each["model"] == "gpt-5-mini"]
    assert (mini["listed"]["read"], mini["listed"]["write"], mini["own"]) == ("0.25", "2", None)
    mine = {"provider": "openai", "model": "gpt-5-mini", "read": "0.2", "write": "1.50"}
    stale = await admin.put(PRICES, json=mine, headers={"If-Match": '"0000"'})
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
    saved = await admin.put(PRICES, json=mine, headers={"If-Match": f'"{mini["version"]}"'})
    assert saved.json()["own"] == {"read": "0.2", "write": "1.5", "cached": None}
    assert saved.json()["listed"] == mini["listed"]
    await admin.put(PRICES, json=CHEAP | {"read": 0, "write": 0})
    own = (await admin.get(PRICES, params={"own": True})).json()["items"]
    assert [(each["provider"], each["listed"] is None) for each in own] == [("compatible", True), ("openai", False)]
    assert own[1] == saved.json()
    params = {"provider": "openai", "model": "gpt-5-mini"}
    assert (await admin.delete(PRICES, params=params)).status_code == 204
    assert (await admin.delete(PRICES, params=params)).status_code == 404
    told = [entry["action"] for entry in (await admin.get("/workspaces/lumina/audit")).json()["items"]]
    assert told[:3] == ["price.removed", "price.set", "price.set"]


async def test_the_whole_list_is_read_in_parts(admin: Desk) -> None:
    params: dict[str, Any] = {"limit": 200}
    names: list[tuple[str, str]] = []
    while True:
        part = (await admin.get(PRICES, params=params)).json()
        names += [(each["provider"], each["model"]) for each in part["items"]]
        if part["next_cursor"] is None:
            break
        params["cursor"] = part["next_cursor"]
    assert len(names) > 500
    assert names == sorted(set(names))


async def test_money_is_an_admin_s_business(admin: Desk, people: People, browse: Callable[..., Desk]) -> None:
    supervisor = await people.at_work("Sara", "supervisor")
    for ask in (supervisor.get(BUDGET), supervisor.get(SPENDING), supervisor.get(PRICES)):
        assert (await ask).status_code == 403
    made = await admin.post("/workspaces/lumina/api-keys", json={"name": "Bill", "scopes": ["workspace:read"]})
    program = browse()
    program.headers["Authorization"] = f"Bearer {made.json()['key']}"
    assert (await program.get(SPENDING)).status_code == 200
    assert (await program.put(BUDGET, json=NOTHING)).json()["code"] == "scope_missing"


async def test_how_far_budgets_are_gone_is_told_to_admins_and_the_desk_hears_of_it(
    admin: Desk, house: House, people: People
) -> None:
    await admin.put(PRICES, json=CHEAP)
    await admin.put(BUDGET, json=NOTHING | {"workspace_month": "1"})
    assert (await admin.get(f"{BUDGET}/standing")).json()["month"]["state"] == "open"
    conversation = await house.conversation()
    await call(house, 800_000, conversation_id=conversation.id)
    standing = (await admin.get(f"{BUDGET}/standing")).json()
    assert (standing["month"]["state"], standing["month"]["spent"], standing["today"]) == ("near", "0.8", [])
    with pytest.raises(OverBudget):
        await call(house, 300_000)
    assert (await admin.get(f"{BUDGET}/standing")).json()["month"]["state"] == "spent"
    shown = (await admin.get(f"/workspaces/lumina/conversations/{conversation.id}")).json()
    assert shown["cost"] == {"spent": 0.8, "state": "open"}
    agent = await people.at_work("Bruno", "agent")
    assert (await agent.get(f"{BUDGET}/standing")).status_code == 403


async def test_an_assistants_own_budget_is_told_anew_when_it_is_changed_and_only_then(
    admin: Desk, house: House
) -> None:
    async def told() -> list[str]:
        async with house.database.transaction(house.workspace_id) as session:
            return list(
                await session.scalars(text("SELECT name FROM events WHERE name LIKE 'budget.%spent' ORDER BY id"))
            )

    async def state() -> str:
        (today,) = (await admin.get(f"{BUDGET}/standing")).json()["today"]
        return today["state"]

    async def may_spend(amount: str | None) -> None:
        models: dict[str, Any] = {"chain": [], "routing": "no_key_first", "wishes": "", "day_budget": amount}
        assert (await admin.put("/workspaces/lumina/assistants/default/draft/models", json=models)).status_code == 200
        await go_live(admin)

    own: dict[str, Any] = {"assistant_id": house.workspace_id, "day_budget": Decimal(1)}
    await admin.put(PRICES, json=CHEAP)
    await admin.put(BUDGET, json=NOTHING)
    await may_spend("1")
    await call(house, 800_000, **own)
    with pytest.raises(OverBudget):
        await call(house, 300_000, **own)
    assert (await told(), await state()) == (["budget.nearly_spent", "budget.spent"], "spent")

    # Other budgets are changed, that of assistants which have none of their own among them.
    for change in ({"workspace_month": "100"}, {"assistant_day": "50"}, {}):
        await admin.put(BUDGET, json=NOTHING | change)
        assert await state() == "spent"
        with pytest.raises(OverBudget):
            await call(house, 300_000, **own)
    assert await told() == ["budget.nearly_spent", "budget.spent"]

    await may_spend("2")
    assert await state() == "open"
    own["day_budget"] = Decimal(2)
    await call(house, 900_000, **own)
    with pytest.raises(OverBudget):
        await call(house, 900_000, **own)
    assert (await told(), await state()) == (["budget.nearly_spent", "budget.spent"] * 2, "spent")
    # What else goes live changes no budget.
    await admin.put("/workspaces/lumina/assistants/default/draft/knowledge", json={"only": None})
    await admin.put(
        "/workspaces/lumina/assistants/default/draft/models",
        json={"chain": [], "routing": "model_always", "wishes": "", "day_budget": "2"},
    )
    await go_live(admin)
    assert await state() == "spent"

    # From now on what the workspace says for each holds.
    await admin.put(BUDGET, json=NOTHING | {"assistant_day": "10"})
    await may_spend(None)
    assert await state() == "open"
