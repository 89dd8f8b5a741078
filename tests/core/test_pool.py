"""Who waits for a connection has it in turn, and none is lost on the way to who gave up waiting."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from sqlalchemy import text

from sportello.bootstrap import Access
from sportello.core.db import Database

NEVER = 20


@pytest.fixture
async def narrow(access: Access) -> AsyncGenerator[Database]:
    """A database with one connection."""
    database = Database(access.app_url, pool_size=1)
    yield database
    await database.close()


async def test_who_waits_longest_is_next_whoever_comes_by(narrow: Database) -> None:
    served: list[str] = []

    async def ask(name: str) -> None:
        async with narrow.transaction() as session:
            await session.execute(text("SELECT 1"))
            served.append(name)

    async def ask_again_and_again() -> None:
        for _ in range(5):
            await ask("hasty")  # at once after what it gave back itself, before anybody who waits is awake

    async with asyncio.timeout(NEVER):
        async with narrow.transaction() as session:
            await session.execute(text("SELECT 1"))
            hasty = asyncio.create_task(ask_again_and_again())
            await asyncio.sleep(0)
            patient = [asyncio.create_task(ask(name)) for name in ("first", "second", "third")]
            await asyncio.sleep(0)
        await asyncio.gather(hasty, *patient)
    assert served == ["hasty", "first", "second", "third", *["hasty"] * 4]


async def test_what_is_handed_to_who_gave_up_goes_to_the_next(narrow: Database) -> None:
    async def ask() -> int:
        async with narrow.transaction() as session:
            return (await session.execute(text("SELECT 1"))).scalar_one()

    async with asyncio.timeout(NEVER):
        async with narrow.transaction() as session:
            await session.execute(text("SELECT 1"))
            waiting = [asyncio.create_task(ask()) for _ in range(4)]
            await asyncio.sleep(0.05)
            waiting[1].cancel()
        waiting[0].cancel()  # it has it in its hand by now, and is not awake yet
        done = await asyncio.gather(*waiting, return_exceptions=True)
        assert [isinstance(each, asyncio.CancelledError) for each in done] == [True, True, False, False]
        assert await ask() == 1
