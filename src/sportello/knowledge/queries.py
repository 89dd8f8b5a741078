"""What one may ask about articles: lists for the desk, one whole, the page of one for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from sportello.core.clock import now
from sportello.knowledge.errors import ArticleNotFound
from sportello.knowledge.models import Article, ArticleState, Kind, Wording


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
    state: ArticleState | Literal["limited"] | None = None,
    after: After | None = None,
    limit: int = 50,
) -> Sequence[Article]:
    """Articles, last changed first, with their source. `query` is looked for in titles and wordings as typed.

    `limited` are those that only some assistants may use, in whatever state.
    """
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
    if state:
        wanted = wanted.where(*_being(state))
    if after:
        wanted = wanted.where(tuple_(Article.updated_at, Article.id) < (after.updated_at, after.id))
    wanted = wanted.order_by(Article.updated_at.desc(), Article.id.desc()).limit(limit)
    return (await session.scalars(wanted)).all()


def state_of(article: Article) -> ArticleState:
    """What is to be thought of an article now."""
    at = now()
    if article.status == "draft":
        return "draft"
    if article.valid_until and article.valid_until <= at:
        return "expired"
    return "not_yet" if article.valid_from and article.valid_from > at else "live"


async def get_article(session: AsyncSession, *, article_id: UUID) -> Article:
    """One article of the workspace, whole: with source, wordings and passages."""
    found = await session.scalar(_whole().where(Article.id == article_id))
    if found is None:
        raise ArticleNotFound
    return found


async def published_article(session: AsyncSession, *, slug: str) -> Article | None:
    """The article that everybody may read at this address now; None for drafts and for what does not exist."""
    return await session.scalar(_whole().where(Article.slug == slug, *_being("live")))


def _being(state: ArticleState | Literal["limited"]) -> Sequence[ColumnElement[bool]]:
    """What holds of the articles in a state, as `state_of` tells it of one."""
    at, published = now(), Article.status == "published"
    match state:
        case "limited":
            return (Article.assistants.is_not(None),)
        case "draft":
            return (Article.status == "draft",)
        case "expired":
            return (published, Article.valid_until <= at)
        case "not_yet":
            return (published, Article.valid_from > at)
        case "live":
            begun = or_(Article.valid_from.is_(None), Article.valid_from <= at)
            return (published, begun, or_(Article.valid_until.is_(None), Article.valid_until > at))


def _whole() -> Select[Article]:
    return select(Article).options(
        joinedload(Article.source), selectinload(Article.wordings), selectinload(Article.passages)
    )


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
