"""What everybody may read: the published articles that hold now and are for everybody, as a help centre lists them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only

from sportello.core.clock import now
from sportello.knowledge.models import Article


async def shelf_languages(session: AsyncSession) -> Sequence[str]:
    """The languages there is something to read in, in order."""
    found = select(Article.language).where(*_readable()).distinct().order_by(Article.language)
    return (await session.scalars(found)).all()


async def shelf(session: AsyncSession, *, language: str, skip: int = 0, limit: int = 100) -> Sequence[Article]:
    """Articles of a language, without their texts: longer ones before frequent questions, each by title."""
    listed = select(Article).where(Article.language == language, *_readable())
    few = load_only(Article.slug, Article.title, Article.kind, Article.language, raiseload=True)
    ordered = listed.options(few).order_by(Article.kind, Article.title, Article.id)
    return (await session.scalars(ordered.offset(skip).limit(limit))).all()


async def shelf_addresses(session: AsyncSession, *, limit: int) -> Sequence[tuple[str, datetime]]:
    """Every readable article's slug, and when it was changed."""
    listed = select(Article.slug, Article.updated_at).where(*_readable()).order_by(Article.slug).limit(limit)
    return [(slug, changed) for slug, changed in await session.execute(listed)]


async def shelf_versions(session: AsyncSession, *, article: Article) -> Sequence[tuple[str, str]]:
    """The languages an article is there in and its slug in each, its own among them: one source, one name in it."""
    if article.source_id is None or article.source_key is None:
        return [(article.language, article.slug)]
    same = (Article.source_id == article.source_id, Article.source_key == article.source_key, *_readable())
    others = select(Article.language, Article.slug).where(*same, Article.id != article.id)
    found = [(language, slug) for language, slug in await session.execute(others)]
    return sorted([(article.language, article.slug), *found])


def _readable() -> tuple[ColumnElement[bool], ...]:
    at = now()
    return (
        Article.status == "published",
        Article.assistants.is_(None),
        or_(Article.valid_from.is_(None), Article.valid_from <= at),
        or_(Article.valid_until.is_(None), Article.valid_until > at),
    )
