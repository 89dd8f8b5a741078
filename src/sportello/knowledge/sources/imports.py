"""Carrying out an import: each file or page is read with no transaction open, then written in one of its own.

So a run may be watched, stopped, or taken over by another worker at any point: what has been dealt with is marked
with the run's id in the transaction that counts it, and is not dealt with again. What cannot be read fails alone.
"""

from collections.abc import AsyncGenerator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import delete, or_, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.events import emit
from sportello.core.holding import holding
from sportello.core.http import PUBLIC, FetchRefused, Reach
from sportello.core.reasons import Reason
from sportello.knowledge.events import ImportStopped
from sportello.knowledge.facts import FactsFileInvalid, import_facts
from sportello.knowledge.files import File, Skipped
from sportello.knowledge.models import Article, ImportChange, ImportRun, Outcome, RunState, Source, SourceItem
from sportello.knowledge.retrieval.likeness import Alike, alike
from sportello.knowledge.sources.applying import (
    ImportReport,
    apply_entries,
    held_hashes,
    let_go,
    remove,
    tell_imported,
)
from sportello.knowledge.sources.crawling import Page, read_pages
from sportello.knowledge.sources.handed_in import HandedIn
from sportello.knowledge.sources.reading import Reading
from sportello.knowledge.sources.runs import GOING, LOST_AFTER, because, end_run, in_hand, tell_progress
from sportello.knowledge.writing import write_alone
from sportello.workspaces import get_workspace

TOLD_EVERY: Final = timedelta(seconds=0.5)
MOST_SKIPPED = 500
"""Skipped things whose reasons are kept; beyond, they are only counted."""
MOST_ALIKE = 200
_MOST_COMPARED, _COMPARED_AT_ONCE = 2_000, 100
_PORTION: Final = 100
"""Articles that are written in one transaction."""
_OURS = Reason("ours", "Something went wrong on our side. It has been logged.")
_NOTHING = Reason("nothing", "There was nothing to read.")
_log = structlog.get_logger()


class _StoppedError(Exception):
    """Somebody cancelled the run, or it is over."""


@dataclass
class _Work:
    """What carrying out a run knows of it without asking again."""

    database: Database
    reach: Reach
    workspace_id: UUID
    run_id: UUID
    source: Source
    language: str
    zone: ZoneInfo
    started_at: datetime
    waiting: list[str] = field(default_factory=list[str])
    dealt: set[str] = field(default_factory=set[str])
    known: dict[str, SourceItem] = field(default_factory=dict[str, SourceItem])
    """Items that hold articles since an earlier run."""
    held: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """By item, the hashes of what these articles said when they were last imported."""
    found: int = 0
    told_at: datetime | None = None


async def carry_out(database: Database, *, workspace_id: UUID, run_id: UUID, reach: Reach = PUBLIC) -> None:
    """Read a run's source to its end, from wherever it is. Nothing is done for a run that is over, or in hand."""
    async with holding(database, in_hand(run_id)) as ours:
        work = await _start(database, workspace_id, run_id, reach) if ours else None
        if work is not None:
            await _carry_out(work)


async def _carry_out(work: _Work) -> None:
    try:
        async for item in _items(work):
            await _deal_with(work, item)
        await _finish(work)
    except _StoppedError:
        _log.info("import.stopped", run_id=str(work.run_id))
    except FetchRefused as refused:
        await _fail(work, refused.detail or refused.title())
    except (OperationalError, InterfaceError, OSError):
        raise  # the database is away: the job is tried again
    except Exception:  # noqa: BLE001 - a run that nobody ends would be taken for lost
        _log.exception("import.failed", run_id=str(work.run_id))
        await _fail(work, _OURS)


async def _start(database: Database, workspace_id: UUID, run_id: UUID, reach: Reach) -> _Work | None:
    async with database.transaction(workspace_id) as session:
        run = await session.scalar(select(ImportRun).where(ImportRun.id == run_id).with_for_update())
        if run is None or run.state not in GOING:
            return None
        here = await get_workspace(session)
        source = (await session.scalars(select(Source).where(Source.id == run.source_id))).one()
        started_at = run.started_at = run.started_at or now()
        run.state, run.tries, run.due_at = "running", run.tries + 1, now() + LOST_AFTER
        work = _Work(
            database,
            reach,
            workspace_id,
            run_id,
            source,
            here.default_language,
            ZoneInfo(here.time_zone),
            started_at,
        )
        items = (await session.scalars(select(SourceItem).where(SourceItem.source_id == source.id))).all()
        work.held = await held_hashes(session, source)
        work.known = {item.name: item for item in items if item.name in work.held}
        work.dealt = {item.name for item in items if item.run_id == run_id}
        waiting = select(SourceItem.name).where(SourceItem.source_id == source.id, SourceItem.content.is_not(None))
        work.waiting = list(await session.scalars(waiting.order_by(SourceItem.name)))
        work.found = run.found = max(run.found, len(work.waiting) + len(work.dealt))
        run.dealt, run.to_compare, run.compared = len(work.dealt), 0, 0
        await tell_progress(session, run)
        return work


