"""How urgent a conversation is, and how close its customer to losing patience.

Both may rise by what they say. Urgency falls only where a colleague says so; risk with the next time they open it.
"""

from typing import Final, get_args
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.events import PriorityRaised
from sportello.conversations.labels import tell_sorted
from sportello.conversations.models import Conversation, Priority, Risk
from sportello.conversations.transitions import Acting, change, lock
from sportello.core.clock import now
from sportello.core.events import emit

RANKS: Final[tuple[Priority, ...]] = get_args(Priority)
"""From the least urgent."""
RISKS: Final[tuple[Risk, ...]] = get_args(Risk)
"""From the least."""


async def raise_priority(session: AsyncSession, *, conversation_id: UUID, priority: Priority) -> None:
    """Hold a conversation to be at least so urgent: calmer words later do not take back what was said."""
    lower = RANKS[: RANKS.index(priority)]
    raised = await session.scalar(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.priority.in_(lower))
        .values(priority=priority, version=Conversation.version + 1, updated_at=now())
        .returning(Conversation.workspace_id)
    )
    if raised is not None:
        ids = {"workspace_id": raised, "conversation_id": conversation_id}
        await emit(session, PriorityRaised(**ids, priority=priority))


async def raise_risk(session: AsyncSession, *, conversation_id: UUID, risk: Risk) -> None:
    """Hold a conversation to be at least at such a risk. What was said beside it tells whoever watches."""
    lower = RISKS[: RISKS.index(risk)]
    if not lower:
        return
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.risk.in_(lower))
        .values(risk=risk, version=Conversation.version + 1, updated_at=now())
    )


async def set_priority(
    session: AsyncSession, *, conversation_id: UUID, member: Acting, priority: Priority
) -> Conversation:
    """Say how urgent a conversation is, in either direction."""
    conversation = await lock(session, conversation_id)
    before = conversation.priority
    if before == priority:
        return conversation
    await change(session, conversation, priority=priority)
    await tell_sorted(session, conversation, member, "conversation.priority", {"to": priority, "was": before})
    return conversation
