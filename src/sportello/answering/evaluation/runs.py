"""Runs that are kept, so that the next one can say what has changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.evaluation.running import StepVerdict, Verdict
from sportello.answering.models import EvaluationRun
from sportello.core.clock import now
from sportello.core.errors import NotFound
from sportello.core.ids import new_id

KEPT = 50
"""Runs of a workspace that are kept."""


@dataclass(frozen=True)
class Report:
    """A run: which scenarios were tried, and what came of each."""

    id: UUID
    workspace_id: UUID
    source: str
    ran_at: datetime
    verdicts: tuple[Verdict, ...]

    @property
    def passed(self) -> int:
        """Scenarios that came out as they should."""
        return sum(verdict.passed for verdict in self.verdicts)


@dataclass(frozen=True)
class Comparison:
    """What has changed since an earlier run, by names of scenarios."""

    since: datetime
    broken: tuple[str, ...]
    mended: tuple[str, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]


async def keep_run(
    session: AsyncSession, *, workspace_id: UUID, source: str, verdicts: Sequence[Verdict]
) -> tuple[Report, Comparison | None]:
    """Keep a run, and compare it with the last one of the same source (a template's name, a file's)."""
    before = await session.scalar(_newest_first(workspace_id).where(EvaluationRun.source == source).limit(1))
    report = Report(new_id(), workspace_id, source, now(), tuple(verdicts))
    session.add(
        EvaluationRun(
            id=report.id,
            workspace_id=workspace_id,
            source=source,
            ran_at=report.ran_at,
            scenarios=len(report.verdicts),
            passed=report.passed,
            verdicts=[asdict(verdict) for verdict in report.verdicts],
        )
    )
    await session.flush()
    kept = _newest_first(workspace_id).with_only_columns(EvaluationRun.id).limit(KEPT)
    await session.execute(
        delete(EvaluationRun).where(EvaluationRun.workspace_id == workspace_id, EvaluationRun.id.not_in(kept))
    )
    return report, compare(report, _report(before)) if before else None


async def list_runs(session: AsyncSession, *, workspace_id: UUID) -> Sequence[EvaluationRun]:
    """The runs that are kept, the newest first."""
    return (await session.scalars(_newest_first(workspace_id))).all()


async def read_run(session: AsyncSession, *, run_id: UUID) -> tuple[Report, Comparison | None]:
    """One run, compared with the one of the same source before it."""
    found = await session.scalar(select(EvaluationRun).where(EvaluationRun.id == run_id))
    if found is None:
        raise NotFound("There is no such run; the last fifty are kept.")
    before = await session.scalar(
        _newest_first(found.workspace_id)
        .where(EvaluationRun.source == found.source, EvaluationRun.ran_at < found.ran_at)
        .limit(1)
    )
    report = _report(found)
    return report, compare(report, _report(before)) if before else None


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
    newest_first = select(EvaluationRun).where(EvaluationRun.workspace_id == workspace_id)
    return newest_first.order_by(EvaluationRun.ran_at.desc(), EvaluationRun.id.desc())


def _report(run: EvaluationRun) -> Report:
    verdicts = tuple(
        Verdict(
            **{key: value for key, value in verdict.items() if key != "steps"},
            steps=tuple(StepVerdict(**step) for step in cast("list[dict[str, Any]]", verdict["steps"])),
        )
        for verdict in run.verdicts
    )
    return Report(run.id, run.workspace_id, run.source, run.ran_at, verdicts)
