"""More answers being worded at once than there are connections to the database: each is its model's."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import text

from sportello.answering import wording
from sportello.core.llm import Chain, Limits
from sportello.core.settings import Settings
from sportello.dialects import Dialect
from sportello.standin import Reply
from tests.shop import GOOD, Shop, asked
from tests.upstream import Upstream

CONNECTIONS = 3
CROWD = 16


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation with hardly any connections."""
    return settings.model_copy(update={"database_pool": CONNECTIONS})


async def test_whoever_waits_for_a_model_keeps_no_connection_from_the_others(
    shop: Shop, one: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "Chain", partial(Chain, limits=Limits(first=60)))  # however busy the machine is
    all_asked = asyncio.Event()

    def held(_: Upstream, __: Dialect, reply: Reply) -> Reply:
        async def pieces() -> AsyncGenerator[bytes]:
            await all_asked.wait()
            async for piece in reply.pieces:
                yield piece

        return replace(reply, pieces=pieces())

    one.faults = [held] * CROWD
    await shop.asks(one, routing="model_always")
    talks = [await shop.talk() for _ in range(CROWD)]
    for at, talk in enumerate(talks, start=2):
        await talk.say(f"How late may {at} of us still enter the light trail in winter, roughly?")
    async with shop.at_work():
        await asked(one, CROWD)  # all of them, while nobody has an answer
        all_asked.set()
        async with asyncio.timeout(120):
            while await _waiting(shop):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.1)
    for talk in talks:
        said = (await talk.messages())[-1]
        assert said["text"].endswith(GOOD)
        assert (await shop.trace(talk, said["id"])).engine == one.model.label


async def _waiting(shop: Shop) -> int:
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        waiting = text("SELECT count(*) FROM conversations WHERE answer_due_at IS NOT NULL")
        return await session.scalar(waiting) or 0
