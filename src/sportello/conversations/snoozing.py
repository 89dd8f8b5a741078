"""Putting a conversation aside until a time: it leaves the lists, and comes back then or when its customer writes."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.errors import IllegalTransition, NotAssignee, SnoozeInvalid
from sportello.conversations.events import ConversationSnoozed, ConversationWoken
from sportello.conversations.models import Conversation
from sportello.conversations.states import PERSON_IN_CHARGE
from sportello.conversations.transitions import Acting, change, lock
from sportello.core.clock import now
from sportello.core.events import emit
from sportello.workspaces import RANKS, get_workspace

LATER = timedelta(hours=3)
"""How much later today "later today" is, at least …"""
EVENING = time(20)
"""… and when the day is over for it."""
MORNING = time(9)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class SnoozeTimes:
    """The times one mostly means, in the workspace's zone. `later_today` is None where the day is nearly over."""

    zone: str
    later_today: datetime | None
    tomorrow: datetime
    next_week: datetime


async def snooze_times(session: AsyncSession) -> SnoozeTimes:
    """When "later today", "tomorrow" and "next week" are, asked now."""
    zone = (await get_workspace(session)).time_zone
    here = now().astimezone(ZoneInfo(zone))
    later = (here + LATER).replace(minute=0, second=0, microsecond=0)
    today = later if later.date() == here.date() and later.time() <= EVENING else None
    monday = here.date() + timedelta(days=7 - here.weekday())
    return SnoozeTimes(zone, today, _morning(here + timedelta(days=1)), _morning(here, monday.toordinal()))


def _morning(here: datetime, day: int | None = None) -> datetime:
    date = here.date() if day is None else here.date().fromordinal(day)
    return datetime.combine(date, MORNING, tzinfo=here.tzinfo)


async def snooze(session: AsyncSession, *, conversation_id: UUID, member: Acting, until: datetime) -> Conversation:
    """Put a conversation aside, as who has it or a supervisor. A time without a zone is the workspace's own."""
    conversation = await lock(session, conversation_id)
    _may(conversation, member)
    if until.tzinfo is None:
        until = until.replace(tzinfo=ZoneInfo((await get_workspace(session)).time_zone))
    if not now() < until <= now() + LONGEST:
        raise SnoozeInvalid("Choose a time that is still to come, within a year.")
    await change(session, conversation, snoozed_until=until, due_at=until)
    ids = {"workspace_id": conversation.workspace_id, "conversation_id": conversation.id}
    await emit(session, ConversationSnoozed(**ids, user_id=member.user_id))
    return conversation


async def unsnooze(session: AsyncSession, *, conversation_id: UUID, member: Acting) -> Conversation:
    """Fetch it back before its time. What nobody put aside stays as it is."""
    conversation = await lock(session, conversation_id)
    if conversation.snoozed_until is not None:
        _may(conversation, member)
        await wake(session, conversation, by=member.user_id)
    return conversation


async def wake(session: AsyncSession, conversation: Conversation, *, by: UUID | None) -> None:
    """Bring it back into the lists. It is its agent's turn, so no silence of the customer ends it. It is locked."""
    await change(session, conversation, snoozed_until=None, due_at=None)
    ids = {"workspace_id": conversation.workspace_id, "conversation_id": conversation.id}
    await emit(session, ConversationWoken(**ids, user_id=by))


def _may(conversation: Conversation, member: Acting) -> None:
    if conversation.state not in PERSON_IN_CHARGE:
        raise IllegalTransition("Only what somebody has can be put aside.", from_state=conversation.state)
    if conversation.assignee_id != member.user_id and RANKS[member.role] < RANKS["supervisor"]:
        raise NotAssignee("Take the conversation first.")
