"""At most once: what is on its way is written down before it goes.

A job that is run again finds what the run before it wrote. What is known not to have arrived is tried again; of what
was on its way when a worker was killed nobody knows, and it is left: rung twice is worse than read a little later.
"""

from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.db import Database

Outcome = Literal["sent", "failed", "refused"]

_BEGIN = text(
    """
    INSERT INTO notice_deliveries (workspace_id, key, state, at) VALUES (:workspace_id, :key, 'sending', :now)
    ON CONFLICT (workspace_id, key) DO UPDATE SET state = 'sending', at = :now
    WHERE notice_deliveries.state = 'failed'
    RETURNING key
    """
)
_END = text("UPDATE notice_deliveries SET state = :state, at = :now WHERE key = :key")


async def begin(session: AsyncSession, *, workspace_id: UUID, key: str) -> bool:
    """Whether this may go out now; from here on nobody else sends it."""
    values = {"workspace_id": workspace_id, "key": key, "now": now()}
    return await session.scalar(_BEGIN, values) is not None


async def end(database: Database, *, workspace_id: UUID, key: str, state: Outcome) -> None:
    """Write down what came of it."""
    async with database.transaction(workspace_id) as session:
        await session.execute(_END, {"key": key, "state": state, "now": now()})
