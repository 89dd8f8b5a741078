"""Several things that one choice does."""

from typing import Annotated, Any, ClassVar, cast
from uuid import UUID

from pydantic import Field

from sportello import conversations
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.conversations import detail_of
from sportello.api.desk.shapes import ConversationDetail
from sportello.api.paging import Whole
from sportello.api.parameters import ConversationId, MacroId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Name, Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.api.widget.shapes import TextOrNothing
from sportello.conversations import (
    Ending,
    IllegalTransition,
    MacroContent,
    MessageIdReused,
    NoSuchAgent,
    NotAssignee,
    Priority,
)
from sportello.core.errors import Forbidden, Invalid

router = Router(prefix="/workspaces/{workspace}", tags=["macros"], dependencies=[require("agent")])


class MacroText(Payload):
    """What a macro does, in this order; what is empty is left out."""

    name: Name
    text: TextOrNothing = Field(
        description="What is said. `{name}` and `{email}` are the customer's, `{agent}` is who runs it",
        examples=["Buongiorno {name}, il rimborso è partito."],
    )
    labels: Annotated[list[UUID], Field(max_length=20, description="Labels that are added")]
    priority: Priority | None
    ending: Ending | None = Field(
        description="What it ends with: passed on to the user or team in `target`, solved, or put aside"
    )
    target: UUID | None


class NewMacro(MacroText):
    """A macro, and whose."""

    personal: bool = Field(description="One's own; only admins write what everybody uses")


class Macro(Versioned):
    """A macro."""

    written: ClassVar = frozenset(MacroText.model_fields)

    id: UUID
    personal: bool
    name: str = Field(examples=["Refund is on its way"])
    text: str = Field(examples=["Dear {name}, your refund is on its way."])
    labels: list[UUID]
    priority: Priority | None
    ending: Ending | None
    target: UUID | None


class Run(Payload):
    """What is said, as its agent has seen it, and the id that makes a repeated run the same one."""

    message_id: UUID
    text: TextOrNothing


def _shape(macro: conversations.Macro) -> Macro:
    fields: dict[str, Any] = {name: getattr(macro, name) for name in MacroText.model_fields}
    return Macro.model_validate({"id": macro.id, "personal": macro.owner_id is not None, **fields})


def _content(body: MacroText) -> MacroContent:
    return cast("MacroContent", body.model_dump(include=set(MacroText.model_fields)))


@router.get("/macros")
async def list_all(member: CurrentMember, session: Transaction) -> Whole[Macro]:
    """Everybody's and your own, by name."""
    return Whole(items=[_shape(macro) for macro in await conversations.macros(session, member=member)])


@router.post("/macros", status_code=201, responses=refusals(Forbidden, Invalid))
async def create(body: NewMacro, member: CurrentMember, session: Transaction) -> Macro:
    """Add a macro."""
    made = await conversations.create_macro(session, member=member, personal=body.personal, content=_content(body))
    return _shape(made)


@router.put("/macros/{macro_id}", responses=refusals(Forbidden, Invalid, ChangedMeanwhile))
async def change(
    macro_id: MacroId, body: MacroText, member: CurrentMember, session: Transaction, seen: Seen = None
) -> Macro:
    """Replace all that one does."""

    async def stored() -> Macro:
        return _shape(await conversations.get_macro(session, macro_id=macro_id, member=member))

    await unchanged(session, seen, stored, thing=f"macro:{macro_id}")
    changed = await conversations.change_macro(session, macro_id=macro_id, member=member, content=_content(body))
    return _shape(changed)


@router.delete("/macros/{macro_id}", status_code=204, responses=refusals(Forbidden))
async def delete(macro_id: MacroId, member: CurrentMember, session: Transaction) -> None:
    """Remove a macro."""
    await conversations.delete_macro(session, macro_id=macro_id, member=member)


@router.post(
    "/conversations/{conversation_id}/macros/{macro_id}",
    responses=refusals(NotAssignee, NoSuchAgent, IllegalTransition, MessageIdReused),
)
async def run(
    conversation_id: ConversationId, macro_id: MacroId, body: Run, member: CurrentMember, session: Transaction
) -> ConversationDetail:
    """Do all that it does, or, where any of it is refused, nothing."""
    await conversations.run_macro(
        session,
        conversation_id=conversation_id,
        macro_id=macro_id,
        member=member,
        message_id=body.message_id,
        text=body.text,
    )
    return await detail_of(session, conversation_id)
