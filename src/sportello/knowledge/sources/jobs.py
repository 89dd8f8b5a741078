"""Reading sources: it takes as long as it takes, and never in a request."""

from typing import cast
from uuid import UUID

from procrastinate import JobContext
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.jobs import SLOW, defer, job
from sportello.core.resources import Resources
from sportello.knowledge.sources.imports import carry_out


@job("knowledge.run_import", queue=SLOW)
async def run_import(context: JobContext, *, workspace_id: str, run_id: str) -> None:
    """Read a source. A second run of the job goes on where the first was, or finds that it is over."""
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    await carry_out(
        resources.database, workspace_id=UUID(workspace_id), run_id=UUID(run_id), reach=resources.settings.reach
    )


async def request_import(session: AsyncSession, *, workspace_id: UUID, run_id: UUID) -> None:
    """Have a run carried out, if and only if this transaction commits. Asked for again, it waits once."""
    await defer(session, run_import, once=f"import {run_id}", workspace_id=str(workspace_id), run_id=str(run_id))
