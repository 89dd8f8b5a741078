"""Marking a conversation unread, for oneself: to look at it again, until one does."""

from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.models import Conversation, UnreadMark
from sportello.conversations.transitions import change, lock
from sportello.core.live import Notice, notify
from sportello.workspaces import Member

SEEN = "conversation.seen"
"""Name of the notice that somebody has read on, or is to read again; not a fact, for nobody analyses it."""


async def mark_unread(session: AsyncSession, *, conversation_id: UUID, member: Member) -> None:
    """Keep it unread for this member until they look. Marked twice it is marked once."""
    conversation = await lock(session, conversation_id)
    mark = insert(UnreadMark).values(
        workspace_id=conversation.workspace_id, conversation_id=conversation_id, user_id=member.user_id
    )
    if await session.scalar(mark.on_conflict_do_nothing().returning(UnreadMark.user_id)) is None:
        return
    await change(session, conversation)
    await notify(session, Notice(name=SEEN, workspace_id=conversation.workspace_id, conversation_id=conversation_id))


async def unmark(session: AsyncSession, *, conversation_id: UUID, user_id: UUID) -> bool:
    """They have looked. Whether there was a mark of theirs."""
    mark = delete(UnreadMark).where(UnreadMark.conversation_id == conversation_id, UnreadMark.user_id == user_id)
    if await session.scalar(mark.returning(UnreadMark.user_id)) is None:
        return False
    counted = update(Conversation).where(Conversation.id == conversation_id)
    await session.execute(counted.values(version=Conversation.version + 1).execution_options(synchronize_session=False))
    return True
