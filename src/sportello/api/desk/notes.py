"""What colleagues tell each other about a conversation."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from sportello import conversations
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.shapes import Note
from sportello.api.paging import Whole
from sportello.api.parameters import ConversationId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.widget.shapes import Text
from sportello.conversations import IdReused, NoSuchAgent

router = Router(
    prefix="/workspaces/{workspace}/conversations/{conversation_id}/notes",
    tags=["notes"],
    dependencies=[require("agent")],
)


class NewNote(Payload):
    """A note, with the id that the client made: sent twice it is kept once."""

    id: UUID
    text: Text
    mentions: Annotated[list[UUID], Field(max_length=20, description="Colleagues whom it calls here")] = Field(
        default_factory=list[UUID]
    )


@router.get("")
async def list_notes(conversation_id: ConversationId, session: Transaction) -> Whole[Note]:
    """All notes, the oldest first."""
    await conversations.summary(session, conversation_id=conversation_id)
    found = await conversations.notes(session, conversation_id=conversation_id)
    return Whole(items=[Note.of(note) for note in found])


@router.post("", status_code=201, responses=refusals(IdReused, NoSuchAgent))
async def add(conversation_id: ConversationId, body: NewNote, member: CurrentMember, session: Transaction) -> Note:
    """Note something. The customer never sees it."""
    note = await conversations.add_note(
        session, conversation_id=conversation_id, member=member, text=body.text, note_id=body.id, mentions=body.mentions
    )
    [line] = await conversations.notes(session, conversation_id=conversation_id, ids=[note.id])
    return Note.of(line)
