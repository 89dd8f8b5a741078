"""What everybody may read: the published articles that hold now, as a help centre lists them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.knowledge.models import Article


async def shelf_languages(session: AsyncSession) -> Sequence[str]:
    """The languages there is something to read in, in order."""
    found = select(Article.language).where(*_readable()).distinct().order_by(Article.language)
    return (await session.scalars(found)).all()


async def shelf(session: AsyncSession, *, language: str, skip: int = 0, limit: int = 100) -> Sequence[Article]:
    """Articles of a language: longer texts before frequent questions, each by title."""
    listed = select(Article).where(Article.language == language, *_readable())
    ordered = listed.order_by(Article.kind, Article.title, Article.id)
    return (await session.scalars(ordered.offset(skip).limit(limit))).all()


async def shelf_addresses(session: AsyncSession, *, limit: int) -> Sequence[tuple[str, datetime]]:
    """Every readable article's slug, and when it was changed."""
    listed = select(Article.slug, Article.updated_at).where(*_readable()).order_by(Article.slug).limit(limit)
    return [(slug, changed) for slug, changed in (await session.execute(listed)).tuples()]


def _readable() -> tuple[ColumnElement[bool], ...]:
    at = now()
    return (
        Article.status == "published",
        or_(Article.valid_from.is_(None), Article.valid_from <= at),
        or_(Article.valid_until.is_(None), Article.valid_until > at),
    )
