"""Leads: contact details that customers left, to be called back by people."""

import csv
from collections.abc import AsyncIterator
from datetime import datetime
from io import StringIO
from typing import Annotated, Final
from uuid import UUID

from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from sportello import sales
from sportello.api.deps import CurrentMember, ResourcesDep, Transaction, require
from sportello.api.paging import BadCursor, Cursor, Limit, Page, page_of, read_cursor
from sportello.api.parameters import LeadId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Email, Payload
from sportello.core.clock import now
from sportello.sales import LeadNotFound
from sportello.workspaces import audit

router = Router(prefix="/workspaces/{workspace}/leads", tags=["leads"], dependencies=[require("agent")])

_DEALT_WITH: Final = ("dealt_with_at", "dealt_with_by")
_COLUMNS: Final = (
    "created_at",
    "name",
    "email",
    "phone",
    "about",
    "language",
    "conversation_id",
    "consented_at",
    *_DEALT_WITH,
)
_FORMULA: Final = ("=", "@", "+", "-", "\t", "\r")
_AT_ONCE: Final = 500


class Lead(BaseModel):
    """A customer who wants to be called back."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str | None = Field(examples=["Mara Verdi"])
    email: str | None = Field(examples=["mara@example.org"])
    phone: str | None = Field(examples=["+39 333 123 4567"])
    about: str = Field(
        description="What it is about, in the customer's words", examples=["A visit with a school class"]
    )
    language: str = Field(examples=["it"])
    conversation_id: UUID | None = Field(description="Where they left it; null once that is gone")
    consented_at: datetime = Field(description="When they said yes to being contacted, having seen these details")
    created_at: datetime
    dealt_with_at: datetime | None = Field(description="Null while somebody must call back")
    dealt_with_by: str | None = Field(description="Who said so", examples=["Anna Rossi"])


State = Annotated[
    sales.LeadState,
    Query(description="`open`: somebody must call back; `dealt_with`: nobody must any more", examples=["open"]),
]


class LeadSettings(BaseModel):
    """Where leads go besides the desk."""

    model_config = ConfigDict(from_attributes=True)

    notify_email: str | None = Field(
        description="Each lead is mailed there; null: nowhere", examples=["hi@example.com"]
    )
    mail_works: bool = Field(description="Whether this installation can send mail at all")


class LeadSettingsPayload(Payload):
    """Where leads are to go besides the desk."""

    notify_email: Email | None


@router.get("", responses=refusals(BadCursor))
async def list_all(session: Transaction, state: State = "all", cursor: Cursor = None, limit: Limit = 50) -> Page[Lead]:
    """The leads, the newest first. The desk's stream says `lead` of a new one, and `leads` where one is dealt with."""
    before = read_cursor(cursor, datetime, UUID)
    found = await sales.list_leads(session, state=state, before=before, limit=limit + 1)
    return page_of(
        found,
        limit,
        shape=Lead.model_validate,
        place=lambda lead: (lead.created_at, lead.id),
    )


@router.get("/export", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export(
    member: CurrentMember, session: Transaction, resources: ResourcesDep, state: State = "all"
) -> StreamingResponse:
    """The leads as a file for spreadsheets. That somebody took it is written down."""
    await audit(
        session,
        workspace_id=member.workspace_id,
        actor=member,
        action="leads.exported",
        target=f"workspace:{member.workspace_id}",
    )
    workspace_id, database = member.workspace_id, resources.database

    async def lines() -> AsyncIterator[str]:
        yield "\ufeff" + _line(_COLUMNS)
        before: tuple[datetime, UUID] | None = None
        while True:
            async with database.transaction(workspace_id) as reading:
                part = await sales.list_leads(reading, state=state, before=before, limit=_AT_ONCE)
                shaped = [[_cell(getattr(lead, column)) for column in _COLUMNS] for lead in part]
                before = (part[-1].created_at, part[-1].id) if part else None
            yield "".join(map(_line, shaped))
            if len(part) < _AT_ONCE:
                return

    name = f"leads-{now():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


@router.put("/{lead_id}/dealt-with", responses=refusals(LeadNotFound))
async def deal_with(lead_id: LeadId, member: CurrentMember, session: Transaction) -> Lead:
    """Say that nobody needs to call back any more. Of two who say so at once, the first one has."""
    return Lead.model_validate(await sales.deal_with(session, lead_id=lead_id, actor=member))


@router.delete("/{lead_id}/dealt-with", responses=refusals(LeadNotFound))
async def reopen(lead_id: LeadId, member: CurrentMember, session: Transaction) -> Lead:
    """Say that somebody still needs to."""
    return Lead.model_validate(await sales.reopen(session, lead_id=lead_id, actor=member))


@router.get("/settings", dependencies=[require("admin")])
async def read_settings(member: CurrentMember, session: Transaction, resources: ResourcesDep) -> LeadSettings:
    """Where leads go besides the desk."""
    found = await sales.lead_settings(session, workspace_id=member.workspace_id)
    return LeadSettings(notify_email=found.notify_email, mail_works=resources.settings.smtp_url is not None)


@router.put("/settings", dependencies=[require("admin")])
async def write_settings(
    body: LeadSettingsPayload, member: CurrentMember, session: Transaction, resources: ResourcesDep
) -> LeadSettings:
    """Say where leads go besides the desk."""
    saved = await sales.save_lead_settings(
        session, workspace_id=member.workspace_id, notify_email=body.notify_email, actor=member
    )
    return LeadSettings(notify_email=saved.notify_email, mail_works=resources.settings.smtp_url is not None)


def _line(cells: tuple[str, ...] | list[str]) -> str:
    written = StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _cell(value: object) -> str:
    """A value that no spreadsheet takes for a formula: strangers wrote it."""
    text = "" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
