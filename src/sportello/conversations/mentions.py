"""Who is called to a conversation by a colleague's note, until they have read it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations import people
from sportello.conversations.errors import NoSuchAgent
from sportello.conversations.events import AgentMentioned
from sportello.conversations.models import Mention, Note
from sportello.conversations.transitions import change, lock
from sportello.core.clock import now
from sportello.core.events import emit
from sportello.core.live import Notice, notify

MENTIONS_READ = "conversation.mentions_read"
"""Name of the notice that somebody has read where they were mentioned; not a fact, for nobody analyses it."""


async def mention(session: AsyncSession, *, note: Note, user_ids: Collection[UUID]) -> None:
    """Call colleagues to a note, each once. Who does not work here (any more) is refused; oneself is not called."""
    for user_id in sorted(set(user_ids) - {note.user_id}):
        if not await people.may_work(session, user_id=user_id, held=True):
            raise NoSuchAgent("Mention active members of this workspace.")
        ids = {"workspace_id": note.workspace_id, "conversation_id": note.conversation_id, "note_id": note.id}
        session.add(Mention(**ids, user_id=user_id))
        await emit(session, AgentMentioned(**ids, user_id=user_id, by_user_id=note.user_id))


async def read_mentions(session: AsyncSession, *, conversation_id: UUID, user_id: UUID) -> None:
    """Note that somebody has seen where colleagues called them to. Nothing is written where nobody did."""
    unread = (Mention.conversation_id == conversation_id, Mention.user_id == user_id, Mention.read_at.is_(None))
    conversation = await lock(session, conversation_id)
    if await session.scalar(select(func.count()).where(*unread)) == 0:
        return
    await session.execute(update(Mention).where(*unread).values(read_at=now()))
    await change(session, conversation)
    notice = Notice(name=MENTIONS_READ, workspace_id=conversation.workspace_id, conversation_id=conversation_id)
    await notify(session, notice)


async def unread_mentions(session: AsyncSession) -> dict[UUID, int]:
    """In how many conversations each colleague is wanted and has not looked yet."""
    wanted = select(Mention.user_id, func.count(Mention.conversation_id.distinct()))
    rows = await session.execute(wanted.where(Mention.read_at.is_(None)).group_by(Mention.user_id))
    return {row[0]: row[1] for row in rows}
