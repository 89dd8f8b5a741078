"""`sportello import`: paths on a disk and addresses on the web become sources, which are read here and now.

The command reads by itself, so it works with and without a running worker; what it does is an ordinary import, which
people at their desks can watch, and which a worker goes on with should this process die.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello import knowledge, workspaces
from sportello.core.db import Database
from sportello.core.errors import Invalid
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from sportello.folders import Folder, called, content_of, facts_in, found_in
from sportello.imported import Progress, Report, Teller
from sportello.knowledge import (
    Every,
    FactsReport,
    File,
    ImportRun,
    SourceKind,
    SourceLine,
    SourceSettings,
)

_OPERATOR = "operator"
_STOPPED = "stopped. What was written stays; the same command brings the rest."
_LOOK_EVERY = 0.3


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the command line says of everything it is to import; None leaves a known source as it is."""

    source: str | None = None
    language: str | None = None
    every: Every | None = None
    site: bool = False
    prefix: str | None = None
    pages: int | None = None


def wish_of(*, every: str | None, **said: Any) -> Wish:
    """What the options say, or a refusal."""
    if every is not None and every not in get_args(Every):
        raise Invalid(f"--every is one of {', '.join(get_args(Every))}, not {every[:20]}.")
    return Wish(every=cast("Every | None", every), **said)


async def import_all(
    resources: Resources, workspace_id: UUID, targets: Sequence[str], wish: Wish, *, progress: Progress
) -> AsyncGenerator[Report]:
    """Import each path or address as a source of its own, one after the other; `progress` is told how far it is."""
    database = resources.database
    if wish.source is not None and len(targets) > 1:
        raise Invalid("One name cannot be given to several sources: import them one by one.")
    handed = {target: found_in(Path(target)) for target in targets if not is_address(target)}
    if wish.every not in {None, "never"} and handed and len(handed) == len(targets):
        raise Invalid(f"--every is for web addresses: {targets[0]} is read when you import it, so leave it out.")
    for target in targets:
        try:
            if target in handed:
                source_id, name = await _files(database, workspace_id, handed[target], wish)
            else:
                source_id, name = await _website(database, workspace_id, target, wish)
            report = await _run(resources, workspace_id, source_id, name, progress)
        except knowledge.ImportRunning as going:
            raise Invalid(await _who_reads(database, workspace_id, going.members["run_id"])) from going
        found = handed.get(target)
        yield replace(report, passed_over=found.others, outside=found.outside) if found else report


async def import_and_tell(
    resources: Resources, workspace_id: UUID, targets: Sequence[str], wish: Wish, *, as_json: bool
) -> Teller:
    """Import all of these, and tell what came of each as soon as it is known."""
    await check_language(resources.database, workspace_id, wish)
    teller = Teller(as_json=as_json)
    left, facts = await import_fact_files(resources.database, workspace_id, targets, source=wish.source)
    for name, done in facts:
        teller.facts(name, done)
    async for report in import_all(resources, workspace_id, left, wish, progress=teller.progress):
        teller.report(report)
    teller.end()
    return teller


async def remove_all(database: Database, workspace_id: UUID, targets: Sequence[str], wish: Wish) -> AsyncGenerator[str]:
    """Remove the sources of these with their articles, and tell of each. All of them are known, or none is removed."""
    async with database.transaction(workspace_id) as session:
        for name, line in (await _known(session, targets, wish)).items():
            await knowledge.delete_source(session, source_id=line.source.id, with_articles=True, actor=_OPERATOR)
            yield f"{name}: removed, with {line.articles} article{'' if line.articles == 1 else 's'}"


async def stop_all(database: Database, workspace_id: UUID, targets: Sequence[str], wish: Wish) -> AsyncGenerator[str]:
    """Stop the imports of these sources that are going, whoever carries them out, and tell of each."""
    async with database.transaction(workspace_id) as session:
        for name, line in (await _known(session, targets, wish)).items():
            run = line.last.run if line.last else None
            going = run is not None and run.ended_at is None
            if run is not None and going:
                await knowledge.cancel_import(session, source_id=line.source.id, run_id=run.id)
            yield f"{name}: {'stopped' if going else 'nothing to stop'}"


async def _known(session: AsyncSession, targets: Sequence[str], wish: Wish) -> dict[str, SourceLine]:
    """The sources that these paths and addresses were read into, or that are called so; all of them, or a refusal."""
    if wish.source is not None and len(targets) > 1:
        raise Invalid("One name cannot be that of several sources: name them one by one.")
    known = {line.source.name: line for line in await knowledge.list_sources(session)}
    names = [wish.source or (one if one in known else _name_of(one)) for one in targets]
    if missing := [name for name in names if name not in known]:
        there = f"There are: {', '.join(known)}." if known else "There is none."
        raise Invalid(f"There is no source {missing[0]}. {there}")
    return {name: known[name] for name in names}


async def _who_reads(database: Database, workspace_id: UUID, run_id: UUID) -> str:
    """Who reads a source that cannot be read a second time now, how far they are, and the way on."""
    async with database.transaction(workspace_id) as session:
        lines = await knowledge.list_sources(session)
        name, run = next((one.source.name, one.last.run) for one in lines if one.last and one.last.run.id == run_id)
    if run.begun_by == "command" and run.tries <= 1:
        who = "Another command reads it"
    else:
        who = "A worker reads it" if run.state == "running" else "It waits for a worker to read it"
    far = f", and {run.dealt} of {run.found} are looked at" if run.found else ""
    since = f"{run.created_at.astimezone():%H:%M}"
    return f"{name} is being imported since {since}. {who}{far}. Wait until it has ended, or stop it with --stop."


