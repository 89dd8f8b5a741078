"""Which language models an assistant asks, when, and what its owner wishes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import select, text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.content import Content, drafted_content, live_content
from sportello.answering.models import Assistant, Routing
from sportello.answering.setups import Link, links_of, stored_link
from sportello.answering.stored import change_draft, change_live, find_assistant, hold_all, hold_assistant, make_live
from sportello.core.errors import Invalid
from sportello.core.llm import LONGEST_CHAIN, Provider, check_name
from sportello.workspaces import SYSTEM, Member, ModelKeyRemoved, audit, list_model_keys

LONGEST_WISHES = 2_000
MOST_EUROS = 1_000_000
_ANYBODY = sql("SELECT door_models_asked()")


class ChainInvalid(Invalid):
    """This chain of models cannot be asked."""

    code = "chain_invalid"


@dataclass(frozen=True)
class AskedModels:
    """The models of an assistant, the first choice first; none: it answers by itself."""

    chain: Sequence[Link]
    routing: Routing
    wishes: str
    day_budget: Decimal | str | None = None
    """Euros it may spend a day; None: what the workspace says for each assistant."""
    pictures: bool = False
    """Whether those that can see are shown what customers send."""


async def asked_models(
    session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None, draft: bool = False
) -> AskedModels:
    """What an assistant asks, or is to ask by its draft."""
    stored = await find_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    return models_of(drafted_content(stored) if draft else live_content(stored))


def models_of(content: Content) -> AskedModels:
    """Which models a content asks."""
    return AskedModels(
        links_of(content["chain"]), content["routing"], content["wishes"], content["day_budget"], content["pictures"]
    )


async def models_asked(session: AsyncSession) -> bool:
    """Whether any assistant of any workspace asks models."""
    return bool(await session.scalar(_ANYBODY))


async def save_models(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    models: AskedModels,
    assistant_id: UUID | None = None,
    actor: Member | str = SYSTEM,
) -> None:
    """Write which models an assistant is to ask into its draft."""
    await check_models(session, models)
    assistant = await hold_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    change_draft(assistant, _values(models))
    await session.flush()
    await _note(session, assistant, models, actor)


async def ask_models(
    session: AsyncSession, *, workspace_id: UUID, models: AskedModels, actor: Member | str = SYSTEM
) -> None:
    """Have the default assistant ask these models at once: what an operator sets up by a command, or in an outage."""
    await check_models(session, models)
    assistant = await hold_assistant(session, workspace_id=workspace_id)
    await change_live(session, assistant, _values(models), note="Models set by a command", actor=actor)
    await _note(session, assistant, models, actor)


async def _note(session: AsyncSession, assistant: Assistant, models: AskedModels, actor: Member | str) -> None:
    await audit(
        session,
        workspace_id=assistant.workspace_id,
        actor=actor,
        action="assistant.models_changed",
        target=f"assistant:{assistant.id}",
        data={
            "chain": [link.model for link in models.chain],
            "routing": models.routing,
            "pictures": models.pictures,
        },
    )


async def follow_removed_key(session: AsyncSession, event: ModelKeyRemoved) -> None:
    """Take a key that was given up out of every chain, live or drafted: what used it goes on with the next model."""
    await hold_all(session, workspace_id=event.workspace_id)
    for assistant in await session.scalars(select(Assistant).order_by(Assistant.id)):
        live, drafted = live_content(assistant), drafted_content(assistant)["chain"]
        left = _without(live["chain"], event.model_key_id)
        if len(left) < len(live["chain"]):
            await make_live(session, assistant, live | {"chain": left}, note="The key of a model was removed")
        if assistant.draft is not None:
            change_draft(assistant, {"chain": _without(drafted, event.model_key_id)})
    await session.flush()


def _without(chain: list[dict[str, Any]], key_id: UUID) -> list[dict[str, Any]]:
    return [link for link in chain if link["key_id"] != str(key_id)]


async def check_models(session: AsyncSession, models: AskedModels) -> None:
    """Refuse a chain that could not be asked, and a budget that is none."""
    if len(models.chain) > LONGEST_CHAIN:
        raise ChainInvalid(f"A chain has at most {LONGEST_CHAIN} models.")
    if len({(link.key_id, link.model) for link in models.chain}) < len(models.chain):
        raise ChainInvalid("The same model stands in it twice: whoever fails would be asked again.")
    if len(models.wishes) > LONGEST_WISHES:
        raise ChainInvalid(
            f"What you tell the models has {len(models.wishes)} characters; {LONGEST_WISHES} is the most."
        )
    if models.day_budget is not None and not _is_amount(models.day_budget):
        raise ChainInvalid("A day's budget is an amount in euros, like 2.50, or none.")
    providers: dict[UUID, Provider] = {key.id: key.provider for key in await list_model_keys(session)}
    for link in models.chain:
        if link.key_id not in providers:
            raise ChainInvalid(f"The key of {link.model} is not here any more: choose another, or add one.")
        check_name(providers[link.key_id], link.model)


def _is_amount(written: Decimal | str) -> bool:
    try:
        amount = Decimal(written)
    except InvalidOperation:
        return False
    return amount.is_finite() and 0 <= amount < MOST_EUROS


def _values(models: AskedModels) -> dict[str, Any]:
    return {
        "chain": [stored_link(link) for link in models.chain],
        "routing": models.routing,
        "pictures": models.pictures,
        "wishes": models.wishes.strip(),
        "day_budget": None if models.day_budget is None else f"{Decimal(models.day_budget).normalize():f}",
    }
