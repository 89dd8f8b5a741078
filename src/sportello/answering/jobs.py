"""What the assistant learns when nobody waits for it."""

from typing import cast
from uuid import UUID

from procrastinate import JobContext
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.learning import learn_intents
from sportello.core.jobs import SLOW, defer, job
from sportello.core.resources import Resources


@job("answering.learn_intents", queue=SLOW)
async def learn_intents_later(context: JobContext, *, workspace_id: str) -> None:
    """Train what has changed. A second run finds nothing to do."""
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    await learn_intents(resources.database, workspace_id=UUID(workspace_id))


async def request_learning(session: AsyncSession, *, workspace_id: UUID) -> None:
    """Have the intents learnt, if and only if this transaction commits."""
    await defer(session, learn_intents_later, workspace_id=str(workspace_id))
