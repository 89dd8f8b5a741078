"""Whom it concerns that a ticket is theirs to do, or nearly late, or late."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.ids import new_id
from sportello.notifications.telling import News, of_rank, of_team, tell
from sportello.tickets import Ticket, TicketAssigned, TicketSlaBreached, TicketSlaWarned, watchers_of


async def follow_ticket(session: AsyncSession, given: TicketAssigned) -> None:
    """Somebody has a ticket to do, and did not take it by themselves."""
    if given.user_id is None or given.user_id == given.by_user_id:
        return
    ticket = await session.get_one(Ticket, given.ticket_id)
    news = News(
        workspace_id=given.workspace_id,
        ticket_id=ticket.id,
        kind="ticket",
        key=f"ticket:{ticket.id}:{new_id()}",
        data={"number": ticket.number},
    )
    await tell(session, news, to=[given.user_id])


async def follow_warning(session: AsyncSession, warned: TicketSlaWarned) -> None:
    """A promise is nearly broken: who has the ticket hears of it, or who could, and who watches it."""
    await _tell_sla(session, warned, "warned", [])


async def follow_breach(session: AsyncSession, late: TicketSlaBreached) -> None:
    """A promise is broken: supervisors hear of it, too."""
    await _tell_sla(session, late, "breached", await of_rank(session, "supervisor"))


async def _tell_sla(
    session: AsyncSession, due: TicketSlaWarned | TicketSlaBreached, stage: str, also: list[UUID]
) -> None:
    ticket = await session.get_one(Ticket, due.ticket_id)
    wording = f"sla_{stage}_{due.promise}"
    news = News(
        workspace_id=due.workspace_id,
        ticket_id=ticket.id,
        kind="sla",
        key=f"{wording}:{ticket.id}:{new_id()}",
        data={"wording": wording, "number": ticket.number},
    )
    at_it = [ticket.assignee_id] if ticket.assignee_id else await of_team(session, ticket.team_id)
    await tell(session, news, to={*at_it, *await watchers_of(session, ticket_id=ticket.id), *also})
