"""The desk's lists: which conversations are in one, in which order, and what was sought in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import any_, literal, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Uuid

from sportello.conversations.inbox import SUMMARY, Summary, summaries
from sportello.conversations.models import Conversation, Mention
from sportello.conversations.queries import Rows, before_place
from sportello.conversations.seeking import WALK, Found, Sought, gathered, has, passages
from sportello.conversations.states import PERSON_IN_CHARGE, State

View = Literal["mine", "unassigned", "waiting", "mentions", "snoozed", "all"]
Spot = tuple[datetime, UUID]
"""A place in a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which conversations a list is to have."""

    view: View = "all"
    state: State | None = None

    @property
    def longest_first(self) -> bool:
        """Whether who waits longest comes first, and not who wrote last."""
        return self.view in {"unassigned", "waiting"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list. `goes_on` is where the next begins; None: at its end."""

    lines: list[Summary]
    goes_on: Spot | None
    found: dict[UUID, Found] = field(default_factory=dict[UUID, Found])


async def list_conversations(
    session: AsyncSession,
    *,
    wanted: Filter,
    user_id: UUID,
    sought: Sought | None = None,
    after: Spot | None = None,
    limit: int = 50,
) -> Part:
    """A part of one of the desk's lists, in its order; where something is sought, the newest first."""
    if sought is not None:
        listed = narrowed(select(Conversation.id, Conversation.last_message_at), wanted, user_id)
        return await _search(session, _newest_first(listed, after), sought, limit)
    found = narrowed(SUMMARY, wanted, user_id)
    if wanted.longest_first:
        columns = (Conversation.waiting_since, Conversation.id)
        if after is not None:
            found = found.where(tuple_(*columns) > tuple_(*(literal(value) for value in after)))
        found = found.order_by(*columns)
    else:
        found = _newest_first(found, after)
    lines = [Summary(*row) for row in await session.execute(found.limit(limit + 1))]
    return Part(lines[:limit], _spot(lines[limit - 1], wanted) if len(lines) > limit else None)


def _newest_first(found: Rows, after: Spot | None) -> Rows:
    columns = (Conversation.last_message_at, Conversation.id)
    if after is not None:
        found = found.where(before_place(columns, after))
    return found.order_by(*(column.desc() for column in columns))


def _spot(line: Summary, wanted: Filter) -> Spot:
    return ((line.waiting_since if wanted.longest_first else None) or line.last_message_at, line.id)


def narrowed(found: Rows, wanted: Filter, user_id: UUID) -> Rows:
    """Only what a filter lets through."""
    if wanted.state is not None:
        found = found.where(Conversation.state == wanted.state)
    if wanted.view in {"mine", "waiting"}:
        found = found.where(Conversation.snoozed_until.is_(None))
    elif wanted.view == "snoozed":
        found = found.where(Conversation.snoozed_until.is_not(None))
    elif wanted.view == "mentions":
        called = select(Mention.conversation_id).where(Mention.user_id == user_id, Mention.read_at.is_(None))
        found = found.where(Conversation.id.in_(called))
    if wanted.view == "mine":
        found = found.where(Conversation.assignee_id == user_id, Conversation.state.in_(PERSON_IN_CHARGE))
    if wanted.longest_first:
        condition = (
            Conversation.state == "queued" if wanted.view == "unassigned" else Conversation.waiting_since.is_not(None)
        )
        # The list of states lets the small index of what people work on be used.
        found = found.where(condition, Conversation.state.in_(("queued", *PERSON_IN_CHARGE)))
    return found


async def _search(session: AsyncSession, listed: Rows, sought: Sought, limit: int) -> Part:
    """What is rare is gathered by its index; what is said all the time is met by walking back from the newest.

    A walk looks into so many conversations and then says where it has come to: a part of it may be short, or empty,
    and yet not be the last.
    """
    ids = await gathered(session, sought)
    goes_on: Spot | None = None
    if ids is not None:
        among = Conversation.id == any_(literal(ids, ARRAY(Uuid)))
        rows = (await session.execute(listed.where(among).limit(limit + 1))).all()
    else:
        walked = listed.add_columns(Conversation.contact_id).limit(WALK).subquery()
        met = select(walked.c.id, walked.c.last_message_at).where(has(sought, walked.c.id, walked.c.contact_id))
        met = met.order_by(walked.c.last_message_at.desc(), walked.c.id.desc())
        rows = (await session.execute(met.limit(limit + 1))).all()
        if len(rows) <= limit:
            last = (await session.execute(listed.offset(WALK - 1).limit(1))).one_or_none()
            goes_on = (last.last_message_at, last.id) if last is not None else None
    if len(rows) > limit:
        goes_on = (rows[limit - 1].last_message_at, rows[limit - 1].id)
    kept = [row.id for row in rows[:limit]]
    return Part(await _in_order(session, kept), goes_on, await passages(session, sought=sought, ids=kept))


async def _in_order(session: AsyncSession, ids: Sequence[UUID]) -> list[Summary]:
    lines = {line.id: line for line in await summaries(session, ids=ids)}
    return [lines[id_] for id_ in ids]
