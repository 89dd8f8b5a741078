"""How who waits for a person comes to one: the queue's settings, and who is there."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from sportello import workspaces
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.core.errors import NotFound
from sportello.workspaces import Status

router = Router(prefix="/workspaces/{workspace}/queue", tags=["queue"], dependencies=[require("agent")])
presence = Router(prefix="/workspaces/{workspace}/availability", tags=["queue"], dependencies=[require("agent")])

HoursId = Annotated[str, StringConstraints(min_length=1, max_length=60), Field(examples=["desk"])] | None
Members = Annotated[list[UUID], Field(max_length=500)]
Capacity = Annotated[int, Field(ge=0, le=100, examples=[4])]


class QueueText(Payload):
    """How the queue works, all of it."""

    automatic: bool = Field(description="Whether conversations are given to agents, or taken by hand")
    capacity: Capacity = Field(description="How many somebody has at most, where nothing else is said of them")
    away_after: Annotated[int, Field(ge=1, le=240, examples=[10])] = Field(
        description="Minutes without a key or a click after which a desk says that nobody is there"
    )
    hours_id: HoursId = Field(
        default=None, description="The fact that says when somebody is there; null: nothing is said about it"
    )


class Queue(Versioned):
    """How the queue works."""

    written: ClassVar = frozenset(QueueText.model_fields)

    automatic: bool
    capacity: int = Field(examples=[4])
    away_after: int = Field(examples=[10])
    hours_id: str | None = Field(examples=["desk"])


class OwnStatus(Payload):
    """What to say; what is left out stays."""

    status: Status | None = None
    idle: bool | None = Field(
        default=None, description="Said by the desk itself, where no key was pressed for long, or one is again"
    )


class Availability(BaseModel):
    """Whether one is given conversations."""

    status: Status
    chosen: Status = Field(description="What was chosen by hand; `status` also knows of a desk that nobody touches")
    takes_part: bool = Field(description="False: an owner of the installation who is no member is given nothing")


async def _queue(session: Transaction, workspace_id: UUID) -> Queue:
    found = await workspaces.queue_settings(session, workspace_id=workspace_id)
    return Queue.model_validate(found, from_attributes=True)


@router.get("")
async def read(member: CurrentMember, session: Transaction) -> Queue:
    """How the queue works."""
    return await _queue(session, member.workspace_id)


@router.put("", dependencies=[require("admin")], responses=refusals(ChangedMeanwhile))
async def change(body: QueueText, member: CurrentMember, session: Transaction, seen: Seen = None) -> Queue:
    """Say how it works, all of it. It holds at once."""
    thing = f"workspace:{member.workspace_id}"
    await unchanged(session, seen, lambda: _queue(session, member.workspace_id), thing=thing, action="queue.changed")
    await workspaces.change_queue(session, actor=member, **body.model_dump())
    return await _queue(session, member.workspace_id)


async def _own(session: Transaction, user_id: UUID) -> Availability:
    own = await workspaces.own_work(session, user_id=user_id)
    if own is None:
        return Availability(status="offline", chosen="offline", takes_part=False)
    return Availability(status=own.status, chosen=own.chosen, takes_part=True)


@presence.get("")
async def read_own(member: CurrentMember, session: Transaction) -> Availability:
    """Whether whoever asks is given conversations."""
    return await _own(session, member.user_id)


@presence.put("", responses=refusals(NotFound))
async def say(body: OwnStatus, member: CurrentMember, session: Transaction) -> Availability:
    """Say that one is there, away or gone. Who is not there gives back what they have not answered."""
    await workspaces.set_status(session, member=member, status=body.status, idle=body.idle)
    return await _own(session, member.user_id)
