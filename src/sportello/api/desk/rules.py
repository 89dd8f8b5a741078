"""Rules: when something happens, and if so and so, then this is done."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import automation
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.paging import BadCursor, Cursor, Limit, Page, Whole, page_of, read_cursor
from sportello.api.parameters import RuleId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Name, Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.automation import (
    Action,
    Condition,
    Held,
    OrderIncomplete,
    Outcome,
    RuleContent,
    RuleNamesNobody,
    RuleNotFound,
    RunLine,
    Tally,
    TooManyRules,
    When,
)

router = Router(prefix="/workspaces/{workspace}/rules", tags=["rules"], dependencies=[require("admin")])


class RuleSays(Payload):
    """When, if, then."""

    when: When
    match: Literal["all", "any"] = Field(description="Whether all conditions have to hold, or one of them")
    conditions: Annotated[list[Condition], Field(max_length=20, description="None: it always holds")]
    actions: Annotated[list[Action], Field(min_length=1, max_length=10, description="Done in this order")]
    stop: bool = Field(description="Once this one has met, none after it is asked")

    def content(self) -> RuleContent:
        """What a rule says, without its name."""
        return RuleContent.model_validate({name: getattr(self, name) for name in RuleContent.model_fields})


class RuleText(RuleSays):
    """A rule, all of it."""

    name: Name
    enabled: bool


class Rule(Versioned):
    """A rule, and how it fared within the thirty days that its log goes back."""

    written: ClassVar = frozenset(RuleText.model_fields)

    id: UUID
    name: str = Field(examples=["Complaints are urgent"])
    enabled: bool
    when: When
    match: Literal["all", "any"]
    conditions: list[Condition]
    actions: list[Action]
    stop: bool
    met: int = Field(description="How often it met", examples=[12])
    held: int = Field(description="How often a guard held it back", examples=[0])
    last_at: datetime | None
    updated_at: datetime


class RuleOrder(Payload):
    """All rules, in the order in which they are to be asked."""

    ids: Annotated[list[UUID], Field(max_length=automation.MOST)]


class Done(BaseModel):
    """What came of one action."""

    do: str = Field(examples=["priority"])
    came: Literal["done", "unchanged", "refused"]
    why: str | None = Field(description="The code of the refusal", examples=["illegal_transition"])


class Run(BaseModel):
    """A rule met a conversation."""

    id: UUID
    conversation_id: UUID
    contact_name: str | None = Field(examples=["Giulia Bianchi"])
    fact: str = Field(description="What happened", examples=["message.received"])
    outcome: Outcome
    why: Held | None = Field(description="Which guard held it")
    did: list[Done]
    at: datetime


class WouldMeet(BaseModel):
    """A conversation that a rule would have met."""

    conversation_id: UUID
    contact_name: str | None = Field(examples=["Giulia Bianchi"])
    preview: str = Field(description="How it ended, as it stands now", examples=["Grazie mille!"])
    at: datetime
    held: bool = Field(description="A guard would have held it: it had met here too often within the hour")


class DryRun(BaseModel):
    """What a rule would have done within the last thirty days, as far as that can be known."""

    since: datetime = Field(description="How far back was looked")
    whole: bool = Field(description="Whether that is all thirty days; otherwise there was too much to look at")
    looked_at: int = Field(description="How often what it waits for has happened", examples=[412])
    met: int = Field(description="How often it would have met", examples=[17])
    conversations: int = Field(description="In how many conversations", examples=[15])
    lines: list[WouldMeet] = Field(description="The newest of them")
    today: list[str] = Field(
        description="Conditions that were judged by how things are today, since nobody knows how they were then",
        examples=[["labels", "priority"]],
    )
    actions: list[Action] = Field(description="What would have been done to each")


def _shape(rule: automation.Rule, tally: Tally | None = None) -> Rule:
    tally = tally or Tally()
    fared = {"met": tally.met, "held": tally.held, "last_at": tally.last_at, "updated_at": rule.updated_at}
    says: dict[str, Any] = vars(automation.content_of(rule))
    return Rule.model_validate({"id": rule.id, "name": rule.name, "enabled": rule.enabled, **says, **fared})


async def _shapes(session: AsyncSession) -> Whole[Rule]:
    rules = await automation.list_rules(session)
    tallies = await automation.tallies(session, rule_ids=[rule.id for rule in rules])
    return Whole(items=[_shape(rule, tallies.get(rule.id)) for rule in rules])


@router.get("")
async def list_all(session: Transaction) -> Whole[Rule]:
    """All rules, in the order in which they are asked."""
    return await _shapes(session)


@router.post("", status_code=201, responses=refusals(RuleNamesNobody, TooManyRules))
async def create(body: RuleText, member: CurrentMember, session: Transaction) -> Rule:
    """Add one, after all others."""
    made = await automation.create_rule(
        session, actor=member, name=body.name, enabled=body.enabled, content=body.content()
    )
    return _shape(made)


@router.put("/order", responses=refusals(OrderIncomplete))
async def order(body: RuleOrder, member: CurrentMember, session: Transaction) -> Whole[Rule]:
    """Put them in another order."""
    await automation.order_rules(session, actor=member, ids=body.ids)
    return await _shapes(session)


@router.post("/dry-run")
async def try_out(body: RuleSays, session: Transaction) -> DryRun:
    """Where a rule would have met within the last thirty days. Nothing is done, and nothing is stored."""
    return DryRun.model_validate(await automation.dry_run(session, content=body.content()), from_attributes=True)


@router.put("/{rule_id}", responses=refusals(RuleNotFound, RuleNamesNobody, ChangedMeanwhile))
async def change(
    rule_id: RuleId, body: RuleText, member: CurrentMember, session: Transaction, seen: Seen = None
) -> Rule:
    """Replace all that one says."""

    async def stored() -> Rule:
        return _shape(await automation.get_rule(session, rule_id=rule_id))

    await unchanged(session, seen, stored, thing=f"rule:{rule_id}", action="rule.changed")
    changed = await automation.change_rule(
        session, actor=member, rule_id=rule_id, name=body.name, enabled=body.enabled, content=body.content()
    )
    return _shape(changed, (await automation.tallies(session, rule_ids=[rule_id])).get(rule_id))


@router.delete("/{rule_id}", status_code=204, responses=refusals(RuleNotFound))
async def delete(rule_id: RuleId, member: CurrentMember, session: Transaction) -> None:
    """Remove one, and its log. What it has done stays in the history of the conversations."""
    await automation.delete_rule(session, actor=member, rule_id=rule_id)


@router.get("/{rule_id}/runs", responses=refusals(RuleNotFound, BadCursor))
async def runs(rule_id: RuleId, session: Transaction, cursor: Cursor = None, limit: Limit = 50) -> Page[Run]:
    """What one did, the newest first; of what did not meet it nothing is written down."""
    before = read_cursor(cursor, datetime, UUID)
    await automation.get_rule(session, rule_id=rule_id)
    found = await automation.runs_of(session, rule_id=rule_id, before=before, limit=limit + 1)
    return page_of(found, limit, shape=_run, place=lambda run: (run.at, run.id))


def _run(line: RunLine) -> Run:
    return Run.model_validate(line, from_attributes=True)
