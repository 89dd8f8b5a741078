"""What every write to a ticket does: hold it, write its entry, and tell the fact."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.core.clock import now
from sportello.core.events import emit
from sportello.core.ids import new_id
from sportello.tickets.errors import NoSuchAssignee, TicketMergedAway, TicketNotFound
from sportello.tickets.events import TicketEvent
from sportello.tickets.models import EntryKind, Ticket, TicketEntry
from sportello.workspaces import Member, Membership

Actor = Member | str
"""Somebody at work, or the name of what did it: `customer`, `clock`, `system`."""


async def lock_ticket(session: AsyncSession, ticket_id: UUID, *, merged: bool = False) -> Ticket:
    """The newest truth about a ticket, held until the transaction ends; one that was merged away only if asked for."""
    found = select(Ticket).where(Ticket.id == ticket_id).with_for_update().execution_options(populate_existing=True)
    ticket = await session.scalar(found)
    if ticket is None:
        raise TicketNotFound
    if ticket.merged_into_id is not None and not merged:
        raise TicketMergedAway("Go on with the one in `into_id`.", into_id=str(ticket.merged_into_id))
    return ticket


async def check_holders(session: AsyncSession, *, assignee_id: UUID | None, team_id: UUID | None) -> None:
    """Refuse who cannot have a ticket.

    Ask it before a ticket is held: a suspension holds the member first and then what they have.
    """
    if team_id is not None:
        await workspaces.get_team(session, team_id=team_id)
    if assignee_id is None:
        return
    active = select(Membership.user_id).where(Membership.user_id == assignee_id, Membership.suspended_at.is_(None))
    if await session.scalar(active.with_for_update(read=True, key_share=True)) is None:
        raise NoSuchAssignee("Choose an active member of this workspace.")


async def write_entry(
    session: AsyncSession,
    ticket: Ticket,
    kind: EntryKind,
    actor: Actor,
    *,
    text: str = "",
    data: dict[str, Any] | None = None,
    id_: UUID | None = None,
) -> TicketEntry:
    """Add to what happened on a ticket, which is held."""
    ticket.last_seq += 1
    ticket.updated_at = now()
    entry = TicketEntry(
        id=id_ or new_id(),
        workspace_id=ticket.workspace_id,
        ticket_id=ticket.id,
        seq=ticket.last_seq,
        kind=kind,
        user_id=user_of(actor),
        text=text,
        data=(data or {}) | ({} if isinstance(actor, Member) else {"by": actor}),
    )
    session.add(entry)
    await session.flush()
    return entry


def user_of(actor: Actor) -> UUID | None:
    """Who it was by name, if anybody."""
    return actor.user_id if isinstance(actor, Member) else None


async def note_down(
    session: AsyncSession, ticket: Ticket, actor: Actor, action: str, data: dict[str, Any] | None = None
) -> None:
    """Write it into the audit."""
    target = f"ticket:{ticket.id}"
    await workspaces.audit(
        session, workspace_id=ticket.workspace_id, actor=actor, action=action, target=target, data=data or {}
    )


async def tell(session: AsyncSession, ticket: Ticket, fact: type[TicketEvent], **more: Any) -> None:
    """Tell a fact about a ticket."""
    ids = {"workspace_id": ticket.workspace_id, "conversation_id": ticket.conversation_id, "ticket_id": ticket.id}
    await emit(session, fact(**ids, **more))
