"""Whom the facts of others concern."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.billing import BudgetNearlySpent, BudgetSpent
from sportello.conversations import (
    AgentConnected,
    AgentMentioned,
    Conversation,
    ConversationMerged,
    ConversationSeparated,
    ConversationTransferred,
    CustomerAnswered,
    HandoffRequested,
    ReturnedToAssistant,
    notes,
)
from sportello.core.clock import now
from sportello.core.events import Event
from sportello.core.ids import new_id
from sportello.notifications.jobs import post_everywhere
from sportello.notifications.mentions import tell_mentioned
from sportello.notifications.models import Notice
from sportello.notifications.telling import News, of_rank, settle, tell
from sportello.notifications.waits import begin_wait
from sportello.workspaces import MemberRemoved

_OF_THE_HOUSE = {"assistant_day", "workspace_month"}
"""Budgets whose end concerns admins. One conversation's or visitor's does what it is there for, unasked."""


async def follow_handoff(session: AsyncSession, asked: HandoffRequested) -> None:
    """A person was asked for."""
    assert asked.conversation_id is not None  # noqa: S101 - a conversation's fact
    await begin_wait(session, workspace_id=asked.workspace_id, conversation_id=asked.conversation_id)


async def follow_transfer(session: AsyncSession, passed: ConversationTransferred) -> None:
    """A conversation was passed on: to somebody, who hears of it, or back to all."""
    assert passed.conversation_id is not None  # noqa: S101 - a conversation's fact
    ids = {"workspace_id": passed.workspace_id, "conversation_id": passed.conversation_id}
    if passed.user_id is None:
        await begin_wait(session, **ids)
    elif passed.user_id != passed.by_user_id:
        await _tell_given(session, passed.workspace_id, passed.conversation_id, passed.user_id)


async def follow_connected(session: AsyncSession, taken: AgentConnected) -> None:
    """Somebody has the conversation. Whoever took it knows; whom the queue gave it hears of it."""
    assert taken.conversation_id is not None  # noqa: S101 - a conversation's fact
    await settle(session, workspace_id=taken.workspace_id, conversation_id=taken.conversation_id)
    if taken.given:
        await _tell_given(session, taken.workspace_id, taken.conversation_id, taken.user_id)


async def follow_mention(session: AsyncSession, called: AgentMentioned) -> None:
    """A note calls somebody to its conversation."""
    assert called.conversation_id is not None  # noqa: S101 - a conversation's fact
    ids = {"conversation_id": called.conversation_id}
    [note] = await notes(session, **ids, ids=[called.note_id])
    ids |= {"workspace_id": called.workspace_id, "note_id": note.id}
    await tell_mentioned(session, **ids, by=note.user_name, users=[called.user_id])


async def follow_return(session: AsyncSession, returned: ReturnedToAssistant) -> None:
    """Nobody waits there any more."""
    assert returned.conversation_id is not None  # noqa: S101 - a conversation's fact
    await settle(session, workspace_id=returned.workspace_id, conversation_id=returned.conversation_id)


async def follow_merge(session: AsyncSession, merged: ConversationMerged) -> None:
    """Who waited there waits elsewhere, which is told by itself."""
    assert merged.conversation_id is not None  # noqa: S101 - a conversation's fact
    await settle(session, workspace_id=merged.workspace_id, conversation_id=merged.conversation_id)


async def follow_separation(session: AsyncSession, separated: ConversationSeparated) -> None:
    """It is what it was before it was merged: somebody may wait there again."""
    assert separated.conversation_id is not None  # noqa: S101 - a conversation's fact
    conversation = await session.get_one(Conversation, separated.conversation_id)
    if conversation.state == "queued":
        await begin_wait(session, workspace_id=separated.workspace_id, conversation_id=conversation.id)


async def _tell_given(session: AsyncSession, workspace_id: UUID, conversation_id: UUID, user_id: UUID) -> None:
    key = f"assigned:{conversation_id}:{new_id()}"
    news = News(workspace_id=workspace_id, conversation_id=conversation_id, kind="assigned", key=key)
    await tell(session, news, to=[user_id])


async def follow_answer(session: AsyncSession, answered: CustomerAnswered) -> None:
    """A customer wrote to the person who has their conversation."""
    key = f"answered:{answered.message_id}"
    news = News(workspace_id=answered.workspace_id, conversation_id=answered.conversation_id, kind="answered", key=key)
    await tell(session, news, to=[answered.user_id])


async def follow_budget(session: AsyncSession, spent: BudgetNearlySpent | BudgetSpent) -> None:
    """Money is going out: admins decide what to do about it."""
    if spent.scope not in _OF_THE_HOUSE:
        return
    wording = "budget_nearly" if isinstance(spent, BudgetNearlySpent) else "budget_spent"
    key, data = f"{wording}:{spent.scope}:{spent.subject}:{spent.period}", {"wording": f"{wording}_{spent.scope}"}
    news = News(workspace_id=spent.workspace_id, kind="budget", key=key, data=data)
    await tell(session, news, to=await of_rank(session, "admin"))
    await post_everywhere(session, workspace_id=spent.workspace_id, kind="budget", key=key, data=data)


async def follow_models(session: AsyncSession, failed: Event) -> None:
    """No model could be had: admins are told, once an hour however many answers it concerns."""
    key = f"models:{now():%Y-%m-%dT%H}"
    news = News(workspace_id=failed.workspace_id, kind="models", key=key)
    if await tell(session, news, to=await of_rank(session, "admin")):
        await post_everywhere(session, workspace_id=failed.workspace_id, kind="models", key=key)


async def follow_removed(session: AsyncSession, removed: MemberRemoved) -> None:
    """Who does not work here any more is told nothing of it, and nothing is kept of what they were told."""
    await session.execute(delete(Notice).where(Notice.user_id == removed.user_id))
