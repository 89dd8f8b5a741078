"""Merging: two conversations of one customer become one, which shows both."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

from sportello import conversations
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.conversations import detail_of
from sportello.api.desk.shapes import ConversationDetail, ConversationSummary
from sportello.api.paging import Whole
from sportello.api.parameters import ConversationId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.conversations import CannotMerge, IllegalTransition, MergedForGood, NotAssignee, State

router = Router(
    prefix="/workspaces/{workspace}/conversations/{conversation_id}",
    tags=["conversations"],
    dependencies=[require("agent")],
)


class Merge(Payload):
    """Where it goes on."""

    into: UUID


class MergedConversation(BaseModel):
    """A conversation that goes on in the one that was asked about; its messages are read as ever."""

    id: UUID
    seq: int = Field(description="Told there at this place", examples=[12])
    state: State = Field(description="Before it was merged", examples=["ended"])
    channel: str = Field(examples=["web"])
    created_at: datetime
    last_message_at: datetime
    last_seq: int = Field(examples=[8])
    preview: str = Field(examples=["Dove si parcheggia?"])


class Mergeable(BaseModel):
    """A conversation that could become one with the one that was asked about."""

    conversation: ConversationSummary
    stays: bool = Field(
        description="It stays, and the one that was asked about goes on in it; else the other way round"
    )


@router.get("/mergeable")
async def mergeable(
    conversation_id: ConversationId,
    session: Transaction,
    q: Annotated[str | None, Query(max_length=200, description="With these words", examples=["rimborso"])] = None,
) -> Whole[Mergeable]:
    """The same customer's conversations that could become one with this, the newest first."""
    await conversations.summary(session, conversation_id=conversation_id)
    found = await conversations.mergeable(
        session, conversation_id=conversation_id, sought=conversations.seek(q) if q else None
    )
    return Whole(items=[Mergeable(conversation=ConversationSummary.of(line), stays=not stays) for line, stays in found])


@router.post("/merge", responses=refusals(CannotMerge, NotAssignee, IllegalTransition))
async def merge(
    conversation_id: ConversationId, body: Merge, member: CurrentMember, session: Transaction
) -> ConversationDetail:
    """Let it go on in another, open one of the same customer, which is answered. Who waited there waits here."""
    await conversations.merge(session, conversation_id=conversation_id, into_id=body.into, member=member)
    return await detail_of(session, body.into)


@router.post("/separate", responses=refusals(CannotMerge, MergedForGood, NotAssignee, IllegalTransition))
async def separate(conversation_id: ConversationId, member: CurrentMember, session: Transaction) -> ConversationDetail:
    """Undo a merge, while the customer has said nothing new in the other: it is what it was before."""
    await conversations.separate(session, conversation_id=conversation_id, member=member)
    return await detail_of(session, conversation_id)


@router.get("/merged")
async def merged(conversation_id: ConversationId, session: Transaction) -> Whole[MergedConversation]:
    """The conversations that go on in this one, in the order in which they are told of."""
    await conversations.summary(session, conversation_id=conversation_id)
    return Whole(
        items=[
            MergedConversation(
                id=one.id,
                seq=one.merged_seq or 0,
                state=one.merged_from or "ended",
                channel=one.channel,
                created_at=one.created_at,
                last_message_at=one.last_message_at,
                last_seq=one.last_seq,
                preview=one.preview,
            )
            for one in await conversations.merged_into(session, conversation_id=conversation_id)
        ]
    )
