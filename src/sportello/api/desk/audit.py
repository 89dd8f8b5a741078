"""Who did what."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from sportello import workspaces
from sportello.api.deps import Transaction, require
from sportello.api.problems import refusals
from sportello.api.shapes import BadCursor, Page, read_place, write_cursor
from sportello.core.errors import Forbidden, NotFound, TooManyRequests, Unauthorized

router = APIRouter(
    prefix="/workspaces/{workspace}/audit",
    tags=["audit"],
    dependencies=[require("admin")],
    responses=refusals(Unauthorized, Forbidden, NotFound, TooManyRequests),
)


class AuditEntry(BaseModel):
    """One thing somebody did."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    actor: str = Field(examples=["Anna Rossi"])
    action: str = Field(examples=["member.changed"])
    target: str = Field(examples=["user:0197c3b0-6d2e-7c4e-9d5a-111111111111"])
    data: dict[str, Any] = Field(examples=[{"role": "admin"}])


@router.get("", responses=refusals(BadCursor))
async def list_entries(
    session: Transaction,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[AuditEntry]:
    """What was done in the workspace, and at its members' logins while they were members; the newest first."""
    rows = await workspaces.audit_trail(session, before=read_place(cursor) if cursor else None, limit=limit + 1)
    items = [
        AuditEntry(
            id=row.id,
            at=row.occurred_at,
            actor_id=row.actor_id,
            actor=row.actor,
            action=row.action,
            target=row.target,
            data=row.data,
        )
        for row in rows
    ]
    more = len(items) > limit
    last = items[limit - 1] if more else None
    return Page(items=items[:limit], next_cursor=write_cursor(last.at.isoformat(), str(last.id)) if last else None)
