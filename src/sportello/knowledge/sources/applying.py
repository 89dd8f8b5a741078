"""Making the articles of a source what it says: known entries in place, new ones added, what has vanished removed.

An entry is known again by its id (or its file name, or its question) and language: it is updated in place, or left
alone when the source says what it said last time, so that edits made in the desk live on. Where its file or page has
only changed its language, it is known by its id alone, and keeps its address.
"""

from asyncio import to_thread
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Text, any_, delete, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.events import emit
from sportello.core.ids import new_id
from sportello.core.reasons import Reason
from sportello.knowledge.errors import ImportInvalid
from sportello.knowledge.events import SourceImported
from sportello.knowledge.files import File, Skipped
from sportello.knowledge.models import Article, Did, Source
from sportello.knowledge.retrieval.index import index
from sportello.knowledge.retrieval.likeness import mark
from sportello.knowledge.sources.reading import Entry, Reading, read_files, used_twice
from sportello.knowledge.text.passages import slug
from sportello.knowledge.writing import addresses, digest, new_article, whole_articles, write, write_alone


@dataclass(frozen=True)
class Change:
    """What an import did to one article, and why it removed it."""

    did: Did
    article_id: UUID
    title: str
    language: str
    reason: str | None = None


@dataclass
class ImportReport:
    """What an import did. Nothing is dropped in silence: what was left out is in `skipped`, with the reason."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list[Skipped])
    changes: list[Change] = field(default_factory=list[Change])
    """The articles added, changed and removed."""


async def import_articles(
    session: AsyncSession, *, source: str, files: Iterable[File], language: str | None = None
) -> ImportReport:
    """Make the articles of a source what its files now say, in this transaction: for what ships with the program.

    Files of text only, for nothing else can be read while a transaction is open. Other sources and desk-made
    articles are not touched. What the files no longer hold is removed, except of files of which something could not
    be read; where nothing could, nothing is.
    """
    here = await write_alone(session)
    reading = await to_thread(
        read_files, list(files), language=language, default=here.default_language, zone=ZoneInfo(here.time_zone)
    )
    if not reading.entries and not reading.skipped:
        raise ImportInvalid("There is no file to read in it. Give Markdown files or FAQ lists (YAML, JSON, CSV).")
    origin = await _source(session, here.id, source)
    report = ImportReport(skipped=reading.skipped)
    await apply_entries(session, origin=origin, reading=reading, entries=reading.entries, report=report)
    held = reading.identities
    articles = await session.execute(
        select(Article.id, Article.source_language, Article.source_key, Article.source_path).where(
            Article.source_id == origin.id
        )
    )
    gone = [
        article_id
        for article_id, spoken, key, path in articles
        if held and (spoken, key) not in held and path not in reading.unread
    ]
    report.removed = len(gone)
    await session.execute(delete(Article).where(Article.id.in_(gone)))
    origin.imported_at = now()
    await tell_imported(session, origin=origin, report=report)
    return report


async def tell_imported(session: AsyncSession, *, origin: Source, report: ImportReport) -> None:
    """Tell what an import did, once it is over."""
    await emit(
        session,
        SourceImported(
            workspace_id=origin.workspace_id,
            source_id=origin.id,
            added=report.added,
            changed=report.changed,
            removed=report.removed,
        ),
    )


async def apply_entries(
    session: AsyncSession,
    *,
    origin: Source,
    reading: Reading,
    entries: Sequence[Entry],
    report: ImportReport,
    already: Collection[str] = (),
    since: datetime | None = None,
) -> list[UUID]:
    """Write what is new or says something else than last time; returns the articles written. Knowledge is locked.

    `entries` are of `reading`, all of it or a portion: only with the whole is it seen what their files hold no more.
    `already` are files and pages that were read before these in the same run: an id of theirs is not used twice.
    `since` is when the run began: what a worker that died has written of it is not counted again.
    """
    known = await _known(session, origin, entries)
    known |= await _in_another_language(session, origin, reading, [one for one in entries if one.identity not in known])
    new = (entry for entry in entries if entry.identity not in known)
    taken = await addresses(session, like=(slug(entry.content.title) for entry in new))
    written: list[Article] = []
    for entry in entries:
        article = known.get(entry.identity)
        if article is not None and article.source_path in already and article.source_path != entry.path:
            reason = used_twice(entry.key, article.source_path)
            report.skipped.append(Skipped(f"{entry.path}: {entry.content.title[:80]}", reason))
            continue
        said = digest(entry.content)
        if article is None:
            article = new_article(origin.workspace_id, taken.next(slug(entry.content.title)))
            article.source_id, article.source_key = origin.id, entry.key
            article.status, article.assistants = entry.content.status, origin.assistants
            article.valid_from, article.valid_until = entry.content.valid_from, entry.content.valid_until
            session.add(article)
            report.added += 1
        elif article.source_hash == said:
            article.source_path, article.source_url = entry.path, entry.url
            report.unchanged += since is None or article.updated_at < since
            continue
        else:
            if entry.says_status:
                article.status = entry.content.status
            if entry.says_validity:
                article.valid_from, article.valid_until = entry.content.valid_from, entry.content.valid_until
            report.changed += 1
        article.source_language = entry.content.language
        did: Did = "changed" if entry.identity in known else "added"
        await write(article, entry.content)
        report.changes.append(Change(did, article.id, article.title, article.language))
        article.source_path, article.source_hash, article.source_url = entry.path, said, entry.url
        written.append(article)
    await index(session, written)
    await mark(session, written)
    return [article.id for article in written]


async def _known(
    session: AsyncSession, origin: Source, entries: Sequence[Entry]
) -> dict[tuple[str, str | None], Article]:
    """The articles of the source that these entries were the last time."""
    found: dict[tuple[str, str | None], Article] = {}
    identities = [entry.identity for entry in entries]
    for start in range(0, len(identities), _AT_ONCE):
        some = tuple_(Article.source_language, Article.source_key).in_(identities[start : start + _AT_ONCE])
        wanted = whole_articles().where(Article.source_id == origin.id, some)
        found |= {_identity(article): article for article in await session.scalars(wanted)}
    return found


_AT_ONCE = 1_000


def _identity(article: Article) -> tuple[str, str | None]:
    """What its source knows it by."""
    return article.source_language or article.language, article.source_key


async def _in_another_language(
    session: AsyncSession, origin: Source, reading: Reading, entries: Sequence[Entry]
) -> dict[tuple[str, str | None], Article]:
    """The articles that entries not known were the last time, where their file or page has changed its language.

    That is where it held one, and only one, under the same key in a language it holds no more. Of what could be read
    in part, a language that is still spoken in it may go on in the part that could not.
    """
    paths, keys = {entry.path for entry in entries}, {entry.key for entry in entries}
    if not entries:
        return {}
    same = Article.source_key == any_(literal(list(keys), ARRAY(Text)))
    wanted = whole_articles().where(Article.source_id == origin.id, Article.source_path.in_(paths), same)
    spoken = {(one.path, one.content.language) for one in reading.entries if one.path in reading.unread}
    lost: dict[tuple[str | None, str | None], list[Article]] = {}
    for article in await session.scalars(wanted):
        identity = _identity(article)
        held = identity in reading.identities or identity in reading.elsewhere
        if not held and (article.source_path, identity[0]) not in spoken:
            lost.setdefault((article.source_path, article.source_key), []).append(article)
    were = ((entry, lost.pop((entry.path, entry.key), [])) for entry in entries)
    return {entry.identity: articles[0] for entry, articles in were if len(articles) == 1}


async def held_hashes(session: AsyncSession, source: Source) -> dict[str, frozenset[str]]:
    """What each item of a source has said. Of files only their names matter: they may hold very many."""
    of_source = Article.source_id == source.id, Article.source_path.is_not(None)
    if source.kind not in {"page", "site"}:
        names = await session.scalars(select(Article.source_path).where(*of_source).distinct())
        return {name: frozenset() for name in names if name is not None}
    found: dict[str, set[str]] = {}
    for path, hashed in await session.execute(select(Article.source_path, Article.source_hash).where(*of_source)):
        found.setdefault(path or "", set()).add(hashed or "")
    return {path: frozenset(hashes) for path, hashes in found.items()}


async def remove(
    session: AsyncSession, report: ImportReport, *which: ColumnElement[bool], reason: str | None = None
) -> None:
    """Remove articles, and list them in the report: with this reason, or with that they are in the source no more."""
    columns = (Article.id, Article.title, Article.language, Article.source_path, Article.source_id, Article.source_key)
    gone = (await session.execute(delete(Article).where(*which).returning(*columns))).all()
    keys = [row.source_key for row in gone if row.source_path is None]
    same = Article.source_key == any_(literal(keys, ARRAY(Text)))
    of_them = Article.source_id.in_({row.source_id for row in gone})
    left = set(await session.scalars(select(Article.source_key).where(of_them, same))) if keys else set[str | None]()
    report.removed += len(gone)
    for row in gone:
        why = reason or _vanished(row.source_path, translated=row.source_key in left)
        report.changes.append(Change("removed", *row[:3], why))


def _vanished(path: str | None, *, translated: bool) -> Reason:
    """Why an article goes that nothing of the source holds: what held it is there without it, or is not there."""
    if path is not None:
        return Reason("left_source", "{item} is not part of the source any more.", item=path)
    if translated:
        return Reason("left_language", "What was read holds it in other languages only.")
    return Reason("left_item", "What was read does not hold it any more.")


async def let_go(session: AsyncSession, source: Source, name: str, reading: Reading) -> None:
    """Articles that an item held and does not hold any more: another may still come up with them, until the end."""
    if name in reading.unread:
        return
    columns = select(Article.id, Article.source_language, Article.source_key)
    known = await session.execute(columns.where(Article.source_id == source.id, Article.source_path == name))
    lost = [row.id for row in known if (row.source_language, row.source_key) not in reading.identities]
    if lost:
        await session.execute(update(Article).where(Article.id.in_(lost)).values(source_path=None))


async def _source(session: AsyncSession, workspace_id: UUID, name: str) -> Source:
    found = await session.scalar(select(Source).where(Source.name == name))
    if found is None:
        found = Source(id=new_id(), workspace_id=workspace_id, kind="files", name=name)
        session.add(found)
        await session.flush()
    return found
