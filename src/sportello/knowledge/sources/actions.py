"""Sources: made, changed, handed files, read again, removed. Reading itself is a job (`imports`)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.db import enter_workspace
from sportello.core.events import emit
from sportello.core.http import read_url
from sportello.core.ids import new_id
from sportello.core.reasons import Reason
from sportello.knowledge.articles import unknown_language
from sportello.knowledge.documents import LARGEST_DOCUMENT
from sportello.knowledge.errors import (
    ImportNotFound,
    ImportRunning,
    NothingToImport,
    SourceInvalid,
    SourceNameTaken,
    SourceNotFound,
)
from sportello.knowledge.events import ImportBegun, ImportStopped, SourceChanged, SourceRemoved
from sportello.knowledge.files import File
from sportello.knowledge.models import Article, BegunBy, ImportRun, RunState, Source, SourceItem, SourceKind
from sportello.knowledge.sources.jobs import request_import
from sportello.knowledge.sources.runs import GOING, LOST_AFTER, end_run, is_in_hand, tell_progress
from sportello.knowledge.sources.schedule import NEVER, Schedule, next_due
from sportello.knowledge.text.languages import KNOWN
from sportello.knowledge.writing import write_alone
from sportello.workspaces import Member, Workspace, WorkspaceChanged, audit, get_workspace

MOST_PAGES: Final = 2_000
MOST_FILES: Final = 5_000
MOST_WAITING: Final = 200 * 1024 * 1024
"""Bytes of files that wait to be read, in one source."""
KEPT: Final = timedelta(days=1)
"""After so long, files that were handed in and never imported are forgotten."""
TRIES: Final = 3
"""Workers that may die of a run before it is given up."""
_log = structlog.get_logger()
_ANY_PORT: Final = range(1, 65_536)
"""Which ports may be asked is the installation's setting, and is looked at when the page is fetched."""
TEXT: Final = "text.md"
"""The one file of a text source."""
_WEB = frozenset({"page", "site"})
_GIVEN_UP = Reason("given_up", "It was begun several times and never came to its end.")
_ABANDONED = Reason("abandoned", "The program that carried it out was ended. A later import has taken its place.")
_DUE = text("SELECT * FROM door_due_sources(:now, :limit)")
_LOST = text("SELECT * FROM door_lost_imports(:now, :limit)")


@dataclass(frozen=True, kw_only=True)
class SourceSettings:
    """What people say of a source. `url` is a page's address, a site's sitemap or the page a section begins at.

    `path_prefix` keeps a site's reading to addresses that begin so; `assistants` is the scope of its new articles.
    """

    name: str
    url: str | None = None
    path_prefix: str | None = None
    page_cap: int = 200
    language: str | None = None
    assistants: tuple[UUID, ...] | None = None
    schedule: Schedule = NEVER


async def create_source(
    session: AsyncSession, *, source_id: UUID, kind: SourceKind, settings: SourceSettings, actor: Member | str
) -> Source:
    """Make a source; the same id again is the same source. Nothing is read before somebody begins an import."""
    here = await write_alone(session)
    known = await session.get(Source, source_id)
    if known is not None:
        return known
    await _check_name(session, settings.name, but=None)
    source = Source(id=source_id, workspace_id=here.id, kind=kind)
    _put(source, settings, here)
    session.add(source)
    await session.flush()
    await emit(session, SourceChanged(workspace_id=here.id, source_id=source.id))
    await _note(session, source, actor, "created")
    return source


