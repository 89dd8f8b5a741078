"""Files that agents send and see, and what a workspace takes."""

from typing import Annotated, ClassVar

from fastapi import Request, Response
from pydantic import Field

from sportello import conversations
from sportello.api import limits
from sportello.api.attachments import (
    GIVES_A_FILE,
    REFUSED_FILES,
    TAKES_A_FILE,
    FileName,
    Sender,
    give_out,
    take_in,
)
from sportello.api.deps import CurrentMember, Member, MemberAlone, Transaction, require, resources
from sportello.api.parameters import AttachmentId, ConversationId
from sportello.api.problems import Unavailable, refusals
from sportello.api.routing import Router
from sportello.api.shapes import Attachment, Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.conversations import MOST_PER_MESSAGE, AttachmentNotFound, ConversationNotFound, Limits
from sportello.core.files import Rendition, StorageUnavailable
from sportello.core.filetypes import Kind

router = Router(prefix="/workspaces/{workspace}", tags=["attachments"])
_ONE = "/conversations/{conversation_id}/attachments/{attachment_id}"
_GIVES = {**GIVES_A_FILE, **refusals(AttachmentNotFound, StorageUnavailable, Unavailable)}


@router.put(
    _ONE,
    status_code=201,
    response_model=Attachment,
    responses={
        200: {"model": Attachment, "description": "It was here already"},
        **refusals(ConversationNotFound, *REFUSED_FILES),
    },
    openapi_extra=TAKES_A_FILE,
)
async def hand_in(
    conversation_id: ConversationId, attachment_id: AttachmentId, member: MemberAlone, request: Request, name: FileName
) -> Response:
    """Hand a file in, as it is, before the message that names it. Sent again it is the same file.

    What it is, is told by what it holds. A picture is made anew: where it was taken is not kept.
    """
    await limits.spend(request, "attachment.user", member.api_key_id or member.user_id)
    async with resources(request).database.transaction(member.workspace_id) as session:
        await conversations.may_hand_in(session, conversation_id=conversation_id)
        taken = await conversations.limits_of(session, workspace_id=member.workspace_id)
    sender = Sender(member.workspace_id, conversation_id, attachment_id, member.user_id, taken)
    return await take_in(request, sender, said=name)


async def _give(
    request: Request, member: Member, conversation_id: ConversationId, attachment_id: AttachmentId, form: Rendition
) -> Response:
    async with resources(request).database.transaction(member.workspace_id) as session:
        found = await conversations.find_attachment(
            session, conversation_id=conversation_id, attachment_id=attachment_id, user_id=member.user_id
        )
    return await give_out(request, found, form)


@router.get(_ONE, response_class=Response, responses=_GIVES)
async def download(
    conversation_id: ConversationId, attachment_id: AttachmentId, member: MemberAlone, request: Request
) -> Response:
    """What a file holds."""
    return await _give(request, member, conversation_id, attachment_id, "whole")


@router.get(f"{_ONE}/thumbnail", response_class=Response, responses=_GIVES)
async def thumbnail(
    conversation_id: ConversationId, attachment_id: AttachmentId, member: MemberAlone, request: Request
) -> Response:
    """A picture, made small."""
    return await _give(request, member, conversation_id, attachment_id, "thumbnail")


class AttachmentLimitsPayload(Payload):
    """What this workspace is to take."""

    kinds: Annotated[set[Kind], Field(max_length=5, examples=[["image", "pdf"]])]
    file_megabytes: Annotated[int, Field(ge=1, le=100, examples=[10])]
    per_message: Annotated[int, Field(ge=1, le=MOST_PER_MESSAGE, examples=[5])]
    total_megabytes: Annotated[int, Field(ge=10, le=1_000_000, examples=[5_000])]


class AttachmentLimits(Versioned):
    """What this workspace takes, and how much of it is there."""

    written: ClassVar = frozenset(AttachmentLimitsPayload.model_fields)

    kinds: list[Kind] = Field(examples=[["image", "pdf"]])
    file_megabytes: int = Field(examples=[10])
    per_message: int = Field(examples=[5])
    total_megabytes: int = Field(examples=[5_000])
    used_bytes: int = Field(examples=[73_400_320])


async def _limits(session: Transaction, member: Member) -> AttachmentLimits:
    found = await conversations.limits_of(session, workspace_id=member.workspace_id)
    used = await conversations.used_bytes(session, workspace_id=member.workspace_id)
    return AttachmentLimits(
        kinds=list(found.kinds),
        file_megabytes=found.file_megabytes,
        per_message=found.per_message,
        total_megabytes=found.total_megabytes,
        used_bytes=used,
    )


@router.get("/attachment-limits", dependencies=[require("agent")])
async def read_limits(member: CurrentMember, session: Transaction) -> AttachmentLimits:
    """What this workspace takes."""
    return await _limits(session, member)


@router.put("/attachment-limits", dependencies=[require("admin")], responses=refusals(ChangedMeanwhile))
async def write_limits(
    body: AttachmentLimitsPayload, member: CurrentMember, session: Transaction, seen: Seen = None
) -> AttachmentLimits:
    """Say what this workspace takes from now on. What is there stays."""
    await unchanged(
        session,
        seen,
        lambda: _limits(session, member),
        thing=f"workspace:{member.workspace_id}",
        action="attachments.limits_changed",
    )
    limits = Limits(tuple(sorted(body.kinds)), body.file_megabytes, body.per_message, body.total_megabytes)
    await conversations.save_limits(session, workspace_id=member.workspace_id, limits=limits, actor=member)
    return await _limits(session, member)
