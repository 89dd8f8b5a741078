"""What happens by itself: one sweeper reads the `due_at` columns. Writing moves a timer, so none is ever stale."""

from uuid import UUID

import structlog
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.events import ConversationEnded, CustomerFellSilent
from sportello.conversations.models import Conversation
from sportello.conversations.snoozing import wake
from sportello.conversations.states import State
from sportello.conversations.timers import TIMERS
from sportello.conversations.transitions import change, lock, say, transition
from sportello.core.clock import now
from sportello.core.db import enter_workspace

_DUE = sql("SELECT * FROM door_due_timers(:now, :limit)")
_log = structlog.get_logger()


async def run_due_timers(session: AsyncSession, *, limit: int = 100) -> int:
    """Let what is due happen, in every workspace; returns how many conversations there were.

    What another sweeper holds is left to it. One conversation that cannot be moved on is put off and logged: it
    must not hold up the others.
    """
    rows = (await session.execute(_DUE, {"now": now(), "limit": limit})).all()
    for workspace_id, conversation_id in rows:
        await enter_workspace(session, workspace_id)
        try:
            async with session.begin_nested():
                await _fall_silent(session, conversation_id)
        except Exception:  # noqa: BLE001 - whatever it is, the others go on
            _log.exception("timer.failed", conversation_id=str(conversation_id))
            conversation = await lock(session, conversation_id)
            await change(session, conversation, due_at=now() + TIMERS.ended_after)
    return len(rows)


async def _fall_silent(session: AsyncSession, conversation_id: UUID) -> None:
    conversation = await lock(session, conversation_id)
    if conversation.due_at is None or conversation.due_at > now() or conversation.answer_due_at is not None:
        return
    if conversation.snoozed_until is not None:
        await wake(session, conversation, by=None)
    elif conversation.state == "active":
        await _silent(session, conversation, "idle")
    elif conversation.state == "with_agent":
        await _silent(session, conversation, "waiting_customer")
        await say(session, conversation, "waiting")
    else:
        ended = ConversationEnded(workspace_id=conversation.workspace_id, conversation_id=conversation.id)
        await transition(session, conversation, to="ended", by="clock", fact=ended, reason="inactivity")
        await say(session, conversation, "ended")


async def _silent(session: AsyncSession, conversation: Conversation, to: State) -> None:
    fact = CustomerFellSilent(workspace_id=conversation.workspace_id, conversation_id=conversation.id, state=to)
    await transition(session, conversation, to=to, by="clock", fact=fact, reason="inactivity")
