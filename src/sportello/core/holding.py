"""Something that a running program holds, until it lets go of it or dies.

PostgreSQL keeps it for one connection and frees it when that ends: after `kill -9` at once, on whatever machine. So
nobody is at what nobody holds, whatever its row says.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.db import Database

_HOLD = text("SELECT pg_try_advisory_lock(hashtextextended(:thing, 0))")
_HELD = text(
    """
    SELECT EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND (CAST(classid AS bigint) << 32 | CAST(objid AS bigint)) = hashtextextended(:thing, 0)
    )
    """
)


@asynccontextmanager
async def holding(database: Database, thing: str) -> AsyncGenerator[bool]:
    """Hold something while the block runs, over a connection of its own; False where somebody else holds it."""
    async with database.statements(apart=True) as session:
        yield bool(await session.scalar(_HOLD, {"thing": thing}))


async def is_held(session: AsyncSession, thing: str) -> bool:
    """Whether any program holds it now."""
    return bool(await session.scalar(_HELD, {"thing": thing}))
