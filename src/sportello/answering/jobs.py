"""What the assistant learns when nobody waits for it."""

from typing import cast
from uuid import UUID

from procrastinate import JobContext
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.fitting import fit_gate
from sportello.answering.learning import learn_intents
from sportello.core.events import Event
from sportello.core.jobs import SLOW, defer, job
from sportello.core.resources import Resources

SETTLED = 20
"""Seconds after a change of the knowledge until the gate is fitted to it; changes meanwhile are fitted with it."""


@job("answering.learn_intents", queue=SLOW)
async def learn_intents_later(context: JobContext, *, workspace_id: str) -> None:
    """Train what has changed. A second run finds nothing to do."""
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    await learn_intents(resources.database, workspace_id=UUID(workspace_id))


async def request_learning(session: AsyncSession, *, workspace_id: UUID) -> None:
    """Have the intents learnt, if and only if this transaction commits."""
    await defer(session, learn_intents_later, workspace_id=str(workspace_id))


@job("answering.fit_gate", queue=SLOW)
async def fit_gate_later(context: JobContext, *, workspace_id: str) -> None:
    """Fit the gate to the knowledge as it now is."""
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    await fit_gate(resources.database, workspace_id=UUID(workspace_id))


async def follow_knowledge(session: AsyncSession, fact: Event) -> None:
    """The knowledge changed: have the gate fitted to it, once for all the changes of a few moments."""
    await defer(
        session, fit_gate_later, once=f"gate {fact.workspace_id}", after=SETTLED, workspace_id=str(fact.workspace_id)
    )
