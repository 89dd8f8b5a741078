"""What agents say so often that a shortcut types it."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from sportello import conversations
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.paging import Whole
from sportello.api.parameters import ReplyId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.api.widget.shapes import Text
from sportello.conversations import ShortcutTaken
from sportello.workspaces import Language

router = Router(
    prefix="/workspaces/{workspace}/canned-replies",
    tags=["canned_replies"],
    dependencies=[require("agent")],
)

Shortcut = Annotated[str, StringConstraints(pattern=r"^[\w.-]+$", max_length=40), Field(examples=["hours"])]
"""The length stands apart from the letters: all the letters there are, forty times over, is a pattern of 6 MB."""


class CannedReplyText(Payload):
    """What the shortcut types, in one language or (null) in all."""

    shortcut: Shortcut
    text: Text
    language: Language | None


class CannedReply(Versioned):
    """A canned reply."""

    written: ClassVar = frozenset(CannedReplyText.model_fields)

    id: UUID
    shortcut: str = Field(examples=["hours"])
    text: str = Field(examples=["We are open from 5 pm to 11 pm."])
    language: str | None = Field(examples=["en"])


def _shape(reply: conversations.CannedReply) -> CannedReply:
    return CannedReply.model_validate(reply, from_attributes=True)


@router.get("")
async def list_all(session: Transaction) -> Whole[CannedReply]:
    """All of them, by shortcut."""
    return Whole(items=[_shape(reply) for reply in await conversations.canned_replies(session)])


@router.post("", status_code=201, responses=refusals(ShortcutTaken))
async def create(body: CannedReplyText, member: CurrentMember, session: Transaction) -> CannedReply:
    """Add a ready-made reply."""
    reply = await conversations.create_canned_reply(session, workspace_id=member.workspace_id, **body.model_dump())
    return _shape(reply)


@router.put("/{reply_id}", responses=refusals(ShortcutTaken, ChangedMeanwhile))
async def change(reply_id: ReplyId, body: CannedReplyText, session: Transaction, seen: Seen = None) -> CannedReply:
    """Replace all of one."""

    async def stored() -> CannedReply:
        return _shape(await conversations.canned_reply(session, reply_id=reply_id))

    await unchanged(session, seen, stored, thing=f"canned_reply:{reply_id}")
    return _shape(await conversations.change_canned_reply(session, reply_id=reply_id, **body.model_dump()))


@router.delete("/{reply_id}", status_code=204)
async def delete(reply_id: ReplyId, session: Transaction) -> None:
    """Remove a ready-made reply."""
    await conversations.delete_canned_reply(session, reply_id=reply_id)
