"""Who works in a workspace, and with which rights. Nobody can leave it without an admin."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.errors import NotFound
from sportello.core.events import emit
from sportello.workspaces.access import Member
from sportello.workspaces.audit import audit
from sportello.workspaces.errors import LastAdmin
from sportello.workspaces.events import MemberChanged, MemberJoined, MemberRemoved
from sportello.workspaces.models import ApiKey, Membership, Role


async def add_member(
    session: AsyncSession, *, workspace_id: UUID, user_id: UUID, role: Role, actor: Member | str
) -> None:
    """Let a user work in the workspace that was entered."""
    session.add(Membership(workspace_id=workspace_id, user_id=user_id, role=role))
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="member.joined",
        target=f"user:{user_id}",
        data={"role": role},
    )
    await emit(session, MemberJoined(workspace_id=workspace_id, user_id=user_id))


async def _lock(session: AsyncSession, user_id: UUID) -> tuple[Membership, int]:
    """The membership, and how many active admins there are besides it; all are held until the commit."""
    members = list(
        await session.scalars(
            select(Membership)
            .where((Membership.role == "admin") | (Membership.user_id == user_id))
            .order_by(Membership.user_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    membership = next((member for member in members if member.user_id == user_id), None)
    if membership is None:
        raise NotFound
    others = sum(m.role == "admin" and m.suspended_at is None and m.user_id != user_id for m in members)
    return membership, others


async def change_member(
    session: AsyncSession, *, actor: Member, user_id: UUID, role: Role | None = None, suspended: bool | None = None
) -> Membership:
    """Give a member another role, suspend them or let them in again. It holds at their next request."""
    membership, other_admins = await _lock(session, user_id)
    demoted = (role is not None and role != "admin") or suspended is True
    if membership.role == "admin" and membership.suspended_at is None and demoted and not other_admins:
        raise LastAdmin("Make somebody else an admin first.")
    changes: dict[str, str | bool] = {}
    if role is not None and role != membership.role:
        changes |= {"from": membership.role, "role": role}
        membership.role = role
    if suspended is not None and suspended != (membership.suspended_at is not None):
        changes["suspended"] = suspended
        membership.suspended_at = now() if suspended else None
    if changes:
        await audit(
            session,
            workspace_id=membership.workspace_id,
            actor=actor,
            action="member.changed",
            target=f"user:{user_id}",
            data=changes,
        )
        await emit(session, MemberChanged(workspace_id=membership.workspace_id, user_id=user_id))
    return membership


async def remove_member(session: AsyncSession, *, actor: Member, user_id: UUID) -> None:
    """End a membership, and the API keys that act for it."""
    membership, other_admins = await _lock(session, user_id)
    if membership.role == "admin" and membership.suspended_at is None and not other_admins:
        raise LastAdmin("Make somebody else an admin first.")
    workspace_id = membership.workspace_id
    await session.execute(delete(ApiKey).where(ApiKey.user_id == user_id))
    await session.delete(membership)
    await audit(session, workspace_id=workspace_id, actor=actor, action="member.removed", target=f"user:{user_id}")
    await emit(session, MemberRemoved(workspace_id=workspace_id, user_id=user_id))