async def update_source(
    session: AsyncSession, *, source_id: UUID, settings: SourceSettings, actor: Member | str
) -> Source:
    """Change what is said of a source. A new scope is given to the articles it has, too."""
    here = await write_alone(session)
    source = await lock_source(session, source_id)
    await _check_name(session, settings.name, but=source.id)
    before, spoken = source.assistants, source.language
    _put(source, settings, here)
    if source.assistants != before:
        scoped = update(Article).where(Article.source_id == source.id).values(assistants=source.assistants)
        await session.execute(scoped)
    if source.language != spoken:
        # What its server calls unchanged would not be read, and would go on in the language it had.
        of_source = update(SourceItem).where(SourceItem.source_id == source.id)
        await session.execute(of_source.values(etag=None, last_modified=None))
    await session.flush()
    await emit(session, SourceChanged(workspace_id=here.id, source_id=source.id))
    await _note(session, source, actor, "changed")
    return source


async def delete_source(session: AsyncSession, *, source_id: UUID, with_articles: bool, actor: Member | str) -> None:
    """Remove a source with its articles, or leave them behind as if they had been written in the desk."""
    await write_alone(session)
    source = await lock_source(session, source_id)
    if with_articles:
        await session.execute(delete(Article).where(Article.source_id == source.id))
    else:
        ties = ("source_id", "source_key", "source_language", "source_path", "source_hash")
        loose = dict.fromkeys(ties)
        await session.execute(update(Article).where(Article.source_id == source.id).values(loose))
    await _note(session, source, actor, "deleted", articles="removed" if with_articles else "kept")
    await session.execute(delete(Source).where(Source.id == source.id))
    await emit(session, SourceRemoved(workspace_id=source.workspace_id, source_id=source.id))


async def hand_in(session: AsyncSession, *, source_id: UUID, files: Sequence[File]) -> Source:
    """Keep files, or the text of a text source, until the next import has read them. The same name again replaces.

    Of a file that is too large for any reader no more is kept than shows it: the import leaves it out and says why.
    """
    source = await lock_source(session, source_id)
    if source.kind in _WEB:
        raise SourceInvalid("This source is read from the web. Make a source of files for files.")
    await _make_way(session, source)
    await _forget_abandoned(session)
    for file in files:
        content = (file.content.encode() if isinstance(file.content, str) else file.content)[: LARGEST_DOCUMENT + 1]
        item = await session.get(SourceItem, (source.id, file.name))
        if item is None:
            item = SourceItem(source_id=source.id, name=file.name, workspace_id=source.workspace_id)
            session.add(item)
        item.content, item.size, item.created_at = content, len(content), now()
        await session.flush()
        session.expunge(item)
    waiting = select(func.count(), func.coalesce(func.sum(SourceItem.size), 0)).where(
        SourceItem.source_id == source.id, SourceItem.content.is_not(None)
    )
    count, size = (await session.execute(waiting)).one()
    if count > MOST_FILES or size > MOST_WAITING:
        raise SourceInvalid(
            f"At most {MOST_FILES} files of {MOST_WAITING // 1024 // 1024} MB are read at once. Import in parts."
        )
    return source


async def begin_import(
    session: AsyncSession,
    *,
    source_id: UUID,
    run_id: UUID,
    begun_by: BegunBy = "person",
    user_id: UUID | None = None,
    complete: bool = True,
    by_job: bool = True,
) -> ImportRun:
    """Have a source read; the same run id again is the same run.

    `complete`: what is read now is all there is, so what it no longer holds is removed. Refused while another run of
    the source is going, and where nothing was handed in to read. Who reads it themselves says `by_job=False`.
    """
    source = await lock_source(session, source_id)
    known = await session.get(ImportRun, run_id)
    if known is not None:
        return known
    await _make_way(session, source)
    if source.kind not in _WEB:
        waiting = select(SourceItem.name).where(SourceItem.source_id == source.id, SourceItem.content.is_not(None))
        if await session.scalar(waiting.limit(1)) is None:
            raise NothingToImport("Hand in a text first." if source.kind == "text" else "Hand in files first.")
    run = ImportRun(
        id=run_id,
        workspace_id=source.workspace_id,
        source_id=source.id,
        begun_by=begun_by,
        user_id=user_id,
        complete=complete,
        due_at=now() + LOST_AFTER,
    )
    session.add(run)
    await session.flush()
    if by_job:
        await request_import(session, workspace_id=run.workspace_id, run_id=run.id)
    await emit(session, ImportBegun(workspace_id=run.workspace_id, source_id=source.id, run_id=run.id))
    await tell_progress(session, run)
    return run


