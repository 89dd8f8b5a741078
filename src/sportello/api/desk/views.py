"""Lists of the inbox that are kept under a name, with how much there is to do in each."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError

from sportello import conversations, workspaces
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.filters import ViewFilter
from sportello.api.paging import Whole
from sportello.api.parameters import ViewId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Name, Payload
from sportello.core.errors import Forbidden, NotFound
from sportello.workspaces import TooManyViews

router = Router(prefix="/workspaces/{workspace}/views", tags=["views"], dependencies=[require("agent")])


class SavedViewText(Payload):
    """A view, all of it. One of everybody (`shared`) is kept by supervisors and admins."""

    name: Name
    shared: bool
    filter: ViewFilter


class SavedView(BaseModel):
    """A list of the inbox that is kept under a name."""

    id: UUID
    name: str = Field(examples=["Refunds in German"])
    shared: bool = Field(description="Whether everybody sees it")
    filter: ViewFilter


class ViewCount(BaseModel):
    """How many conversations of a view are open, up to 1,000; 1,001 says that there are more."""

    id: UUID
    open: int = Field(examples=[12])


class Order(Payload):
    """Views in the order in which they are to stand."""

    ids: Annotated[list[UUID], Field(max_length=100)]


def _shape(view: workspaces.SavedView) -> SavedView:
    return SavedView(id=view.id, name=view.name, shared=view.user_id is None, filter=_kept(view))


def _kept(view: workspaces.SavedView) -> ViewFilter:
    """What was written by an earlier version and is understood no more narrows nothing."""
    try:
        return ViewFilter.model_validate(view.filter)
    except ValidationError:
        return ViewFilter()


def _shapes(found: Sequence[workspaces.SavedView]) -> Whole[SavedView]:
    return Whole(items=[_shape(view) for view in found])


@router.get("")
async def list_all(member: CurrentMember, session: Transaction) -> Whole[SavedView]:
    """Those of everybody, then one's own, each in their order."""
    return _shapes(await workspaces.saved_views(session, member=member))


@router.get("/counts")
async def count(member: CurrentMember, session: Transaction) -> Whole[ViewCount]:
    """The numbers beside the views."""
    found = await workspaces.saved_views(session, member=member)
    return Whole(
        items=[
            ViewCount(
                id=view.id,
                open=await conversations.count_open(session, wanted=_kept(view).wanted(), user_id=member.user_id),
            )
            for view in found
        ]
    )


@router.post("", status_code=201, responses=refusals(TooManyViews, Forbidden))
async def create(body: SavedViewText, member: CurrentMember, session: Transaction) -> SavedView:
    """Keep a view."""
    return await _saved(body, member, session, None)


@router.put("/{view_id}", responses=refusals(TooManyViews, Forbidden, NotFound))
async def change(view_id: ViewId, body: SavedViewText, member: CurrentMember, session: Transaction) -> SavedView:
    """Replace all of a view."""
    return await _saved(body, member, session, view_id)


async def _saved(body: SavedViewText, member: CurrentMember, session: Transaction, view_id: UUID | None) -> SavedView:
    kept = body.filter.model_dump(mode="json", exclude_defaults=True)
    view = await workspaces.save_view(
        session, member=member, name=body.name, shared=body.shared, filter=kept, view_id=view_id
    )
    return _shape(view)


@router.post("/order")
async def order(body: Order, member: CurrentMember, session: Transaction) -> Whole[SavedView]:
    """Put views in this order; those of everybody move where a supervisor or an admin says so."""
    await workspaces.order_views(session, member=member, ids=body.ids)
    return _shapes(await workspaces.saved_views(session, member=member))


@router.delete("/{view_id}", status_code=204, responses=refusals(Forbidden, NotFound))
async def delete(view_id: ViewId, member: CurrentMember, session: Transaction) -> None:
    """Keep a view no longer."""
    await workspaces.delete_view(session, member=member, view_id=view_id)
