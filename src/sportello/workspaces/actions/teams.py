"""Teams and labels: how a workspace sorts its people, and what they talk about."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.errors import NotFound
from sportello.core.events import emit
from sportello.workspaces.access import Member
from sportello.workspaces.audit import audit
from sportello.workspaces.errors import NameTaken
from sportello.workspaces.events import LabelsChanged, TeamsChanged
from sportello.workspaces.models import Label, Membership, Team, TeamMember


async def save_team(
    session: AsyncSession,
    *,
    actor: Member,
    name: str,
    hours_id: str | None,
    members: Sequence[UUID],
    team_id: UUID | None = None,
) -> Team:
    """Make a team, or replace all of one. Who is not a member of the workspace is left out."""
    team = await get_team(session, team_id=team_id) if team_id else Team(workspace_id=actor.workspace_id)
    team.name, team.hours_id = name, hours_id
    await _keep_named(session, team)
    await session.execute(delete(TeamMember).where(TeamMember.team_id == team.id))
    here = await session.scalars(select(Membership.user_id).where(Membership.user_id.in_(members)))
    session.add_all(TeamMember(team_id=team.id, user_id=one, workspace_id=team.workspace_id) for one in here)
    await _tell_team(session, actor, "team.changed" if team_id else "team.created", team)
    return team


async def delete_team(session: AsyncSession, *, actor: Member, team_id: UUID) -> None:
    """End a team. What waited for it waits for anybody."""
    team = await get_team(session, team_id=team_id)
    await session.delete(team)
    await _tell_team(session, actor, "team.deleted", team)


async def _tell_team(session: AsyncSession, actor: Member, action: str, team: Team) -> None:
    await session.flush()
    ids = {"workspace_id": actor.workspace_id}
    await audit(session, **ids, actor=actor, action=action, target=f"team:{team.id}", data={"name": team.name})
    await emit(session, TeamsChanged(**ids))


async def get_team(session: AsyncSession, *, team_id: UUID) -> Team:
    """One team."""
    team = await session.get(Team, team_id)
    if team is None:
        raise NotFound
    return team


async def save_label(
    session: AsyncSession, *, actor: Member, name: str, color: str, skill: bool, label_id: UUID | None = None
) -> Label:
    """Make a label, or replace all of one."""
    label = await get_label(session, label_id=label_id) if label_id else Label(workspace_id=actor.workspace_id)
    label.name, label.color, label.skill = name, color, skill
    await _keep_named(session, label)
    await _tell_label(session, actor, "label.changed" if label_id else "label.created", label)
    return label


async def delete_label(session: AsyncSession, *, actor: Member, label_id: UUID) -> None:
    """Take a label away, from the conversations too."""
    label = await get_label(session, label_id=label_id)
    await session.delete(label)
    await _tell_label(session, actor, "label.deleted", label)


async def _tell_label(session: AsyncSession, actor: Member, action: str, label: Label) -> None:
    await session.flush()
    ids = {"workspace_id": actor.workspace_id}
    await audit(session, **ids, actor=actor, action=action, target=f"label:{label.id}", data={"name": label.name})
    await emit(session, LabelsChanged(**ids))


async def get_label(session: AsyncSession, *, label_id: UUID) -> Label:
    """One label."""
    label = await session.get(Label, label_id)
    if label is None:
        raise NotFound
    return label


async def _keep_named(session: AsyncSession, thing: Team | Label) -> None:
    name = thing.name
    try:
        async with session.begin_nested():
            session.add(thing)
            await session.flush()
    except IntegrityError:
        raise NameTaken(f"There is one called {name} already.") from None
