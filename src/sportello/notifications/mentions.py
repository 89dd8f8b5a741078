"""Colleagues who are named in a note."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.notifications.telling import News, tell


async def tell_mentioned(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    conversation_id: UUID,
    note_id: UUID,
    by: str,
    users: Collection[UUID],
) -> None:
    """Tell those whom a note names, once for each note; `by` is what its author is called."""
    ids = {"workspace_id": workspace_id, "conversation_id": conversation_id}
    news = News(**ids, kind="mention", key=f"mention:{note_id}", data={"by": by})
    await tell(session, news, to=users)
