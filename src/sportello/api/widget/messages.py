"""What the customer says and hears."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypedDict, TypeVar
from uuid import UUID

from fastapi import Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import Field, TypeAdapter, ValidationError

from sportello import answering, conversations
from sportello.api import limits, places
from sportello.api.deps import CurrentVisitor, Transaction, Visitor, current_visitor, resources
from sportello.api.feed import feed_of
from sportello.api.paging import BadCursor, Cursor, Limit, Page, read_cursor, write_cursor
from sportello.api.parameters import AfterSeq, BeforeSeq, ConversationId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.sse import EventStream, frame
from sportello.api.waiting import standings
from sportello.api.widget.shapes import WidgetConversation, WidgetMessage, WithAttachments, widget_message
from sportello.conversations import AnotherOpen, AttachmentNotFound, Choice, MessageIdReused, Said, TooManyAttachments
from sportello.core import log
from sportello.core.errors import NotFound

router = Router(
    prefix="/widget/conversations/{conversation_id}",
    tags=["widget"],
    responses=refusals(NotFound),
)

Item = TypeVar("Item")
_AT_ONCE = 200
Seq = Annotated[int, Field(ge=0, le=2**31 - 1)]


class NewMessage(WithAttachments):
    """A message, with the id that the client made: sent twice it is stored once."""

    id: UUID
    choice: Choice | None = Field(
        default=None,
        description="The `choice` of the button that was pressed; null for what was typed",
        examples=["person"],
    )
    seen_seq: Seq = Field(
        default=0,
        examples=[3],
        description="The last `seq` that the customer had read when they began to write. Messages in quick succession,"
        " written before the answer to the first was read, are answered together once their author pauses.",
    )


@router.get("/messages", responses=refusals(BadCursor))
async def list_messages(
    *,
    conversation_id: ConversationId,
    visitor: CurrentVisitor,
    session: Transaction,
    after_seq: AfterSeq = 0,
    before_seq: BeforeSeq = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[WidgetMessage]:
    """The thread in order, from its beginning, after a `seq` or before one; a cursor goes on the same way."""
    span = span_of(cursor, after_seq, before_seq)
    await conversations.customer_view(session, conversation_id=conversation_id, contact_id=visitor.contact_id)
    found = await conversations.thread(session, conversation_id=conversation_id, **span, limit=limit + 1)
    return part_of_thread(found, limit, span=span, shape=widget_message)


class Span(TypedDict):
    """Which part of a thread is wanted: what follows one message, or what leads to another."""

    after_seq: int
    before_seq: int | None


def span_of(cursor: str | None, after_seq: int, before_seq: int | None) -> Span:
    """The part that was asked for; a cursor says both where and in which direction."""
    place = read_cursor(cursor, str, int)
    match place:
        case None:
            return Span(after_seq=after_seq, before_seq=before_seq)
        case ("after", seq):
            return Span(after_seq=seq, before_seq=None)
        case ("before", seq):
            return Span(after_seq=0, before_seq=seq)
        case _:
            raise BadCursor


def part_of_thread(found: list[Said], limit: int, *, span: Span, shape: Callable[[Said], Item]) -> Page[Item]:
    """The part that was asked for; `found` is one longer if there is more."""
    backwards = span["before_seq"] is not None
    if len(found) <= limit:
        return Page(items=[shape(said) for said in found], next_cursor=None)
    kept = found[1:] if backwards else found[:limit]
    on = write_cursor("before", kept[0].seq) if backwards else write_cursor("after", kept[-1].seq)
    return Page(items=[shape(said) for said in kept], next_cursor=on)


class HandServed(APIRoute):
    """A route declared as any other, whose arguments are found by hand.

    Posting a message is the hottest path there is, and FastAPI's way of solving five dependencies and a body takes
    as long as everything else together. What is checked, and in which order, is the same.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Authenticate, parse, call."""

        async def handle(request: Request) -> Response:
            async with resources(request).database.transaction() as session:
                visitor = await current_visitor(request, session)
                conversation_id, body = await _parse(request)
                return await post_message(conversation_id, body, visitor, session, request)

        return handle


_ID = TypeAdapter(UUID)


async def _parse(request: Request) -> tuple[UUID, NewMessage]:
    where: tuple[str, ...] = ("path", "conversation_id")
    try:
        conversation_id = _ID.validate_strings(request.path_params["conversation_id"])
        where = ("body",)
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise RequestValidationError([{"loc": where, "msg": "Send application/json", "type": "content_type"}])
        return conversation_id, NewMessage.model_validate_json(await request.body())
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError([{**one, "loc": (*where, *one["loc"])} for one in found]) from None


async def post_message(
    conversation_id: ConversationId, body: NewMessage, visitor: CurrentVisitor, session: Transaction, request: Request
) -> Response:
    """Say something. It is answered once it is stored for good; the same id again is the same message."""
    await limits.spend(request, "message.visitor", visitor.visitor_id)
    await limits.spend(request, "message.ip", limits.client_place(request))
    message = await conversations.receive(
        session,
        conversation_id=conversation_id,
        message_id=body.id,
        text=body.text,
        choice=body.choice,
        contact_id=visitor.contact_id,
        online=feed_of(request).presence.users(visitor.workspace_id),
        seen_seq=body.seen_seq,
        attachments=body.attachments,
        handoff_texts=await _handoff_texts(session, visitor, conversation_id) if body.choice == "person" else None,
        place=places.place_of(request, visitor.workspace_id),
    )
    log.bind(seq=message.seq)
    return Response(widget_message(message).model_dump_json(), status_code=201, media_type="application/json")


async def _handoff_texts(session: Transaction, visitor: Visitor, conversation_id: UUID) -> dict[str, str]:
    by = await conversations.answered_by(session, conversation_id=conversation_id)
    return await answering.handoff_texts(session, workspace_id=visitor.workspace_id, assistant_id=by)


router.add_api_route(
    "/messages",
    post_message,
    methods=["POST"],
    status_code=201,
    response_model=WidgetMessage,
    responses=refusals(MessageIdReused, AnotherOpen, AttachmentNotFound, TooManyAttachments),
    route_class_override=HandServed,
)


@router.get("/events", response_class=Response, responses={200: {"content": {"text/event-stream": {}}}})
async def events(
    *,
    conversation_id: ConversationId,
    visitor: CurrentVisitor,
    session: Transaction,
    request: Request,
    after_seq: AfterSeq = 0,
    last_event_id: Annotated[
        str | None, Header(max_length=20, description="The `id` of the last event that came", examples=["3"])
    ] = None,
) -> Response:
    """Everything said after `Last-Event-ID` (or `after_seq`), then what happens live: `state`, `message`, `typing`.

    Of an answer that a model writes, `delta` adds to the text of its `id` and `replace` puts another in its place, or
    takes it back where it has no text. The `message` with that id stands in the place of both.
    """
    after = int(last_event_id) if last_event_id and last_event_id.isdecimal() else after_seq
    feed = feed_of(request)
    opened = feed.open_widget(visitor, conversation_id)
    try:
        view = await conversations.customer_view(
            session, conversation_id=conversation_id, contact_id=visitor.contact_id
        )
        known = await standings(session, [view])
        opened.stream.put(frame("state", WidgetConversation.of(view, known).model_dump_json()))
        last = min(after, view.last_seq)
        while True:
            part = await conversations.thread(session, conversation_id=conversation_id, after_seq=last, limit=_AT_ONCE)
            for said in part:
                written = frame("message", widget_message(said).model_dump_json(), id=said.seq)
                opened.stream.put(written, bounded=False)
            last = part[-1].seq if part else last
            if len(part) < _AT_ONCE:
                break
    except BaseException:
        feed.close_widget(opened)
        raise
    feed.ready(opened, last_seq=last, queued=view.state == "queued")

    async def closed() -> None:
        feed.close_widget(opened)

    return EventStream(opened.stream, closed=closed)
