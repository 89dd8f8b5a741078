"""Who did what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from sportello import workspaces
from sportello.api.deps import Transaction, require
from sportello.api.paging import BadCursor, Cursor, Limit, Page, page_of, read_cursor
from sportello.api.problems import refusals
from sportello.api.routing import Router

router = Router(
    prefix="/workspaces/{workspace}/audit",
    tags=["audit"],
    dependencies=[require("admin")],
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
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AuditEntry]:
    """What was done in the workspace, and at its members' logins while they were members; the newest first."""
    found = await workspaces.audit_trail(session, before=read_cursor(cursor, datetime, UUID), limit=limit + 1)
    return page_of(found, limit, shape=_shape, place=lambda row: (row.occurred_at, row.id))


def _shape(row: workspaces.AuditEntry) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.occurred_at,
        actor_id=row.actor_id,
        actor=row.actor,
        action=row.action,
        target=row.target,
        data=row.data,
    )
