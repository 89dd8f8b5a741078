"""Which language models an assistant is to ask, in which order, when, and for how much."""

from asyncio import to_thread
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, SecretStr, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, billing, workspaces
from sportello.answering import AskedModels, AssistantNotFound, ChainInvalid, Link, Routing
from sportello.api.amounts import short
from sportello.api.deps import CurrentMember, ResourcesDep, Transaction, require
from sportello.api.parameters import AssistantId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.core.llm import LONGEST_CHAIN, Limits, Model, ModelInvalid, Provider, Usage, sees_by_name
from sportello.core.resources import Resources

router = Router(
    prefix="/workspaces/{workspace}/assistants/{assistant}/draft/models",
    tags=["assistant"],
    dependencies=[require("admin")],
)
_USUAL = Usage(read=3_000, written=250)
"""What an answer comes to: six passages, what was said before, and four sentences."""
_ASIDE = Usage(read=6_000, written=Limits().tokens)
"""What is set aside for it: of plain text a token is two letters at least, and it might write all that it may."""
_ANY = SecretStr("-")


class ChainLink(Payload):
    """One model of a chain."""

    model_key_id: UUID = Field(description="The key, or server, that it is asked with")
    model: Annotated[
        str, StringConstraints(min_length=1, max_length=200), Field(description="Its name", examples=["gpt-5-mini"])
    ]
    sees: bool | None = Field(
        default=None, description="Whether it can look at pictures; null: what is known of its name (`sees_by_name`)"
    )


class ChainContent(Payload):
    """Which models are asked, the first choice first, and when."""

    chain: Annotated[
        list[ChainLink],
        Field(max_length=LONGEST_CHAIN, description="First choice, fallback, emergency; none: it answers by itself"),
    ]
    routing: Routing = Field(
        description="`no_key_first`: a model is asked only where the assistant is unsure by itself. "
        "`cheap_then_strong`: always the first one, and the others where its answer does not hold. "
        "`model_always`: always, the others only where one fails."
    )
    wishes: Annotated[
        str,
        StringConstraints(max_length=2_000),
        Field(description="What models are told besides: tone, rules", examples=["Be brief. Say “tu”."]),
    ]
    day_budget: Annotated[Decimal, Field(ge=0, lt=1_000_000, max_digits=18, decimal_places=9)] | None = Field(
        default=None,
        description="Euros it may spend a day; null: what the workspace says for each assistant",
        examples=["2.50"],
    )
    pictures: bool = Field(
        default=False,
        description="Whether those of these models that can see are shown the pictures that customers send: each is "
        "sent to its provider, and paid for",
    )


class KnownLink(BaseModel):
    """What is known of a model of the chain."""

    provider: Provider
    key_name: str = Field(examples=["OpenAI, main account"])
    sees_by_name: bool = Field(description="Whether a model that is called so is known to take pictures")
    usual_cost: Annotated[Decimal, AfterValidator(short)] | None = Field(
        description="What an answer costs that reads 3,000 tokens and writes 250, in euros; null: nobody knows its "
        "price, so it is passed over until somebody sets one",
        examples=["0.001125"],
    )
    set_aside: Annotated[Decimal, AfterValidator(short)] | None = Field(
        description="Euros that must be left of each budget before it is asked for such an answer: the most it can "
        "cost; null: nobody knows its price",
        examples=["0.00495"],
    )
    too_dear_for: billing.Scope | None = Field(
        description="The narrowest budget that is smaller than that even where nothing of it is spent: such an answer "
        "is never asked of this model. Null: each has room"
    )
    calls_today: int = Field(description="Calls of this model today, as UTC has days", examples=[412])
    refused_today: int = Field(
        description="Of them, those that its provider refused or nobody answered: if it grows, try the key",
        examples=[3],
    )


class AssistantModels(ChainContent, Versioned):
    """The models that the assistant asks."""

    written: ClassVar = frozenset(ChainContent.model_fields)

    known: list[KnownLink] = Field(description="Of each model of the chain, in its order")


