"""What people in the desk try by hand, by meaning too where a model tells."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering
from sportello.answering import Turn
from sportello.core.db import enter_workspace
from sportello.core.meanings import Meanings, Meant


async def meaning_of(
    session: AsyncSession, meanings: Meanings | None, *, workspace_id: UUID, questions: Sequence[str], language: str
) -> Meant | None:
    """What questions mean, asked with nothing open: commits, and enters the workspace again."""
    if meanings is None:
        return None
    await session.commit()
    meant = await answering.meaning(meanings, [([Turn("customer", question)], language) for question in questions])
    await enter_workspace(session, workspace_id)
    return meant
