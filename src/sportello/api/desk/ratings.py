"""Links by which customers say how it went, for agents to send wherever their customer is."""

from datetime import datetime

from fastapi import Request
from pydantic import BaseModel, Field

from sportello import conversations
from sportello.api.deps import Transaction, require, resources
from sportello.api.parameters import ConversationId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.conversations import ConversationNotFound

router = Router(
    prefix="/workspaces/{workspace}/conversations/{conversation_id}",
    tags=["conversations"],
    dependencies=[require("agent")],
)


class RatingLink(BaseModel):
    """Where a customer can rate their conversation once it is closed, and until when."""

    url: str = Field(examples=["https://support.example.com/rate/rt_3q2…"])
    expires_at: datetime


@router.post("/rating-link", status_code=201, responses=refusals(ConversationNotFound))
async def rating_link(conversation_id: ConversationId, request: Request, session: Transaction) -> RatingLink:
    """Make a link by which the customer says how it went, on a page of its own. It is told only here."""
    token, until = await conversations.make_rating_link(session, conversation_id=conversation_id)
    return RatingLink(url=f"{resources(request).settings.public_url}/rate/{token}", expires_at=until)
