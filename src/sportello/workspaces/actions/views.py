"""Lists of the inbox that are kept under a name: one's own, and those of everybody."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.errors import Conflict, Forbidden, NotFound
from sportello.core.events import emit
from sportello.workspaces.access import Member
from sportello.workspaces.events import ViewsChanged
from sportello.workspaces.models import RANKS, SavedView

MOST_VIEWS: Final = 40
"""Of one's own, and as many of everybody's: they stand side by side."""


class TooManyViews(Conflict):
    """So many views are too many to find one."""

    code = "too_many_views"


async def saved_views(session: AsyncSession, *, member: Member) -> Sequence[SavedView]:
    """Those of everybody, then one's own, each in their order."""
    mine = or_(SavedView.user_id.is_(None), SavedView.user_id == member.user_id)
    order = (SavedView.user_id.is_not(None), SavedView.place, SavedView.created_at)
    return (await session.scalars(select(SavedView).where(mine).order_by(*order))).all()


async def get_view(session: AsyncSession, *, member: Member, view_id: UUID) -> SavedView:
    """One that this member sees."""
    view = await session.get(SavedView, view_id)
    if view is None or view.user_id not in {None, member.user_id}:
        raise NotFound
    return view


async def save_view(
    session: AsyncSession,
    *,
    member: Member,
    name: str,
    shared: bool,
    filter: dict[str, Any],  # noqa: A002 - its name
    view_id: UUID | None = None,
) -> SavedView:
    """Keep a view, or replace all of one. Those of everybody are a supervisor's business."""
    owner = None if shared else member.user_id
    view = await get_view(session, member=member, view_id=view_id) if view_id else None
    _may_keep(member, shared=shared or (view is not None and view.user_id is None))
    if view is None or view.user_id != owner:
        last, many = await _places(session, owner)
        if many >= MOST_VIEWS:
            raise TooManyViews("Remove one first.")
        if view is None:
            view = SavedView(workspace_id=member.workspace_id)
            session.add(view)
        view.user_id, view.place = owner, last + 1
    view.name, view.filter = name, filter
    await session.flush()
    await _tell(session, member)
    return view


async def _places(session: AsyncSession, owner: UUID | None) -> tuple[int, int]:
    found = select(func.coalesce(func.max(SavedView.place), 0), func.count())
    row = (await session.execute(found.where(SavedView.user_id.is_not_distinct_from(owner)))).one()
    return row[0], row[1]


async def order_views(session: AsyncSession, *, member: Member, ids: Sequence[UUID]) -> None:
    """Put views in this order. What is not named, or not theirs to move, stays where it is among the others."""
    places = {id_: place for place, id_ in enumerate(ids, 1)}
    for view in await saved_views(session, member=member):
        if view.id in places and (view.user_id is not None or _may_share(member)):
            view.place = places[view.id]
    await session.flush()
    await _tell(session, member)


async def delete_view(session: AsyncSession, *, member: Member, view_id: UUID) -> None:
    """Keep a view no longer."""
    view = await get_view(session, member=member, view_id=view_id)
    _may_keep(member, shared=view.user_id is None)
    await session.delete(view)
    await session.flush()
    await _tell(session, member)


def _may_share(member: Member) -> bool:
    return RANKS[member.role] >= RANKS["supervisor"]


def _may_keep(member: Member, *, shared: bool) -> None:
    if shared and not _may_share(member):
        raise Forbidden(f"Views of everybody need the role supervisor; you are {member.role}.")


async def _tell(session: AsyncSession, member: Member) -> None:
    await emit(session, ViewsChanged(workspace_id=member.workspace_id))
