"""Who works in the workspace, and as what."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from sportello import workspaces
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.queue import Capacity
from sportello.api.paging import Whole
from sportello.api.parameters import UserId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.core.errors import NotFound
from sportello.workspaces import Language, LastAdmin, Role, Status

router = Router(
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
    work: "Work"


class Work(BaseModel):
    """Whether somebody is there, and which conversations they are given."""

    status: Status
    capacity: int | None = Field(description="Null: as many as the queue's settings say", examples=[4])
    languages: list[str] = Field(description="None: all", examples=[["it", "en"]])
    skills: list[UUID] = Field(description="Labels that ask for somebody who knows of them")


class WorkText(Payload):
    """What somebody is given, all of it."""

    capacity: Capacity | None
    languages: Annotated[list[Language], Field(max_length=10)]
    skills: Annotated[list[UUID], Field(max_length=100)]


class MemberChange(Payload):
    """What to change; what is left out stays."""

    role: Role | None = None
    suspended: bool | None = None


@router.get("", dependencies=[require("agent")])
async def list_all(session: Transaction) -> Whole[Member]:
    """Everybody who works here: whom a conversation can be given to."""
    return Whole(items=await _members(session))


async def _members(session: Transaction) -> list[Member]:
    work = await workspaces.work_of(session)
    return [
        Member(
            id=one.id,
            name=one.name,
            email=one.email,
            role=one.role,
            suspended=one.suspended,
            created_at=one.created_at,
            last_seen_at=one.last_seen_at,
            work=Work.model_validate(work.get(one.id, workspaces.NOTHING_SAID), from_attributes=True),
        )
        for one in await workspaces.list_members(session)
    ]


async def _member(session: Transaction, user_id: UUID) -> Member:
    return next(one for one in await _members(session) if one.id == user_id)


@router.patch("/{user_id}", dependencies=[require("admin")], responses=refusals(LastAdmin))
async def change(user_id: UserId, body: MemberChange, member: CurrentMember, session: Transaction) -> Member:
    """Change somebody's role, suspend them or let them in again. It holds at once."""
    await workspaces.change_member(session, actor=member, user_id=user_id, role=body.role, suspended=body.suspended)
    return await _member(session, user_id)


@router.put("/{user_id}/work", dependencies=[require("supervisor")], responses=refusals(NotFound))
async def change_work(user_id: UserId, body: WorkText, member: CurrentMember, session: Transaction) -> Member:
    """Say how many conversations somebody has at most, and which: by language, and by labels they know of."""
    await workspaces.set_work(session, actor=member, user_id=user_id, **body.model_dump())
    return await _member(session, user_id)


@router.delete("/{user_id}", status_code=204, dependencies=[require("admin")], responses=refusals(LastAdmin))
async def remove(user_id: UserId, member: CurrentMember, session: Transaction) -> None:
    """End somebody's membership, and the API keys that act for it."""
    await workspaces.remove_member(session, actor=member, user_id=user_id)
