"""Runs that are kept, so that the next one can say what has changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only

from sportello.answering.evaluation.errors import RunNotFound
from sportello.answering.evaluation.rehearsals import mark_of_rehearsal
from sportello.answering.evaluation.running import Verdict, evaluate_scenarios, scenario_meaning
from sportello.answering.evaluation.scenarios import Scenario, read_scenarios
from sportello.answering.evaluation.stored import read_verdicts
from sportello.answering.models import EvaluationRun, TrialState
from sportello.answering.setups import read_draft, read_setup
from sportello.answering.stored import find_assistant
from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.meanings import Meanings, Meant

KEPT = 50
"""Runs of a workspace that are kept."""
_log = structlog.get_logger()


@dataclass(frozen=True)
class Report:
    """A run: which scenarios were tried, and what came of each."""

    id: UUID
    workspace_id: UUID
    source: str
    ran_at: datetime
    verdicts: tuple[Verdict, ...]
    state: TrialState = "done"
    scenarios: int = 0
    """How many were to be tried: of a run that is not made yet, they are not known one by one."""
    repeatable: bool = False
    """Whether its scenarios were kept, so that they can be tried again as they are."""

    @property
    def passed(self) -> int:
        """Scenarios that came out as they should."""
        return sum(verdict.passed for verdict in self.verdicts)

    @property
    def total(self) -> int:
        """Scenarios that were tried, or are to be."""
        return len(self.verdicts) or self.scenarios


@dataclass(frozen=True)
class Comparison:
    """What has changed since an earlier run, by names of scenarios."""

    since: datetime
    broken: tuple[str, ...]
    mended: tuple[str, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]


async def keep_run(
    session: AsyncSession, *, workspace_id: UUID, source: str, written: str, verdicts: Sequence[Verdict]
) -> tuple[Report, Comparison | None]:
    """Keep a run with its scenarios as `written`, and compare it with the last one of the same source.

    A source is a template's name, or a file's.
    """
    came = _came_of(verdicts)
    run = EvaluationRun(workspace_id=workspace_id, source=source, written=written, ran_at=now(), **came)
    await _add(session, run)
    return await _compared(session, run)


async def queue_run(session: AsyncSession, *, workspace_id: UUID, source: str, written: str) -> EvaluationRun:
    """Note a run that is to be made. Refuses scenarios that cannot be read."""
    count = len(read_scenarios(written))
    queued: dict[str, Any] = {"state": "queued", "written": written, "scenarios": count, "passed": 0, "verdicts": []}
    run = EvaluationRun(workspace_id=workspace_id, source=source, ran_at=now(), **queued)
    await _add(session, run)
    return run


async def scenarios_of_run(session: AsyncSession, *, run_id: UUID) -> tuple[str, str]:
    """The source of a run, and its scenarios as they were written."""
    run = await session.scalar(select(EvaluationRun).where(EvaluationRun.id == run_id))
    if run is None or run.written is None:
        raise RunNotFound
    return run.source, run.written


async def carry_out_run(
    database: Database, *, workspace_id: UUID, run_id: UUID, meanings: Meanings | None = None
) -> None:
    """Make a run that was asked for. One that was made already, or is gone, is left alone.

    Whatever breaks it is told as its outcome: people wait for it, and may ask again.
    """
    try:
        async with database.transaction(workspace_id) as session:
            run = await _queued(session, run_id)
        if run is None:
            return
        scenarios = read_scenarios(run.written or "")
        meant = await scenario_meaning(meanings, scenarios)
        async with database.transaction(workspace_id) as session:
            outcome = await _outcome(session, run, scenarios, meant)
    except Exception:  # noqa: BLE001 - as promised
        _log.exception("evaluation.failed", workspace_id=str(workspace_id), run_id=str(run_id))
        outcome = {"state": "failed"}
    async with database.transaction(workspace_id) as session:
        run = await _queued(session, run_id)
        for name, value in outcome.items() if run else ():
            setattr(run, name, value)


async def _outcome(
    session: AsyncSession, run: EvaluationRun, scenarios: Sequence[Scenario], meant: Meant | None
) -> dict[str, Any]:
    """What comes of the scenarios; of a rehearsal, with the draft and beside it with what is live."""
    tried = partial(evaluate_scenarios, session, workspace_id=run.workspace_id, scenarios=scenarios, meant=meant)
    if run.assistant_id is None:
        return _came_of(await tried())
    assistant = await find_assistant(session, workspace_id=run.workspace_id, assistant_id=run.assistant_id)
    mark = await mark_of_rehearsal(session, assistant, run.written or "")
    draft = await read_draft(session, workspace_id=run.workspace_id, assistant_id=assistant.id)
    live = await read_setup(session, workspace_id=run.workspace_id, assistant_id=assistant.id)
    before = await tried(setup=live)
    came = _came_of(await tried(setup=draft))
    return came | {"mark": mark, "beside": [asdict(verdict) for verdict in before]}


async def list_runs(session: AsyncSession, *, workspace_id: UUID) -> Sequence[EvaluationRun]:
    """The runs that are kept, the newest first, without what came of each scenario."""
    few = load_only(
        EvaluationRun.workspace_id,
        EvaluationRun.source,
        EvaluationRun.ran_at,
        EvaluationRun.state,
        EvaluationRun.scenarios,
        EvaluationRun.passed,
        raiseload=True,
    )
    return (await session.scalars(_newest_first(workspace_id).options(few))).all()


async def read_run(session: AsyncSession, *, run_id: UUID) -> tuple[Report, Comparison | None]:
    """One run, compared with the one of the same source before it."""
    found = await session.scalar(select(EvaluationRun).where(EvaluationRun.id == run_id))
    if found is None:
        raise RunNotFound
    return await _compared(session, found)


async def own_scenarios(session: AsyncSession, *, workspace_id: UUID) -> list[tuple[str, str]]:
    """Every name under which scenarios were tried, with those that were last tried under it."""
    written = _newest_first(workspace_id).where(EvaluationRun.written.is_not(None), EvaluationRun.state != "failed")
    rows = await session.execute(written.with_only_columns(EvaluationRun.source, EvaluationRun.written))
    newest = dict[str, str]()
    for source, scenarios in rows:
        newest.setdefault(source, scenarios or "")
    return sorted(newest.items())


async def _add(session: AsyncSession, run: EvaluationRun) -> None:
    session.add(run)
    await session.flush()
    kept = _newest_first(run.workspace_id).with_only_columns(EvaluationRun.id).limit(KEPT)
    await session.execute(
        delete(EvaluationRun).where(
            EvaluationRun.workspace_id == run.workspace_id,
            EvaluationRun.assistant_id.is_(None),
            EvaluationRun.id.not_in(kept),
        )
    )


async def _queued(session: AsyncSession, run_id: UUID) -> EvaluationRun | None:
    waiting = select(EvaluationRun).where(EvaluationRun.id == run_id, EvaluationRun.state == "queued")
    return await session.scalar(waiting)


async def _compared(session: AsyncSession, run: EvaluationRun) -> tuple[Report, Comparison | None]:
    report = _report(run)
    if report.state != "done":
        return report, None
    earlier = _newest_first(run.workspace_id).where(
        EvaluationRun.source == run.source, EvaluationRun.state == "done", EvaluationRun.ran_at < run.ran_at
    )
    before = await session.scalar(earlier.limit(1))
    return report, compare(report, _report(before)) if before else None


def _came_of(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    return {
        "state": "done",
        "scenarios": len(verdicts),
        "passed": sum(verdict.passed for verdict in verdicts),
        "verdicts": [asdict(verdict) for verdict in verdicts],
    }


def compare(report: Report, before: Report) -> Comparison:
    """What has changed from the one to the other."""
    now_, then = ({verdict.name: verdict.passed for verdict in run.verdicts} for run in (report, before))
    both = now_.keys() & then.keys()
    return Comparison(
        since=before.ran_at,
        broken=tuple(name for name in now_ if name in both and then[name] and not now_[name]),
        mended=tuple(name for name in now_ if name in both and now_[name] and not then[name]),
        added=tuple(name for name in now_ if name not in then),
        gone=tuple(name for name in then if name not in now_),
    )


def _newest_first(workspace_id: UUID) -> Select[EvaluationRun]:
    """Without rehearsals, which belong to their assistants."""
    newest_first = select(EvaluationRun).where(
        EvaluationRun.workspace_id == workspace_id, EvaluationRun.assistant_id.is_(None)
    )
    return newest_first.order_by(EvaluationRun.ran_at.desc(), EvaluationRun.id.desc())


def _report(run: EvaluationRun) -> Report:
    verdicts = read_verdicts(run.verdicts)
    repeatable = run.written is not None
    return Report(run.id, run.workspace_id, run.source, run.ran_at, verdicts, run.state, run.scenarios, repeatable)
