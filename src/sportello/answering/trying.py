"""Asking for scenarios to be tried: what the desk's button does."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.evaluation import queue_run, scenarios_of_run
from sportello.answering.jobs import request_trial
from sportello.answering.models import EvaluationRun


async def ask_run(session: AsyncSession, *, workspace_id: UUID, source: str, written: str) -> EvaluationRun:
    """Have scenarios tried in a moment, and keep what comes of them. Refuses what cannot be read."""
    run = await queue_run(session, workspace_id=workspace_id, source=source, written=written)
    await request_trial(session, workspace_id=workspace_id, run_id=run.id)
    return run


async def ask_run_again(session: AsyncSession, *, workspace_id: UUID, run_id: UUID) -> EvaluationRun:
    """Have the scenarios of a run tried once more, on the assistant as it is now: whoever brought them."""
    source, written = await scenarios_of_run(session, run_id=run_id)
    return await ask_run(session, workspace_id=workspace_id, source=source, written=written)
