"""Rehearsals: the scenarios tried on a draft before it goes live, beside what is live."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.content import drafted_content
from sportello.answering.errors import NotRehearsed, ScenariosBreak
from sportello.answering.evaluation.running import Verdict
from sportello.answering.evaluation.scenarios import read_scenarios
from sportello.answering.evaluation.stored import read_verdicts
from sportello.answering.models import Assistant, EvaluationRun
from sportello.core.clock import now

KEPT = 10
"""Rehearsals of an assistant that are kept."""
SOURCE = "rehearsal"


@dataclass(frozen=True)
class Case:
    """One scenario with the draft, and with what is live."""

    draft: Verdict
    live: Verdict | None

    @property
    def broken(self) -> bool:
        """Whether it fails, and would not without the draft."""
        return not self.draft.passed and self.live is not None and self.live.passed

    @property
    def mended(self) -> bool:
        """Whether it passes, and would not without the draft."""
        return self.draft.passed and self.live is not None and not self.live.passed


@dataclass(frozen=True)
class Rehearsal:
    """A run of the scenarios on a draft. `current`: on the draft, the live version and the scenarios of now."""

    run: EvaluationRun
    current: bool
    cases: Sequence[Case]

    @property
    def broken(self) -> list[str]:
        """The scenarios that the draft breaks."""
        return [case.draft.name for case in self.cases if case.broken]


async def queue_rehearsal(session: AsyncSession, assistant: Assistant, *, scenarios: str) -> EvaluationRun:
    """Note a rehearsal that is to be made."""
    run = EvaluationRun(
        workspace_id=assistant.workspace_id,
        source=SOURCE,
        ran_at=now(),
        state="queued",
        written=scenarios,
        scenarios=len(read_scenarios(scenarios)),
        passed=0,
        verdicts=[],
        assistant_id=assistant.id,
    )
    session.add(run)
    await session.flush()
    mine = select(EvaluationRun.id).where(EvaluationRun.assistant_id == assistant.id)
    kept = mine.order_by(EvaluationRun.ran_at.desc(), EvaluationRun.id.desc()).limit(KEPT)
    await session.execute(
        delete(EvaluationRun).where(EvaluationRun.assistant_id == assistant.id, EvaluationRun.id.not_in(kept))
    )
    return run


async def last_rehearsal(session: AsyncSession, assistant: Assistant, scenarios: str | None) -> Rehearsal | None:
    """The newest one, whatever came of it."""
    mine = select(EvaluationRun).where(EvaluationRun.assistant_id == assistant.id)
    run = await session.scalar(mine.order_by(EvaluationRun.ran_at.desc(), EvaluationRun.id.desc()).limit(1))
    if run is None:
        return None
    live = {verdict.name: verdict for verdict in read_verdicts(run.beside or [])}
    cases = [Case(verdict, live.get(verdict.name)) for verdict in read_verdicts(run.verdicts)]
    current = run.state == "done" and run.mark == await mark_of_rehearsal(session, assistant, scenarios or "")
    return Rehearsal(run, current, cases)


async def check_rehearsed(session: AsyncSession, assistant: Assistant, scenarios: str) -> None:
    """Refuse a draft on which the scenarios were not tried, or that breaks some."""
    last = await last_rehearsal(session, assistant, scenarios)
    if last is None or not last.current:
        raise NotRehearsed("Try the scenarios on this draft first.")
    if broken := last.broken:
        raise ScenariosBreak(f"These pass with what is live: {', '.join(broken)}.", broken=broken)


async def mark_of_rehearsal(session: AsyncSession, assistant: Assistant, scenarios: str) -> str:
    """The same as long as the draft, what it is compared with, and the scenarios are."""
    beside = await beside_of(session, assistant)
    live = [str(beside.id), beside.version] if beside else None
    said = json.dumps([drafted_content(assistant), live, scenarios], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


async def beside_of(session: AsyncSession, assistant: Assistant) -> Assistant | None:
    """What customers get today: its own live version; the default's, where it has none."""
    if assistant.version:
        return assistant
    return await session.scalar(
        select(Assistant).where(Assistant.workspace_id == assistant.workspace_id, Assistant.is_default)
    )
