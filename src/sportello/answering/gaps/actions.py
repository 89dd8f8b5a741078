"""What people decide about gaps: to answer one, or that it needs no answer."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.events import GapAnswerWritten, GapDismissed, GapRestored
from sportello.answering.gaps.errors import GapAnswered, GapNotFound
from sportello.answering.models import Gap
from sportello.core.clock import now
from sportello.core.events import emit
from sportello.knowledge import Article, Content, create_article
from sportello.workspaces import Member, audit


async def dismiss_gap(session: AsyncSession, *, gap_id: UUID, actor: Member) -> None:
    """Take a gap off the list until some more customers ask the same. Dismissed again, it waits for as many anew."""
    gap = await _lock(session, gap_id)
    gap.dismissed_at = now()
    await _audit(session, gap, actor, "gap.dismissed")
    await emit(session, GapDismissed(workspace_id=gap.workspace_id, gap_id=gap.id))


async def restore_gap(session: AsyncSession, *, gap_id: UUID, actor: Member) -> None:
    """Put a dismissed gap back on the list. One that is there already stays."""
    gap = await _lock(session, gap_id)
    if gap.dismissed_at is None:
        return
    gap.dismissed_at = None
    await _audit(session, gap, actor, "gap.restored")
    await emit(session, GapRestored(workspace_id=gap.workspace_id, gap_id=gap.id))


async def write_answer(session: AsyncSession, *, gap_id: UUID, content: Content, actor: Member) -> Article:
    """Store what somebody wrote to answer a gap, and remember that it is for it: published, it closes the gap."""
    gap = await _lock(session, gap_id)
    if gap.article_id is not None:
        raise GapAnswered("Edit the article that is there.", article_id=str(gap.article_id))
    article = await create_article(session, content=content)
    gap.article_id, gap.dismissed_at = article.id, None
    await _audit(session, gap, actor, "gap.answer_written", article_id=str(article.id))
    await emit(session, GapAnswerWritten(workspace_id=gap.workspace_id, gap_id=gap.id, article_id=article.id))
    return article


async def _lock(session: AsyncSession, gap_id: UUID) -> Gap:
    found = select(Gap).where(Gap.id == gap_id).with_for_update(key_share=True)
    gap = await session.scalar(found.execution_options(populate_existing=True))
    if gap is None:
        raise GapNotFound
    return gap


async def _audit(session: AsyncSession, gap: Gap, actor: Member, action: str, **data: str) -> None:
    target = f"gap:{gap.id}"
    await audit(session, workspace_id=gap.workspace_id, actor=actor, action=action, target=target, data=data)
