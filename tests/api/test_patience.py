"""A database that stalls costs a request a bounded wait and a 503 that says when to come again."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator

import httpx
import pytest
from sqlalchemy import text

from sportello.api.app import create_app
from sportello.bootstrap import Access, open_resources
from sportello.core.db import Database
from sportello.core.resources import Resources
from sportello.core.settings import Settings
from tests.api.conftest import program

NEVER = 20


@pytest.fixture
async def hasty(access: Access, settings: Settings) -> AsyncGenerator[Resources]:
    """What a web process has, in which nobody waits longer than a second."""
    async with open_resources(settings, access, patience=1.0) as resources:
        yield resources


@pytest.fixture
async def caller(hasty: Resources) -> AsyncGenerator[httpx.AsyncClient]:
    """A program before it."""
    async with program(create_app(hasty)) as client:
        yield client


async def _everybody(database: Database) -> list[int]:
    """The server processes behind the pool."""
    ask = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query NOT LIKE 'LISTEN%'")
    async with database.transaction() as session:
        return list((await session.execute(ask)).scalars())


async def test_a_stalled_database_is_a_503_and_heals(caller: httpx.AsyncClient, hasty: Resources) -> None:
    assert (await _ask(caller)).status_code == 401
    asked = await _everybody(hasty.database)
    for pid in asked:
        os.kill(pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(NEVER):
            stalled = await _ask(caller)
    finally:
        for pid in asked:
            os.kill(pid, signal.SIGCONT)
    assert (stalled.status_code, stalled.json()["code"]) == (503, "unavailable")
    assert stalled.headers["content-type"] == "application/problem+json"
    assert int(stalled.headers["retry-after"]) >= 1
    assert (await _ask(caller)).status_code == 401


async def test_a_killed_connection_is_a_503_or_nothing_and_heals(caller: httpx.AsyncClient, hasty: Resources) -> None:
    assert (await _ask(caller)).status_code == 401
    for pid in await _everybody(hasty.database):
        os.kill(pid, signal.SIGTERM)
    await asyncio.sleep(0.2)
    first, second = await _ask(caller), await _ask(caller)
    assert (first.status_code, second.status_code) in {(503, 401), (401, 401)}


async def _ask(caller: httpx.AsyncClient) -> httpx.Response:
    return await caller.get("/me", headers={"Cookie": "sportello=ss_x"})
