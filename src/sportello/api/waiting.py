"""What customers who wait are told: their place, how long it usually takes, or when somebody is there again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello import conversations, workspaces
from sportello.conversations import CustomerView
from sportello.core.clock import now
from sportello.knowledge import FactBook, fact_book


@dataclass(frozen=True)
class Standing:
    """How it stands with a queue: whether somebody is there, and then the usual wait; else when it opens."""

    there: bool
    wait: timedelta | None
    opens: datetime | None


Standings = dict[UUID | None, Standing]
"""By team; None: everybody's queue."""


async def standings(session: AsyncSession, views: Iterable[CustomerView]) -> Standings:
    """Of the queues that these wait in; of the others nothing is asked."""
    teams = {view.team_id for view in views if view.queue_place is not None}
    return await _read(session, teams) if teams else {}


async def _read(session: AsyncSession, teams: Collection[UUID | None]) -> Standings:
    workspace = await workspaces.get_workspace(session)
    settings = await workspaces.queue_settings(session, workspace_id=workspace.id)
    of_teams = await workspaces.list_teams(session) if teams != {None} else []
    own: dict[UUID | None, str | None] = {team.id: team.hours_id for team in of_teams}
    ids = {team: own.get(team) or settings.hours_id for team in own.keys() | {None}}
    book = await fact_book(session) if any(ids.values()) else None
    there = await workspaces.teams_at_work(session)
    return {
        team: Standing(
            team in there,
            await conversations.usual_wait(session, team_id=team) if team in there else None,
            _opens(book, ids.get(team)) if team not in there else None,
        )
        for team in teams
    }


def _opens(book: FactBook | None, hours_id: str | None) -> datetime | None:
    """When these hours open next, as the clock on the wall there has it; None: now, never, or nothing is known."""
    hours = next((one for one in book.hours if one.id == hours_id), None) if book and hours_id else None
    if book is None or hours is None:
        return None
    opening = book.opening(hours)
    state = opening.state(now())
    return opening.local(state.until) if not state.open and state.until else None


def nobody_there(view: CustomerView, known: Standings) -> bool:
    """Whether the customer waits while nobody is there who could take it."""
    standing = known.get(view.team_id)
    return view.queue_place is not None and standing is not None and not standing.there


def told(view: CustomerView, known: Standings) -> str | None:
    """What the customer reads of their waiting; None where they do not wait."""
    if view.queue_place is None:
        return None
    standing = known.get(view.team_id, Standing(there=True, wait=None, opens=None))
    back = _said(standing.opens, view.language) if standing.opens else None
    return conversations.queue_text(view.language, place=view.queue_place, wait=standing.wait, back=back)


def _said(at: datetime, language: str) -> str:
    """A day and a time: "lunedì, 09:00"; a day far off by its date."""
    from babel.dates import format_date, format_time  # noqa: PLC0415 - 60 ms, with the first who needs it

    locale = language if language in workspaces.LANGUAGES else "en"
    soon = at - now() < timedelta(days=6)
    day = format_date(at, "EEEE" if soon else "d MMMM", locale=locale)
    return f"{day}, {format_time(at, 'HH:mm', tzinfo=at.tzinfo, locale=locale)}"
