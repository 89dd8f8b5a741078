"""What tickets do when something happens to their conversations, their customers, and those who have them."""

from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.contacts import ContactMerged
from sportello.conversations import AgentReplied, CardHidden, ConversationReopened, CustomerAnswered, said
from sportello.core.cards import hidden_as
from sportello.tickets.changing import change
from sportello.tickets.models import Ticket, TicketEntry
from sportello.tickets.recording import lock_ticket
from sportello.workspaces import MemberChanged, MemberRemoved, Membership

_STILL = Ticket.status.in_(("open", "waiting_customer"))


async def follow_agent_reply(session: AsyncSession, replied: AgentReplied) -> None:
    """A customer was answered in the conversation that a ticket comes from: that is an answer on the ticket, too."""
    for one in await _tickets(session, replied.conversation_id, _STILL & Ticket.responded_at.is_(None)):
        await change(session, await lock_ticket(session, one, merged=True), "system", {}, answered_by=replied.user_id)


async def follow_customer(session: AsyncSession, wrote: CustomerAnswered | ConversationReopened) -> None:
    """The customer who was waited for has written in the conversation that the ticket comes from."""
    for one in await _tickets(session, wrote.conversation_id, Ticket.status == "waiting_customer"):
        await change(session, await lock_ticket(session, one, merged=True), "customer", {"status": "open"})


async def follow_member(session: AsyncSession, changed: MemberChanged | MemberRemoved) -> None:
    """What is left to do of somebody who may not work here any more is nobody's."""
    active = select(Membership.user_id).where(Membership.user_id == changed.user_id, Membership.suspended_at.is_(None))
    if await session.scalar(active) is not None:
        return
    theirs = select(Ticket.id).where(Ticket.assignee_id == changed.user_id, _STILL).order_by(Ticket.id)
    for one in (await session.scalars(theirs)).all():
        await change(session, await lock_ticket(session, one, merged=True), "system", {"assignee_id": None})


async def follow_merged_contact(session: AsyncSession, merged: ContactMerged) -> None:
    """The tickets of an anonymous contact belong to the one it turned out to be."""
    await session.execute(
        update(Ticket).where(Ticket.contact_id == merged.contact_id).values(contact_id=merged.into_id)
    )


async def forget_card(session: AsyncSession, fact: CardHidden) -> None:
    """Mask what a ticket quotes of a card that only a later message made one."""
    assert fact.conversation_id is not None  # noqa: S101 - a conversation's fact
    kept = (await said(session, conversation_id=fact.conversation_id, message_id=fact.message_id)).text
    of_tickets = select(TicketEntry).join(Ticket, Ticket.id == TicketEntry.ticket_id)
    first = of_tickets.where(Ticket.conversation_id == fact.conversation_id, TicketEntry.kind == "opened")
    for entry in (await session.scalars(first)).all():
        entry.text = hidden_as(entry.text, kept)
        quoted = [one | ({"text": kept} if one["id"] == str(fact.message_id) else {}) for one in entry.data["messages"]]
        entry.data = entry.data | {"messages": quoted, "subject": hidden_as(entry.data["subject"], kept)}
    for ticket in (await session.scalars(select(Ticket).where(Ticket.conversation_id == fact.conversation_id))).all():
        ticket.subject = hidden_as(ticket.subject, kept)
    await session.flush()


async def _tickets(session: AsyncSession, conversation_id: UUID | None, so: ColumnElement[bool]) -> list[UUID]:
    found = select(Ticket.id).where(Ticket.conversation_id == conversation_id, so, Ticket.merged_into_id.is_(None))
    return list(await session.scalars(found.order_by(Ticket.id)))
