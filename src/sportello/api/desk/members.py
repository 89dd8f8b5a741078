"""Who works in the workspace, and as what."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sportello import workspaces
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.paging import Whole
from sportello.api.parameters import UserId
from sportello.api.problems import refusals
from sportello.api.shapes import Payload
from sportello.workspaces import LastAdmin, Role

router = APIRouter(
    prefix="/workspaces/{workspace}/members",
    tags=["members"],
)


class Member(BaseModel):
    """Somebody who works here."""

    id: UUID
    name: str = Field(examples=["Anna Rossi"])
    email: str = Field(examples=["anna@example.com"])
    role: Role
    suspended: bool
    created_at: datetime
    last_seen_at: datetime | None


class MemberChange(Payload):
    """What to change; what is left out stays."""

    role: Role | None = None
    suspended: bool | None = None


@router.get("", dependencies=[require("agent")])
async def list_all(session: Transaction) -> Whole[Member]:
    """Everybody who works here: whom a conversation can be given to."""
    found = await workspaces.list_members(session)
    return Whole(items=[Member.model_validate(one, from_attributes=True) for one in found])


@router.patch("/{user_id}", dependencies=[require("admin")], responses=refusals(LastAdmin))
async def change(user_id: UserId, body: MemberChange, member: CurrentMember, session: Transaction) -> Member:
    """Change somebody's role, suspend them or let them in again. It holds at once."""
    await workspaces.change_member(session, actor=member, user_id=user_id, role=body.role, suspended=body.suspended)
    found = await workspaces.list_members(session)
    return next(Member.model_validate(one, from_attributes=True) for one in found if one.id == user_id)


@router.delete("/{user_id}", status_code=204, dependencies=[require("admin")], responses=refusals(LastAdmin))
async def remove(user_id: UserId, member: CurrentMember, session: Transaction) -> None:
    """End somebody's membership, and the API keys that act for it."""
    await workspaces.remove_member(session, actor=member, user_id=user_id)
