"""Who looks something up, and what of the knowledge is chosen for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.knowledge.models import Article, Source

RESTRICTED: Final = """
    SELECT id FROM (
        -- OFFSET 0 hides what is asked: planned for it, a statement would be planned anew at every call.
        SELECT CAST(:at AS timestamptz) AS at, CAST(:assistant AS uuid) AS assistant, CAST(:chosen AS uuid[]) AS chosen,
            CAST(:handwritten AS bool) AS handwritten OFFSET 0
    ) AS reader CROSS JOIN LATERAL restricted_rows(at, assistant, chosen, handwritten) AS id
    """
"""The rows that a reader may not find, as a part of statements: what it asks for is said by `Reader.holding`."""


@dataclass(frozen=True)
class Selection:
    """What is chosen of the knowledge: whole sources, single articles, and what was written by hand, of no source.

    What comes into a source later is chosen with it. What is gone is not: a selection that nothing is left of is none.
    """

    sources: Collection[UUID] = ()
    articles: Collection[UUID] = ()
    handwritten: bool = False


@dataclass(frozen=True)
class Reader:
    """An assistant finds what is for it, and of that its selection, if it has one; nobody what is for everybody."""

    assistant_id: UUID | None = None
    selection: Selection | None = None

    def holding(self) -> dict[str, Any]:
        """When, and for whom, what is found must hold, as `RESTRICTED` wants to know it."""
        chosen = self.selection
        return {
            "at": now(),
            "assistant": self.assistant_id,
            "chosen": None if chosen is None else [*chosen.sources, *chosen.articles],
            "handwritten": chosen is not None and chosen.handwritten,
        }


NOBODY: Final = Reader()


@dataclass(frozen=True)
class Names:
    """Sources by their names, and articles by their titles and addresses: those that there are."""

    sources: Mapping[UUID, str] = field(default_factory=dict[UUID, str])
    articles: Mapping[UUID, str] = field(default_factory=dict[UUID, str])
    slugs: Mapping[UUID, str] = field(default_factory=dict[UUID, str])


async def names_of(session: AsyncSession, selection: Selection) -> Names:
    """What of a selection is there, as people call it."""
    return await _names(session, Source.id.in_(selection.sources), Article.id.in_(selection.articles))


async def selected_by_name(session: AsyncSession, *, sources: Sequence[str], slugs: Sequence[str]) -> Names:
    """The sources of these names, and the articles at these addresses: those that there are."""
    return await _names(session, Source.name.in_(sources), Article.slug.in_(slugs))


async def _names(session: AsyncSession, source: ColumnElement[bool], article: ColumnElement[bool]) -> Names:
    sources = (await session.execute(select(Source.id, Source.name).where(source))).all()
    articles = (await session.execute(select(Article.id, Article.title, Article.slug).where(article))).all()
    return Names(
        {row.id: row.name for row in sources},
        {row.id: row.title for row in articles},
        {row.id: row.slug for row in articles},
    )
