"""What one may ask about teams, labels, and who is at work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.workspaces.models import Availability, Label, Membership, MemberSkill, Status, Team, TeamMember

GONE_AFTER: Final = timedelta(seconds=90)
"""Whose desk has had no stream for so long is not there."""


def at_work(at: datetime) -> ColumnElement[bool]:
    """The condition on `Availability` that somebody can be given conversations."""
    return and_(
        Availability.status == "online", Availability.idle.is_(False), Availability.last_seen_at > at - GONE_AFTER
    )


@dataclass(frozen=True, slots=True)
class Work:
    """What a member takes, and whether they are there."""

    status: Status
    chosen: Status
    capacity: int | None
    languages: list[str]
    skills: list[UUID]


NOTHING_SAID: Final = Work("offline", "online", None, [], [])
"""Of somebody who has never had a desk open, and of whom nothing was said."""


async def work_of(session: AsyncSession, *, users: Collection[UUID] | None = None) -> dict[UUID, Work]:
    """What members take and whether they are there, by user; None: all of whom something is known."""
    found = select(Availability, at_work(now()).label("here"), Availability.last_seen_at > now() - GONE_AFTER)
    skills = select(MemberSkill.user_id, MemberSkill.label_id).order_by(MemberSkill.label_id)
    if users is not None:
        found, skills = found.where(Availability.user_id.in_(users)), skills.where(MemberSkill.user_id.in_(users))
    of: dict[UUID, list[UUID]] = {}
    for user_id, label_id in await session.execute(skills):
        of.setdefault(user_id, []).append(label_id)
    return {
        own.user_id: Work(
            _status(own, here=here, seen=seen), own.status, own.capacity, own.languages, of.get(own.user_id, [])
        )
        for own, here, seen in await session.execute(found)
    }


def _status(own: Availability, *, here: bool | None, seen: bool | None) -> Status:
    if here:
        return "online"
    return "away" if seen and own.status != "offline" else "offline"


async def own_work(session: AsyncSession, *, user_id: UUID) -> Work | None:
    """The same of one member; None: an owner of the installation who is none, and is given no conversations."""
    if await session.scalar(select(Membership.user_id).where(Membership.user_id == user_id)) is None:
        return None
    return (await work_of(session, users=[user_id])).get(user_id, NOTHING_SAID)


async def teams_at_work(session: AsyncSession) -> set[UUID | None]:
    """The teams of which somebody is there; None among them: somebody is at all."""
    here = at_work(now())
    found = set[UUID | None](
        await session.scalars(
            select(TeamMember.team_id).join(Availability, Availability.user_id == TeamMember.user_id).where(here)
        )
    )
    anybody = await session.scalar(select(Availability.user_id).where(here).limit(1))
    return found | {None} if anybody else found


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with those who are in it."""

    id: UUID
    name: str
    hours_id: str | None
    members: list[UUID]


async def list_teams(session: AsyncSession) -> list[TeamLine]:
    """The teams of the workspace that was entered, by name."""
    members: dict[UUID, list[UUID]] = {}
    for team_id, user_id in await session.execute(
        select(TeamMember.team_id, TeamMember.user_id).order_by(TeamMember.user_id)
    ):
        members.setdefault(team_id, []).append(user_id)
    teams = await session.scalars(select(Team).order_by(Team.name, Team.id))
    return [TeamLine(team.id, team.name, team.hours_id, members.get(team.id, [])) for team in teams]


async def list_labels(session: AsyncSession) -> list[Label]:
    """The labels of the workspace that was entered, by name."""
    return list(await session.scalars(select(Label).order_by(Label.name, Label.id)))