async def _items(work: _Work) -> AsyncGenerator[Page]:
    """Everything the source holds, one after the other, read or with the reason why not."""
    if work.source.kind in {"page", "site"}:
        async for page in read_pages(
            work.source, known=work.known, held=work.held, reach=work.reach, default=work.language, zone=work.zone
        ):
            work.found = max(work.found, page.found)
            if page.outcome is None:
                await _tell_current(work, page.name)
            elif page.name not in work.dealt:
                yield page
        return
    files = HandedIn(work.database, work.workspace_id, work.source, work.language, work.zone, work.waiting)
    for name in work.waiting:
        await _tell_current(work, name)
        try:
            page = await files.read(name)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # noqa: BLE001 - one poisonous file harms only itself
            _log.exception("import.item_failed", run_id=str(work.run_id))
            page = _ours(name)
        yield page


async def _tell_current(work: _Work, name: str) -> None:
    """Say what is being read, now and then; notice whether somebody has stopped the run."""
    if work.told_at is not None and now() - work.told_at < TOLD_EVERY:
        return
    work.told_at = now()
    async with work.database.transaction(work.workspace_id) as session:
        run = await _held(session, work)
        run.current, run.found = name[:300], work.found
        await tell_progress(session, run)


async def _held(session: AsyncSession, work: _Work) -> ImportRun:
    """The run, held for this transaction, and marked as alive."""
    found = select(ImportRun).where(ImportRun.id == work.run_id, ImportRun.state == "running").with_for_update()
    run = await session.scalar(found)
    if run is None:
        raise _StoppedError
    run.due_at = now() + LOST_AFTER
    return run


