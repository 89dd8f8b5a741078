"""What happened at the logins of the installation."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from sportello import workspaces
from sportello.api.deps import OwnerOnly, Transaction
from sportello.api.paging import BadCursor, Cursor, Limit, Page, page_of, read_cursor
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.workspaces import AccountEvent, User

router = Router(
    prefix="/platform/logins",
    tags=["platform"],
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
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[LoginEvent]:
    """Who signed in, failed to or changed a password, anywhere in the installation; the newest first.

    A workspace's audit tells the same of its members. Owners may enter every workspace without being a member of
    one: where they came from stands here.
    """
    found = await workspaces.logins_trail(session, before=read_cursor(cursor, datetime, UUID), limit=limit + 1)
    return page_of(found, limit, shape=_shape, place=lambda row: (row[0].occurred_at, row[0].id))


def _shape(row: tuple[AccountEvent, User | None]) -> LoginEvent:
    event, user = row
    return LoginEvent(
        id=event.id,
        at=event.occurred_at,
        user_id=event.user_id,
        name=user.name if user else None,
        email=user.email if user else None,
        action=event.action,
        ip=event.ip,
        user_agent=event.user_agent,
    )
