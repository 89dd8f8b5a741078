"""One thing done to several conversations: to each by its own rules, and each is answered for.

What one of them refuses does not hold up the others, and takes back only what was done to that one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.customers import mark_seen
from sportello.conversations.desk import close, take, transfer
from sportello.conversations.errors import NotAssignee
from sportello.conversations.labels import labels_of, set_labels
from sportello.conversations.marks import mark_unread
from sportello.conversations.models import Conversation, Priority
from sportello.conversations.priority import set_priority
from sportello.conversations.snoozing import snooze
from sportello.conversations.states import PERSON_IN_CHARGE, Outcome
from sportello.conversations.transitions import lock
from sportello.core.errors import SportelloError
from sportello.workspaces import RANKS, Member

_LAST: Final = 2**31 - 1
"""Further than any conversation goes."""


@dataclass(frozen=True, slots=True)
class GiveTo:
    """Give them to somebody, to a team's queue, or (neither) back to everybody's queue; to oneself is taking them."""

    user_id: UUID | None
    team_id: UUID | None


@dataclass(frozen=True, slots=True)
class Relabel:
    """Put labels on and take others off; all else stays."""

    add: Collection[UUID]
    remove: Collection[UUID]


@dataclass(frozen=True, slots=True)
class Prioritise:
    """Say how urgent they are."""

    priority: Priority


@dataclass(frozen=True, slots=True)
class SnoozeUntil:
    """Put them aside until a time."""

    until: datetime


@dataclass(frozen=True, slots=True)
class CloseAll:
    """End them with what came of them."""

    outcome: Outcome
    reason: str | None


@dataclass(frozen=True, slots=True)
class MarkRead:
    """Read all that is in them."""


@dataclass(frozen=True, slots=True)
class MarkUnread:
    """Look at them again later."""


Task = GiveTo | Relabel | Prioritise | SnoozeUntil | CloseAll | MarkRead | MarkUnread


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
    conversation = await lock(session, conversation_id)
    match task:
        case GiveTo(user_id=user_id, team_id=team_id):
            if user_id == member.user_id and not _passes_on(conversation, member):
                await take(session, conversation_id=conversation_id, member=member)
            else:
                await transfer(
                    session, conversation_id=conversation_id, member=member, to_user_id=user_id, to_team_id=team_id
                )
        case Relabel(add=add, remove=remove):
            there = await labels_of(session, conversation_id=conversation_id)
            wanted = (there | set(add)) - set(remove)
            await set_labels(session, conversation_id=conversation_id, member=member, labels=wanted)
        case Prioritise(priority=priority):
            await set_priority(session, conversation_id=conversation_id, member=member, priority=priority)
        case SnoozeUntil(until=until):
            await snooze(session, conversation_id=conversation_id, member=member, until=until)
        case CloseAll(outcome=outcome, reason=reason):
            await close(session, conversation_id=conversation_id, member=member, outcome=outcome, reason=reason)
        case MarkRead():
            await _read(session, conversation, member)
        case MarkUnread():
            await mark_unread(session, conversation_id=conversation_id, member=member)


def _passes_on(conversation: Conversation, member: Member) -> bool:
    """Whether making it one's own is passing on what a colleague has, which supervisors may."""
    return conversation.state in PERSON_IN_CHARGE and RANKS[member.role] >= RANKS["supervisor"]


async def _read(session: AsyncSession, conversation: Conversation, member: Member) -> None:
    theirs = conversation.state in PERSON_IN_CHARGE and conversation.assignee_id != member.user_id
    if theirs and conversation.last_customer_seq > conversation.agent_seen_seq:
        raise NotAssignee("It stays unread for who has it.")
    await mark_seen(session, conversation_id=conversation.id, seq=_LAST, by=member.user_id)
