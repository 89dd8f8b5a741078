"""One thing done to several conversations: to each by its own rules, and each is answered for.

What one of them refuses does not hold up the others, and takes back only what was done to that one.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.customers import mark_seen
from sportello.conversations.deeds import AddLabels, Assign, Close, Doing, RemoveLabels, SetPriority, do
from sportello.conversations.errors import NotAssignee
from sportello.conversations.marks import mark_unread
from sportello.conversations.models import Conversation
from sportello.conversations.snoozing import snooze
from sportello.conversations.states import PERSON_IN_CHARGE
from sportello.conversations.transitions import lock
from sportello.core.errors import SportelloError
from sportello.workspaces import Member

_LAST: Final = 2**31 - 1
"""Further than any conversation goes."""


class SnoozeUntil(Doing):
    """Put it aside until a time."""

    do: Literal["snooze_until"]
    until: datetime = Field(description="Without an offset: in the workspace's time zone")


class Mark(Doing):
    """Mark it as read, or as unread for oneself, to look at it again later."""

    do: Literal["read", "unread"]


Task = AddLabels | RemoveLabels | SetPriority | Assign | Close | SnoozeUntil | Mark


async def do_together(
    session: AsyncSession, *, conversation_ids: Collection[UUID], member: Member, task: Task
) -> dict[UUID, SportelloError | None]:
    """Do it to each, and say of each what was refused, or None."""
    answers: dict[UUID, SportelloError | None] = {}
    # Held in one order by all who do so at once: they wait for each other, never in a circle.
    for conversation_id in sorted(set(conversation_ids)):
        try:
            async with session.begin_nested():
                await _do(session, conversation_id, member, task)
        except SportelloError as refused:
            answers[conversation_id] = refused
        else:
            answers[conversation_id] = None
    return answers


async def _do(session: AsyncSession, conversation_id: UUID, member: Member, task: Task) -> None:
    match task:
        case SnoozeUntil():
            await snooze(session, conversation_id=conversation_id, member=member, until=task.until)
        case Mark(do="read"):
            await _read(session, await lock(session, conversation_id), member)
        case Mark():
            await mark_unread(session, conversation_id=conversation_id, member=member)
        case _:
            await do(session, conversation_id=conversation_id, by=member, deed=task)


async def _read(session: AsyncSession, conversation: Conversation, member: Member) -> None:
    theirs = conversation.state in PERSON_IN_CHARGE and conversation.assignee_id != member.user_id
    if theirs and conversation.last_customer_seq > conversation.agent_seen_seq:
        raise NotAssignee("It stays unread for who has it.")
    await mark_seen(session, conversation_id=conversation.id, seq=_LAST, by=member.user_id)
