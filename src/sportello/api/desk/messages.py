"""What agents read and say in a conversation."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from sportello import conversations
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.shapes import DeskMessage, desk_message
from sportello.api.problems import Malformed, refusals
from sportello.api.shapes import Page, Payload
from sportello.api.widget.messages import Seq, page_of
from sportello.api.widget.shapes import Text
from sportello.conversations import MessageIdReused, NotAssignee
from sportello.core.errors import Forbidden, NotFound, TooManyRequests, Unauthorized

router = APIRouter(
    prefix="/workspaces/{workspace}/conversations/{conversation_id}/messages",
    tags=["messages"],
    dependencies=[require("agent")],
    responses=refusals(Unauthorized, Forbidden, NotFound, TooManyRequests, Malformed),
)


class AgentMessage(Payload):
    """A reply, with the id that the client made: sent twice it is said once."""

    id: UUID
    text: Text


@router.get("")
async def list_messages(
    conversation_id: UUID,
    session: Transaction,
    after_seq: Seq = 0,
    before_seq: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[DeskMessage]:
    """The thread in order; `next_cursor` is the `after_seq` (or `before_seq`, when that was given) to go on with."""
    await conversations.summary(session, conversation_id=conversation_id)
    found = await conversations.thread(
        session, conversation_id=conversation_id, after_seq=after_seq, before_seq=before_seq, limit=limit + 1
    )
    kept, cursor = page_of(found, limit, backwards=before_seq is not None)
    return Page(items=[desk_message(said) for said in kept], next_cursor=cursor)


@router.post("", status_code=201, responses=refusals(NotAssignee, MessageIdReused))
async def post_message(
    conversation_id: UUID, body: AgentMessage, member: CurrentMember, session: Transaction
) -> DeskMessage:
    """Answer the customer. Only the agent who has the conversation can."""
    await conversations.post_reply(
        session, conversation_id=conversation_id, message_id=body.id, member=member, text=body.text
    )
    return desk_message(await conversations.said(session, conversation_id=conversation_id, message_id=body.id))
