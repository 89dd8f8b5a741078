"""How tickets come to be: by hand, by a program, and from a conversation."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import contacts, conversations
from sportello.conversations import Conversation, ConversationNotFound, IdReused, Priority
from sportello.core.cards import alike, without_cards
from sportello.core.clock import now
from sportello.core.ids import id_within, new_id
from sportello.tickets.changing import label, tell_assigned
from sportello.tickets.events import TicketCreated
from sportello.tickets.models import Source, Ticket, TicketEntry, TicketNumber
from sportello.tickets.policies import terms_for
from sportello.tickets.promises import reckon
from sportello.tickets.recording import check_holders, note_down, tell, write_entry
from sportello.workspaces import Member, get_workspace

QUOTED: Final = 5
"""Messages of the conversation that a ticket begins with."""
_LOOKED_AT: Final = 30
"""Among so many of the last ones, for not each is somebody's words."""


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Somebody new, as whoever opens the ticket knows them: it proves nothing."""

    name: str | None
    email: str | None


@dataclass(frozen=True, kw_only=True)
class NewTicket:
    """What a ticket is opened with. `id` is its client's word for it."""

    id: UUID
    subject: str
    text: str = ""
    priority: Priority = "normal"
    contact_id: UUID | None = None
    customer: Customer | None = None
    assignee_id: UUID | None = None
    team_id: UUID | None = None
    labels: Collection[UUID] = ()


async def open_ticket(
    session: AsyncSession,
    *,
    new: NewTicket,
    member: Member,
    source: Source,
    conversation: Conversation | None = None,
    quoted: Sequence[dict[str, Any]] = (),
) -> tuple[Ticket, bool]:
    """Open a ticket, once however often it is posted; and whether it is new.

    Raises `IdReused` where its id is that of another one.
    """
    await check_holders(session, assignee_id=new.assignee_id, team_id=new.team_id)
    number = await _hold_numbers(session, member.workspace_id)
    id_, subject = id_within(member.workspace_id, new.id), without_cards(new.subject)
    there = await session.get(Ticket, id_)
    if there is not None:
        first = await session.scalar(select(TicketEntry).where(TicketEntry.ticket_id == id_, TicketEntry.seq == 1))
        if first is None or not alike(first.data["subject"], new.subject) or there.source != source:
            raise IdReused
        return there, False
    contact_id, language = await _customer(session, new, member, conversation)
    at = now()
    number.last += 1
    ticket = Ticket(
        id=id_,
        workspace_id=member.workspace_id,
        number=number.last,
        subject=subject,
        status="open",
        priority=new.priority,
        source=source,
        language=language,
        contact_id=contact_id,
        conversation_id=conversation.id if conversation else None,
        assignee_id=new.assignee_id,
        team_id=new.team_id,
        created_at=at,
        updated_at=at,
        paused_seconds=0,
        response_stage="",
        resolution_stage="",
        last_seq=0,
    )
    reckon(ticket, await terms_for(session, ticket), at=at)
    session.add(ticket)
    await session.flush()
    opened = {"subject": subject, "messages": list(quoted)}
    await write_entry(session, ticket, "opened", member, text=without_cards(new.text), data=opened)
    await label(session, ticket, set(new.labels))
    await note_down(session, ticket, member, "ticket.created", {"source": source, "number": ticket.number})
    await tell(session, ticket, TicketCreated, source=source, priority=ticket.priority, team_id=ticket.team_id)
    if new.assignee_id or new.team_id:
        await tell_assigned(session, ticket, member)
    return ticket, True


async def open_from_conversation(
    session: AsyncSession, *, conversation_id: UUID, new: NewTicket, member: Member, close: bool = False
) -> Ticket:
    """Open a ticket from a conversation, with what was said there last, and say so in a note there.

    `close`: that conversation needs no more, and what is left to do is done on the ticket.
    """
    conversation = await session.scalar(select(Conversation).where(Conversation.id == conversation_id))
    if conversation is None:
        raise ConversationNotFound
    ticket, made = await open_ticket(
        session,
        new=replace(new, contact_id=conversation.contact_id, customer=None),
        member=member,
        source="conversation",
        conversation=conversation,
        quoted=await _last_said(session, conversation),
    )
    if made:
        number = f"#{ticket.number}"
        await conversations.add_note(
            session,
            conversation_id=conversation_id,
            member=member,
            text=f"{number} {ticket.subject}",
            note_id=new_id(),
        )
        if close:
            await conversations.close(
                session, conversation_id=conversation_id, member=member, outcome="not_resolved", reason=number
            )
    return ticket


async def _last_said(session: AsyncSession, conversation: Conversation) -> list[dict[str, Any]]:
    last = await conversations.thread(
        session, conversation_id=conversation.id, before_seq=conversation.last_seq + 1, limit=_LOOKED_AT
    )
    said = [one for one in last if one.author != "system" and one.text]
    return [
        {
            "id": str(one.id),
            "author": one.author,
            "name": one.author_name,
            "text": one.text,
            "at": one.created_at.isoformat(),
        }
        for one in said[-QUOTED:]
    ]


async def _customer(
    session: AsyncSession, new: NewTicket, member: Member, conversation: Conversation | None
) -> tuple[UUID | None, str]:
    """Whose ticket it is, and the language they are written to in."""
    if conversation is not None:
        return conversation.contact_id, conversation.language
    if new.contact_id is not None:
        contact = await contacts.get_contact(session, contact_id=new.contact_id)
        return contact.id, contact.language
    language = (await get_workspace(session)).default_language
    if new.customer is None:
        return None, language
    contact = await contacts.create_contact(
        session,
        workspace_id=member.workspace_id,
        language=language,
        name=new.customer.name,
        email=new.customer.email,
    )
    return contact.id, language


async def _hold_numbers(session: AsyncSession, workspace_id: UUID) -> TicketNumber:
    """The number that was given last, held until the transaction ends: none is given twice, and none left out."""
    first = insert(TicketNumber).values(workspace_id=workspace_id, last=0).on_conflict_do_nothing()
    await session.execute(first)
    held = select(TicketNumber).where(TicketNumber.workspace_id == workspace_id).with_for_update()
    return (await session.scalars(held.execution_options(populate_existing=True))).one()
