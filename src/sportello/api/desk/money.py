"""What language models cost and may cost: budgets, and what was spent."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, billing
from sportello.api.amounts import Amount, short
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.core.clock import now
from sportello.core.errors import Invalid
from sportello.workspaces import Member

router = Router(
    prefix="/workspaces/{workspace}",
    tags=["money"],
    dependencies=[require("admin")],
)
"""Name of the notice that budgets were changed."""
_LONGEST = timedelta(days=366)
_USUAL = timedelta(days=29)

Money = Annotated[Decimal, AfterValidator(short), Field(description="In euros", examples=["1.2048"])]
Calls = Annotated[int, Field(description="Calls of a provider", examples=[412])]
Tokens = Annotated[int, Field(examples=[812_000])]


class BudgetAmounts(Payload):
    """How much may be spent on language models, in euros; null sets no limit."""

    conversation: Amount | None = Field(description="On one conversation", examples=["0.04"])
    visitor_day: Amount | None = Field(description="On one visitor on one day, as UTC has days", examples=["0.2"])
    address_day: Amount | None = Field(
        description="On all visitors who write from one public address (IPv6: one /64) on one day", examples=["1"]
    )
    assistant_day: Amount | None = Field(description="By one assistant on one day, as UTC has days", examples=["5"])
    workspace_month: Amount | None = Field(description="In the workspace in one month", examples=["50"])


class Budget(BudgetAmounts, Versioned):
    """The workspace's budget. Where nobody has set one, what holds for all."""

    written: ClassVar = frozenset(BudgetAmounts.model_fields)


class BudgetWriting(BudgetAmounts):
    """The budget as it is to be; it may be sent as it was read."""

    version: str | None = Field(
        default=None,
        max_length=100,
        description="As it was read. It is not looked at: `If-Match` is.",
        examples=["3f9a1c0b5d7e2468"],
    )


class Gone(BaseModel):
    """How far a budget is gone."""

    period: str = Field(description="A month or a day, as UTC has them", examples=["2026-11"])
    spent: Money
    reserved: Money = Field(description="Set aside for calls under way, in euros")
    budget: Money | None = Field(description="In euros; null: no limit")
    state: Literal["open", "near", "spent"] = Field(
        description="`near`: four fifths are gone; `spent`: a call was not made because it might have cost more than "
        "was left"
    )


class GoneOfMonth(Gone):
    """How far this month's budget is gone, and how far it will be."""

    forecast: Money | None = Field(
        description="What the month will have cost in euros, should it go on as the last seven days did; null before "
        "the first whole day"
    )


class GoneOfAssistant(Gone):
    """How far an assistant's budget of today is gone."""

    assistant_id: UUID
    name: str = Field(examples=["Lume"])


class Standing(BaseModel):
    """How far the budgets are gone that hold for a time."""

    month: Gone
    today: list[GoneOfAssistant] = Field(description="Assistants that asked a model today")


class CostOfDay(BaseModel):
    """One day, as UTC has days."""

    day: date
    calls: Calls
    cost: Money


class CostOfModel(BaseModel):
    """One model: what it was sent and wrote, in tokens, and what that cost."""

    provider: str = Field(examples=["openai"])
    model: str = Field(examples=["gpt-5-mini"])
    calls: Calls
    read: Tokens = Field(description="Tokens it was sent")
    from_cache: Tokens = Field(description="Of them, those that its provider had kept")
    written: Tokens = Field(description="Tokens it wrote")
    cost: Money


class CostOfAssistant(BaseModel):
    """One assistant."""

    assistant_id: UUID | None = Field(description="Null: calls for no assistant, like the trial of a key")
    name: str | None = Field(description="Null where there is none of that id any more", examples=["Lume"])
    calls: Calls
    cost: Money


class Spared(BaseModel):
    """What was spared by giving an answer of a model again to the same question."""

    asked: int = Field(description="Answers that models were asked for", examples=[388])
    recalled: int = Field(description="Answers given again instead", examples=[141])
    saved: Money = Field(description="What these would have cost, in euros")


class Spending(BaseModel):
    """What was spent on language models."""

    since: date
    until: date
    calls: Calls
    cost: Money
    days: list[CostOfDay] = Field(description="In their order; days without a call are left out")
    models: list[CostOfModel] = Field(description="The dearest first")
    assistants: list[CostOfAssistant] = Field(description="The dearest first")
    spared: Spared
    month: GoneOfMonth
    today: list[GoneOfAssistant] = Field(description="Assistants that asked a model today")


