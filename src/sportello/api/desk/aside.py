"""What an agent does beside talking: put a conversation aside for a while, and look where colleagues called them."""

from datetime import datetime

from pydantic import BaseModel, Field

from sportello import conversations
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.conversations import detail_of
from sportello.api.desk.shapes import ConversationDetail
from sportello.api.parameters import ConversationId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.conversations import IllegalTransition, NotAssignee, SnoozeInvalid

router = Router(prefix="/workspaces/{workspace}", tags=["conversations"], dependencies=[require("agent")])


class SnoozeTimes(BaseModel):
    """The times one mostly means, as they are now."""

    zone: str = Field(description="The workspace's time zone, in which they are", examples=["Europe/Rome"])
    later_today: datetime | None = Field(description="Null where the day is nearly over")
    tomorrow: datetime
    next_week: datetime


class Snooze(Payload):
    """Until when."""

    until: datetime = Field(description="Without an offset: in the workspace's time zone")


@router.get("/snooze-times")
async def snooze_times(session: Transaction) -> SnoozeTimes:
    """When "later today", "tomorrow morning" and "next week" are."""
    return SnoozeTimes.model_validate(await conversations.snooze_times(session), from_attributes=True)


@router.put(
    "/conversations/{conversation_id}/snooze", responses=refusals(NotAssignee, IllegalTransition, SnoozeInvalid)
)
async def snooze(
    conversation_id: ConversationId, body: Snooze, member: CurrentMember, session: Transaction
) -> ConversationDetail:
    """Put it aside until then. It comes back sooner when its customer writes, or anything is done with it."""
    await conversations.snooze(session, conversation_id=conversation_id, member=member, until=body.until)
    return await detail_of(session, conversation_id)


@router.delete("/conversations/{conversation_id}/snooze", responses=refusals(NotAssignee, IllegalTransition))
async def unsnooze(conversation_id: ConversationId, member: CurrentMember, session: Transaction) -> ConversationDetail:
    """Fetch it back now."""
    await conversations.unsnooze(session, conversation_id=conversation_id, member=member)
    return await detail_of(session, conversation_id)


@router.post("/conversations/{conversation_id}/mentions/read", status_code=204)
async def read_mentions(conversation_id: ConversationId, member: CurrentMember, session: Transaction) -> None:
    """Note that you have seen where colleagues called you to."""
    await conversations.read_mentions(session, conversation_id=conversation_id, user_id=member.user_id)
