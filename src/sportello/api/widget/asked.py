"""What customers answer before a chat: as the website's owner asks it, no more."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from sportello import contacts, workspaces
from sportello.api.deps import CurrentVisitor, Transaction
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Email, Payload
from sportello.api.visible import one_line, said_name
from sportello.api.widget.behaviour import BehaviourText
from sportello.api.widget.shapes import Language
from sportello.api.widget.visitors import Known, Phone, known
from sportello.core.clock import now
from sportello.core.errors import Invalid

router = Router(prefix="/widget", tags=["widget"])

Answer = Annotated[str, StringConstraints(max_length=500), AfterValidator(one_line)]


class Unanswered(Invalid):
    """Something that has to be answered is not, or not as it should be."""

    code = "unanswered"


class Answers(Payload):
    """What was answered, by the `place` of each field in the settings; and whether they agreed."""

    language: Language
    answers: Annotated[dict[Annotated[int, Field(ge=0, le=7)], Answer], Field(max_length=8, examples=[{"0": "Giulia"}])]
    agreed: bool = False


class _Checked(Payload):
    """What has a form of its own."""

    email: Email | None = None
    phone: Phone | None = None


def _checked(place: int, **value: str) -> _Checked:
    try:
        return _Checked.model_validate(value)
    except ValidationError:
        raise Unanswered(f"Field {place} is not what it should be.") from None


@router.post("/answers", responses=refusals(Unanswered))
async def answer(body: Answers, visitor: CurrentVisitor, session: Transaction) -> Known:
    """Note what a customer answered before the chat. Name and addresses are what they say; the rest stands beside."""
    key = await workspaces.get_widget_key(session, widget_key_id=visitor.widget_key_id)
    written = BehaviourText.model_validate(key.behaviour)
    said: contacts.SelfDescription = {}
    own: dict[str, str] = {}
    for place, field in enumerate(written.asked):
        value = body.answers.get(place, "")
        label = field.label.get(body.language) or next(iter(field.label.values()), "")
        if not value:
            # What is not written in their language was not asked.
            if field.required and (field.kind != "own" or body.language in field.label):
                raise Unanswered(f"Field {place} has to be answered.")
        elif field.kind == "own":
            own[label] = value
        elif field.kind == "name":
            said["name"] = said_name(value)
        elif field.kind == "email":
            said["email"] = _checked(place, email=value).email
        else:
            said["phone"] = _checked(place, phone=value).phone
    if consent := written.consent.get(body.language):
        if not body.agreed:
            raise Unanswered("It has to be agreed to.")
        own[f"✓ {consent}"] = now().isoformat(timespec="minutes")
    contact = await contacts.describe_contact(session, contact_id=visitor.contact_id, attributes=own, **said)
    return known(contact)
