"""What is promised on tickets."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from sportello import tickets
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.paging import Whole
from sportello.api.parameters import PolicyOf
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Name, Payload
from sportello.conversations import Priority
from sportello.core.errors import NotFound
from sportello.tickets import SlaPolicy as Stored, SlaPolicyNotFound, SlaTarget

router = Router(prefix="/workspaces/{workspace}/sla-policies", tags=["sla_policies"], dependencies=[require("agent")])

Minutes = Annotated[int, Field(ge=1, le=525_600, examples=[240])]


class Target(Payload):
    """What is promised at one priority; null: not that."""

    response_minutes: Minutes | None = Field(description="Until the customer has a first answer")
    resolution_minutes: Minutes | None = Field(description="Until it is solved")


class SlaPolicyText(Payload):
    """What is promised on tickets of a team, or on all others. A priority that is left out is promised nothing."""

    name: Name
    in_hours: bool = Field(
        description="Only the hours count in which somebody should be there: the team's, else the queue's"
    )
    warned_after: Annotated[int, Field(ge=1, le=99, examples=[80])] = Field(
        description="After so many hundredths of the time there is a warning"
    )
    escalates_to_team_id: UUID | None = Field(
        default=None, description="What is late goes to this team, and who had it has it no more; null: it stays"
    )
    targets: dict[Priority, Target] = Field(max_length=4)


class SlaPolicy(BaseModel):
    """What is promised on tickets."""

    team_id: UUID | None = Field(description="The team whose tickets it is for; null: all that no other is for")
    name: str = Field(examples=["Assistenza"])
    in_hours: bool
    warned_after: int = Field(examples=[80])
    escalates_to_team_id: UUID | None
    targets: dict[Priority, Target]

    @classmethod
    def of(cls, policy: Stored, targets: list[SlaTarget]) -> Self:
        """The shape of a stored policy."""
        return cls(
            team_id=policy.team_id,
            name=policy.name,
            in_hours=policy.in_hours,
            warned_after=policy.warned_after,
            escalates_to_team_id=policy.escalates_to_team_id,
            targets={
                one.priority: Target(response_minutes=one.response_minutes, resolution_minutes=one.resolution_minutes)
                for one in targets
            },
        )


@router.get("")
async def list_all(session: Transaction) -> Whole[SlaPolicy]:
    """All policies, that of all others first."""
    return Whole(items=[SlaPolicy.of(*one) for one in await tickets.list_policies(session)])


@router.put("/{team}", dependencies=[require("admin")], responses=refusals(NotFound))
async def save(team: PolicyOf, body: SlaPolicyText, member: CurrentMember, session: Transaction) -> SlaPolicy:
    """Promise it. On tickets that are there it counts from their next change of status, priority or team on."""
    policy = await tickets.save_policy(
        session,
        actor=member,
        team_id=_team(team),
        name=body.name,
        in_hours=body.in_hours,
        warned_after=body.warned_after,
        escalates_to_team_id=body.escalates_to_team_id,
        targets={key: (one.response_minutes, one.resolution_minutes) for key, one in body.targets.items()},
    )
    targets = {one.id: found for one, found in await tickets.list_policies(session)}
    return SlaPolicy.of(policy, targets[policy.id])


@router.delete("/{team}", status_code=204, dependencies=[require("admin")], responses=refusals(SlaPolicyNotFound))
async def remove(team: PolicyOf, member: CurrentMember, session: Transaction) -> None:
    """Promise it no more. What was promised on tickets that are there stays until their next change."""
    await tickets.remove_policy(session, actor=member, team_id=_team(team))


def _team(team: PolicyOf) -> UUID | None:
    return None if team == "all" else team
