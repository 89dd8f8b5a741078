"""The one function that changes a ticket that is there, and what of its promises is told with it.

It compares, reckons what is promised anew, writes the entry that the history shows, audits, and tells the facts; all
that is asked for at once is one change. What has fallen due by then is told first: so it is told whoever looks, and a
worker that was away changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.cards import without_cards
from sportello.core.clock import now
from sportello.tickets.events import (
    TicketAssigned,
    TicketChanged,
    TicketPriorityChanged,
    TicketResolved,
    TicketResponded,
    TicketSlaBreached,
    TicketSlaMet,
    TicketSlaWarned,
    TicketStatusChanged,
)
from sportello.tickets.models import OVER, SlaPolicy, Status, Ticket, TicketLabel
from sportello.tickets.policies import terms_for
from sportello.tickets.promises import Promise, come_due, due_of, go_on, look_ahead, reckon
from sportello.tickets.recording import Actor, note_down, tell, user_of, write_entry
from sportello.workspaces import Label

CLOCK: Final = "clock"
_RECKONED: Final = frozenset({"priority", "team_id", "status"})


async def change(
    session: AsyncSession,
    ticket: Ticket,
    actor: Actor,
    values: Mapping[str, Any],
    *,
    labels: set[UUID] | None = None,
    answered_by: UUID | None = None,
) -> bool:
    """Change a held ticket where `values` say otherwise; whether anything is.

    `answered_by`: who has answered its customer elsewhere.
    """
    at = now()
    late = await _tell_due(session, ticket, at)
    if ticket.responded_at is None and (answered_by or values.get("status") in {"waiting_customer", "resolved"}):
        await _respond(session, ticket, answered_by or user_of(actor), at)
    before = {key: getattr(ticket, key) for key, value in values.items() if getattr(ticket, key) != value}
    own = dict(values)
    if "subject" in before:
        own["subject"] = without_cards(own["subject"])
    if before:
        await _apply(session, ticket, actor, {key: own[key] for key in before}, at)
    sorted_otherwise = labels is not None and await label(session, ticket, labels)
    if before or sorted_otherwise:
        data: dict[str, Any] = {key: [_json(old), _json(getattr(ticket, key))] for key, old in before.items()}
        await write_entry(session, ticket, "changed", actor, data=data | ({"labels": True} if sorted_otherwise else {}))
        await note_down(session, ticket, actor, "ticket.changed", {"fields": sorted(data)})
        await _tell_changes(session, ticket, actor, before, labelled=sorted_otherwise)
    if late and ticket.status == "open":
        await _escalate(session, ticket)
    await session.flush()
    return bool(before) or sorted_otherwise


async def label(session: AsyncSession, ticket: Ticket, wanted: set[UUID]) -> bool:
    """Give it these labels and no others; one that is not of the workspace is left out. Whether any is otherwise."""
    there = set(await session.scalars(select(TicketLabel.label_id).where(TicketLabel.ticket_id == ticket.id)))
    wanted = set(await session.scalars(select(Label.id).where(Label.id.in_(wanted))))
    if wanted == there:
        return False
    gone = TicketLabel.label_id.in_(there - wanted)
    await session.execute(delete(TicketLabel).where(TicketLabel.ticket_id == ticket.id, gone))
    ids = {"workspace_id": ticket.workspace_id, "ticket_id": ticket.id}
    session.add_all(TicketLabel(**ids, label_id=one) for one in sorted(wanted - there))
    await session.flush()
    return True


async def _apply(session: AsyncSession, ticket: Ticket, actor: Actor, values: Mapping[str, Any], at: datetime) -> None:
    was: Status = ticket.status
    now_is: Status = values.get("status", was)
    still_over = was in OVER and now_is in OVER
    if now_is != was and not still_over:
        go_on(ticket, await terms_for(session, ticket), at=at)
    for key, value in values.items():
        setattr(ticket, key, value)
    if now_is in OVER and not still_over:
        ticket.over_at = at
    ticket.paused_at = (ticket.paused_at or at) if now_is == "waiting_customer" else None
    look_ahead(ticket)
    if values.keys() & _RECKONED and not still_over:
        anew = "team_id" in values and actor != CLOCK
        reckon(ticket, await terms_for(session, ticket, anew=anew), at=at)
    if now_is == "resolved" and was != "resolved":
        await _meet(session, ticket, "resolution", at)


async def _respond(session: AsyncSession, ticket: Ticket, user_id: UUID | None, at: datetime) -> None:
    await _meet(session, ticket, "response", at)
    ticket.responded_at = at
    look_ahead(ticket)
    await tell(session, ticket, TicketResponded, user_id=user_id)


async def _meet(session: AsyncSession, ticket: Ticket, promise: Promise, at: datetime) -> None:
    due_at = due_of(ticket, promise)
    if due_at is not None and at <= due_at:
        await tell(session, ticket, TicketSlaMet, promise=promise)


async def _tell_due(session: AsyncSession, ticket: Ticket, at: datetime) -> bool:
    """Tell what has fallen due, once; whether anything is late."""
    told = come_due(ticket, at=at)
    for promise, stage in told:
        await write_entry(session, ticket, "changed", CLOCK, data={"sla": {"promise": promise, "stage": stage}})
        await tell(session, ticket, TicketSlaWarned if stage == "warned" else TicketSlaBreached, promise=promise)
    return any(stage == "breached" for _, stage in told)


async def _escalate(session: AsyncSession, ticket: Ticket) -> None:
    policy = await session.get(SlaPolicy, ticket.policy_id) if ticket.policy_id else None
    team_id = policy.escalates_to_team_id if policy else None
    if team_id is not None and ticket.team_id != team_id:
        await change(session, ticket, CLOCK, {"team_id": team_id, "assignee_id": None})


async def _tell_changes(
    session: AsyncSession, ticket: Ticket, actor: Actor, before: Mapping[str, Any], *, labelled: bool
) -> None:
    by = user_of(actor)
    if "status" in before:
        await tell(session, ticket, TicketStatusChanged, before=before["status"], after=ticket.status, user_id=by)
        if ticket.status == "resolved":
            await tell(session, ticket, TicketResolved, user_id=by)
    if "priority" in before:
        await tell(session, ticket, TicketPriorityChanged, before=before["priority"], after=ticket.priority)
    if before.keys() & {"assignee_id", "team_id"}:
        await tell_assigned(session, ticket, actor)
    fields = [*(("subject",) if "subject" in before else ()), *(("labels",) if labelled else ())]
    if fields:
        await tell(session, ticket, TicketChanged, fields=fields)


async def tell_assigned(session: AsyncSession, ticket: Ticket, actor: Actor) -> None:
    """Tell whose it is now."""
    ids = {"user_id": ticket.assignee_id, "team_id": ticket.team_id}
    await tell(session, ticket, TicketAssigned, **ids, by_user_id=user_of(actor))


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
