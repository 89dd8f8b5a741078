"""When somebody should be there: the hours of a team, else those of the workspace's queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.knowledge.facts.hours import Opening
from sportello.knowledge.facts.queries import FactBook, fact_book
from sportello.workspaces import get_workspace, list_teams, queue_settings


@dataclass(frozen=True, slots=True)
class Staffed:
    """The hours in which somebody should be there, by team, and for all."""

    book: FactBook | None
    of_all: str | None
    of_teams: Mapping[UUID, str | None]

    def hours(self, team_id: UUID | None) -> Opening | None:
        """Those of a team, else of all; None where nobody has said any."""
        wanted = (self.of_teams.get(team_id) if team_id else None) or self.of_all
        hours = next((one for one in self.book.hours if one.id == wanted), None) if self.book else None
        return self.book.opening(hours) if self.book and hours else None


async def read_staffed(session: AsyncSession) -> Staffed:
    """The hours of the workspace that was entered."""
    workspace = await get_workspace(session)
    of_all = (await queue_settings(session, workspace_id=workspace.id)).hours_id
    of_teams = {team.id: team.hours_id for team in await list_teams(session)}
    named = of_all is not None or any(of_teams.values())
    return Staffed(await fact_book(session) if named else None, of_all, of_teams)
