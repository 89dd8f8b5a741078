"""Everything that changes facts, from the desk or from a file."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.events import emit
from sportello.core.reasons import Reason
from sportello.knowledge.facts.documents import read_fact, write_fact
from sportello.knowledge.facts.errors import FactExists, FactInvalid, FactNotFound, FactsFileInvalid
from sportello.knowledge.facts.events import FactRemoved, FactsImported, FactWritten
from sportello.knowledge.facts.files import read_facts_file
from sportello.knowledge.facts.kinds import CALENDAR, AnyFact, FactKind, kind_of
from sportello.knowledge.facts.models import FactRow
from sportello.knowledge.facts.values import FactProblem
from sportello.knowledge.files import File, Skipped
from sportello.workspaces import SYSTEM, Member, Workspace, audit, get_workspace

MOST_FACTS = 2_000
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('facts ' || CAST(:workspace AS text), 0))")


@dataclass
class FactsReport:
    """What an import of facts did; what was left out is in `skipped`, with its line and reason."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list[Skipped])


async def save_fact(
    session: AsyncSession,
    *,
    kind: FactKind,
    document: dict[str, Any],
    expect: bool | None = None,
    actor: Member | str = SYSTEM,
) -> FactRow:
    """Store a fact under its id. `expect` says whether it must be there already (True) or must not (False)."""
    try:
        fact = read_fact(kind, document)
    except FactProblem as problem:
        raise FactInvalid.because(problem) from None
    here = await _alone(session)
    known = await _known(session)
    if expect is True and fact.id not in known:
        raise FactNotFound
    if expect is False and fact.id in known:
        raise FactExists(f"“{fact.id}” is taken: change that one, or choose another id.")
    if fact.id in known and known[fact.id].kind != kind:
        raise FactInvalid(f"“{fact.id}” is a fact of the kind {known[fact.id].kind}: choose another id.")
    if len(known) >= MOST_FACTS and fact.id not in known:
        raise FactInvalid(f"A workspace has at most {MOST_FACTS} facts.")
    row = _put(session, here, known, fact)
    _keep_one_main(known, fact)
    await emit(session, FactWritten(workspace_id=here.id, fact_id=fact.id))
    await audit(session, workspace_id=here.id, actor=actor, action="fact.written", target=f"fact:{fact.id}")
    return row


async def remove_fact(session: AsyncSession, *, fact_id: str, actor: Member | str = SYSTEM) -> None:
    """Remove a fact."""
    here = await _alone(session)
    gone = await session.scalar(delete(FactRow).where(FactRow.id == fact_id).returning(FactRow.id))
    if gone is None:
        raise FactNotFound
    await emit(session, FactRemoved(workspace_id=here.id, fact_id=fact_id))
    await audit(session, workspace_id=here.id, actor=actor, action="fact.removed", target=f"fact:{fact_id}")


async def import_facts(
    session: AsyncSession, *, source: str, files: Iterable[File], actor: Member | str = SYSTEM
) -> FactsReport:
    """Make the facts of a source what its files now say.

    A fact is known again by its id, wherever it came from, and is then this source's; where the file says what it
    said last time it is left alone, so that edits made in the desk live on. What the files no longer hold is
    removed, unless something of them could not be read.
    """
    here = await _alone(session)
    report = FactsReport()
    facts = _read(files, report)
    if not facts and not report.skipped:
        raise FactsFileInvalid(Reason("facts_empty", "There is no fact in it."))
    known = await _known(session)
    for fact in facts:
        _bring(session, here, known, fact, source=source, report=report)
    held = {fact.id for fact in facts}
    gone = [row for row in known.values() if row.source == source and row.id not in held and not report.skipped]
    for row in gone:
        await session.delete(row)
    report.removed = len(gone)
    counts = {"added": report.added, "changed": report.changed, "removed": report.removed}
    imported = FactsImported(workspace_id=here.id, added=report.added, changed=report.changed, removed=report.removed)
    await emit(session, imported)
    await audit(session, workspace_id=here.id, actor=actor, action="facts.imported", target="facts", data=counts)
    return report


def _read(files: Iterable[File], report: FactsReport) -> list[AnyFact]:
    facts: dict[str, AnyFact] = {}
    for file in files:
        read = read_facts_file(file)
        report.skipped += read.skipped
        for fact in read.facts:
            if fact.id in facts and fact.id != CALENDAR:
                report.skipped.append(Skipped(f"{file.name}: {fact.id}", _taken()))
            else:
                facts[fact.id] = fact
    return list(facts.values())


def _bring(
    session: AsyncSession,
    here: Workspace,
    known: dict[str, FactRow],
    fact: AnyFact,
    *,
    source: str,
    report: FactsReport,
) -> None:
    digest = _digest(fact)
    row = known.get(fact.id)
    if row is not None and row.kind != kind_of(fact):
        report.skipped.append(Skipped(fact.id, _other_kind(row.kind)))
        return
    if row is None and len(known) >= MOST_FACTS:
        report.skipped.append(Skipped(fact.id, _too_many()))
        return
    if row is not None and row.source_hash == digest and row.source == source:
        report.unchanged += 1
        return
    same = row is not None and row.document == write_fact(fact)
    report.added += row is None
    report.changed += row is not None and not same
    report.unchanged += same
    written = _put(session, here, known, fact)
    _keep_one_main(known, fact)
    written.source, written.source_hash = source, digest


def _taken() -> Reason:
    return Reason("fact_other_file", "Another file has a fact with this id.")


def _other_kind(kind: FactKind) -> Reason:
    return Reason("fact_other_kind", "A fact of the kind {kind} has this id: choose another.", kind=kind)


def _too_many() -> Reason:
    return Reason("facts_many", "A workspace has at most {most} facts.", most=MOST_FACTS)


def _put(session: AsyncSession, here: Workspace, known: dict[str, FactRow], fact: AnyFact) -> FactRow:
    row = known.get(fact.id)
    if row is None:
        position = 1 + max((one.position for one in known.values()), default=0)
        row = FactRow(workspace_id=here.id, id=fact.id, kind=kind_of(fact), position=position)
        session.add(row)
        known[fact.id] = row
    row.document, row.updated_at = write_fact(fact), now()
    return row


def _keep_one_main(known: dict[str, FactRow], fact: AnyFact) -> None:
    """Of each kind one is meant where none is named: the last that was said to be."""
    if not fact.main:
        return
    for row in known.values():
        if row.kind == kind_of(fact) and row.id != fact.id and row.document.get("main"):
            row.document = write_fact(replace(read_fact(row.kind, row.document), main=False))


async def _alone(session: AsyncSession) -> Workspace:
    """The workspace, with its facts locked for this transaction: writers come one after another."""
    here = await get_workspace(session)
    await session.execute(_ALONE, {"workspace": here.id})
    return here


async def _known(session: AsyncSession) -> dict[str, FactRow]:
    return {row.id: row for row in await session.scalars(select(FactRow))}


def _digest(fact: AnyFact) -> str:
    return hashlib.sha256(json.dumps(write_fact(fact), sort_keys=True).encode()).hexdigest()