async def _deal_with(work: _Work, item: Page) -> None:
    """Write what an item holds, in portions; when that fails, only the rest of this item is left out."""
    reading = item.reading or Reading([], [], set())
    last = max(0, len(reading.entries) - 1) // _PORTION * _PORTION
    try:
        for start in range(0, last, _PORTION):
            await _write_portion(work, reading, start)
        await _write(work, item, last)
    except (_StoppedError, OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001 - one poisonous page harms only itself
        _log.exception("import.item_failed", run_id=str(work.run_id))
        await _write(work, _ours(item.name))
    work.dealt.add(item.name)


def _ours(name: str) -> Page:
    """An item that we failed at."""
    return Page(name=name, reading=Reading([], [Skipped(name, _OURS)], {name}), outcome="unread")


async def _write_portion(work: _Work, reading: Reading, start: int) -> None:
    """A part of an item. No transaction may be long, or its connection would be taken for forgotten."""
    async with work.database.transaction(work.workspace_id) as session:
        await write_alone(session)
        run = await _held(session, work)
        source = (await session.scalars(select(Source).where(Source.id == work.source.id))).one()
        report = ImportReport()
        await _apply(session, work, source, reading, start=start, report=report)
        _add_up(session, run, report)
        await tell_progress(session, run)


async def _apply(
    session: AsyncSession, work: _Work, source: Source, reading: Reading, *, start: int, report: ImportReport
) -> None:
    entries, already, since = reading.entries[start : start + _PORTION], work.dealt, work.started_at
    await apply_entries(
        session, origin=source, reading=reading, entries=entries, report=report, already=already, since=since
    )


async def _write(work: _Work, item: Page, start: int = 0) -> None:
    """Write what an item holds from `start` on, and mark it as dealt with."""
    async with work.database.transaction(work.workspace_id) as session:
        await write_alone(session)
        run = await _held(session, work)
        source = (await session.scalars(select(Source).where(Source.id == work.source.id))).one()
        row = await session.get(SourceItem, (source.id, item.name))
        if row is None:
            row = SourceItem(source_id=source.id, name=item.name, workspace_id=work.workspace_id)
            session.add(row)
        if row.run_id == work.run_id:
            return
        report, outcome = ImportReport(), item.outcome
        if item.facts is not None:
            outcome = await _write_facts(session, source, item.facts, report)
        elif item.reading is None:
            await _keep_or_remove(session, item, source, report)
        else:
            report.skipped += item.reading.skipped
            await _apply(session, work, source, item.reading, start=start, report=report)
            await let_go(session, source, item.name, item.reading)
            row.etag, row.last_modified = item.etag, item.last_modified
        row.run_id, row.outcome, row.content = work.run_id, outcome, None
        row.reason = _why_not(item, outcome, report)
        row.because = because(row.reason)
        run.found, run.dealt, run.read = work.found, run.dealt + 1, run.read + (outcome == "read")
        _add_up(session, run, report)
        await tell_progress(session, run)


def _why_not(item: Page, outcome: Outcome | None, report: ImportReport) -> str | None:
    """Why nothing of an item was read, where nothing was."""
    if outcome == "read":
        return None
    return item.reason or next((one.reason for one in report.skipped), None)


async def _write_facts(session: AsyncSession, source: Source, file: File, report: ImportReport) -> Outcome:
    """Business facts go their own way, and count in the same report."""
    try:
        facts = await import_facts(session, source=f"{source.name}/{file.name}", files=[file])
    except FactsFileInvalid as invalid:
        report.skipped.append(Skipped(file.name, invalid.reason))
        return "unread"
    report.added, report.changed, report.removed = facts.added, facts.changed, facts.removed
    report.unchanged, report.skipped = facts.unchanged, list(facts.skipped)
    return "read"


async def _keep_or_remove(session: AsyncSession, item: Page, source: Source, report: ImportReport) -> None:
    """What has not changed since the last time stays as it is; a page that is gone takes its articles with it."""
    of_it = (Article.source_id == source.id, Article.source_path == item.name)
    if item.outcome == "gone":
        await remove(session, report, *of_it, reason=item.reason)
        report.skipped += [Skipped(item.name, item.reason)] if item.reason and not report.removed else []
    else:
        report.unchanged += len((await session.scalars(select(Article.id).where(*of_it))).all())


def _add_up(session: AsyncSession, run: ImportRun, report: ImportReport) -> None:
    """Count what was done, and list it where the run has done so from its beginning."""
    run.added += report.added
    run.changed += report.changed
    run.removed += report.removed
    run.unchanged += report.unchanged
    run.skipped += len(report.skipped)
    room = MOST_SKIPPED - len(run.skipped_items)
    run.skipped_items = [*run.skipped_items, *(_as_kept(one) for one in report.skipped[: max(0, room)])]
    if run.listed:
        to = {"workspace_id": run.workspace_id, "run_id": run.id}
        session.add_all(
            ImportChange(**to, **asdict(change), because=because(change.reason)) for change in report.changes
        )


def _as_kept(one: Skipped) -> dict[str, Any]:
    return {"item": one.item, "reason": one.reason, "code": one.code, "params": one.params}


async def _finish(work: _Work) -> None:
    pairs = await _look_alike(work)
    async with work.database.transaction(work.workspace_id) as session:
        await write_alone(session)
        run = await _held(session, work)
        source = (await session.scalars(select(Source).where(Source.id == work.source.id))).one()
        if run.read + run.removed == 0:
            await _ended(session, run, state="failed", reason=_NOTHING)
            if run.skipped_items:
                first = run.skipped_items[0]
                run.reason, run.because = first["reason"], {name: first.get(name) for name in ("code", "params")}
            return
        vanished = ImportReport()
        await _remove_vanished(session, run, source, vanished)
        _add_up(session, run, vanished)
        run.found, run.duplicates, run.compared = work.found, pairs, run.to_compare
        source.imported_at = now()
        end_run(run, state="done")
        report = ImportReport(added=run.added, changed=run.changed, removed=run.removed)
        await tell_imported(session, origin=source, report=report)
        await tell_progress(session, run)


async def _remove_vanished(session: AsyncSession, run: ImportRun, source: Source, report: ImportReport) -> None:
    """Remove what no item holds any more and, where everything was read, what is of no item of this run."""
    nowhere = Article.source_path.is_(None)
    if run.complete:
        dealt = select(SourceItem.name).where(SourceItem.source_id == source.id, SourceItem.run_id == run.id)
        nowhere = or_(nowhere, Article.source_path.not_in(dealt))
        others = SourceItem.run_id.is_distinct_from(run.id)
        await session.execute(delete(SourceItem).where(SourceItem.source_id == source.id, others))
    await remove(session, report, Article.source_id == source.id, nowhere)


async def _look_alike(work: _Work) -> list[dict[str, Any]]:
    """Which of the articles this run has written say nearly the same as others."""
    async with work.database.transaction(work.workspace_id) as session:
        written = select(Article.id).where(Article.source_id == work.source.id, Article.updated_at >= work.started_at)
        ids = (await session.scalars(written.limit(_MOST_COMPARED))).all()
    pairs: list[Alike] = []
    for start in range(0, len(ids), _COMPARED_AT_ONCE):
        async with work.database.transaction(work.workspace_id) as session:
            run = await _held(session, work)
            run.current, run.found, run.to_compare, run.compared = None, work.found, len(ids), start
            await tell_progress(session, run)
        async with work.database.transaction(work.workspace_id) as session:
            pairs += await alike(session, article_ids=ids[start : start + _COMPARED_AT_ONCE])
    pairs.sort(key=lambda pair: -pair.share)
    once = {frozenset((pair.article_id, pair.other_id)): pair for pair in pairs}
    return [
        {"article_id": str(pair.article_id), "other_id": str(pair.other_id), "share": pair.share}
        for pair in list(once.values())[:MOST_ALIKE]
    ]


async def _fail(work: _Work, reason: str) -> None:
    async with work.database.transaction(work.workspace_id) as session:
        run = await session.scalar(select(ImportRun).where(ImportRun.id == work.run_id).with_for_update())
        if run is not None and run.state in GOING:
            await _ended(session, run, state="failed", reason=reason)


async def _ended(session: AsyncSession, run: ImportRun, *, state: RunState, reason: str) -> None:
    end_run(run, state=state, reason=reason)
    await emit(
        session, ImportStopped(workspace_id=run.workspace_id, source_id=run.source_id, run_id=run.id, state=state)
    )
    await tell_progress(session, run)
