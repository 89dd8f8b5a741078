"""Who did what to what: written beside the change itself, in its transaction; never changed afterwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.workspaces.access import Member, SignedIn
from sportello.workspaces.models import AccountEvent, AuditEntry

SYSTEM = "system"
"""The actor of what nobody asked for: timers, the assistant."""
LONGEST_USER_AGENT = 300
"""Characters kept of what a browser says it is."""


async def audit(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    actor: Member | SignedIn | str,
    action: str,
    target: str,
    data: dict[str, Any] | None = None,
) -> None:
    """Note that `actor` did `action` (`member.suspended`) to `target` (`user:<id>`). Ids and states, no contents."""
    by_key = isinstance(actor, Member) and actor.api_key_id is not None
    name = actor if isinstance(actor, str) else actor.name
    session.add(
        AuditEntry(
            workspace_id=workspace_id,
            actor_id=None if isinstance(actor, str) else actor.user_id,
            actor=f"{name} (API key)" if by_key else name,
            action=action,
            target=target,
            data=data or {},
        )
    )
    await session.flush()


async def note_account_event(
    session: AsyncSession, *, user_id: UUID | None, action: str, ip: str, user_agent: str
) -> None:
    """Note what happened to a login; `user_id` is None when nobody has the e-mail that was tried."""
    agent = user_agent[:LONGEST_USER_AGENT]
    session.add(AccountEvent(user_id=user_id, action=action, ip=ip, user_agent=agent, occurred_at=now()))
    await session.flush()


_ENTRIES = text(
    """
    SELECT * FROM (
        SELECT e.id, e.occurred_at, e.actor_id, e.actor, e.action, e.target, e.data
        FROM audit_entries e
        UNION ALL
        SELECT a.id, a.occurred_at, a.user_id, u.name, a.action, 'user:' || u.id,
               jsonb_build_object('ip', a.ip, 'user_agent', a.user_agent)
        FROM account_events a
        JOIN memberships m ON m.user_id = a.user_id
        JOIN users u ON u.id = a.user_id
    ) AS entries
    WHERE CAST(:before AS timestamptz) IS NULL OR (occurred_at, id) < (CAST(:before AS timestamptz), CAST(:id AS uuid))
    ORDER BY occurred_at DESC, id DESC
    LIMIT :limit
    """
)


async def audit_trail(
    session: AsyncSession, *, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """The newest entries of the workspace that was entered, with the sign-ins of its members among them."""
    at, entry_id = before or (None, None)
    rows = await session.execute(_ENTRIES, {"before": at, "id": entry_id, "limit": limit})
    return [dict(row) for row in rows.mappings()]


async def audit_of(session: AsyncSession, *, target: str) -> Sequence[AuditEntry]:
    """Everything that was done to one thing of the workspace, in order."""
    found = select(AuditEntry).where(AuditEntry.target == target).order_by(AuditEntry.occurred_at, AuditEntry.id)
    return (await session.scalars(found)).all()
