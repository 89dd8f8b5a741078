"""Colleagues' names, as the statements of this module read them."""

from uuid import UUID

from sqlalchemy import DateTime, Uuid, column, select, table
from sqlalchemy.ext.asyncio import AsyncSession

USERS = table("users", column("id", Uuid), column("name"))
MEMBERSHIPS = table("memberships", column("user_id", Uuid), column("suspended_at", DateTime(timezone=True)))


async def user_name(session: AsyncSession, *, user_id: UUID) -> str:
    """What a user is called."""
    return await session.scalar(select(USERS.c.name).where(USERS.c.id == user_id)) or ""


async def active_member_name(session: AsyncSession, *, user_id: UUID) -> str | None:
    """What a member who may work in this workspace is called; None for everybody else."""
    found = (
        select(USERS.c.name)
        .join(MEMBERSHIPS, MEMBERSHIPS.c.user_id == USERS.c.id)
        .where(USERS.c.id == user_id, MEMBERSHIPS.c.suspended_at.is_(None))
    )
    return await session.scalar(found)
