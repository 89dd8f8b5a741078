"""A customer's own conversations. Anybody else's are not found, as if they were not there."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from sportello import contacts, conversations, workspaces
from sportello.api.deps import CurrentVisitor, Transaction, WidgetKeyDep, limited, limited_by_ip
from sportello.api.presence import TYPING
from sportello.api.problems import Malformed, refusals
from sportello.api.shapes import BadCursor, Email, Page, Payload, read_place, write_cursor
from sportello.api.widget.shapes import Language, PageUrl, SaidName, Short, Text, WidgetConversation
from sportello.contacts import Visitor
from sportello.conversations import IdReused, NotClosed
from sportello.core.errors import Forbidden, NotFound, TooManyRequests, Unauthorized
from sportello.core.live import Notice, notify

router = APIRouter(
    prefix="/widget",
    tags=["widget"],
    responses=refusals(Unauthorized, Forbidden, NotFound, TooManyRequests, Malformed),
)


class NewConversation(Payload):
    """A conversation, with the id that the client made: asked for twice it is opened once."""

    id: UUID
    language: Language
    page_url: PageUrl | None = None
    test: bool = False


class Typing(Payload):
    """Whether somebody is writing right now."""

    active: bool


class Seen(Payload):
    """How far somebody has read."""

    seq: Annotated[int, Field(ge=0, le=2**31 - 1, examples=[4])]


class Rating(Payload):
    """How it went."""

    score: Annotated[int, Field(ge=1, le=5, examples=[5])]
    comment: Annotated[Short, Field(max_length=1_000, examples=["Gentile e veloce."])] | None = None


class ContactForm(Payload):
    """A message for when nobody can chat, with the address to answer to."""

    id: UUID
    name: SaidName = None
    email: Email
    text: Text
    language: Language
    page_url: PageUrl | None = None


class Accepted(BaseModel):
    """It is stored."""

    id: UUID


async def _view(session: Transaction, visitor: Visitor, conversation_id: UUID) -> WidgetConversation:
    view = await conversations.customer_view(session, conversation_id=conversation_id, contact_id=visitor.contact_id)
    return WidgetConversation.of(view)


@router.get("/conversations", responses=refusals(BadCursor))
async def list_own(
    visitor: CurrentVisitor,
    session: Transaction,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Page[WidgetConversation]:
    """The customer's conversations, the newest first."""
    found = await conversations.conversations_of(
        session, contact_id=visitor.contact_id, before=read_place(cursor) if cursor else None, limit=limit + 1
    )
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=[WidgetConversation.of(view) for view in found[:limit]],
        next_cursor=write_cursor(last.created_at.isoformat(), str(last.id)) if last else None,
    )


@router.post("/conversations", status_code=201, dependencies=[limited("conversation")], responses=refusals(IdReused))
async def start(body: NewConversation, visitor: CurrentVisitor, session: Transaction) -> WidgetConversation:
    """Open a conversation."""
    visitor = await contacts.hold_visitor(session, visitor=visitor)
    workspace = await workspaces.get_workspace(session)
    base = body.language.lower().replace("_", "-").partition("-")[0]
    await conversations.start(
        session,
        id=body.id,
        contact_id=visitor.contact_id,
        language=base if base in workspace.languages else workspace.default_language,
        page_url=body.page_url,
        test=body.test,
    )
    return await _view(session, visitor, body.id)


@router.get("/conversations/{conversation_id}")
async def get(conversation_id: UUID, visitor: CurrentVisitor, session: Transaction) -> WidgetConversation:
    """One conversation."""
    return await _view(session, visitor, conversation_id)


@router.post("/conversations/{conversation_id}/typing", status_code=204)
async def typing(conversation_id: UUID, body: Typing, visitor: CurrentVisitor, session: Transaction) -> None:
    """Tell that the customer is writing. It is never stored, but an answer that waits for their pause waits on."""
    await _view(session, visitor, conversation_id)
    if body.active:
        await conversations.writes_on(session, conversation_id=conversation_id)
    contact = await contacts.get_contact(session, contact_id=visitor.contact_id)
    data = {"author": "customer", "name": contact.name, "active": body.active}
    notice = Notice(name=TYPING, workspace_id=visitor.workspace_id, conversation_id=conversation_id, data=data)
    await notify(session, notice)


@router.post("/conversations/{conversation_id}/seen", status_code=204)
async def seen(conversation_id: UUID, body: Seen, visitor: CurrentVisitor, session: Transaction) -> None:
    """Note how far the customer has read."""
    await conversations.mark_seen(
        session, conversation_id=conversation_id, seq=body.seq, by="customer", contact_id=visitor.contact_id
    )


@router.post("/conversations/{conversation_id}/rating", responses=refusals(NotClosed))
async def rate(
    conversation_id: UUID, body: Rating, visitor: CurrentVisitor, session: Transaction
) -> WidgetConversation:
    """Say how it went, once the conversation is closed."""
    await conversations.rate(
        session,
        conversation_id=conversation_id,
        contact_id=visitor.contact_id,
        score=body.score,
        comment=body.comment or None,
    )
    return await _view(session, visitor, conversation_id)


@router.post(
    "/contact-form", status_code=202, dependencies=[limited_by_ip("conversation")], responses=refusals(IdReused)
)
async def contact_form(body: ContactForm, widget: WidgetKeyDep, session: Transaction) -> Accepted:
    """Leave a message with an address to answer to: it waits for a person. Sent twice it is one."""
    workspace = await workspaces.get_workspace(session)
    base = body.language.lower().replace("_", "-").partition("-")[0]
    await conversations.leave_message(
        session,
        id=body.id,
        workspace_id=widget.workspace_id,
        name=body.name,
        email=body.email,
        text=body.text,
        language=base if base in workspace.languages else workspace.default_language,
        page_url=body.page_url,
    )
    return Accepted(id=body.id)
