"""Who did what to what: written beside the change itself, in its transaction; never changed afterwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.workspaces.access import Member, SignedIn
from sportello.workspaces.models import AccountEvent, AuditEntry, User

SYSTEM = "system"
"""The actor of what nobody asked for: timers, the assistant."""
LONGEST_USER_AGENT = 300
"""Characters kept of what a browser says it is."""


def name_of(actor: Member | SignedIn | str) -> str:
    """Who did something, as people read it afterwards."""
    if isinstance(actor, str):
        return actor
    return f"{actor.name} (API key)" if isinstance(actor, Member) and actor.api_key_id else actor.name


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
    session.add(
        AuditEntry(
            workspace_id=workspace_id,
            actor_id=None if isinstance(actor, str) else actor.user_id,
            actor=name_of(actor),
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


async def audit_trail(
    session: AsyncSession, *, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[AuditEntry]:
    """The newest entries of the workspace that was entered.

    Among them what happened at its members' logins while they were members: a trigger of `account_events` writes it.
    """
    found = select(AuditEntry).order_by(AuditEntry.occurred_at.desc(), AuditEntry.id.desc()).limit(limit)
    if before is not None:
        found = found.where(tuple_(AuditEntry.occurred_at, AuditEntry.id) < before)
    return (await session.scalars(found)).all()


async def logins_trail(
    session: AsyncSession, *, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[tuple[AccountEvent, User | None]]:
    """What happened at all logins of the installation, the newest first, and whose each is. For its owners."""
    found = (
        select(AccountEvent, User)
        .outerjoin(User, User.id == AccountEvent.user_id)
        .order_by(AccountEvent.occurred_at.desc(), AccountEvent.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(tuple_(AccountEvent.occurred_at, AccountEvent.id) < before)
    return [(row[0], row[1]) for row in await session.execute(found)]


async def last_audit(session: AsyncSession, *, action: str, target: str) -> AuditEntry | None:
    """The last time that this was done to one thing of the workspace."""
    return await session.scalar(
        select(AuditEntry)
        .where(AuditEntry.target == target, AuditEntry.action == action)
        .order_by(AuditEntry.occurred_at.desc(), AuditEntry.id.desc())
        .limit(1)
    )


async def audit_of(session: AsyncSession, *, target: str) -> Sequence[AuditEntry]:
    """Everything that was done to one thing of the workspace, in order."""
    found = select(AuditEntry).where(AuditEntry.target == target).order_by(AuditEntry.occurred_at, AuditEntry.id)
    return (await session.scalars(found)).all()
