"""The workspace itself."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from sportello import workspaces
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Name, Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.core.errors import Invalid
from sportello.workspaces import Language

router = Router(
    prefix="/workspaces/{workspace}",
    tags=["workspace"],
)


class Workspace(Versioned):
    """One business and its settings."""

    written: ClassVar = frozenset({"name", "default_language", "languages", "time_zone"})

    id: UUID
    slug: str = Field(examples=["lumina"])
    name: str = Field(examples=["Lumina Winter Lights"])
    default_language: Language
    languages: list[Language]
    time_zone: str = Field(examples=["Europe/Rome"])
    created_at: datetime


class WorkspaceChange(Payload):
    """What to change; what is left out stays. The address (`slug`) cannot change."""

    name: Name | None = None
    default_language: Language | None = None
    languages: Annotated[list[Language], Field(min_length=1, max_length=10)] | None = None
    time_zone: Annotated[str, StringConstraints(max_length=60), Field(examples=["Europe/Rome"])] | None = None


@router.get("", dependencies=[require("agent")])
async def read(session: Transaction) -> Workspace:
    """The workspace."""
    return Workspace.model_validate(await workspaces.get_workspace(session), from_attributes=True)


@router.patch("", dependencies=[require("admin")], responses=refusals(Invalid, ChangedMeanwhile))
async def change(body: WorkspaceChange, member: CurrentMember, session: Transaction, seen: Seen = None) -> Workspace:
    """Change name, languages or time zone."""
    thing = f"workspace:{member.workspace_id}"
    await unchanged(session, seen, lambda: read(session), thing=thing, action="workspace.changed")
    changed = await workspaces.update_workspace(
        session,
        actor=member,
        name=body.name,
        default_language=body.default_language,
        languages=body.languages,
        time_zone=body.time_zone,
    )
    return Workspace.model_validate(changed, from_attributes=True)
