"""`sportello import`: paths on a disk and addresses on the web become sources, which are read here and now.

The command reads by itself, so it works with and without a running worker; what it does is an ordinary import, which
people at their desks can watch, and which a worker goes on with should this process die.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from shutil import get_terminal_size
from time import monotonic
from typing import Any, cast, get_args
from urllib.parse import urlsplit
from uuid import UUID

from sportello import knowledge, workspaces
from sportello.core.db import Database
from sportello.core.errors import Invalid
from sportello.core.ids import new_id
from sportello.core.reasons import Reason
from sportello.core.resources import Resources
from sportello.folders import Folder, called, facts_in, found_in
from sportello.knowledge import (
    Did,
    Every,
    FactsReport,
    File,
    ImportChange,
    ImportRun,
    Skipped,
    SourceKind,
    SourceSettings,
)

_OPERATOR = "operator"
_COUNTS = ("added", "changed", "removed", "unchanged", "skipped")
_NAMED = 20
"""Titles of each kind that are printed; programs are given all."""
_OUTSIDE = Reason(
    "link_outside", "It is a link that leads out of the folder. Name what it leads to, if that is to be imported."
)
_LOOK_EVERY, _TELL_EVERY = 0.3, 2.0


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


@dataclass(frozen=True)
class Report:
    """What came of one path or address."""

    name: str
    run: ImportRun
    duplicates: list[knowledge.Pair]
    changes: list[knowledge.ChangeLine]
    passed_over: Sequence[str] = ()
    """Files of a folder that are of no kind that can be read."""
    outside: Sequence[str] = ()
    """Links in a folder that lead out of it."""


Progress = Callable[[str, ImportRun], None]


class Teller:
    """Tells how far an import is and what came of it: on a terminal one line that changes, elsewhere plain lines.

    `as_json`: what came of all of it is one document for programs, with every article named.
    """

    def __init__(self, *, as_json: bool = False) -> None:
        self._document: dict[str, list[dict[str, Any]]] | None = {"sources": [], "facts": []} if as_json else None
        self._live = sys.stderr.isatty()
        self._told_at = monotonic()
        self._told = ""
        self.failed = False
        self.skipped = 0

    def progress(self, name: str, run: ImportRun) -> None:
        """How far it is; said when it has changed, and elsewhere than on a terminal only now and then."""
        far = f"{run.dealt} of {run.found} looked at" if run.found else "looking for what there is to read"
        line = f"{name}: {far}"
        line += f" · {run.current}" if run.current else ""
        if self._live:
            width = get_terminal_size().columns - 1
            sys.stderr.write(f"\r{line[:width]:<{width}}")
        elif line != self._told and monotonic() - self._told_at > _TELL_EVERY:
            self._told_at, self._told = monotonic(), line
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def facts(self, name: str, report: FactsReport) -> None:
        """What came of a file of facts."""
        self.skipped += len(report.skipped)
        if self._document is not None:
            self._document["facts"].append({"name": name, **asdict(report), "skipped": _left_out(report.skipped)})
            return
        counts = ("added", "changed", "removed", "unchanged")
        told = ", ".join(f"{getattr(report, count)} {count}" for count in counts)
        sys.stdout.write(f"{name}: facts: {told}, {len(report.skipped)} skipped\n")
        for skipped in report.skipped:
            sys.stderr.write(f"  skipped {skipped.item}: {skipped.reason}\n")

    def report(self, report: Report) -> None:
        """What came of one path or address."""
        run = report.run
        self.failed |= run.state != "done"
        self.skipped += run.skipped + len(report.outside)
        if self._live:
            sys.stderr.write("\r\033[K")
        if self._document is not None:
            self._document["sources"].append(_as_data(report))
            return
        sys.stdout.write(f"{report.name}: {', '.join(f'{getattr(run, count)} {count}' for count in _COUNTS)}\n")
        for did in get_args(Did):
            _name(did, [_told(line.change) for line in report.changes if line.change.did == did])
        for skipped in run.skipped_items:
            sys.stderr.write(f"  skipped {skipped['item']}: {skipped['reason']}\n")
        if run.skipped > len(run.skipped_items):
            sys.stderr.write(f"  … and {run.skipped - len(run.skipped_items)} more\n")
        if report.passed_over:
            more = ", …" if len(report.passed_over) > _NAMED else ""
            named = ", ".join(report.passed_over[:_NAMED]) + more
            sys.stderr.write(f"  passed over, of no kind that can be read ({len(report.passed_over)}): {named}\n")
        for name in report.outside:
            sys.stderr.write(f"  left out {name}: {_OUTSIDE}\n")
        for pair in report.duplicates:
            sys.stdout.write(f"  alike by {pair.share:.0%}: {pair.article.title} | {pair.other.title}\n")
        if run.state != "done":
            sys.stderr.write(f"{report.name}: {run.state}: {run.reason}\n")
        sys.stdout.flush()

    def end(self) -> None:
        """Print the document, where one was asked for."""
        if self._document is not None:
            sys.stdout.write(json.dumps(self._document, indent=2, ensure_ascii=False) + "\n")


def _told(change: ImportChange) -> str:
    return f"{change.title}: {change.reason}" if change.reason else change.title


def _name(did: str, titles: Sequence[str]) -> None:
    for title in titles[:_NAMED]:
        sys.stdout.write(f"  {did}: {title}\n")
    if len(titles) > _NAMED:
        sys.stdout.write(f"  {did}: … and {len(titles) - _NAMED} more (--json names all)\n")


def _why(of: ImportRun | ImportChange) -> dict[str, Any]:
    because: dict[str, Any] = of.because or {"code": None, "params": {}}
    return {"reason": of.reason, "reason_code": because["code"], "reason_params": because["params"]}


def _left_out(skipped: Sequence[Skipped]) -> list[dict[str, Any]]:
    return [{"item": one.item, "reason": one.reason, "code": one.code, "params": one.params} for one in skipped]


def _as_data(report: Report) -> dict[str, Any]:
    """A report with the names the API has for the same things."""
    run = report.run
    named = [
        {
            "did": line.change.did,
            "title": line.change.title,
            "language": line.change.language,
            "article_id": str(line.change.article_id) if line.exists else None,
            **_why(line.change),
        }
        for line in report.changes
    ]
    pairs = [
        {"article_id": str(pair.article.id), "other_id": str(pair.other.id), "share": pair.share}
        for pair in report.duplicates
    ]
    return {
        "name": report.name,
        "source_id": str(run.source_id),
        "import_id": str(run.id),
        "state": run.state,
        **_why(run),
        **{count: getattr(run, count) for count in ("found", "dealt", "read", *_COUNTS)},
        "changes": named,
        "skipped_items": run.skipped_items,
        "duplicates": pairs,
        "passed_over": list(report.passed_over),
        "left_out": _left_out([Skipped(name, _OUTSIDE) for name in report.outside]),
    }


async def import_all(
    resources: Resources, workspace_id: UUID, targets: Sequence[str], wish: Wish, *, progress: Progress
) -> AsyncGenerator[Report]:
    """Import each path or address as a source of its own, one after the other; `progress` is told how far it is."""
    database = resources.database
    if wish.source is not None and len(targets) > 1:
        raise Invalid("One name cannot be given to several sources: import them one by one.")
    handed = {target: found_in(Path(target)) for target in targets if not is_address(target)}
    for target in targets:
        if target in handed:
            source_id, name = await _files(database, workspace_id, handed[target], wish)
        else:
            source_id, name = await _website(database, workspace_id, target, wish)
        report = await _run(resources, workspace_id, source_id, name, progress)
        found = handed.get(target)
        yield replace(report, passed_over=found.others, outside=found.outside) if found else report


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
    if wish.every not in {None, "never"}:
        raise Invalid("Files are read when you import them: only pages and sites can be read again by themselves.")
    source_id = await _source(database, workspace_id, "files", SourceSettings(name=name), wish)
    for one in folder.files:
        file = File(called(folder.root, one), await asyncio.to_thread(one.read_bytes))
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
        raise
    async with database.transaction(workspace_id) as session:
        run = (await knowledge.get_import(session, source_id=source_id, run_id=run_id)).run
        pairs = await knowledge.duplicates_of_import(session, run=run)
        return Report(name, run, pairs, await knowledge.list_changes(session, run_id=run_id, limit=None))


async def _look(database: Database, workspace_id: UUID, source_id: UUID, run_id: UUID) -> ImportRun:
    async with database.transaction(workspace_id) as session:
        return (await knowledge.get_import(session, source_id=source_id, run_id=run_id)).run
