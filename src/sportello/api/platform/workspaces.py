"""All workspaces of the installation."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from sportello import templates, workspaces
from sportello.api.deps import OwnerOnly, Transaction
from sportello.api.paging import Whole
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Name, Payload
from sportello.core.errors import Invalid
from sportello.templates import TemplateNotFound
from sportello.workspaces import Language, SlugTaken

router = Router(
    prefix="/platform/workspaces",
    tags=["platform"],
)


class WorkspaceSummary(BaseModel):
    """A workspace as the owner of the installation sees it."""

    id: UUID
    slug: str = Field(examples=["lumina"])
    name: str = Field(examples=["Lumina Winter Lights"])
    default_language: Language
    created_at: datetime
    members: int = Field(examples=[6])


class NewWorkspace(Payload):
    """A workspace to open, empty or from a template."""

    slug: Annotated[str, StringConstraints(min_length=2, max_length=40), Field(examples=["lumina"])]
    name: Name
    template: Annotated[str, StringConstraints(max_length=60), Field(examples=["festival"])] | None = None
    default_language: Language = "en"


@router.get("")
async def list_workspaces(owner: OwnerOnly, session: Transaction) -> Whole[WorkspaceSummary]:
    """Every workspace."""
    found = await workspaces.list_workspaces(session, owner_id=owner.user_id)
    return Whole(items=[WorkspaceSummary.model_validate(one, from_attributes=True) for one in found])


@router.post("", status_code=201, responses=refusals(SlugTaken, Invalid, TemplateNotFound))
async def create_workspace(body: NewWorkspace, owner: OwnerOnly, session: Transaction) -> WorkspaceSummary:
    """Open a workspace, in one transaction with everything its template brings. You become its admin."""
    made = await templates.open_workspace(
        session,
        slug=body.slug,
        name=body.name,
        default_language=body.default_language,
        template=body.template,
        admins=[owner.user_id],
        actor=owner,
    )
    return WorkspaceSummary(
        id=made.id,
        slug=made.slug,
        name=made.name,
        default_language=body.default_language,
        created_at=made.created_at,
        members=1,
    )
