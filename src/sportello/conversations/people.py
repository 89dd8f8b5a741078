"""Colleagues, as the statements of this module read them: their names, and who may work."""

from uuid import UUID

from sqlalchemy import Boolean, DateTime, Uuid, column, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.models import Message

USERS = table("users", column("id", Uuid), column("name"), column("is_owner", Boolean))
MEMBERSHIPS = table("memberships", column("user_id", Uuid), column("suspended_at", DateTime(timezone=True)))


async def user_name(session: AsyncSession, *, user_id: UUID) -> str:
    """What a user is called."""
    return await session.scalar(select(USERS.c.name).where(USERS.c.id == user_id)) or ""


async def active_member_name(session: AsyncSession, *, user_id: UUID, waits: bool = True) -> str | None:
    """What a member who may work in this workspace is called; None for everybody else. Held, as in `may_work`.

    Who holds a conversation already `waits` for nobody: a member who is just being suspended is none.
    """
    found = (
        select(USERS.c.name)
        .join(MEMBERSHIPS, MEMBERSHIPS.c.user_id == USERS.c.id)
        .where(USERS.c.id == user_id, MEMBERSHIPS.c.suspended_at.is_(None))
        .with_for_update(read=True, key_share=True, of=MEMBERSHIPS, skip_locked=not waits)
    )
    return await session.scalar(found)


async def may_work(session: AsyncSession, *, user_id: UUID, held: bool = False) -> bool:
    """Whether somebody may work in this workspace: a member who is not suspended, or an owner of the platform.

    `held`: so it stays until this transaction ends, and whoever suspends them then finds what it gave them. Ask it
    before an open conversation of theirs is locked: a suspension holds the member first and then what they have.
    """
    found = select(MEMBERSHIPS.c.user_id).where(MEMBERSHIPS.c.user_id == user_id, MEMBERSHIPS.c.suspended_at.is_(None))
    if held:
        found = found.with_for_update(read=True, key_share=True)
    if await session.scalar(found) is not None:
        return True
    return await session.scalar(select(USERS.c.is_owner).where(USERS.c.id == user_id)) or False


async def replied_since(session: AsyncSession, conversation_id: UUID, seq: int, user_id: UUID) -> str | None:
    """Which colleague of this one has last replied after this message, by name."""
    found = select(USERS.c.name).join(Message, Message.user_id == USERS.c.id).order_by(Message.seq.desc()).limit(1)
    found = found.where(Message.conversation_id == conversation_id, Message.seq > seq, Message.author == "agent")
    return await session.scalar(found.where(Message.user_id != user_id))
