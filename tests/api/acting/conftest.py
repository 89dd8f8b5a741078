"""A small business whose assistant may act: no model, a server for its HTTP actions, and a customer who talks."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sportello import answering, knowledge
from sportello.answering import ActionCall
from sportello.core.resources import Resources
from sportello.core.settings import Settings
from tests.answering.conftest import FILES
from tests.api.acting.orders import Orders, orders_server
from tests.live import Street, Talk
from tests.shop import Shop, words
from tests.upstream import Upstream, upstream


@pytest.fixture
async def one() -> AsyncGenerator[Upstream]:
    async with upstream("compatible", words()) as model:
        yield model


@pytest.fixture
async def orders() -> AsyncGenerator[Orders]:
    async with orders_server() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, one: Upstream, orders: Orders) -> Settings:
    """An installation that may ask the model, and reach the server of orders."""
    local = (ip_network("127.0.0.1"),)
    return Settings(
        home=tmp_path,
        model_networks=local,
        model_ports=frozenset({one.server.port}),
        fetch_networks=local,
        fetch_ports=frozenset({orders.port}),
    )


@dataclass(frozen=True)
class Chat:
    """A customer's talk, one exchange after another."""

    shop: Shop
    talk: Talk

    async def say(self, text: str, **more: Any) -> dict[str, Any]:
        """Say something, and hear the answer."""
        last = (await self.talk.messages() or [{"seq": 0}])[-1]["seq"]
        async with self.talk.listen(after=last) as ear:
            await self.talk.say(text, seen_seq=last, **more)
            return (await ear.until("message", author="assistant")).data

    async def press(self, message: dict[str, Any], what: str) -> dict[str, Any]:
        """Press the button whose choice begins so."""
        return await self.say(**button(message, what))

    async def calls(self) -> list[ActionCall]:
        """What became of actions in it."""
        async with self.shop.house.database.transaction(self.shop.house.workspace_id) as session:
            return list(await answering.calls_of(session, conversation_id=self.talk.id))


def button(message: dict[str, Any], what: str) -> dict[str, str]:
    """What is posted when the button is pressed whose choice begins so."""
    found = next(each for each in message["buttons"] if each["choice"].startswith(what))
    return {"text": found["label"], "choice": found["choice"]}


@pytest.fixture
async def shop(street: Street, resources: Resources) -> Shop:
    async with resources.database.transaction(street.house.workspace_id) as session:
        await knowledge.import_articles(session, source="test", files=FILES)
    return Shop(street, resources)


@pytest.fixture
async def chat(shop: Shop) -> Chat:
    return Chat(shop, await shop.talk())


async def allow(shop: Shop, *names: str) -> None:
    """Let the assistant use these actions."""
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        await answering.allow_actions(session, workspace_id=shop.house.workspace_id, names=names)


async def rows(shop: Shop, kind: Any) -> list[Any]:
    """Everything of one table that the workspace has."""
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        return list(await session.scalars(select(kind)))
