"""Files that customers send and see: in their own conversations alone."""

from fastapi import Request, Response

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
from sportello.api.deps import VisitorAlone, resources
from sportello.api.parameters import AttachmentId, ConversationId
from sportello.api.problems import Unavailable, refusals
from sportello.api.routing import Router
from sportello.api.shapes import Attachment
from sportello.contacts import Visitor
from sportello.conversations import AttachmentNotFound
from sportello.core.errors import NotFound
from sportello.core.files import Rendition, StorageUnavailable

router = Router(
    prefix="/widget/conversations/{conversation_id}/attachments/{attachment_id}",
    tags=["widget"],
    responses=refusals(NotFound, AttachmentNotFound, StorageUnavailable, Unavailable),
)


@router.put(
    "",
    status_code=201,
    response_model=Attachment,
    responses={200: {"model": Attachment, "description": "It was here already"}, **refusals(*REFUSED_FILES)},
    openapi_extra=TAKES_A_FILE,
)
async def hand_in(
    conversation_id: ConversationId,
    attachment_id: AttachmentId,
    visitor: VisitorAlone,
    request: Request,
    name: FileName,
) -> Response:
    """Hand a file in, as it is, before the message that names it. Sent again it is the same file.

    What it is, is told by what it holds. A picture is made anew: where it was taken is not kept.
    """
    await limits.spend(request, "attachment.visitor", visitor.visitor_id)
    await limits.spend(request, "attachment.ip", limits.client_place(request))
    async with resources(request).database.transaction(visitor.workspace_id) as session:
        await conversations.may_hand_in(session, conversation_id=conversation_id, contact_id=visitor.contact_id)
        taken = await conversations.limits_of(session, workspace_id=visitor.workspace_id)
    sender = Sender(visitor.workspace_id, conversation_id, attachment_id, None, taken)
    return await take_in(request, sender, said=name)


async def _give(
    request: Request, visitor: Visitor, conversation_id: ConversationId, attachment_id: AttachmentId, form: Rendition
) -> Response:
    async with resources(request).database.transaction(visitor.workspace_id) as session:
        found = await conversations.find_attachment(
            session,
            conversation_id=conversation_id,
            attachment_id=attachment_id,
            contact_id=visitor.contact_id,
        )
    return await give_out(request, found, form)


@router.get("", response_class=Response, responses=GIVES_A_FILE)
async def download(
    conversation_id: ConversationId, attachment_id: AttachmentId, visitor: VisitorAlone, request: Request
) -> Response:
    """What a file holds."""
    return await _give(request, visitor, conversation_id, attachment_id, "whole")


@router.get("/thumbnail", response_class=Response, responses=GIVES_A_FILE)
async def thumbnail(
    conversation_id: ConversationId, attachment_id: AttachmentId, visitor: VisitorAlone, request: Request
) -> Response:
    """A picture, made small."""
    return await _give(request, visitor, conversation_id, attachment_id, "thumbnail")
