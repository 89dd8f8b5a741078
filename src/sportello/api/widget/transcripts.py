"""A conversation by mail, for its customer. The address need not be theirs, so few letters leave to any."""

from typing import Annotated
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, Field

from sportello import conversations
from sportello.api import limits
from sportello.api.deps import CurrentVisitor, Transaction, limited, resources
from sportello.api.parameters import ConversationId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Email, Payload
from sportello.conversations import ConversationNotFound, IdReused, MailNotSetUp, NothingSaid
from sportello.core.crypto import hash_token
from sportello.core.ids import id_within

router = Router(prefix="/widget", tags=["widget"])

REFUSED = refusals(ConversationNotFound, IdReused, MailNotSetUp, NothingSaid)


class TranscriptWish(Payload):
    """Where a conversation is to be sent."""

    id: Annotated[UUID, Field(description="Made by the client: asked for twice under one, it is one letter")]
    email: Email


class TranscriptAccepted(BaseModel):
    """The letter is on its way."""

    id: UUID
    email: str = Field(examples=["giulia@example.com"])


@router.post(
    "/conversations/{conversation_id}/transcript",
    status_code=202,
    dependencies=[limited("transcript")],
    responses=REFUSED,
)
async def transcript(
    conversation_id: ConversationId,
    body: TranscriptWish,
    visitor: CurrentVisitor,
    request: Request,
    session: Transaction,
) -> TranscriptAccepted:
    """Have the conversation, as far as it has come, sent to an address. Few letters leave to any one."""
    if resources(request).settings.smtp_url is None:
        raise MailNotSetUp("No mail server is set up.")
    await conversations.customer_view(session, conversation_id=conversation_id, contact_id=visitor.contact_id)
    whither = hash_token(body.email.casefold()).hex()
    await limits.spend(request, "transcript.address", whither)
    await limits.spend(request, "transcript.workspace", visitor.workspace_id)
    await conversations.ask_transcript(
        session,
        workspace_id=visitor.workspace_id,
        id=id_within(visitor.visitor_id, body.id),
        conversation_id=conversation_id,
        email=body.email,
        contact_id=visitor.contact_id,
    )
    return TranscriptAccepted(id=body.id, email=body.email)
