"""Who can be given conversations now: what they chose, what their desk noticed, and how much they take."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.errors import NotFound
from sportello.core.events import emit
from sportello.workspaces.access import Member
from sportello.workspaces.audit import audit
from sportello.workspaces.events import AvailabilityChanged, QueueChanged
from sportello.workspaces.models import Availability, Label, Membership, MemberSkill, QueueSettings, Status

_SEEN = text(
    """
    INSERT INTO availability (workspace_id, user_id, status, idle, changed_at, last_seen_at, languages)
    SELECT m.workspace_id, m.user_id, 'online', false, :now, :now, '{}' FROM memberships m
    WHERE m.user_id = ANY (CAST(:users AS uuid[])) ORDER BY m.user_id
    ON CONFLICT (workspace_id, user_id) DO UPDATE SET last_seen_at = excluded.last_seen_at
    """
)


async def note_at_desk(session: AsyncSession, *, users: Collection[UUID]) -> None:
    """Note that these have a desk open in the workspace that was entered. One statement, however many they are."""
    await session.execute(_SEEN, {"now": now(), "users": list(users)})


async def _own(session: AsyncSession, workspace_id: UUID, user_id: UUID) -> Availability:
    """The row of a member, made where there is none, and held."""
    there = select(Membership.user_id).where(Membership.user_id == user_id)
    if await session.scalar(there) is None:
        raise NotFound
    made = insert(Availability).values(workspace_id=workspace_id, user_id=user_id)
    await session.execute(made.on_conflict_do_nothing())
    found = select(Availability).where(Availability.user_id == user_id).with_for_update(key_share=True)
    return (await session.scalars(found.execution_options(populate_existing=True))).one()


async def set_status(
    session: AsyncSession, *, member: Member, status: Status | None = None, idle: bool | None = None
) -> Availability:
    """Let a member say that they are there, away or gone, or their desk that nobody touches it. None stays as it is.

    Choosing is being there: it ends what the desk noticed.
    """
    own = await _own(session, member.workspace_id, member.user_id)
    before = (own.status, own.idle)
    own.status = status or own.status
    own.idle = idle if idle is not None else own.idle and status is None
    if (own.status, own.idle) == before:
        return own
    own.changed_at = now()
    await session.flush()
    if own.status != before[0]:
        await audit(
            session,
            workspace_id=member.workspace_id,
            actor=member,
            action="availability.changed",
            target=f"user:{member.user_id}",
            data={"from": before[0], "status": own.status},
        )
    await emit(
        session, AvailabilityChanged(workspace_id=member.workspace_id, user_id=member.user_id, status=shown(own))
    )
    return own


def shown(own: Availability) -> Status:
    """What somebody chose, as far as their desk agrees."""
    return "away" if own.status == "online" and own.idle else own.status


async def set_work(
    session: AsyncSession,
    *,
    actor: Member,
    user_id: UUID,
    capacity: int | None,
    languages: Sequence[str],
    skills: Collection[UUID],
) -> None:
    """Say what a member takes: how many at once (None: as many as everybody), in which languages, with which skills."""
    own = await _own(session, actor.workspace_id, user_id)
    own.capacity, own.languages = capacity, sorted(set(languages))
    await session.execute(delete(MemberSkill).where(MemberSkill.user_id == user_id))
    here = list(await session.scalars(select(Label.id).where(Label.id.in_(skills)).order_by(Label.id)))
    session.add_all(MemberSkill(label_id=one, user_id=user_id, workspace_id=actor.workspace_id) for one in here)
    await session.flush()
    ids = {"workspace_id": actor.workspace_id}
    data = {"capacity": capacity, "languages": own.languages, "skills": [str(one) for one in here]}
    await audit(session, **ids, actor=actor, action="member.work_changed", target=f"user:{user_id}", data=data)
    await emit(session, QueueChanged(**ids))


async def queue_settings(session: AsyncSession, *, workspace_id: UUID) -> QueueSettings:
    """How the queue of the workspace works; as it begins where nobody has said anything."""
    found = select(QueueSettings).where(QueueSettings.workspace_id == workspace_id)
    return (await session.scalar(found.execution_options(populate_existing=True))) or QueueSettings(
        workspace_id=workspace_id, automatic=False, capacity=4, away_after=10, hours_id=None
    )


async def change_queue(
    session: AsyncSession, *, actor: Member, automatic: bool, capacity: int, away_after: int, hours_id: str | None
) -> QueueSettings:
    """Say how the queue works, all of it."""
    values = {"automatic": automatic, "capacity": capacity, "away_after": away_after, "hours_id": hours_id}
    kept = insert(QueueSettings).values(workspace_id=actor.workspace_id, **values)
    await session.execute(kept.on_conflict_do_update(index_elements=["workspace_id"], set_=values))
    ids = {"workspace_id": actor.workspace_id}
    await audit(
        session, **ids, actor=actor, action="queue.changed", target=f"workspace:{actor.workspace_id}", data=values
    )
    await emit(session, QueueChanged(**ids))
    return await queue_settings(session, workspace_id=actor.workspace_id)
