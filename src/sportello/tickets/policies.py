"""SLA policies: which one a ticket has, and how they are set."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations import Priority
from sportello.core.ids import new_id
from sportello.knowledge import read_staffed
from sportello.tickets.errors import SlaPolicyNotFound
from sportello.tickets.models import SlaPolicy, SlaTarget, Ticket
from sportello.tickets.promises import Terms
from sportello.workspaces import Member, audit, get_team

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('sla policies ' || :workspace, 0))")
Targets = Mapping[Priority, tuple[int | None, int | None]]
"""By priority: minutes to the first answer, and until all is done; None: not promised."""


async def terms_for(session: AsyncSession, ticket: Ticket, *, anew: bool = False) -> Terms | None:
    """What is promised on a ticket at its priority; None: nothing is.

    It keeps the policy that it has while there is such a one, so what is late is no less late for being passed on.
    `anew`: by its team's policy, else by that of all.
    """
    policy = await session.get(SlaPolicy, ticket.policy_id) if ticket.policy_id and not anew else None
    policy = policy or await _policy_of(session, ticket.team_id)
    if policy is None:
        return None
    target = await session.get(SlaTarget, (policy.id, ticket.priority))
    hours = (await read_staffed(session)).hours(policy.team_id or ticket.team_id) if policy.in_hours else None
    return Terms(policy, target, hours)


async def _policy_of(session: AsyncSession, team_id: UUID | None) -> SlaPolicy | None:
    of_all = SlaPolicy.team_id.is_(None)
    found = select(SlaPolicy).where((SlaPolicy.team_id == team_id) | of_all if team_id else of_all)
    return await session.scalar(found.order_by(SlaPolicy.team_id.nulls_last()).limit(1))


async def list_policies(session: AsyncSession) -> list[tuple[SlaPolicy, list[SlaTarget]]]:
    """The policies of the workspace that was entered, that of all first."""
    targets: dict[UUID, list[SlaTarget]] = {}
    for one in await session.scalars(select(SlaTarget)):
        targets.setdefault(one.policy_id, []).append(one)
    found = await session.scalars(select(SlaPolicy).order_by(SlaPolicy.team_id.nulls_first(), SlaPolicy.name))
    return [(policy, targets.get(policy.id, [])) for policy in found]


async def save_policy(
    session: AsyncSession,
    *,
    actor: Member,
    team_id: UUID | None,
    name: str,
    in_hours: bool,
    warned_after: int,
    escalates_to_team_id: UUID | None,
    targets: Targets,
) -> SlaPolicy:
    """Say what is promised on tickets of a team, or of all; on those that are there, from their next change on."""
    for one in (team_id, escalates_to_team_id):
        if one is not None:
            await get_team(session, team_id=one)
    await session.execute(_ONE_AT_A_TIME, {"workspace": str(actor.workspace_id)})
    own = SlaPolicy.team_id == team_id if team_id else SlaPolicy.team_id.is_(None)
    policy = await session.scalar(select(SlaPolicy).where(own).with_for_update())
    if policy is None:
        policy = SlaPolicy(id=new_id(), workspace_id=actor.workspace_id, team_id=team_id)
        session.add(policy)
    policy.name, policy.in_hours, policy.warned_after = name, in_hours, warned_after
    policy.escalates_to_team_id = escalates_to_team_id
    await session.flush()
    await session.execute(delete(SlaTarget).where(SlaTarget.policy_id == policy.id))
    ids = {"policy_id": policy.id, "workspace_id": policy.workspace_id}
    session.add_all(
        SlaTarget(**ids, priority=priority, response_minutes=response, resolution_minutes=resolution)
        for priority, (response, resolution) in targets.items()
        if response or resolution
    )
    await session.flush()
    await _audit(session, policy, actor, "sla_policy.saved")
    return policy


async def remove_policy(session: AsyncSession, *, actor: Member, team_id: UUID | None) -> None:
    """Promise it no more; what was promised on tickets that are there stays until their next change."""
    own = SlaPolicy.team_id == team_id if team_id else SlaPolicy.team_id.is_(None)
    policy = await session.scalar(select(SlaPolicy).where(own))
    if policy is None:
        raise SlaPolicyNotFound
    await _audit(session, policy, actor, "sla_policy.removed")
    await session.delete(policy)
    await session.flush()


async def _audit(session: AsyncSession, policy: SlaPolicy, actor: Member, action: str) -> None:
    await audit(
        session, workspace_id=policy.workspace_id, actor=actor, action=action, target=f"sla_policy:{policy.id}", data={}
    )
