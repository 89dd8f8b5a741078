"""Calls of actions, from the first question to what came of them. Each is decided once, whoever presses how often."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.acting.kinds import Action
from sportello.answering.acting.models import ActionCall
from sportello.answering.drafts import Step
from sportello.answering.models import CallState
from sportello.core.clock import now
from sportello.workspaces import audit

OPEN_FOR: Final = timedelta(minutes=30)
"""How long a question or a proposal waits for the customer."""
SLACK: Final = timedelta(seconds=15)
"""How much longer than its action somebody may take to say what came of it, before they are taken for dead."""
WAITING: Final[frozenset[CallState]] = frozenset({"asking", "proposed"})


async def find_call(
    session: AsyncSession, *, call_id: UUID, conversation_id: UUID, lock: bool = False
) -> ActionCall | None:
    """This call, if it is this conversation's."""
    found = (
        select(ActionCall)
        .where(ActionCall.id == call_id, ActionCall.conversation_id == conversation_id)
        .execution_options(populate_existing=True)
    )
    return await session.scalar(found.with_for_update() if lock else found)


async def last_done(session: AsyncSession, *, conversation_id: UUID) -> ActionCall | None:
    """The call of this conversation that was done last."""
    found = select(ActionCall).where(ActionCall.conversation_id == conversation_id, ActionCall.state == "done")
    return await session.scalar(found.order_by(ActionCall.decided_at.desc()).limit(1))


def waits(call: ActionCall) -> bool:
    """Whether its customer is still heard: a question waits for its answer, a proposal for half an hour."""
    return call.state == "asking" or (call.state == "proposed" and call.expires_at > now())


async def take_step(session: AsyncSession, step: Step, *, workspace_id: UUID, conversation_id: UUID) -> None:
    """Write what becomes of a call. A new one takes the place of any that still waited there."""
    at = now()
    if step.begins:
        await session.execute(
            update(ActionCall)
            .where(ActionCall.conversation_id == conversation_id, ActionCall.state.in_(WAITING))
            .values(state="expired", decided_at=at)
        )
        session.add(
            ActionCall(
                id=step.call_id,
                workspace_id=workspace_id,
                conversation_id=conversation_id,
                action=step.action,
                arguments=dict(step.arguments),
                asked=list(step.asked),
                state=step.state,
                mark=step.mark,
                by=step.by,
                outcome=None,
                expires_at=at + OPEN_FOR,
            )
        )
        await session.flush()
        return
    decided = {} if step.state in WAITING else {"decided_at": at, "told": True}
    await session.execute(
        update(ActionCall)
        .where(
            ActionCall.id == step.call_id,
            ActionCall.conversation_id == conversation_id,
            ActionCall.state.in_(WAITING),
        )
        .values(
            arguments=dict(step.arguments),
            asked=list(step.asked),
            state=step.state,
            mark=step.mark,
            expires_at=at + OPEN_FOR,
            **decided,
        )
    )


async def begin_running(session: AsyncSession, call: ActionCall, action: Action) -> None:
    """From here on it has been confirmed, and is not begun a second time."""
    at = now()
    call.state, call.decided_at = "confirmed", at
    call.running_until = at + timedelta(seconds=action.seconds) + SLACK
    await session.flush()


async def settle(session: AsyncSession, call: ActionCall, *, state: CallState, outcome: Mapping[str, Any]) -> None:
    """Write down what came of a call, and that it was made."""
    call.state, call.outcome = state, dict(outcome)
    call.decided_at = call.decided_at or now()
    await session.flush()
    await audit(
        session,
        workspace_id=call.workspace_id,
        actor="assistant",
        action=f"action.{state}",
        target=f"conversation:{call.conversation_id}",
        data={"action": call.action, "call": str(call.id), "by": call.by},
    )


async def calls_of(session: AsyncSession, *, conversation_id: UUID) -> Sequence[ActionCall]:
    """What was asked, proposed and done in a conversation, in its order."""
    found = select(ActionCall).where(ActionCall.conversation_id == conversation_id)
    return (await session.scalars(found.order_by(ActionCall.created_at, ActionCall.id))).all()
