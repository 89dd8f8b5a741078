"""What one may ask about sources: which there are, how their last reading went, what a run did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from sportello.knowledge.errors import ArticleNotFound, ImportNotFound, SourceNotFound
from sportello.knowledge.models import Article, Did, ImportChange, ImportRun, Source, SourceItem
from sportello.knowledge.retrieval.likeness import Alike, alike
from sportello.workspaces import User


@dataclass(frozen=True)
class RunLine:
    """A run, and the name of who began it, where somebody did."""

    run: ImportRun
    begun_by_name: str | None


@dataclass(frozen=True)
class SourceLine:
    """A source, how many articles are of it, and its newest run."""

    source: Source
    articles: int
    last: RunLine | None


@dataclass(frozen=True)
class Pair:
    """Two articles that say nearly the same, as lines to show."""

    article: Article
    other: Article
    share: float


@dataclass(frozen=True)
class ChangeLine:
    """What a run did to one article, and whether that article is still there."""

    change: ImportChange
    exists: bool


@dataclass(frozen=True)
class ItemLine:
    """A file or page of a source: how large it was, what became of it and why, whether it waits to be read."""

    name: str
    size: int
    outcome: str | None
    reason: str | None
    because: dict[str, Any] | None
    waiting: bool

    @property
    def reason_code(self) -> str | None:
        """By what programs know the reason, where it has a code."""
        return (self.because or {}).get("code")

    @property
    def reason_params(self) -> dict[str, Any]:
        """What the reason is about."""
        return (self.because or {}).get("params") or {}


async def list_sources(session: AsyncSession) -> list[SourceLine]:
    """All sources of the workspace, by name."""
    return await _lines(session, select(Source).order_by(func.lower(Source.name), Source.id))


async def get_source(session: AsyncSession, *, source_id: UUID) -> SourceLine:
    """One source of the workspace."""
    found = await _lines(session, select(Source).where(Source.id == source_id))
    if not found:
        raise SourceNotFound
    return found[0]


async def _lines(session: AsyncSession, wanted: Select[Source]) -> list[SourceLine]:
    sources = (await session.scalars(wanted.execution_options(populate_existing=True))).all()
    ids = [source.id for source in sources]
    count = select(Article.source_id, func.count()).where(Article.source_id.in_(ids)).group_by(Article.source_id)
    counts = {row[0]: row[1] for row in await session.execute(count)}
    newest = (
        select(ImportRun)
        .where(ImportRun.source_id.in_(ids))
        .ext(distinct_on(ImportRun.source_id))
        .order_by(ImportRun.source_id, ImportRun.created_at.desc(), ImportRun.id.desc())
        .subquery()
    )
    last = aliased(ImportRun, newest)
    runs = await session.execute(select(last, User.name).outerjoin(User, User.id == last.user_id))
    lasts = {run.source_id: RunLine(run, name) for run, name in runs}
    return [SourceLine(source, counts.get(source.id, 0), lasts.get(source.id)) for source in sources]


async def list_items(
    session: AsyncSession, *, source_id: UUID, after: str | None = None, limit: int = 50
) -> list[ItemLine]:
    """The files or pages of a source, by name."""
    waiting = SourceItem.content.is_not(None)
    columns = (SourceItem.name, SourceItem.size, SourceItem.outcome, SourceItem.reason, SourceItem.because)
    wanted = select(*columns, waiting).where(SourceItem.source_id == source_id)
    if after is not None:
        wanted = wanted.where(SourceItem.name > after)
    return [ItemLine(*row) for row in await session.execute(wanted.order_by(SourceItem.name).limit(limit))]


async def list_imports(
    session: AsyncSession, *, source_id: UUID, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[RunLine]:
    """The runs of a source, the newest first."""
    wanted = _runs().where(ImportRun.source_id == source_id)
    if before is not None:
        wanted = wanted.where(tuple_(ImportRun.created_at, ImportRun.id) < before)
    wanted = wanted.order_by(ImportRun.created_at.desc(), ImportRun.id.desc()).limit(limit)
    return [RunLine(run, name) for run, name in await session.execute(wanted)]


async def get_import(session: AsyncSession, *, source_id: UUID, run_id: UUID) -> RunLine:
    """One run of a source, as far as it is."""
    wanted = _runs().where(ImportRun.source_id == source_id, ImportRun.id == run_id)
    found = (await session.execute(wanted.execution_options(populate_existing=True))).first()
    if found is None:
        raise ImportNotFound
    return RunLine(found[0], found[1])


async def list_changes(
    session: AsyncSession,
    *,
    run_id: UUID,
    did: Did | None = None,
    query: str = "",
    after: UUID | None = None,
    limit: int | None = 50,
) -> list[ChangeLine]:
    """Which articles a run has added, changed and removed, in the order it did; those whose titles hold `query`."""
    exists = select(Article.id).where(Article.id == ImportChange.article_id).exists()
    wanted = select(ImportChange, exists).where(ImportChange.run_id == run_id)
    if did is not None:
        wanted = wanted.where(ImportChange.did == did)
    if query:
        wanted = wanted.where(ImportChange.title.icontains(query, autoescape=True))
    if after is not None:
        wanted = wanted.where(ImportChange.id > after)
    return [ChangeLine(*row) for row in await session.execute(wanted.order_by(ImportChange.id).limit(limit))]


def _runs() -> Select[ImportRun, str]:
    return select(ImportRun, User.name).outerjoin(User, User.id == ImportRun.user_id)


async def duplicates_of_import(session: AsyncSession, *, run: ImportRun) -> list[Pair]:
    """What a run wrote and something else says nearly the same; pairs of which one is gone by now are left out."""
    found = [Alike(UUID(pair["article_id"]), UUID(pair["other_id"]), pair["share"]) for pair in run.duplicates]
    return await _pairs(session, found)


async def duplicates_of_article(session: AsyncSession, *, article_id: UUID) -> list[Pair]:
    """Which articles of the same language say nearly the same as this one, the most alike first."""
    if await session.scalar(select(Article.id).where(Article.id == article_id)) is None:
        raise ArticleNotFound
    return await _pairs(session, await alike(session, article_ids=[article_id]))


async def _pairs(session: AsyncSession, found: Sequence[Alike]) -> list[Pair]:
    ids = {article_id for pair in found for article_id in (pair.article_id, pair.other_id)}
    known = {article.id: article for article in await session.scalars(select(Article).where(Article.id.in_(ids)))}
    return [
        Pair(known[pair.article_id], known[pair.other_id], pair.share)
        for pair in found
        if pair.article_id in known and pair.other_id in known
    ]
