"""What came of a call of an action, told where the assistant may not speak any more: a person took over, or it closed.

What left the house has its effect whoever is in charge by then. So the house itself says it, in the conversation, where
the customer and whoever took over read it.
"""

from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering import acting
from sportello.answering.acting import ActionCall
from sportello.conversations import Conversation, tell_outcome
from sportello.core.clock import now

_log = structlog.get_logger()


async def report(session: AsyncSession, call: ActionCall, *, text: str) -> bool:
    """Say it, unless the assistant is in charge: then it is for its answer to say."""
    plain = "\n".join(line.removeprefix("- ").replace("**", "") for line in text.splitlines() if line)
    call.told = await tell_outcome(session, conversation_id=call.conversation_id, text=plain)
    await session.flush()
    return call.told


async def lose(session: AsyncSession, call: ActionCall) -> None:
    """Write down that whoever ran it died, and nobody can know whether it went through."""
    _log.error("action.unknown", call=str(call.id), conversation_id=str(call.conversation_id))
    await acting.settle(session, call, state="failed", outcome={"why": "Whoever ran it died: unknown.", "ms": 0.0})


async def report_lost(session: AsyncSession, *, conversation_id: UUID, call_id: UUID) -> None:
    """See to a call whose time is over: where nobody said what came of it, say that nobody can know."""
    call = await acting.find_call(session, call_id=call_id, conversation_id=conversation_id, lock=True)
    if call is None or call.state != "confirmed" or call.running_until is None or call.running_until > now():
        return
    await lose(session, call)
    talk = select(Conversation.language).where(Conversation.id == conversation_id)
    language = (await session.execute(talk)).scalar_one()
    action = (await acting.actions_of(session)).get(call.action)
    title = action.said(language).title if action else call.action
    await report(session, call, text=acting.phrase("failed", language, title=title))
