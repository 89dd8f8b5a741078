"""The festival of the demo template, and a small business, each on a database of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, conversations, knowledge, templates, workspaces
from sportello.answering import Draft, Turn
from sportello.conversations import DueAnswer, Said
from sportello.core.db import Database
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.house import House, build_house

FAQ = """
- id: dogs
  question: Posso portare il cane?
  alternatives: [cani ammessi, Il mio cane può entrare?]
  answer: Sì, al **guinzaglio**.
- id: tickets
  question: Quanto costa il biglietto?
  alternatives: [prezzo del biglietto, costo ingresso]
  answer: Il biglietto costa 14 €.
"""
ARTICLE = """---
id: hours
title: Opening hours
language: en
---
# Opening hours

## Winter

We are closed on Christmas Day. In winter the light trail opens at five in the afternoon every evening.
The last entry is at nine.

## Summer

In summer the gardens open at ten.
"""
FILES = [File("faq/it.yaml", FAQ), File("articles/en/hours.md", ARTICLE)]


@dataclass(frozen=True)
class Desk:
    """The small business with its assistant at work."""

    house: House

    @property
    def database(self) -> Database:
        """Its database, as the app sees it."""
        return self.house.database

    @property
    def workspace_id(self) -> UUID:
        """Its workspace."""
        return self.house.workspace_id

    async def due(self, *, by: UUID | None = None) -> list[DueAnswer]:
        """Lease the answers that are due, as this claimant."""
        async with self.database.transaction() as session:
            return await conversations.claim_due(session, limit=100, by=by)

    async def answer(self) -> None:
        """Give every answer that is due, also those that wait for their customer to pause."""
        await self.house.let_assistant_answer()

    async def said(self, conversation_id: UUID) -> list[Said]:
        """Everything said in a conversation."""
        return await self.house.thread(conversation_id)


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A small business that knows a little in Italian and in English."""
    house = await build_house(database)
    async with database.transaction(house.workspace_id) as session:
        await knowledge.import_articles(session, source="test", files=FILES)
    return Desk(house)


Ask = Callable[..., Awaitable[Draft]]


@pytest.fixture
async def ask(session: AsyncSession) -> Ask:
    """Asks the assistant of a small business of which nothing stays."""
    made = await workspaces.create_workspace(session, slug=f"shop-{new_id().hex[-12:]}", name="Shop")
    await knowledge.import_articles(session, source="test", files=FILES)
    setup = answering.Setup(workspace_id=made.id)

    async def ask(question: str, language: str = "it", *history: Turn) -> Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language, history=history)

    return ask


@pytest.fixture
async def festival(database: Database) -> UUID:
    """The demo workspace, a moment after it was made: its gate is fitted."""
    async with database.transaction() as session:
        started = await templates.start_workspace(
            session, template="festival", widget_origins=["http://127.0.0.1:8081"]
        )
    await answering.fit_gate(database, workspace_id=started.workspace_id)
    return started.workspace_id
