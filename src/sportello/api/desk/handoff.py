"""The handoff card: what who takes over must know, at a glance."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from sportello import answering, conversations, sales
from sportello.answering import Came, Sentiment
from sportello.api.deps import Transaction, require
from sportello.api.parameters import ConversationId
from sportello.api.routing import Router
from sportello.api.widget.shapes import Citation

router = Router(
    prefix="/workspaces/{workspace}/conversations/{conversation_id}/handoff",
    tags=["conversations"],
    dependencies=[require("agent")],
)


class AskedQuestion(BaseModel):
    """Something the customer wanted to know, and what came of it."""

    conversation_id: UUID = Field(description="In which they said it: this one, or one that goes on in it")
    seq: int = Field(description="Where in its thread they said it", examples=[3])
    text: str = Field(examples=["Posso avere un rimborso?"])
    came: Came = Field(description="`choices`: the nearest entries were offered as buttons")
    answer_id: UUID | None = Field(description="The assistant's message that followed, answer or not")
    answer: str | None = Field(
        description="What was answered; null where nothing was", examples=["Full price: €14 online."]
    )
    sources: list[Citation] = Field(description="Where the answer comes from")


class LeftDetails(BaseModel):
    """How the customer asked to be reached, and when they said yes to it."""

    name: str | None = Field(examples=["Giulia Bianchi"])
    email: str | None = Field(examples=["giulia@example.com"])
    phone: str | None = Field(examples=["+39 055 0000000"])
    about: str = Field(description="What it is about; may be empty", examples=["Rimborso"])
    consented_at: datetime


class HandoffCard(BaseModel):
    """What led to a person: what was asked and answered since the last person let go, and how the customer feels."""

    questions: list[AskedQuestion] = Field(description="The last ones, in order")
    earlier: int = Field(description="How many more were asked before them", examples=[0])
    sentiment: Sentiment | None = Field(description="The last that was noticed; null where nothing was")
    risk: float | None = Field(
        description="How close they seemed to losing patience at worst, from 0 to 1", examples=[0.64]
    )
    high_risk: bool = Field(description="Whether that is so close that a person is offered")
    reasons: list[str] = Field(description="What speaks for it", examples=[["unanswered_twice", "shouting"]])
    left: LeftDetails | None = Field(description="Contact details that they left in this conversation")


@router.get("")
async def handoff_card(conversation_id: ConversationId, session: Transaction) -> HandoffCard:
    """What an agent must know who takes it over, made from what was said and from the traces; no model writes it."""
    await conversations.summary(session, conversation_id=conversation_id)
    found = await answering.handed_over(session, conversation_id=conversation_id)
    lead = await sales.lead_left_in(session, conversation_id=conversation_id)
    return HandoffCard(
        questions=[AskedQuestion.model_validate(one, from_attributes=True) for one in found.questions],
        earlier=found.earlier,
        sentiment=found.sentiment,
        risk=found.risk,
        high_risk=found.high_risk,
        reasons=found.reasons,
        left=LeftDetails.model_validate(lead, from_attributes=True) if lead else None,
    )