async def check_language(database: Database, workspace_id: UUID, wish: Wish) -> None:
    """Refuse a language that nobody would ask in here: its articles would be found by nobody."""
    if wish.language is None:
        return
    async with database.transaction(workspace_id) as session:
        spoken = (await workspaces.get_workspace(session)).languages
    if wish.language not in {*spoken, *workspaces.LANGUAGES}:
        raise Invalid(f"--language is one of {', '.join(spoken)}, which this workspace speaks; not {wish.language!r}.")


async def import_fact_files(
    database: Database, workspace_id: UUID, targets: Sequence[str], *, source: str | None = None
) -> tuple[list[str], list[tuple[str, FactsReport]]]:
    """Import the files of facts among the paths, and in folders; gives what is left to import, and what was done."""
    left: list[str] = []
    done: list[tuple[str, FactsReport]] = []
    for target in targets:
        path, facts = (Path(target), []) if is_address(target) else await asyncio.to_thread(facts_in, Path(target))
        for one in facts:
            name = called(path.parent if one == path else path, one)
            file = File(name, await asyncio.to_thread(one.read_bytes))
            async with database.transaction(workspace_id) as session:
                report = await knowledge.import_facts(session, source=source or name, files=[file], actor=_OPERATOR)
            done.append((target if one == path else f"{target}: {name}", report))
        if path not in facts:
            left.append(target)
    return left, done


def _name_of(target: str) -> str:
    """What a source is called that something was read into."""
    return target if is_address(target) else Path(target).resolve().name


def is_address(target: str) -> bool:
    """Whether something is on the web and not on this disk."""
    return target.startswith(("http://", "https://"))


async def _website(database: Database, workspace_id: UUID, url: str, wish: Wish) -> tuple[UUID, str]:
    path = urlsplit(url).path.lower()
    site = wish.site or path.endswith((".xml", ".xml.gz"))
    name = wish.source or url
    settings = SourceSettings(name=name, url=url)
    return await _source(database, workspace_id, "site" if site else "page", settings, wish), name


async def _files(database: Database, workspace_id: UUID, folder: Folder, wish: Wish) -> tuple[UUID, str]:
    name = wish.source or folder.name
    source_id = await _source(database, workspace_id, "files", SourceSettings(name=name), replace(wish, every=None))
    for one in folder.files:
        file = File(called(folder.root, one), await asyncio.to_thread(content_of, one))
        async with database.transaction(workspace_id) as session:
            await knowledge.hand_in(session, source_id=source_id, files=[file])
    return source_id, name


async def _source(
    database: Database, workspace_id: UUID, kind: SourceKind, settings: SourceSettings, wish: Wish
) -> UUID:
    """The source of that name, as the command line wishes it; made where there is none."""
    async with database.transaction(workspace_id) as session:
        lines = await knowledge.list_sources(session)
        known = next((line.source for line in lines if line.source.name == settings.name), None)
        if known is not None and known.kind != kind:
            raise Invalid(f"The source {settings.name} is of the kind {known.kind}. Choose another name with --source.")
        before = knowledge.settings_of(known) if known else settings
        wished = replace(
            before,
            url=settings.url or before.url,
            language=wish.language or before.language,
            path_prefix=wish.prefix or before.path_prefix,
            page_cap=wish.pages or before.page_cap,
            schedule=replace(before.schedule, every=wish.every) if wish.every else before.schedule,
        )
        if known is None:
            made = await knowledge.create_source(
                session, source_id=new_id(), kind=kind, settings=wished, actor=_OPERATOR
            )
            return made.id
        if wished != before:
            await knowledge.update_source(session, source_id=known.id, settings=wished, actor=_OPERATOR)
        return known.id


async def _run(resources: Resources, workspace_id: UUID, source_id: UUID, name: str, progress: Progress) -> Report:
    database, reach = resources.database, resources.settings.reach
    run_id = new_id()
    async with database.transaction(workspace_id) as session:
        await knowledge.begin_import(session, source_id=source_id, run_id=run_id, begun_by="command", by_job=False)
    reading = asyncio.create_task(knowledge.carry_out(database, workspace_id=workspace_id, run_id=run_id, reach=reach))
    try:
        while not reading.done():
            await asyncio.wait({reading}, timeout=_LOOK_EVERY)
            progress(name, await _look(database, workspace_id, source_id, run_id))
        await reading
    except asyncio.CancelledError:
        reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reading
        async with database.transaction(workspace_id) as session:
            await knowledge.cancel_import(session, source_id=source_id, run_id=run_id)
        sys.stderr.write(f"\n{name}: {_STOPPED}\n")
        raise
    async with database.transaction(workspace_id) as session:
        run = (await knowledge.get_import(session, source_id=source_id, run_id=run_id)).run
        pairs = await knowledge.duplicates_of_import(session, run=run)
        return Report(name, run, pairs, await knowledge.list_changes(session, run_id=run_id, limit=None))


async def _look(database: Database, workspace_id: UUID, source_id: UUID, run_id: UUID) -> ImportRun:
    async with database.transaction(workspace_id) as session:
        return (await knowledge.get_import(session, source_id=source_id, run_id=run_id)).run
