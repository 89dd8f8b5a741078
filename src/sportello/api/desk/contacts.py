"""What colleagues know of a customer beside what they say of themselves."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from sportello import contacts
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.shapes import FullContact
from sportello.api.parameters import ContactId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Email, Payload
from sportello.api.visible import a_name
from sportello.api.widget.shapes import SaidName
from sportello.api.widget.visitors import Phone
from sportello.contacts import ContactNotFound

router = Router(
    prefix="/workspaces/{workspace}/contacts",
    tags=["contacts"],
    dependencies=[require("agent")],
)

Value = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)]
LONGEST_NAME = 40


def _named(lines: dict[str, str]) -> dict[str, str]:
    """Each with a name that can be seen, on one line."""
    named = {a_name(name): value for name, value in lines.items()}
    if any(len(name) > LONGEST_NAME for name in named):
        raise PydanticCustomError("too_long", "A name has at most 40 characters")
    return named


class ContactCorrection(Payload):
    """What is known; what is left out stays as it is, null takes it back."""

    name: SaidName = None
    email: Email | None = None
    phone: Phone | None = None
    attributes: Annotated[
        dict[str, Value],
        AfterValidator(_named),
        Field(max_length=20, description="All of them, by names of at most 40 characters", examples=[{"Card": "Gold"}]),
    ] = Field(default_factory=dict)


@router.patch("/{contact_id}", responses=refusals(ContactNotFound))
async def correct(
    contact_id: ContactId, body: ContactCorrection, member: CurrentMember, session: Transaction
) -> FullContact:
    """Note what you know of a customer. It proves nothing of who they are."""
    changed = await contacts.correct_contact(
        session, contact_id=contact_id, member=member, **body.model_dump(exclude_unset=True)
    )
    return FullContact.of(changed)
