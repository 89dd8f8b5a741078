"""By the clock: what is promised on tickets and nearly late, or late, is told, and passed on where it is to be."""

from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.db import enter_workspace
from sportello.tickets.changing import CLOCK, change
from sportello.tickets.models import Ticket
from sportello.tickets.recording import lock_ticket

_DUE: Final = text("SELECT workspace_id, ticket_id FROM door_due_slas(:now, :limit)")
_AGAIN: Final = timedelta(minutes=10)
"""After so long what failed is tried again: the others are not kept waiting by it."""
_log = structlog.get_logger()


async def tell_due_slas(session: AsyncSession, *, limit: int = 100) -> int:
    """Tell what has come due, in every workspace; of how many tickets.

    A worker that was away tells what it missed, once each, and a promise that is broken by then only as broken.
    """
    rows = (await session.execute(_DUE, {"now": now(), "limit": limit})).all()
    for workspace_id, ticket_id in rows:
        await enter_workspace(session, workspace_id)
        try:
            async with session.begin_nested():
                await change(session, await lock_ticket(session, ticket_id, merged=True), CLOCK, {})
        except Exception:  # noqa: BLE001 - whatever it is, the others are told
            _log.exception("ticket.sla_failed", ticket_id=str(ticket_id))
            later = update(Ticket).where(Ticket.id == ticket_id).values(sla_due_at=now() + _AGAIN)
            await session.execute(later)
    return len(rows)
