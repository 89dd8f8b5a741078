"""A run while it lasts and when it ends: who carries it out, what watchers are told of it."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.holding import is_held
from sportello.core.live import Notice, notify
from sportello.core.reasons import about, code_of
from sportello.knowledge.models import Article, ImportRun, RunState

GOING: Final = ("queued", "running")
LOST_AFTER: Final = timedelta(minutes=1)
"""After so long without a move it is looked whether anybody still carries a run out."""
PROGRESS: Final = "import_progress"
"""Name of the notice that a run has moved on. It is never stored."""
_TOLD: Final = (
    *("state", "found", "dealt", "read", "added", "changed", "removed", "unchanged", "skipped"),
    *("to_compare", "compared", "current"),
)


def in_hand(run_id: UUID) -> str:
    """What a program holds while it carries a run out."""
    return f"import {run_id}"


async def is_in_hand(session: AsyncSession, run_id: UUID) -> bool:
    """Whether some living program carries a run out."""
    return await is_held(session, in_hand(run_id))


async def tell_progress(session: AsyncSession, run: ImportRun) -> None:
    """Let watchers know, with this transaction's commit, that a run has moved on."""
    await session.flush()
    so_far = {name: getattr(run, name) for name in _TOLD}
    of_source = select(func.count()).where(Article.source_id == run.source_id)
    data: dict[str, Any] = {
        "source_id": str(run.source_id),
        "run_id": str(run.id),
        "articles": await session.scalar(of_source),
        **so_far,
    }
    await notify(session, Notice(name=PROGRESS, workspace_id=run.workspace_id, data=data))


def end_run(run: ImportRun, *, state: RunState, reason: str | None = None) -> None:
    """Put a run at its end."""
    run.state, run.reason, run.ended_at = state, reason, now()
    run.because = because(reason)
    run.current = run.due_at = None


def because(reason: str | None) -> dict[str, Any] | None:
    """A reason for programs, where it has a code."""
    code = code_of(reason)
    return {"code": code, "params": about(reason)} if code else None
