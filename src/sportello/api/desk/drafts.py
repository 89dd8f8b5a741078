"""What you have begun to write in conversations and have not sent, on whichever device. Nobody else can read it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from sportello import conversations
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.paging import Whole
from sportello.api.parameters import ConversationId, DraftKind
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.conversations import DraftElsewhere

router = Router(prefix="/workspaces/{workspace}/drafts", tags=["drafts"], dependencies=[require("agent")])
_LONGEST = 8_000
"""Characters: twice what can be sent, for it may still be made shorter."""


class DraftMark(BaseModel):
    """That there is a draft."""

    conversation_id: UUID
    kind: conversations.DraftKind
    version: UUID = Field(description="Made by the device that wrote it")


class Draft(DraftMark):
    """A draft."""

    text: str = Field(description="Empty: there is none any more", examples=["Gentile Giulia, il rimbor"])
    written_at: datetime


class NewDraft(Payload):
    """What is written so far."""

    text: Annotated[
        str,
        StringConstraints(max_length=_LONGEST, strip_whitespace=False),
        Field(description="As it stands; without any words: keep nothing any more", examples=["Gentile Giulia, il "]),
    ]
    version: UUID = Field(description="Made by you, anew for each change")
    after: Annotated[
        list[UUID],
        Field(
            max_length=10,
            description="The versions that your words come after: the last that was confirmed to you, and those that"
            " you sent since without hearing what became of them",
        ),
    ]


def _shape(draft: conversations.Draft) -> Draft:
    return Draft.model_validate(draft, from_attributes=True)


@router.get("")
async def list_drafts(member: CurrentMember, session: Transaction) -> Whole[DraftMark]:
    """Where you have begun something, the newest first."""
    found = await conversations.drafts(session, user_id=member.user_id)
    return Whole(items=[DraftMark.model_validate(draft, from_attributes=True) for draft in found])


@router.get("/{conversation_id}")
async def drafts_in(conversation_id: ConversationId, member: CurrentMember, session: Transaction) -> Whole[Draft]:
    """What you have begun in one conversation: a reply, a note, both or nothing."""
    found = await conversations.drafts(session, user_id=member.user_id, conversation_id=conversation_id)
    return Whole(items=[_shape(draft) for draft in found])


@router.put("/{conversation_id}/{kind}", responses=refusals(conversations.ConversationNotFound, DraftElsewhere))
async def keep(
    conversation_id: ConversationId, kind: DraftKind, body: NewDraft, member: CurrentMember, session: Transaction
) -> Draft:
    """Keep what is written so far. What you have written on another device meanwhile stays, and yours is refused."""
    kept = await conversations.keep_draft(
        session,
        conversation_id=conversation_id,
        member=member,
        kind=kind,
        text=body.text,
        version=body.version,
        after=body.after,
    )
    return _shape(kept)
