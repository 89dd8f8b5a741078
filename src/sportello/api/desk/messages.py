"""What agents read and say in a conversation."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from sportello import conversations
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.shapes import DeskMessage, desk_message
from sportello.api.paging import BadCursor, Cursor, Limit, Page
from sportello.api.parameters import AfterSeq, BeforeSeq, ConversationId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.widget.messages import part_of_thread, span_of
from sportello.api.widget.shapes import WithAttachments
from sportello.conversations import (
    AnsweredMeanwhile,
    AttachmentNotFound,
    MessageIdReused,
    NotAssignee,
    TooManyAttachments,
)

router = Router(
    prefix="/workspaces/{workspace}/conversations/{conversation_id}/messages",
    tags=["messages"],
    dependencies=[require("agent")],
)


class AgentMessage(WithAttachments):
    """A reply, with the id that the client made: sent twice it is said once."""

    id: UUID
    seen_seq: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = Field(
        default=None,
        description="The last message you have read: where a colleague has replied since, yours is refused",
        examples=[4],
    )


@router.get("", responses=refusals(BadCursor))
async def list_messages(
    conversation_id: ConversationId,
    session: Transaction,
    *,
    after_seq: AfterSeq = 0,
    before_seq: BeforeSeq = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DeskMessage]:
    """The thread in order, from its beginning, after a `seq` or before one; a cursor goes on the same way."""
    span = span_of(cursor, after_seq, before_seq)
    await conversations.summary(session, conversation_id=conversation_id)
    found = await conversations.thread(session, conversation_id=conversation_id, **span, limit=limit + 1)
    return part_of_thread(found, limit, span=span, shape=desk_message)


@router.post(
    "",
    status_code=201,
    responses=refusals(AnsweredMeanwhile, NotAssignee, MessageIdReused, AttachmentNotFound, TooManyAttachments),
)
async def post_message(
    conversation_id: ConversationId, body: AgentMessage, member: CurrentMember, session: Transaction
) -> DeskMessage:
    """Answer the customer. Only the agent who has the conversation can."""
    await conversations.post_reply(
        session,
        conversation_id=conversation_id,
        message_id=body.id,
        member=member,
        text=body.text,
        attachments=body.attachments,
        seen_seq=body.seen_seq,
    )
    return desk_message(await conversations.said(session, conversation_id=conversation_id, message_id=body.id))
