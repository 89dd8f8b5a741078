"""A small business whose assistant asks models: providers in front, a real worker behind."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sportello import answering, billing, worker, workspaces
from sportello.answering import AskedModels, Link, Routing
from sportello.core.resources import Resources
from sportello.dialects import Said
from tests.api.streams import PATIENCE
from tests.house import House
from tests.live import Street, Talk
from tests.upstream import Upstream, calls

SURE = "Posso portare il cane?"
UNSURE = "How late may I still enter the light trail in winter, roughly?"
GOOD = "The last entry is at nine. The trail opens at five."


def words(text: str = GOOD, *, citations: tuple[str, ...] = ("p1",), confidence: float = 0.9) -> Said:
    """An answer as a model gives it."""
    return calls("answer", answer=text, citations=list(citations), confidence=confidence)


@dataclass(frozen=True)
class Shop:
    """A small business whose assistant may ask models."""

    street: Street
    resources: Resources

    @property
    def house(self) -> House:
        """Its workspace."""
        return self.street.house

    async def asks(
        self, *models: Upstream, routing: Routing = "no_key_first", wishes: str = "", pictures: bool = False
    ) -> None:
        """Have its assistant ask these models from now on, and show them `pictures`; what they cost is known."""
        admin = await self.house.member("Ada", "admin")
        links: list[Link] = []
        async with self.house.database.transaction(self.house.workspace_id) as session:
            for model in models:
                named = model.model
                key = named.key.get_secret_value() if named.key else None
                stored = await workspaces.add_model_key(
                    session,
                    keyring=self.resources.keyring,
                    workspace_id=self.house.workspace_id,
                    actor=admin,
                    key=key,
                    provider=named.provider,
                    url=named.url,
                )
                links.append(Link(stored.id, named.name, sees=pictures or None))
                await billing.set_price(
                    session,
                    workspace_id=self.house.workspace_id,
                    provider=named.provider,
                    model=named.name,
                    read=Decimal(1),
                    written=Decimal(2),
                )
            asked = AskedModels(links, routing, wishes, pictures=pictures)
            await answering.ask_models(session, workspace_id=self.house.workspace_id, models=asked)

    async def talk(self) -> Talk:
        """A customer who writes English."""
        return await (await self.street.customer("en")).open("en")

    @asynccontextmanager
    async def at_work(self) -> AsyncGenerator[None]:
        """A worker beside the test, stopped in the ordinary way."""
        stop = asyncio.Event()
        working = asyncio.create_task(worker.run(self.resources, stop))
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait_for(working, 30)

    async def trace(self, talk: Talk, message_id: str) -> answering.DraftTrace:
        """Why an answer was given."""
        async with self.house.database.transaction(self.house.workspace_id) as session:
            return await answering.trace_of(session, conversation_id=talk.id, message_id=UUID(message_id))  # pyright: ignore[reportReturnType] - it has the same


async def asked(model: Upstream, times: int = 1) -> None:
    """Wait until a model was asked so often."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if len(model.asked) >= times:
                return
            await asyncio.sleep(0.02)