async def cancel_import(session: AsyncSession, *, source_id: UUID, run_id: UUID) -> ImportRun:
    """Stop a run. What it has written stays, what it has not read stays as it was; one that is over stays over."""
    found = select(ImportRun).where(ImportRun.id == run_id, ImportRun.source_id == source_id).with_for_update()
    run = await session.scalar(found)
    if run is None:
        raise ImportNotFound
    if run.state in GOING:
        await _stop(session, run, state="cancelled", reason=None)
    return run


async def begin_due_imports(session: AsyncSession, *, limit: int = 100) -> int:
    """Begin what the clock says, in every workspace, and see to runs that nobody moves on; returns how many.

    A run whose worker died is given to another, up to `TRIES` times. What cannot be begun is logged and put off.
    """
    due = (await session.execute(_DUE, {"now": now(), "limit": limit})).all()
    for workspace_id, source_id in due:
        await enter_workspace(session, workspace_id)
        try:
            async with session.begin_nested():
                await _begin_due(session, source_id)
        except Exception:  # noqa: BLE001 - whatever it is, the others go on
            _log.exception("import.not_begun", source_id=str(source_id))
            await session.execute(update(Source).where(Source.id == source_id).values(due_at=now() + LOST_AFTER))
    lost = (await session.execute(_LOST, {"now": now(), "limit": limit})).all()
    for workspace_id, run_id in lost:
        await enter_workspace(session, workspace_id)
        run = (await session.scalars(select(ImportRun).where(ImportRun.id == run_id))).one()
        run.due_at = now() + LOST_AFTER
        if await is_in_hand(session, run_id):
            pass  # it takes its time
        elif run.tries >= TRIES:
            await _stop(session, run, state="failed", reason=_GIVEN_UP)
        else:
            await request_import(session, workspace_id=workspace_id, run_id=run_id)
        await session.flush()
    return len(due) + len(lost)


async def _begin_due(session: AsyncSession, source_id: UUID) -> None:
    here = await get_workspace(session)
    source = await lock_source(session, source_id)
    source.due_at = next_due(_schedule(source), after=now(), time_zone=here.time_zone)
    await session.flush()
    if not await _going(session, source.id):
        await begin_import(session, source_id=source.id, run_id=new_id(), begun_by="clock")


async def follow_time_zone(session: AsyncSession, _event: WorkspaceChanged) -> None:
    """Keep the hours of all schedules in the workspace's time zone when that moves."""
    here = await get_workspace(session)
    for source in await session.scalars(select(Source).where(Source.due_at.is_not(None))):
        source.due_at = next_due(_schedule(source), after=now(), time_zone=here.time_zone)
    await session.flush()


async def lock_source(session: AsyncSession, source_id: UUID) -> Source:
    """A source of the workspace that was entered, held until the transaction ends."""
    found = await session.scalar(
        select(Source).where(Source.id == source_id).with_for_update().execution_options(populate_existing=True)
    )
    if found is None:
        raise SourceNotFound
    return found


def settings_of(source: Source) -> SourceSettings:
    """What is said of a source now; `dataclasses.replace` it to change some of it."""
    same: dict[str, Any] = {
        field.name: getattr(source, field.name)
        for field in fields(SourceSettings)
        if field.name not in {"schedule", "assistants"}
    }
    scope = None if source.assistants is None else tuple(source.assistants)
    return SourceSettings(**same, assistants=scope, schedule=_schedule(source))


def _schedule(source: Source) -> Schedule:
    return Schedule(every=source.every, at_hour=source.at_hour, on_day=source.on_day)


