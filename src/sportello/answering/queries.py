"""What one may ask this room."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.catalogue import TEXTS
from sportello.answering.language import LANGUAGES
from sportello.answering.models import Assistant, Trace
from sportello.answering.rules import as_stored
from sportello.answering.setups import Setup, setup_of
from sportello.core.errors import NotFound
from sportello.workspaces import get_workspace


@dataclass(frozen=True)
class AssistantSettings:
    """An assistant as its owner edits it: complete, whether a text is theirs or shipped."""

    name: str
    texts: dict[str, dict[str, str]]
    starters: dict[str, list[str]]
    threshold: float
    rules: list[dict[str, Any]]


async def assistant_settings(session: AsyncSession, *, workspace_id: UUID) -> AssistantSettings:
    """The workspace's assistant, complete."""
    stored = await session.scalar(select(Assistant).where(Assistant.workspace_id == workspace_id, Assistant.is_default))
    setup = Setup(workspace_id=workspace_id) if stored is None else setup_of(stored)
    return AssistantSettings(
        name=setup.name,
        texts={language: {key: setup.text(key, language) for key in TEXTS} for language in LANGUAGES},
        starters={language: setup.starters_in(language) for language in LANGUAGES},
        threshold=setup.threshold,
        rules=[as_stored(rule) for rule in setup.rulebook.rules],
    )


@dataclass(frozen=True)
class NamedAssistant:
    """An assistant as one chooses among them."""

    id: UUID
    name: str
    is_default: bool


async def list_assistants(session: AsyncSession) -> list[NamedAssistant]:
    """The workspace's assistants: the one that answers everybody first, written by somebody or not, then by name."""
    rows = await session.execute(
        select(Assistant.id, Assistant.name, Assistant.is_default).order_by(Assistant.is_default.desc(), Assistant.name)
    )
    stored = [NamedAssistant(*row) for row in rows]
    if any(one.is_default for one in stored):
        return stored
    unwritten = Setup(workspace_id=(await get_workspace(session)).id)
    return [NamedAssistant(unwritten.known_as, unwritten.name, is_default=True), *stored]


async def template_of(session: AsyncSession, *, workspace_id: UUID) -> str | None:
    """The template the workspace's assistant was started from."""
    return await session.scalar(
        select(Assistant.template).where(Assistant.workspace_id == workspace_id, Assistant.is_default)
    )


async def trace_of(session: AsyncSession, *, conversation_id: UUID, message_id: UUID) -> Trace:
    """Why the assistant said this message."""
    trace = await session.scalar(
        select(Trace).where(Trace.conversation_id == conversation_id, Trace.message_id == message_id)
    )
    if trace is None:
        raise NotFound("There is no trace: only an assistant's answers have one.")
    return trace


async def traced_messages(session: AsyncSession, *, conversation_id: UUID) -> frozenset[UUID]:
    """The messages of a conversation that have a trace."""
    return frozenset(
        (await session.scalars(select(Trace.message_id).where(Trace.conversation_id == conversation_id))).all()
    )
