"""What one may ask about users and workspaces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.errors import NotFound
from sportello.workspaces.access import SLIDING
from sportello.workspaces.models import (
    ApiKey,
    Invitation,
    Membership,
    ModelKey,
    Rank,
    Role,
    User,
    UserSession,
    WidgetKey,
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A workspace a user may enter, and as what."""

    id: UUID
    slug: str
    name: str
    role: Rank


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """A member as the others see them."""

    id: UUID
    name: str
    email: str
    role: Role
    suspended: bool
    created_at: datetime
    last_seen_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WorkspaceRow:
    """A workspace as the owner of the installation sees it."""

    id: UUID
    slug: str
    name: str
    default_language: str
    created_at: datetime
    members: int


_PLACES = text("SELECT * FROM door_memberships(:user) WHERE suspended_at IS NULL ORDER BY name, slug")
_ALL = text("SELECT * FROM door_workspaces(:user)")


async def get_user(session: AsyncSession, *, user_id: UUID) -> User:
    """The user with this id."""
    return await session.get_one(User, user_id)


async def places(session: AsyncSession, *, user_id: UUID, is_owner: bool) -> list[Place]:
    """The workspaces a user may enter: their memberships, and for an owner all."""
    rows = (await session.execute(_PLACES, {"user": user_id})).all()
    found = {row.workspace_id: Place(id=row.workspace_id, slug=row.slug, name=row.name, role=row.role) for row in rows}
    if is_owner:
        found = {
            row.id: Place(id=row.id, slug=row.slug, name=row.name, role="owner")
            for row in await list_workspaces(session, owner_id=user_id)
        }
    return list(found.values())


async def list_workspaces(session: AsyncSession, *, owner_id: UUID) -> list[WorkspaceRow]:
    """Every workspace of the installation; nothing for whoever does not own it."""
    rows = await session.execute(_ALL, {"user": owner_id})
    return [WorkspaceRow(**row) for row in rows.mappings()]


async def has_login(session: AsyncSession, *, email: str) -> bool:
    """Whether somebody signs in with this e-mail."""
    return await session.scalar(select(User.id).where(User.email == email)) is not None


async def owners(session: AsyncSession) -> list[UUID]:
    """Who owns the installation, the first one first; refused where nobody does yet."""
    found = list(await session.scalars(select(User.id).where(User.is_owner).order_by(User.id)))
    if not found:
        raise NotFound("Nobody owns this installation yet: start `sportello serve`, which makes the first admin.")
    return found


async def list_sessions(session: AsyncSession, *, user_id: UUID) -> list[UserSession]:
    """The living sessions of a user, the most recently used first."""
    found = await session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.last_seen_at > now() - SLIDING)
        .order_by(UserSession.last_seen_at.desc())
    )
    return list(found)


async def list_members(session: AsyncSession) -> list[Colleague]:
    """Everybody in the workspace that was entered, by name."""
    seen = (
        select(UserSession.user_id, func.max(UserSession.last_seen_at).label("at"))
        .group_by(UserSession.user_id)
        .subquery()
    )
    rows = await session.execute(
        select(User, Membership, seen.c.at)
        .join(Membership, Membership.user_id == User.id)
        .outerjoin(seen, seen.c.user_id == User.id)
        .order_by(User.name, User.id)
    )
    return [
        Colleague(
            id=user.id,
            name=user.name,
            email=user.email,
            role=membership.role,
            suspended=membership.suspended_at is not None,
            created_at=membership.created_at,
            last_seen_at=at,
        )
        for user, membership, at in rows
    ]


async def list_invitations(session: AsyncSession) -> list[Invitation]:
    """The letters nobody has answered yet, run out or not."""
    found = await session.scalars(
        select(Invitation).where(Invitation.accepted_at.is_(None)).order_by(Invitation.created_at.desc())
    )
    return list(found)


async def list_api_keys(session: AsyncSession) -> list[ApiKey]:
    """The keys of programs, the newest first."""
    return list(await session.scalars(select(ApiKey).order_by(ApiKey.created_at.desc(), ApiKey.id)))


async def list_model_keys(session: AsyncSession) -> list[ModelKey]:
    """What opens language models to the workspace, the oldest first; without the keys themselves."""
    return list(await session.scalars(select(ModelKey).order_by(ModelKey.created_at, ModelKey.id)))


async def list_widget_keys(session: AsyncSession) -> list[WidgetKey]:
    """The keys of websites, the oldest first."""
    return list(await session.scalars(select(WidgetKey).order_by(WidgetKey.created_at, WidgetKey.id)))
