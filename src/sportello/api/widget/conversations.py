"""A customer's own conversations. Anybody else's are not found, as if they were not there."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, Field

from sportello import answering, contacts, conversations, workspaces
from sportello.api.deps import CurrentVisitor, Transaction, WidgetKeyDep, limited, limited_by_ip
from sportello.api.paging import BadCursor, Cursor, Limit, Page, page_of, read_cursor
from sportello.api.parameters import ConversationId
from sportello.api.presence import TYPING
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Email, Payload
from sportello.api.waiting import standings
from sportello.api.widget.shapes import (
    Language,
    PageUrl,
    SaidName,
    Short,
    Text,
    WidgetConversation,
    WidgetOwnConversation,
)
from sportello.contacts import Visitor
from sportello.conversations import IdReused, NotClosed
from sportello.core.errors import NotFound
from sportello.core.ids import id_within
from sportello.core.live import Notice, notify

router = Router(
    prefix="/widget",
    tags=["widget"],
    responses=refusals(NotFound),
)


class NewConversation(Payload):
    """A conversation, under the client's own word for it: asked for twice it is opened once."""

    id: Annotated[UUID, Field(description="Made by the client, so that it can ask again. Go on with the answer's `id`")]
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
    return WidgetConversation.of(view, await standings(session, [view]))


@router.get("/conversations", responses=refusals(BadCursor))
async def list_own(
    visitor: CurrentVisitor,
    session: Transaction,
    *,
    test: Annotated[bool, Query(description="Those of the widget's test mode, and no others", examples=[True])] = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[WidgetOwnConversation]:
    """The customer's conversations, those that went on last first."""
    before = read_cursor(cursor, datetime, UUID)
    found = await conversations.conversations_of(
        session, contact_id=visitor.contact_id, test=test, before=before, limit=limit + 1
    )
    known = await standings(session, [line.view for line in found])
    return page_of(
        found,
        limit,
        shape=lambda line: WidgetOwnConversation.of_line(line, known),
        place=lambda line: (line.last_message_at, line.view.id),
    )


@router.post(
    "/conversations",
    status_code=201,
    dependencies=[limited("conversation")],
    responses={
        200: {"model": WidgetConversation, "description": "The customer's open one, to go on with"},
        **refusals(IdReused),
    },
)
async def start(
    body: NewConversation, visitor: CurrentVisitor, session: Transaction, response: Response
) -> WidgetConversation:
    """Open a conversation. Who has one open already goes on with it: 200, and its `id` is the one to use."""
    visitor = await contacts.hold_visitor(session, visitor=visitor)
    workspace = await workspaces.get_workspace(session)
    key = await workspaces.get_widget_key(session, widget_key_id=visitor.widget_key_id)
    speaks = await answering.read_live(session, workspace_id=visitor.workspace_id, assistant_id=key.assistant_id)
    base = body.language.lower().replace("_", "-").partition("-")[0]
    conversation, begun = await conversations.start(
        session,
        id=id_within(visitor.visitor_id, body.id),
        contact_id=visitor.contact_id,
        language=base if base in workspace.languages else workspace.default_language,
        page_url=body.page_url,
        test=body.test,
        # One that was never live speaks with nobody: who began with the default goes on with it.
        assistant_id=key.assistant_id if speaks.id == key.assistant_id else None,
    )
    response.status_code = 201 if begun else 200
    return await _view(session, visitor, conversation.id)


@router.get("/conversations/{conversation_id}")
async def get(conversation_id: ConversationId, visitor: CurrentVisitor, session: Transaction) -> WidgetConversation:
    """One conversation."""
    return await _view(session, visitor, conversation_id)


@router.post("/conversations/{conversation_id}/typing", status_code=204)
async def typing(conversation_id: ConversationId, body: Typing, visitor: CurrentVisitor, session: Transaction) -> None:
    """Tell that the customer is writing. It is never stored, but an answer that waits for their pause waits on."""
    await _view(session, visitor, conversation_id)
    if body.active:
        await conversations.writes_on(session, conversation_id=conversation_id)
    contact = await contacts.get_contact(session, contact_id=visitor.contact_id)
    data = {"author": "customer", "name": contact.name, "active": body.active}
    notice = Notice(name=TYPING, workspace_id=visitor.workspace_id, conversation_id=conversation_id, data=data)
    await notify(session, notice)


@router.post("/conversations/{conversation_id}/seen", status_code=204)
async def seen(conversation_id: ConversationId, body: Seen, visitor: CurrentVisitor, session: Transaction) -> None:
    """Note how far the customer has read."""
    await conversations.mark_seen(
        session, conversation_id=conversation_id, seq=body.seq, by="customer", contact_id=visitor.contact_id
    )


@router.post("/conversations/{conversation_id}/rating", responses=refusals(NotClosed))
async def rate(
    conversation_id: ConversationId, body: Rating, visitor: CurrentVisitor, session: Transaction
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
        id=id_within(widget.workspace_id, body.id),
        workspace_id=widget.workspace_id,
        name=body.name,
        email=body.email,
        text=body.text,
        language=base if base in workspace.languages else workspace.default_language,
        page_url=body.page_url,
    )
    return Accepted(id=body.id)
