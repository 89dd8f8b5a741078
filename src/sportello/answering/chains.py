"""Which language models an assistant asks, when, and what its owner wishes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.actions import written_by_nobody
from sportello.answering.events import AssistantChanged
from sportello.answering.models import Assistant, Routing
from sportello.answering.setups import Link, Setup, setup_of
from sportello.core.errors import Invalid
from sportello.core.events import emit
from sportello.core.llm import LONGEST_CHAIN, check_name
from sportello.workspaces import SYSTEM, Member, ModelKeyRemoved, audit, list_model_keys

LONGEST_WISHES = 2_000
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


async def asked_models(session: AsyncSession, *, workspace_id: UUID) -> AskedModels:
    """What the workspace's assistant asks."""
    stored = await session.scalar(select(Assistant).where(Assistant.workspace_id == workspace_id, Assistant.is_default))
    setup = Setup(workspace_id=workspace_id) if stored is None else setup_of(stored)
    return AskedModels(setup.chain, setup.routing, setup.wishes)


async def models_asked(session: AsyncSession) -> bool:
    """Whether any assistant of any workspace asks models."""
    return bool(await session.scalar(_ANYBODY))


async def save_models(
    session: AsyncSession, *, workspace_id: UUID, models: AskedModels, actor: Member | str = SYSTEM
) -> None:
    """Say which models the workspace's assistant asks; the next answer follows it."""
    await _check(session, models)
    found = await session.scalar(
        select(Assistant).where(Assistant.workspace_id == workspace_id, Assistant.is_default).with_for_update()
    )
    assistant = found or written_by_nobody(workspace_id)
    assistant.chain = [_stored(link) for link in models.chain]
    assistant.routing = models.routing
    assistant.wishes = models.wishes.strip()
    await _changed(session, assistant)
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="assistant.models_changed",
        target=f"assistant:{assistant.id}",
        data={
            "version": assistant.version,
            "chain": [link.model for link in models.chain],
            "routing": models.routing,
        },
    )


async def follow_removed_key(session: AsyncSession, event: ModelKeyRemoved) -> None:
    """Take a key that was given up out of every chain: what used it goes on with the next model."""
    for assistant in await session.scalars(select(Assistant).order_by(Assistant.id).with_for_update()):
        left = [link for link in assistant.chain if link["key_id"] != str(event.model_key_id)]
        if len(left) < len(assistant.chain):
            assistant.chain = left
            await _changed(session, assistant)


async def _changed(session: AsyncSession, assistant: Assistant) -> None:
    assistant.version += 1
    session.add(assistant)
    await session.flush()
    await emit(session, AssistantChanged(workspace_id=assistant.workspace_id, assistant_id=assistant.id))


async def _check(session: AsyncSession, models: AskedModels) -> None:
    if len(models.chain) > LONGEST_CHAIN:
        raise ChainInvalid(f"A chain has at most {LONGEST_CHAIN} models.")
    if len(set(models.chain)) < len(models.chain):
        raise ChainInvalid("The same model stands in it twice: whoever fails would be asked again.")
    if len(models.wishes) > LONGEST_WISHES:
        raise ChainInvalid(
            f"What you tell the models has {len(models.wishes)} characters; {LONGEST_WISHES} is the most."
        )
    known = {key.id for key in await list_model_keys(session)}
    for link in models.chain:
        check_name(link.model)
        if link.key_id not in known:
            raise ChainInvalid(f"The key of {link.model} is not here any more: choose another, or add one.")


def _stored(link: Link) -> dict[str, str]:
    return {"key_id": str(link.key_id), "model": link.model}
