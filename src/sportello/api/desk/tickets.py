"""Tickets: work for customers that outlives the chat."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import tickets
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.ticket_shapes import Entry, NewTicket, NewTicketNote, Ticket, TicketChange, TicketMerge
from sportello.api.paging import BadCursor, Cursor, Limit, Page, page_of, read_cursor
from sportello.api.parameters import TicketId, UserId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.contacts import ContactNotFound
from sportello.conversations import ConversationNotFound, IdReused, IllegalTransition, NotAssignee, Priority
from sportello.core.errors import NotFound
from sportello.tickets import (
    Customer,
    NoSuchAssignee,
    Status,
    TicketFilter,
    TicketMergedAway,
    TicketNotFound,
    TicketNotMergeable,
    TicketSort,
)

router = Router(prefix="/workspaces/{workspace}/tickets", tags=["tickets"], dependencies=[require("agent")])

_MADE_HERE = "0197c3b0-6d2e-7c4e-9d5a-111111111111"
_MOST = 30


def _asked(  # noqa: PLR0913 - a list has so many sides
    *,
    member: CurrentMember,
    status: Annotated[
        list[Status] | None, Query(max_length=4, description="Only those of one of these", examples=[["open"]])
    ] = None,
    priority: Annotated[
        list[Priority] | None, Query(max_length=4, description="Only those of one of these", examples=[["urgent"]])
    ] = None,
    team: Annotated[
        list[UUID | Literal["none"]] | None,
        Query(max_length=_MOST, description="Only those of one of these teams, or of `none`", examples=[["none"]]),
    ] = None,
    assignee: Annotated[
        list[UUID | Literal["none", "me"]] | None,
        Query(
            max_length=_MOST, description="Only those that one of these has: `me`, `none`, or who", examples=[["me"]]
        ),
    ] = None,
    label: Annotated[
        list[UUID] | None,
        Query(max_length=_MOST, description="Only those with one of these labels", examples=[[_MADE_HERE]]),
    ] = None,
    contact: Annotated[UUID | None, Query(description="Only those of this customer", examples=[_MADE_HERE])] = None,
    conversation: Annotated[
        UUID | None, Query(description="Only those that come from this conversation", examples=[_MADE_HERE])
    ] = None,
    watching: Annotated[bool, Query(description="Only those that you watch", examples=[True])] = False,
    late: Annotated[bool, Query(description="Only those of which something is late", examples=[True])] = False,
    q: Annotated[
        str | None,
        Query(max_length=200, description="Words that all stand in the subject, or its number", examples=["#12"]),
    ] = None,
    sort: Annotated[
        TicketSort,
        Query(description="`recent`: the last to be changed first; `due`: what falls due next", examples=["due"]),
    ] = "recent",
) -> TicketFilter:
    who: list[UUID | Literal["none"]] = [member.user_id if one == "me" else one for one in assignee or ()]
    return TicketFilter(
        statuses=status or (),
        priorities=priority or (),
        teams=team or (),
        assignees=who,
        labels=label or (),
        watcher=member.user_id if watching else None,
        contact_id=contact,
        conversation_id=conversation,
        late=late,
        words=q,
        sort=sort,
    )


async def _shape(session: AsyncSession, ticket_id: UUID) -> Ticket:
    return Ticket.of(await tickets.ticket_line(session, ticket_id=ticket_id))


@router.get("", responses=refusals(BadCursor))
async def list_all(
    session: Transaction, wanted: Annotated[TicketFilter, Depends(_asked)], cursor: Cursor = None, limit: Limit = 50
) -> Page[Ticket]:
    """The tickets. Those that were merged are in the ones they go on in.

    The desk's stream says `ticket`, with its `ticket_id`, whenever anything happens on one.
    """
    after = read_cursor(cursor, datetime, int)
    found = await tickets.list_tickets(session, wanted=wanted, after=after, limit=limit + 1)
    return page_of(found, limit, shape=Ticket.of, place=lambda line: tickets.place_of_ticket(line, wanted.sort))


@router.post(
    "",
    status_code=201,
    responses=refusals(
        NoSuchAssignee, IdReused, NotAssignee, IllegalTransition, ContactNotFound, ConversationNotFound, NotFound
    ),
)
async def create(body: NewTicket, member: CurrentMember, session: Transaction) -> Ticket:
    """Open a ticket: by hand, by a program, or from a conversation, and then all of it or nothing."""
    customer = Customer(name=body.customer.name, email=body.customer.email) if body.customer else None
    new = tickets.NewTicket(
        id=body.id,
        subject=body.subject,
        text=body.text,
        priority=body.priority,
        contact_id=body.contact_id,
        customer=customer,
        assignee_id=body.assignee_id,
        team_id=body.team_id,
        labels=body.labels,
    )
    if body.conversation_id is not None:
        made = await tickets.open_from_conversation(
            session,
            conversation_id=body.conversation_id,
            new=new,
            member=member,
            close=body.close_conversation,
        )
    else:
        source = "desk" if member.api_key_id is None else "api"
        made, _ = await tickets.open_ticket(session, new=new, member=member, source=source)
    return await _shape(session, made.id)


@router.get("/{ticket_id}", responses=refusals(TicketNotFound))
async def read(ticket_id: TicketId, session: Transaction) -> Ticket:
    """One ticket."""
    return await _shape(session, ticket_id)


@router.patch("/{ticket_id}", responses=refusals(TicketNotFound, TicketMergedAway, NoSuchAssignee, NotFound))
async def change(ticket_id: TicketId, body: TicketChange, member: CurrentMember, session: Transaction) -> Ticket:
    """Change what is sent, all at once: its history has it as one entry.

    Who puts it to `waiting_customer` or `resolved` has answered its customer, if nobody had before.
    """
    await tickets.change_ticket(session, ticket_id=ticket_id, member=member, values=body.values(), labels=body.labels)
    return await _shape(session, ticket_id)


@router.get("/{ticket_id}/entries", responses=refusals(TicketNotFound, BadCursor))
async def entries(ticket_id: TicketId, session: Transaction, cursor: Cursor = None, limit: Limit = 50) -> Page[Entry]:
    """What happened on it, the newest first: how it began, what was noted, and all that was changed."""
    place = read_cursor(cursor, int)
    await tickets.ticket_line(session, ticket_id=ticket_id)
    found = await tickets.ticket_entries(
        session, ticket_id=ticket_id, before=place[0] if place else None, limit=limit + 1
    )
    return page_of(found, limit, shape=Entry.of, place=lambda line: (line.entry.seq,))


@router.post("/{ticket_id}/notes", status_code=201, responses=refusals(TicketNotFound, TicketMergedAway, IdReused))
async def note(ticket_id: TicketId, body: NewTicketNote, member: CurrentMember, session: Transaction) -> Entry:
    """Note something for colleagues. The customer never sees it."""
    made = await tickets.add_ticket_note(session, ticket_id=ticket_id, entry_id=body.id, member=member, text=body.text)
    [line] = await tickets.ticket_entries(session, ticket_id=ticket_id, ids=[made.id])
    return Entry.of(line)


@router.put("/{ticket_id}/watchers/{user_id}", responses=refusals(TicketNotFound, TicketMergedAway, NoSuchAssignee))
async def watch(ticket_id: TicketId, user_id: UserId, session: Transaction) -> Ticket:
    """Let somebody hear when what is promised on it is nearly late, or late."""
    await tickets.watch_ticket(session, ticket_id=ticket_id, user_id=user_id, watches=True)
    return await _shape(session, ticket_id)


@router.delete("/{ticket_id}/watchers/{user_id}", responses=refusals(TicketNotFound, TicketMergedAway))
async def unwatch(ticket_id: TicketId, user_id: UserId, session: Transaction) -> Ticket:
    """Let them hear of it no more."""
    await tickets.watch_ticket(session, ticket_id=ticket_id, user_id=user_id, watches=False)
    return await _shape(session, ticket_id)


@router.post("/{ticket_id}/merge", responses=refusals(TicketNotFound, TicketNotMergeable))
async def merge(ticket_id: TicketId, body: TicketMerge, member: CurrentMember, session: Transaction) -> Ticket:
    """Let it go on in another one, which is answered. Its entries stay with it; labels and watchers go along."""
    into = await tickets.merge_tickets(session, ticket_id=ticket_id, into_id=body.into, member=member)
    return await _shape(session, into.id)
