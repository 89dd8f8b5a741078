"""A conversation by mail, sent by who is at work."""

from typing import Annotated
from uuid import UUID

from fastapi import Request
from pydantic import Field

from sportello import conversations
from sportello.api import limits
from sportello.api.deps import CurrentMember, Transaction, require, resources
from sportello.api.parameters import ConversationId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Email, Payload
from sportello.api.widget.transcripts import TranscriptAccepted
from sportello.conversations import ConversationNotFound, IdReused, MailNotSetUp, NothingSaid
from sportello.core.errors import TooManyRequests
from sportello.core.ids import id_within

router = Router(
    prefix="/workspaces/{workspace}/conversations/{conversation_id}",
    tags=["conversations"],
    dependencies=[require("agent")],
)


class TranscriptOrder(Payload):
    """Where a conversation is to be sent."""

    id: Annotated[UUID, Field(description="Made by the client: asked for twice under one, it is one letter")]
    email: Email


@router.post(
    "/transcript",
    status_code=202,
    responses=refusals(ConversationNotFound, IdReused, MailNotSetUp, NothingSaid, TooManyRequests),
)
async def send_transcript(
    conversation_id: ConversationId,
    body: TranscriptOrder,
    member: CurrentMember,
    request: Request,
    session: Transaction,
) -> TranscriptAccepted:
    """Send what the customer sees of a conversation, and no note, to an address."""
    if resources(request).settings.smtp_url is None:
        raise MailNotSetUp("No mail server is set up.")
    await limits.spend(request, "transcript.user", member.user_id)
    await conversations.ask_transcript(
        session,
        workspace_id=member.workspace_id,
        id=id_within(conversation_id, body.id),
        conversation_id=conversation_id,
        email=body.email,
        by=member,
    )
    return TranscriptAccepted(id=body.id, email=body.email)