def _put(source: Source, settings: SourceSettings, here: Workspace) -> None:
    """Put settings into a source, or refuse what could never be read."""
    web = source.kind in _WEB
    if web and not settings.url:
        raise SourceInvalid("Give the address to read.")
    if not web and (settings.url or settings.path_prefix):
        raise SourceInvalid("Files and texts have no address: make a source of the kind page or site.")
    if not web and settings.schedule.every != "never":
        raise SourceInvalid("Only pages and sites can be read again by themselves: files are not kept.")
    if not 0 < settings.page_cap <= MOST_PAGES:
        raise SourceInvalid(f"At most {MOST_PAGES} pages are read of a site.")
    if settings.language is not None and settings.language not in KNOWN:
        raise SourceInvalid(unknown_language(settings.language))
    if settings.assistants is not None and not settings.assistants:
        raise SourceInvalid("Name the assistants it is for, or none to let all use it.")
    source.name = settings.name
    if settings.url:
        source.url = read_url(settings.url, ports=_ANY_PORT).url
    source.path_prefix = settings.path_prefix or None
    source.page_cap, source.language = settings.page_cap, settings.language
    source.assistants = None if settings.assistants is None else list(settings.assistants)
    schedule = settings.schedule
    source.every, source.at_hour, source.on_day = schedule.every, schedule.at_hour, schedule.on_day
    source.due_at = next_due(schedule, after=now(), time_zone=here.time_zone)


async def _check_name(session: AsyncSession, name: str, *, but: UUID | None) -> None:
    if not name.strip():
        raise SourceInvalid("Give the source a name.")
    taken = await session.scalar(select(Source.id).where(Source.name == name))
    if taken is not None and taken != but:
        raise SourceNameTaken("Choose another name, or import into the source that has it.", source_id=taken)


async def _going(session: AsyncSession, source_id: UUID) -> ImportRun | None:
    """The run of a source that is not over, where there is one."""
    going = select(ImportRun).where(ImportRun.source_id == source_id, ImportRun.state.in_(GOING))
    return await session.scalar(going.execution_options(populate_existing=True))


async def _make_way(session: AsyncSession, source: Source) -> None:
    """Refuse while a run of the source goes on. One whose program is dead makes way for the next at once."""
    going = await _going(session, source.id)
    if going is None:
        return
    # Who reads it themselves holds it at once. A job may wait for long.
    waits = going.state == "queued" and (going.begun_by != "command" or now() < going.created_at + LOST_AFTER)
    if waits or await is_in_hand(session, going.id):
        raise ImportRunning("Wait until it has ended, or cancel it.", run_id=going.id)
    await _stop(session, going, state="failed", reason=_ABANDONED)


async def _forget_abandoned(session: AsyncSession) -> None:
    """Files that somebody handed in and never had imported are not kept for ever."""
    going = select(ImportRun.source_id).where(ImportRun.state.in_(GOING))
    await session.execute(
        update(SourceItem)
        .where(
            SourceItem.content.is_not(None),
            SourceItem.created_at < now() - KEPT,
            SourceItem.source_id.not_in(going),
        )
        .values(content=None, size=0)
    )


async def _stop(session: AsyncSession, run: ImportRun, *, state: RunState, reason: str | None) -> None:
    """End a run before its end; what it was still to read is forgotten."""
    end_run(run, state=state, reason=reason)
    forgotten = update(SourceItem).where(SourceItem.source_id == run.source_id, SourceItem.content.is_not(None))
    await session.execute(forgotten.values(content=None))
    await session.flush()
    stopped = ImportStopped(workspace_id=run.workspace_id, source_id=run.source_id, run_id=run.id, state=state)
    await emit(session, stopped)
    await tell_progress(session, run)


async def _note(session: AsyncSession, source: Source, actor: Member | str, did: str, **more: str) -> None:
    await audit(
        session,
        workspace_id=source.workspace_id,
        actor=actor,
        action=f"source.{did}",
        target=f"source:{source.id}",
        data={"name": source.name, "kind": source.kind, **more},
    )
