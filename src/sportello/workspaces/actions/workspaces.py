"""Workspaces themselves: opened, renamed."""

import re
from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.db import enter_workspace
from sportello.core.errors import Invalid
from sportello.core.events import emit
from sportello.core.ids import new_id
from sportello.workspaces.access import Member, SignedIn
from sportello.workspaces.audit import SYSTEM, audit
from sportello.workspaces.errors import SlugTaken
from sportello.workspaces.events import WorkspaceChanged, WorkspaceCreated
from sportello.workspaces.models import Workspace

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])")
_LONGEST_NAME = 100
LANGUAGES = ("it", "en", "de")

_TAKEN = text("SELECT id FROM door_workspace(:slug)")
_ONE_A_SLUG = text("SELECT pg_advisory_xact_lock(hashtextextended('slug:' || :slug, 0))")


def _check(languages: Sequence[str], default_language: str, time_zone: str) -> None:
    if default_language not in languages or not set(languages) <= set(LANGUAGES):
        raise Invalid(f"Languages are among {', '.join(LANGUAGES)}, and the default one is one of the workspace's.")
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(f"{time_zone[:60]} is no time zone: write one like Europe/Rome.") from None


async def create_workspace(
    session: AsyncSession,
    *,
    slug: str,
    name: str,
    default_language: str = "en",
    languages: Sequence[str] = LANGUAGES,
    time_zone: str = "Europe/Rome",
    actor: SignedIn | str = SYSTEM,
) -> Workspace:
    """Open a workspace; the transaction is in it from here on."""
    if not SLUG.fullmatch(slug):
        raise Invalid("The address is made of 2 to 40 small letters, digits and hyphens, like winter-lights.")
    if len(name.strip().splitlines()) != 1 or len(name) > _LONGEST_NAME:
        raise Invalid(f"The name is one line of 1 to {_LONGEST_NAME} characters.")
    languages = list(dict.fromkeys([default_language, *languages]))
    _check(languages, default_language, time_zone)
    await session.execute(_ONE_A_SLUG, {"slug": slug})
    if await session.scalar(_TAKEN, {"slug": slug}):
        raise SlugTaken(f"Choose another address than {slug}.")
    workspace = Workspace(
        id=new_id(),
        slug=slug,
        name=name.strip(),
        default_language=default_language,
        languages=languages,
        time_zone=time_zone,
    )
    await enter_workspace(session, workspace.id)
    session.add(workspace)
    await session.flush()
    await audit(
        session,
        workspace_id=workspace.id,
        actor=actor,
        action="workspace.created",
        target=f"workspace:{workspace.id}",
        data={"slug": slug},
    )
    await emit(session, WorkspaceCreated(workspace_id=workspace.id))
    return workspace


async def get_workspace(session: AsyncSession) -> Workspace:
    """The workspace that was entered: the only one there is to see."""
    return (await session.scalars(select(Workspace))).one()


async def update_workspace(
    session: AsyncSession,
    *,
    actor: Member,
    name: str | None = None,
    default_language: str | None = None,
    languages: Sequence[str] | None = None,
    time_zone: str | None = None,
) -> Workspace:
    """Change the workspace that was entered; None leaves a thing as it is."""
    workspace = await get_workspace(session)
    given = {
        "name": name,
        "default_language": default_language,
        "languages": list(dict.fromkeys(languages)) if languages is not None else None,
        "time_zone": time_zone,
    }
    changes = {key: value for key, value in given.items() if value is not None and value != getattr(workspace, key)}
    for key, value in changes.items():
        setattr(workspace, key, value)
    _check(workspace.languages, workspace.default_language, workspace.time_zone)
    await session.flush()
    if changes:
        await audit(
            session,
            workspace_id=workspace.id,
            actor=actor,
            action="workspace.changed",
            target=f"workspace:{workspace.id}",
            data=changes,
        )
        await emit(session, WorkspaceChanged(workspace_id=workspace.id))
    return workspace


async def find_workspace(session: AsyncSession, *, slug: str) -> UUID | None:
    """The id behind a workspace's public address (help pages, the command line), whoever asks."""
    return await session.scalar(_TAKEN, {"slug": slug})
