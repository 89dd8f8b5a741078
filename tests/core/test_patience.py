"""A database that does not answer is not waited for without end, and is used again once it does."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from sportello.bootstrap import Access
from sportello.core.db import Database

NEVER = 20
"""Seconds within which everything here ends, were it never so slow; what is waited for takes one or two."""


@pytest.fixture
async def hasty(access: Access) -> AsyncGenerator[Database]:
    """A database of which nobody waits longer than a second, with one connection."""
    database = Database(access.app_url, pool_size=1, patience=1.0)
    yield database
    await database.close()


@contextmanager
def stalled(pid: int) -> Generator[None]:
    """A server process that neither answers nor leaves."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


async def served_by(database: Database) -> int:
    async with database.transaction() as session:
        return (await session.execute(text("SELECT pg_backend_pid()"))).scalar_one()


async def test_a_server_that_stalls_is_let_go_and_another_asked(hasty: Database) -> None:
    pid = await served_by(hasty)
    with stalled(pid):
        async with asyncio.timeout(NEVER):
            with pytest.raises(SQLAlchemyError):
                await served_by(hasty)
            assert await served_by(hasty) != pid


async def test_a_server_that_stalls_within_a_transaction_is_let_go(hasty: Database) -> None:
    async with asyncio.timeout(NEVER):
        pid = await served_by(hasty)
        with pytest.raises(SQLAlchemyError):
            await _stalled_halfway(hasty, pid)
        assert await served_by(hasty) != pid


async def _stalled_halfway(database: Database, pid: int) -> None:
    async with database.transaction() as session:
        await session.execute(text("SELECT 1"))
        with stalled(pid):
            await session.execute(text("SELECT 2"))


async def test_who_is_called_off_while_a_transaction_begins_is_called_off(access: Access) -> None:
    database = Database(access.app_url, pool_size=1)
    async with asyncio.timeout(NEVER):
        pid = await served_by(database)
        with stalled(pid):
            waiting = asyncio.create_task(served_by(database))
            await asyncio.sleep(0.3)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):  # and nothing in its place, or a loop would go on for ever
                await waiting
        assert await served_by(database) != pid
    await database.close()


async def test_who_waits_for_a_connection_is_refused_in_time(hasty: Database) -> None:
    async with asyncio.timeout(NEVER), hasty.transaction() as session:
        await session.execute(text("SELECT 1"))
        with pytest.raises(SQLAlchemyError):
            await served_by(hasty)


async def test_a_statement_without_end_is_ended_by_the_server(hasty: Database, database: Database) -> None:
    async with asyncio.timeout(NEVER):
        with pytest.raises(SQLAlchemyError):
            async with hasty.transaction() as session:
                await session.execute(text("SELECT pg_sleep(3600)"))
        ask = text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(3600)' AND state = 'active'")
        while True:
            async with database.transaction() as session:
                if not (await session.execute(ask)).scalar_one():
                    break
            await asyncio.sleep(0.05)


async def test_a_lock_is_waited_for_half_as_long(hasty: Database, database: Database) -> None:
    lock = text("SELECT pg_advisory_xact_lock(42)")
    async with asyncio.timeout(NEVER), database.transaction() as session:
        await session.execute(lock)
        with pytest.raises(DBAPIError, match="lock timeout"):
            async with hasty.transaction() as waiting:
                await waiting.execute(lock)
    await served_by(hasty)


async def test_a_server_that_takes_calls_and_says_nothing_is_not_waited_for() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        database = Database(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/x", patience=1.0)
        async with asyncio.timeout(NEVER):
            with pytest.raises(SQLAlchemyError):
                await served_by(database)
        await database.close()


async def test_work_that_nobody_stands_by_for_may_take_longer(access: Access) -> None:
    database = Database(access.app_url, pool_size=1)
    async with database.transaction() as session:
        limits = await session.execute(text("SELECT current_setting('statement_timeout')"))
        assert limits.scalar_one() == "0"
    await database.close()
