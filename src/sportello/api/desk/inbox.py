"""The inbox: its lists, what is sought in them, and the numbers beside them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

from sportello import conversations
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.filters import AskedFilter
from sportello.api.desk.shapes import ConversationSummary
from sportello.api.paging import BadCursor, Cursor, Limit, Page, read_cursor, write_cursor
from sportello.api.problems import refusals
from sportello.api.routing import Router

router = Router(
    prefix="/workspaces/{workspace}/conversations",
    tags=["conversations"],
    dependencies=[require("agent")],
)


class Counts(BaseModel):
    """How many conversations stand in each list."""

    mine: int = Field(examples=[3])
    unassigned: int = Field(examples=[1])
    waiting: int = Field(examples=[2])
    all_open: int = Field(examples=[7])
    snoozed: int = Field(description="Put aside until a time, of everybody", examples=[2])
    mentions: int = Field(description="In which a note calls you and you have not looked yet", examples=[1])


Sought = Annotated[
    str | None,
    Query(
        max_length=200,
        description="Words that all stand in one message, in one note, or in the customer's name, e-mail address,"
        " telephone number or own id. The last may be the beginning of a word. The newest come first, whatever the"
        " list's own order; a part may be short, or empty, and yet have a `next_cursor`: it says how far was looked.",
        examples=["rimborso bigl"],
    ),
]


@router.get("", responses=refusals(BadCursor))
async def list_view(
    *,
    member: CurrentMember,
    session: Transaction,
    narrowed: AskedFilter,
    q: Sought = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ConversationSummary]:
    """A list of the inbox: `unassigned` and `waiting` with the longest wait first, the others newest first."""
    after = read_cursor(cursor, int, datetime, UUID)
    sought = conversations.seek(q) if q else None
    if q and sought is None:
        return Page(items=[], next_cursor=None)
    found = await conversations.list_conversations(
        session,
        wanted=narrowed.wanted(),
        user_id=member.user_id,
        sought=sought,
        after=after,
        limit=limit,
    )
    items = [ConversationSummary.of(line, found=found.found.get(line.id)) for line in found.lines]
    return Page(items=items, next_cursor=write_cursor(*found.goes_on) if found.goes_on else None)


@router.get("/counts")
async def count(member: CurrentMember, session: Transaction) -> Counts:
    """The numbers beside the lists."""
    return Counts(**(await conversations.counts(session)).of(member.user_id))
