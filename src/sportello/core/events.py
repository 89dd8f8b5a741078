"""Facts: what has happened, told once, in the transaction in which it happened.

`emit` writes one row to `events` (what analytics reads), runs the reactions that `reactions.py` lists for
the fact, and sends the notice that watchers get with the commit. A fact carries ids, never contents.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.ids import new_id
from sportello.core.live import CHANNEL


class EventRow(Base):
    """One fact, kept for analytics and audits; never updated."""

    __tablename__ = "events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    name: Mapped[str]
    conversation_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime]


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact of one workspace. Subclasses are named in the past tense and add ids only."""

    name: ClassVar[str] = "event"
    workspace_id: UUID
    conversation_id: UUID | None = None

    def data(self) -> dict[str, Any]:
        """The ids that the subclass adds, as JSON values."""
        own = {f.name: getattr(self, f.name) for f in fields(self)}
        del own["workspace_id"], own["conversation_id"]
        return {key: str(value) if isinstance(value, UUID) else value for key, value in own.items()}

    def notice(self) -> str:
        """The payload watchers get: a hint to look, not the thing itself."""
        return json.dumps(
            {
                "name": self.name,
                "workspace": str(self.workspace_id),
                "conversation": str(self.conversation_id) if self.conversation_id else None,
            }
            | {"data": self.data()}
        )


Reaction = Callable[[AsyncSession, Any], Awaitable[None]]
Reactions = Mapping[type[Event], tuple[Reaction, ...]]

_RECORD = text(
    """
    WITH fact AS (
        INSERT INTO events (id, workspace_id, name, conversation_id, data, occurred_at)
        VALUES (:id, :workspace_id, :name, :conversation_id, CAST(:data AS jsonb), :occurred_at)
    )
    SELECT pg_notify(:channel, :notice)
    """
)


async def emit(session: AsyncSession, event: Event) -> None:
    """Tell a fact: record it, notify with the commit, and let everyone react in this transaction."""
    await session.flush()
    await session.execute(_RECORD, record(event))
    await react(session, event)


def record(event: Event) -> dict[str, Any]:
    """The parameters with which a hot path's own statement records a fact, as `emit` would."""
    return {
        "id": new_id(),
        "workspace_id": event.workspace_id,
        "name": event.name,
        "conversation_id": event.conversation_id,
        "data": json.dumps(event.data()),
        "occurred_at": now(),
        "channel": CHANNEL,
        "notice": event.notice(),
    }


async def react(session: AsyncSession, event: Event) -> None:
    """Run the reactions to a fact that is already recorded."""
    reactions = cast("Reactions", session.info.get("reactions", {}))
    for reaction in reactions.get(type(event), ()):
        await reaction(session, event)