class AssistantModelsWriting(ChainContent):
    """The models as they are to be; they may be sent as they were read."""

    known: list[KnownLink] | None = Field(default=None, description="As it was read. It is not looked at.")
    version: str | None = Field(
        default=None,
        max_length=100,
        description="As it was read. It is not looked at: `If-Match` is.",
        examples=["3f9a1c0b5d7e2468"],
    )


@router.get("", responses=refusals(AssistantNotFound))
async def read_models(
    assistant: AssistantId, member: CurrentMember, session: Transaction, resources: ResourcesDep
) -> AssistantModels:
    """The models that its draft asks, and when."""
    return await _shape(session, resources, member.workspace_id, assistant)


@router.put("", responses=refusals(AssistantNotFound, ChainInvalid, ModelInvalid, ChangedMeanwhile))
async def write_models(
    *,
    assistant: AssistantId,
    body: AssistantModelsWriting,
    member: CurrentMember,
    session: Transaction,
    resources: ResourcesDep,
    seen: Seen = None,
) -> AssistantModels:
    """Say which models its draft asks, and when. Customers get it once it goes live (`POST …/live`)."""

    async def stored() -> AssistantModels:
        return await _shape(session, resources, member.workspace_id, assistant)

    found = await answering.get_assistant(session, workspace_id=member.workspace_id, assistant_id=assistant)
    await unchanged(session, seen, stored, thing=f"assistant:{found.id}", action="assistant.models_changed")
    models = AskedModels(
        chain=[Link(each.model_key_id, each.model, each.sees) for each in body.chain],
        routing=body.routing,
        wishes=body.wishes,
        day_budget=body.day_budget,
        pictures=body.pictures,
    )
    await answering.save_models(
        session, workspace_id=member.workspace_id, assistant_id=assistant, models=models, actor=member
    )
    return await stored()


async def _shape(
    session: AsyncSession, resources: Resources, workspace_id: UUID, assistant_id: UUID | None
) -> AssistantModels:
    found = await answering.asked_models(session, workspace_id=workspace_id, assistant_id=assistant_id, draft=True)
    keys = {key.id: key for key in await workspaces.list_model_keys(session)}
    links = [link for link in found.chain if link.key_id in keys]
    today = await billing.answered_today(session)
    budget = await billing.budget_of(session, workspace_id=workspace_id)
    own_day = None if found.day_budget is None else Decimal(found.day_budget)
    limits = budget.with_day(own_day)
    return AssistantModels(
        chain=[ChainLink(model_key_id=link.key_id, model=link.model, sees=link.sees) for link in links],
        routing=found.routing,
        wishes=found.wishes,
        day_budget=None if own_day is None else short(own_day),
        pictures=found.pictures,
        known=[
            await _known(session, resources, keys[link.key_id], link.model, today=today, limits=limits)
            for link in links
        ],
    )


async def _known(
    session: AsyncSession,
    resources: Resources,
    key: workspaces.ModelKey,
    name: str,
    *,
    today: Mapping[tuple[str, str], billing.Answered],
    limits: Mapping[billing.Scope, Decimal | None],
) -> KnownLink:
    model = Model(key.provider, name, _ANY, key.url)
    own = await billing.own_price(session, workspace_id=key.workspace_id, model=model)
    euros = resources.settings.euros_per_dollar
    usual = aside = None
    with suppress(billing.PriceUnknown):
        usual = euros * await to_thread(billing.cost_of, _USUAL, model=model, own=own)
        aside = euros * await to_thread(billing.cost_of, _ASIDE, model=model, own=own)
    answered = today.get((key.provider, name), billing.Answered(0, 0))
    return KnownLink(
        provider=key.provider,
        key_name=key.name,
        sees_by_name=sees_by_name(name),
        usual_cost=usual,
        set_aside=aside,
        too_dear_for=next(
            (scope for scope, limit in limits.items() if limit is not None and aside and limit < aside), None
        ),
        calls_today=answered.calls,
        refused_today=answered.refused,
    )
