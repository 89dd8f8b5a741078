"""What it takes to ask models: the way there, keys that are opened, and who a call is booked for."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import billing
from sportello.answering.acting import Means
from sportello.answering.chains import models_asked
from sportello.answering.setups import Link, Setup
from sportello.contacts import Contact
from sportello.conversations import Conversation, DueAnswer
from sportello.core.db import Database
from sportello.core.errors import Invalid, NotFound
from sportello.core.files import Files
from sportello.core.http import PUBLIC, Reach
from sportello.core.keyring import Keyring, KeyringRefused
from sportello.core.llm import Chain, Model, Providers
from sportello.core.resources import Resources
from sportello.workspaces import open_model

_log = structlog.get_logger()


class Descriptions:
    """The pictures that a process is having looked at: one that is asked for again meanwhile is looked at once.

    A customer who sends a picture and then writes has their answer thought about anew, and the picture not paid twice.
    """

    def __init__(self) -> None:
        self._running: dict[UUID, asyncio.Task[None]] = {}

    async def once(self, key: UUID, look: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Wait for it; whoever stops waiting stops nobody else."""
        running = self._running.get(key)
        if running is None:
            running = self._running[key] = asyncio.create_task(look())
            running.add_done_callback(lambda _: self._running.pop(key, None))
        await asyncio.shield(running)


@dataclass(frozen=True)
class Models:
    """What it takes to ask: the way to providers, what keys are sealed with, what a dollar costs in euros."""

    providers: Providers
    keyring: Keyring
    euros: Decimal
    reach: Reach = PUBLIC
    """How far actions may reach."""
    files: Files | None = None
    """Where pictures are that may be shown to them."""
    descriptions: Descriptions = field(default_factory=Descriptions)

    @classmethod
    def of(cls, resources: Resources) -> "Models":
        """What a process has of it."""
        settings = resources.settings
        return cls(resources.providers, resources.keyring, settings.euros_per_dollar, settings.reach, resources.files)

    @property
    def means(self) -> Means:
        """What it takes to act beyond our own house."""
        return Means(self.keyring, self.reach)

    async def load(self, database: Database) -> None:
        """Load what asking takes if any assistant asks: two seconds and much memory, which no customer waits for."""
        try:
            async with database.statements() as session:
                asked = await models_asked(session)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("answer.models_not_loaded", error=type(error).__name__)
            return
        if asked:
            await self.providers.open()


@dataclass(frozen=True)
class Speaker:
    """Who speaks: whom a call is booked for, and the names that no provider is told."""

    contact_id: UUID | None = None
    place: UUID | None = None
    names: Sequence[str] = ()


async def open_chain(session: AsyncSession, *, links: tuple[Link, ...], keyring: Keyring) -> Chain | None:
    """The models of a chain with their keys, as far as those are there; None where none is."""
    models: list[Model] = []
    for link in links:
        try:
            models.append(await open_model(session, keyring=keyring, model_key_id=link.key_id, name=link.model))
        except (NotFound, Invalid, KeyringRefused) as error:
            _log.warning("answer.model_passed_over", model=link.model, error=type(error).__name__, why=str(error))
    return Chain(tuple(models)) if models else None


async def speaker_of(session: AsyncSession, due: DueAnswer) -> Speaker:
    """Who speaks, as far as it is known."""
    whose = select(Contact.id, Contact.name, Conversation.place).join(
        Conversation, Conversation.contact_id == Contact.id
    )
    row = (await session.execute(whose.where(Conversation.id == due.conversation_id))).one_or_none()
    return Speaker(row.id, row.place, [row.name] if row.name else []) if row else Speaker()


def meter_of(
    database: Database, due: DueAnswer, setup: Setup, speaker: Speaker, *, euros: Decimal, message_id: UUID | None
) -> billing.Meter:
    """Who pays for the calls of an answer to a customer."""
    return billing.Meter(
        database,
        due.workspace_id,
        euros,
        conversation_id=due.conversation_id,
        contact_id=speaker.contact_id,
        place=speaker.place,
        assistant_id=setup.known_as,
        day_budget=setup.day_budget,
        message_id=message_id,
    )
