"""Asking for scenarios to be tried: what the desk's button does."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.errors import NothingNew
from sportello.answering.evaluation import Rehearsal, last_rehearsal, queue_rehearsal, queue_run, scenarios_of_run
from sportello.answering.jobs import request_trial
from sportello.answering.models import EvaluationRun
from sportello.answering.stored import find_assistant


async def ask_run(session: AsyncSession, *, workspace_id: UUID, source: str, written: str) -> EvaluationRun:
    """Have scenarios tried in a moment, and keep what comes of them. Refuses what cannot be read."""
    run = await queue_run(session, workspace_id=workspace_id, source=source, written=written)
    await request_trial(session, workspace_id=workspace_id, run_id=run.id)
    return run


async def ask_run_again(session: AsyncSession, *, workspace_id: UUID, run_id: UUID) -> EvaluationRun:
    """Have the scenarios of a run tried once more, on the assistant as it is now: whoever brought them."""
    source, written = await scenarios_of_run(session, run_id=run_id)
    return await ask_run(session, workspace_id=workspace_id, source=source, written=written)


async def ask_rehearsal(
    session: AsyncSession, *, workspace_id: UUID, scenarios: str, assistant_id: UUID | None = None
) -> EvaluationRun:
    """Have the scenarios tried on an assistant's draft, beside what is live; that is what going live asks for."""
    assistant = await find_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    if assistant.draft is None:
        raise NothingNew("There is no draft to try.")
    run = await queue_rehearsal(session, assistant, scenarios=scenarios)
    await request_trial(session, workspace_id=workspace_id, run_id=run.id)
    return run


async def rehearsal_of(
    session: AsyncSession, *, workspace_id: UUID, scenarios: str | None, assistant_id: UUID | None = None
) -> Rehearsal | None:
    """The last one of an assistant."""
    assistant = await find_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    return await last_rehearsal(session, assistant, scenarios)
