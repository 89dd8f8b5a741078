"""What people do on tickets: change, note, watch and merge them."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations import IdReused
from sportello.core.cards import alike, without_cards
from sportello.tickets.changing import change
from sportello.tickets.errors import TicketNotMergeable
from sportello.tickets.events import TicketChanged, TicketMerged, TicketNoteAdded
from sportello.tickets.models import OVER, Ticket, TicketEntry, TicketLabel, TicketWatcher
from sportello.tickets.recording import check_holders, lock_ticket, note_down, tell, write_entry
from sportello.workspaces import Member


async def change_ticket(
    session: AsyncSession,
    *,
    ticket_id: UUID,
    member: Member,
    values: Mapping[str, Any],
    labels: Collection[UUID] | None = None,
) -> Ticket:
    """Change what is given: `subject`, `status`, `priority`, `assignee_id`, `team_id`, and the labels, all of them."""
    await check_holders(session, assignee_id=values.get("assignee_id"), team_id=values.get("team_id"))
    ticket = await lock_ticket(session, ticket_id)
    await change(session, ticket, member, values, labels=None if labels is None else set(labels))
    return ticket


async def add_ticket_note(
    session: AsyncSession, *, ticket_id: UUID, entry_id: UUID, member: Member, text: str
) -> TicketEntry:
    """Note something for colleagues, once however often it is posted."""
    ticket = await lock_ticket(session, ticket_id)
    there = await session.get(TicketEntry, (ticket_id, entry_id))
    if there is not None:
        if (there.kind, there.user_id) != ("note", member.user_id) or not alike(there.text, text):
            raise IdReused
        return there
    entry = await write_entry(session, ticket, "note", member, text=without_cards(text), id_=entry_id)
    await tell(session, ticket, TicketNoteAdded, entry_id=entry.id, user_id=member.user_id)
    return entry


async def watch_ticket(session: AsyncSession, *, ticket_id: UUID, user_id: UUID, watches: bool) -> Ticket:
    """Let somebody hear of what happens on a ticket, or no more."""
    if watches:
        await check_holders(session, assignee_id=user_id, team_id=None)
    ticket = await lock_ticket(session, ticket_id)
    own = (TicketWatcher.ticket_id == ticket.id, TicketWatcher.user_id == user_id)
    there = await session.scalar(select(TicketWatcher.user_id).where(*own)) is not None
    if there == watches:
        return ticket
    if watches:
        session.add(TicketWatcher(ticket_id=ticket.id, user_id=user_id, workspace_id=ticket.workspace_id))
    else:
        await session.execute(delete(TicketWatcher).where(*own))
    await tell(session, ticket, TicketChanged, fields=["watchers"])
    return ticket


async def merge_tickets(session: AsyncSession, *, ticket_id: UUID, into_id: UUID, member: Member) -> Ticket:
    """Let a ticket go on in another one, which is returned: watchers and labels go with it, its entries stay.

    Raises `TicketNotMergeable` for a ticket and itself, for one that is over, and for those of two customers.
    """
    if ticket_id == into_id:
        raise TicketNotMergeable("Choose another ticket.")
    held = {one: await lock_ticket(session, one, merged=True) for one in sorted((ticket_id, into_id))}
    ticket, into = held[ticket_id], held[into_id]
    if ticket.merged_into_id == into_id:
        return into
    if ticket.merged_into_id or into.status in OVER:
        raise TicketNotMergeable("What is over takes in none, and what was merged goes on elsewhere already.")
    if ticket.contact_id and into.contact_id and ticket.contact_id != into.contact_id:
        raise TicketNotMergeable("They are of two customers.")
    await _take_along(session, ticket, into)
    into.contact_id = into.contact_id or ticket.contact_id
    into.conversation_id = into.conversation_id or ticket.conversation_id
    await change(session, ticket, member, {"status": "closed", "merged_into_id": into.id})
    merged = {"number": ticket.number, "id": str(ticket.id)}
    await write_entry(session, into, "changed", member, data={"merged": merged})
    await note_down(session, into, member, "ticket.merged", {"number": ticket.number})
    await tell(session, ticket, TicketMerged, into_id=into.id)
    return into


async def _take_along(session: AsyncSession, ticket: Ticket, into: Ticket) -> None:
    for kind, column in ((TicketWatcher, TicketWatcher.user_id), (TicketLabel, TicketLabel.label_id)):
        found = await session.scalars(select(column).where(kind.ticket_id == ticket.id))
        ids = {"ticket_id": into.id, "workspace_id": into.workspace_id}
        rows = [{**ids, column.key: one} for one in found]
        if rows:
            await session.execute(insert(kind).values(rows).on_conflict_do_nothing())
