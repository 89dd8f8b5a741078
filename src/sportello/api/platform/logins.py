"""What happened at the logins of the installation."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from sportello import workspaces
from sportello.api.deps import OwnerOnly, Transaction
from sportello.api.problems import refusals
from sportello.api.shapes import BadCursor, Page, read_place, write_cursor
from sportello.core.errors import Forbidden, TooManyRequests, Unauthorized
from sportello.workspaces import PasswordChangeRequired

router = APIRouter(
    prefix="/platform/logins",
    tags=["platform"],
    responses=refusals(Unauthorized, Forbidden, PasswordChangeRequired, TooManyRequests),
)


class LoginEvent(BaseModel):
    """Something that happened at a login. Without a user nobody has the e-mail that was tried."""

    id: UUID
    at: datetime
    user_id: UUID | None
    name: str | None = Field(examples=["Anna Rossi"])
    email: str | None = Field(examples=["anna@example.com"])
    action: str = Field(examples=["sign_in.failed"])
    ip: str = Field(examples=["192.0.2.7"])
    user_agent: str = Field(examples=["Mozilla/5.0"])


@router.get("/events", responses=refusals(BadCursor))
async def list_events(
    owner: OwnerOnly,  # noqa: ARG001 - asking for one is the check
    session: Transaction,
    cursor: Annotated[str | None, Query(max_length=300, examples=["WyIyMDI2LTExLTIx…"])] = None,
    limit: Annotated[int, Query(ge=1, le=200, examples=[50])] = 50,
) -> Page[LoginEvent]:
    """Who signed in, failed to or changed a password, anywhere in the installation; the newest first.

    A workspace's audit tells the same of its members. Owners may enter every workspace without being a member of
    one: where they came from stands here.
    """
    found = await workspaces.logins_trail(session, before=read_place(cursor) if cursor else None, limit=limit + 1)
    items = [
        LoginEvent(
            id=event.id,
            at=event.occurred_at,
            user_id=event.user_id,
            name=user.name if user else None,
            email=user.email if user else None,
            action=event.action,
            ip=event.ip,
            user_agent=event.user_agent,
        )
        for event, user in found[:limit]
    ]
    last = items[-1] if len(found) > limit else None
    return Page(items=items, next_cursor=write_cursor(last.at.isoformat(), str(last.id)) if last else None)
