"""What one may ask about articles: lists for the desk, one whole, the page of one for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from sportello.core.clock import now
from sportello.knowledge.errors import ArticleNotFound
from sportello.knowledge.models import Article, Kind, Wording


@dataclass(frozen=True)
class After:
    """The last article of a page of the list; the next page begins below it."""

    updated_at: datetime
    id: UUID


async def list_articles(
    session: AsyncSession,
    *,
    query: str = "",
    language: str | None = None,
    kind: Kind | None = None,
    source_id: UUID | None = None,
    after: After | None = None,
    limit: int = 50,
) -> Sequence[Article]:
    """Articles, last changed first, with their source. `query` is looked for in titles and wordings as typed."""
    wanted = select(Article).options(joinedload(Article.source))
    if query.strip():
        pattern = f"%{_literally(query.strip())}%"
        wordings = select(Wording.article_id).where(Wording.text.ilike(pattern, escape="\\"))
        wanted = wanted.where(or_(Article.title.ilike(pattern, escape="\\"), Article.id.in_(wordings)))
    if language:
        wanted = wanted.where(Article.language == language)
    if kind:
        wanted = wanted.where(Article.kind == kind)
    if source_id:
        wanted = wanted.where(Article.source_id == source_id)
    if after:
        wanted = wanted.where(tuple_(Article.updated_at, Article.id) < (after.updated_at, after.id))
    wanted = wanted.order_by(Article.updated_at.desc(), Article.id.desc()).limit(limit)
    return (await session.scalars(wanted)).all()


async def get_article(session: AsyncSession, *, article_id: UUID) -> Article:
    """One article of the workspace, whole: with source, wordings and passages."""
    found = await session.scalar(_whole().where(Article.id == article_id))
    if found is None:
        raise ArticleNotFound
    return found


async def published_article(session: AsyncSession, *, slug: str) -> Article | None:
    """The article that everybody may read at this address now; None for drafts and for what does not exist."""
    at = now()
    holds = (
        or_(Article.valid_from.is_(None), Article.valid_from <= at),
        or_(Article.valid_until.is_(None), Article.valid_until > at),
    )
    return await session.scalar(_whole().where(Article.slug == slug, Article.status == "published", *holds))


def _whole() -> Select[Article]:
    return select(Article).options(
        joinedload(Article.source), selectinload(Article.wordings), selectinload(Article.passages)
    )


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
