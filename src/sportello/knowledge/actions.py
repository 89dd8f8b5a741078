"""Everything that changes knowledge. Search changes in the same transaction: found at commit, and not before."""

import hashlib
from asyncio import to_thread
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from sportello.core.clock import now
from sportello.core.events import emit
from sportello.core.ids import new_id
from sportello.knowledge.articles import Content, problem_of
from sportello.knowledge.errors import ArticleInvalid, ArticleNotFound, ImportInvalid
from sportello.knowledge.events import ArticleRemoved, ArticleWritten, SourceImported
from sportello.knowledge.index import index
from sportello.knowledge.models import Article, Passage, Source, Wording
from sportello.knowledge.passages import slug, split
from sportello.knowledge.reading import Entry, File, Skipped, read_files
from sportello.workspaces import Workspace, get_workspace

_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('knowledge ' || CAST(:workspace AS text), 0))")


_LONG = 4_000


@dataclass
class ImportReport:
    """What an import did. Nothing is dropped in silence: what was left out is in `skipped`, with the reason."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list[Skipped])


async def create_article(session: AsyncSession, *, content: Content) -> Article:
    """Store a new article and make it findable (when published)."""
    _check(content)
    here = await _alone(session)
    taken = await _slugs(session)
    article = _new(here.id, taken.next(slug(content.title)))
    await _write(article, content)
    session.add(article)
    await index(session, [article])
    await emit(session, ArticleWritten(workspace_id=here.id, article_id=article.id))
    return article


async def update_article(session: AsyncSession, *, article_id: UUID, content: Content) -> Article:
    """Replace what an article says. Its address stays; passages that keep their anchor keep their id."""
    _check(content)
    here = await _alone(session)
    article = await session.scalar(_loaded().where(Article.id == article_id))
    if article is None:
        raise ArticleNotFound
    await _write(article, content)
    await index(session, [article])
    await emit(session, ArticleWritten(workspace_id=here.id, article_id=article.id))
    return article


async def delete_article(session: AsyncSession, *, article_id: UUID) -> None:
    """Remove an article with all that search knew of it."""
    here = await _alone(session)
    gone = await session.scalar(delete(Article).where(Article.id == article_id).returning(Article.id))
    if gone is None:
        raise ArticleNotFound
    await emit(session, ArticleRemoved(workspace_id=here.id, article_id=article_id))


async def import_articles(
    session: AsyncSession, *, source: str, files: Iterable[File], language: str | None = None
) -> ImportReport:
    """Make the articles of a source what its files now say; other sources and desk-made articles are not touched.

    An entry is known again by its id (or its file name, or its question) and language: it is updated in place, or
    left alone when the file says what it said last time, so that edits made in the desk live on. What the files no
    longer hold is removed, except of files of which something could not be read; where nothing could, nothing is.
    """
    here = await _alone(session)
    reading = await to_thread(read_files, list(files), language=language, default=here.default_language)
    if not reading.entries and not reading.skipped:
        raise ImportInvalid("There is no file to read in it. Give Markdown files or FAQ lists (YAML, JSON, CSV).")
    origin = await _source(session, here.id, source)
    known = {
        (article.language, article.source_key): article
        for article in await session.scalars(_loaded().where(Article.source_id == origin.id))
    }
    report = ImportReport(skipped=reading.skipped)
    changed = await _apply(session, origin=origin, entries=reading.entries, known=known, report=report)
    held = {(entry.content.language, entry.key) for entry in reading.entries}
    gone = [a for key, a in known.items() if held and key not in held and a.source_path not in reading.unread]
    report.removed = len(gone)
    await session.execute(delete(Article).where(Article.id.in_([article.id for article in gone])))
    await index(session, changed)
    origin.imported_at = now()
    await emit(
        session,
        SourceImported(
            workspace_id=here.id,
            source_id=origin.id,
            added=report.added,
            changed=report.changed,
            removed=report.removed,
        ),
    )
    return report


async def _apply(
    session: AsyncSession,
    *,
    origin: Source,
    entries: Sequence[Entry],
    known: dict[tuple[str, str | None], Article],
    report: ImportReport,
) -> list[Article]:
    changed: list[Article] = []
    taken = await _slugs(session)
    for entry in entries:
        digest = _digest(entry.content)
        article = known.get((entry.content.language, entry.key))
        if article is None:
            article = _new(origin.workspace_id, taken.next(slug(entry.content.title)))
            article.source_id, article.source_key = origin.id, entry.key
            await _write(article, entry.content)
            session.add(article)
            report.added += 1
        elif article.source_hash == digest:
            article.source_path = entry.path
            report.unchanged += 1
            continue
        else:
            await _write(article, entry.content, keep_status=not entry.says_status)
            report.changed += 1
        article.source_path, article.source_hash = entry.path, digest
        changed.append(article)
    return changed


async def _alone(session: AsyncSession) -> Workspace:
    """The workspace, with its knowledge locked for this transaction: writers come one after another."""
    here = await get_workspace(session)
    await session.execute(_ALONE, {"workspace": here.id})
    return here


async def _source(session: AsyncSession, workspace_id: UUID, name: str) -> Source:
    found = await session.scalar(select(Source).where(Source.name == name))
    if found is None:
        found = Source(id=new_id(), workspace_id=workspace_id, name=name)
        session.add(found)
        await session.flush()
    return found


class _Addresses:
    """The addresses that are taken, and the next free one like a given one."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._counts: dict[str, int] = {}

    def next(self, name: str) -> str:
        address = name
        while address in self._taken:
            self._counts[name] = self._counts.get(name, 1) + 1
            address = f"{name}-{self._counts[name]}"
        self._taken.add(address)
        return address


async def _slugs(session: AsyncSession) -> _Addresses:
    return _Addresses(await session.scalars(select(Article.slug)))


def _loaded() -> Select[Article]:
    return select(Article).options(selectinload(Article.wordings), selectinload(Article.passages))


def _check(content: Content) -> None:
    problem = problem_of(content)
    if problem:
        raise ArticleInvalid(problem)


def _digest(content: Content) -> str:
    parts = (content.kind, content.title, content.language, content.status, content.body, *content.questions)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _new(workspace_id: UUID, address: str) -> Article:
    return Article(id=new_id(), workspace_id=workspace_id, slug=address, wordings=[], passages=[])


async def _write(article: Article, content: Content, *, keep_status: bool = False) -> None:
    """Put content into an article, its passages and wordings; what stays the same keeps its id."""
    if not keep_status:
        article.status = content.status
    article.kind, article.title, article.language = content.kind, content.title.strip(), content.language
    article.body, article.updated_at = content.body, now()
    # Long texts take a while to cut; others are served meanwhile.
    pieces = (
        await to_thread(split, content.body, title=content.title)
        if len(content.body) > _LONG
        else split(content.body, title=content.title)
    )
    passages = {passage.anchor: passage for passage in article.passages}
    article.passages = [passages.get(piece.anchor) or Passage(id=new_id()) for piece in pieces]
    for position, (passage, piece) in enumerate(zip(article.passages, pieces, strict=True)):
        passage.workspace_id, passage.position = article.workspace_id, position
        passage.heading_path, passage.anchor = list(piece.heading_path), piece.anchor
        passage.text, passage.tokens = piece.text, piece.tokens
    questions = dict.fromkeys(" ".join(question.split()) for question in content.questions)
    wordings = {wording.text: wording for wording in article.wordings}
    article.wordings = [wordings.get(question) or Wording(id=new_id(), text=question) for question in questions]
    for position, wording in enumerate(article.wordings):
        wording.workspace_id, wording.position = article.workspace_id, position
