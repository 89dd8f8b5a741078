"""How to reach a customer for whom nobody is there: a short form, kept as a lead and shown to who takes over."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sportello import contacts, conversations, sales
from sportello.api.deps import CurrentVisitor, Transaction, limited
from sportello.api.parameters import ConversationId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Email, Payload
from sportello.api.visible import something_to_see
from sportello.api.widget.conversations import Accepted
from sportello.api.widget.shapes import SaidName
from sportello.api.widget.visitors import Phone
from sportello.conversations import ConversationNotFound
from sportello.core.cards import without_cards
from sportello.core.ids import id_within
from sportello.sales import Reach

router = Router(prefix="/widget", tags=["widget"])

About = Annotated[
    str,
    StringConstraints(max_length=2_000, strip_whitespace=True),
    AfterValidator(lambda text: something_to_see(text) if text else text),
    Field(examples=["Rimborso"]),
]


class ReachForm(Payload):
    """How somebody is reached, by mail or by telephone, and what about."""

    id: Annotated[UUID, Field(description="Made by the client: sent twice under one, it is one form")]
    name: SaidName = None
    email: Email | None = None
    phone: Phone | None = None
    about: About = ""

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not (self.email or self.phone):
            raise PydanticCustomError("unreachable", "An e-mail address or a telephone number is needed")
        return self


@router.post(
    "/conversations/{conversation_id}/reach",
    status_code=202,
    dependencies=[limited("conversation")],
    responses=refusals(ConversationNotFound),
)
async def leave_reach(
    conversation_id: ConversationId, body: ReachForm, visitor: CurrentVisitor, session: Transaction
) -> Accepted:
    """Leave how to be reached, where nobody is there. It stands on the handoff card and in the list of leads."""
    view = await conversations.customer_view(session, conversation_id=conversation_id, contact_id=visitor.contact_id)
    known = await contacts.get_contact(session, contact_id=visitor.contact_id)
    name = without_cards(body.name) if body.name else None
    said: contacts.SelfDescription = {
        "name": name or known.name,
        "email": body.email or known.email,
        "phone": body.phone or known.phone,
    }
    await contacts.describe_contact(session, contact_id=visitor.contact_id, **said)
    await sales.record_lead(
        session,
        lead_id=id_within(visitor.visitor_id, body.id),
        workspace_id=visitor.workspace_id,
        contact_id=visitor.contact_id,
        conversation_id=conversation_id,
        reach=Reach(body.email, body.phone),
        name=name,
        about=without_cards(body.about),
        language=view.language,
        by="customer",
    )
    return Accepted(id=body.id)