@router.get("/budget")
async def read_budget(member: CurrentMember, session: Transaction) -> Budget:
    """How much may be spent."""
    return await _budget(session, member.workspace_id)


@router.put("/budget", responses=refusals(Invalid, ChangedMeanwhile))
async def write_budget(body: BudgetWriting, member: CurrentMember, session: Transaction, seen: Seen = None) -> Budget:
    """Say how much may be spent. It holds from the next call on; what is spent stays spent."""

    async def stored() -> Budget:
        return await _budget(session, member.workspace_id)

    await unchanged(session, seen, stored, thing=f"workspace:{member.workspace_id}", action="budget.set")
    limits: dict[billing.Scope, Decimal | None] = {
        "conversation": body.conversation,
        "visitor_day": body.visitor_day,
        "address_day": body.address_day,
        "assistant_day": body.assistant_day,
        "workspace_month": body.workspace_month,
    }
    await billing.set_budget(session, workspace_id=member.workspace_id, limits=limits, actor=member)
    return await _budget(session, member.workspace_id)


@router.get("/budget/standing")
async def read_standing(member: CurrentMember, session: Transaction) -> Standing:
    """How far the budgets are gone. The desk's stream says `money` when one is nearly spent, spent or changed."""
    month, today = await _gone(session, member, await answering.list_assistants(session))
    return Standing(month=month, today=today)


@router.get("/spending", responses=refusals(Invalid))
async def spending(
    member: CurrentMember,
    session: Transaction,
    since: Annotated[
        date | None, Query(description="The first day; left out: thirty days", examples=["2026-11-01"])
    ] = None,
    until: Annotated[date | None, Query(description="The last day; left out: today", examples=["2026-11-30"])] = None,
) -> Spending:
    """What was spent, by day, model and assistant, and how far the budgets are gone. At most 366 days at once."""
    last = until or now().date()
    first = since or last - _USUAL
    if not first <= last <= first + _LONGEST:
        raise Invalid("Name a first day that is not after the last one, and at most 366 days.")
    found = await billing.bill(session, since=first, until=last)
    assistants = await answering.list_assistants(session)
    names = {one.id: one.name for one in assistants}
    gone, today = await _gone(session, member, assistants)
    month = GoneOfMonth(**gone.model_dump(), forecast=await billing.forecast(session, spent=gone.spent))
    spared = await answering.recalled(session, since=first, until=last)
    return Spending(
        since=first,
        until=last,
        calls=found.calls,
        cost=found.cost,
        days=[CostOfDay.model_validate(vars(each)) for each in found.days],
        models=[CostOfModel.model_validate(vars(each)) for each in found.models],
        assistants=[
            CostOfAssistant(**vars(each), name=names.get(each.assistant_id) if each.assistant_id else None)
            for each in found.assistants
        ],
        spared=Spared(asked=spared.asked, recalled=spared.recalled, saved=spared.saved),
        month=month,
        today=today,
    )


async def _gone(
    session: AsyncSession, member: Member, assistants: Sequence[answering.NamedAssistant]
) -> tuple[Gone, list[GoneOfAssistant]]:
    budget = await billing.budget_of(session, workspace_id=member.workspace_id)
    standing = await billing.standing(session, workspace_id=member.workspace_id)

    def gone(used: billing.Used, limit: Decimal | None) -> Gone:
        state = billing.state_of(used, limit)
        return Gone(period=used.period, spent=used.spent, reserved=used.reserved, budget=limit, state=state)

    return gone(standing.month, budget.workspace_month), [
        GoneOfAssistant(
            **gone(standing.assistants[one.id], budget.with_day(one.day_budget)["assistant_day"]).model_dump(),
            assistant_id=one.id,
            name=one.name,
        )
        for one in assistants
        if one.id in standing.assistants
    ]


async def _budget(session: AsyncSession, workspace_id: UUID) -> Budget:
    found = await billing.budget_of(session, workspace_id=workspace_id)
    return Budget(
        conversation=found.conversation,
        visitor_day=found.visitor_day,
        address_day=found.address_day,
        assistant_day=found.assistant_day,
        workspace_month=found.workspace_month,
    )
