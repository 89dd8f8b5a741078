"""What one may ask this room."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.catalogue import TEXTS
from sportello.answering.content import drafted_content, mark_of
from sportello.answering.language import LANGUAGES
from sportello.answering.models import Assistant, Trace
from sportello.answering.rules import as_stored
from sportello.answering.setups import Setup, read_live, setup_of
from sportello.answering.stored import find_assistant, unwritten
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


async def assistant_settings(
    session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None
) -> AssistantSettings:
    """What customers get of an assistant, complete: of the default, where it is gone or never was live."""
    return settings_of(await read_live(session, workspace_id=workspace_id, assistant_id=assistant_id))


async def drafted_settings(
    session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None
) -> AssistantSettings:
    """An assistant as it is being edited, complete."""
    stored = await find_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    return settings_of(setup_of(stored, drafted_content(stored)))


def settings_of(setup: Setup) -> AssistantSettings:
    """Everything an owner writes of it, with the shipped texts where they wrote none."""
    return AssistantSettings(
        name=setup.name,
        texts={language: {key: setup.text(key, language) for key in TEXTS} for language in LANGUAGES},
        starters={language: setup.starters_in(language) for language in LANGUAGES},
        threshold=setup.threshold,
        rules=[as_stored(rule) for rule in setup.rulebook.rules],
    )


@dataclass(frozen=True)
class NamedAssistant:
    """An assistant as one chooses among them, by the name it has in its draft.

    `live` is the live version's number; 0: it never was. `edited`: whether the draft says something else; `mark` is
    another as soon as anything in the draft is.
    """

    id: UUID
    name: str
    is_default: bool
    live: int
    edited: bool
    mark: str
    template: str | None
    changed_at: datetime | None
    day_budget: Decimal | None
    """What the live version may spend a day, in euros; None: what the workspace says."""


async def list_assistants(session: AsyncSession) -> list[NamedAssistant]:
    """The workspace's assistants: the one that answers everybody first, written by somebody or not, then by name."""
    rows = await session.scalars(select(Assistant).order_by(Assistant.is_default.desc(), Assistant.created_at))
    stored = [named(one) for one in rows]
    if any(one.is_default for one in stored):
        return stored
    return [named(unwritten((await get_workspace(session)).id)), *stored]


async def get_assistant(
    session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None
) -> NamedAssistant:
    """One of them; the default where none is named."""
    return named(await find_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id))


def named(stored: Assistant) -> NamedAssistant:
    """What a list says of one."""
    return NamedAssistant(
        stored.id,
        drafted_content(stored)["name"],
        stored.is_default,
        stored.version,
        stored.draft is not None,
        mark_of(drafted_content(stored)),
        stored.template,
        stored.updated_at,
        stored.day_budget,
    )


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
