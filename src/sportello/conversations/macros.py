"""Macros: several things that agents do together so often that one choice does them, all or none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, TypedDict
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.desk import close, post_reply, transfer
from sportello.conversations.events import MacroRun
from sportello.conversations.labels import labels_of, set_labels
from sportello.conversations.models import Conversation, Macro, Message, Priority
from sportello.conversations.priority import set_priority
from sportello.conversations.snoozing import snooze, snooze_times
from sportello.conversations.transitions import lock
from sportello.core.errors import Forbidden, Invalid, NotFound
from sportello.core.events import emit
from sportello.workspaces import RANKS, Member

Aside = Literal["later_today", "tomorrow", "next_week"]
Ending = Literal["user", "team", "resolved"] | Aside
"""What it ends with: passed on to somebody, waiting for a team, solved, or put aside."""


class MacroContent(TypedDict):
    """What a macro does, in this order: it says something, sorts, ends with one thing. What is empty is left out."""

    name: str
    text: str
    labels: list[UUID]
    priority: Priority | None
    ending: Ending | None
    target: UUID | None


class _Ids(TypedDict):
    """In which conversation, and who does it."""

    conversation_id: UUID
    member: Member


async def macros(session: AsyncSession, *, member: Member) -> Sequence[Macro]:
    """Everybody's and one's own, by name."""
    mine = or_(Macro.owner_id.is_(None), Macro.owner_id == member.user_id)
    return (await session.scalars(select(Macro).where(mine).order_by(Macro.name, Macro.id))).all()


async def get_macro(session: AsyncSession, *, macro_id: UUID, member: Member) -> Macro:
    """One that one may use; somebody else's own is not found."""
    macro = await session.get(Macro, macro_id)
    if macro is None or macro.owner_id not in {None, member.user_id}:
        raise NotFound
    return macro


async def create_macro(session: AsyncSession, *, member: Member, personal: bool, content: MacroContent) -> Macro:
    """Add one: one's own, or, as an admin, everybody's."""
    _may_write(member, personal=personal)
    macro = Macro(workspace_id=member.workspace_id, owner_id=member.user_id if personal else None, **_written(content))
    session.add(macro)
    await session.flush()
    return macro


async def change_macro(session: AsyncSession, *, macro_id: UUID, member: Member, content: MacroContent) -> Macro:
    """Replace all that it does."""
    macro = await get_macro(session, macro_id=macro_id, member=member)
    _may_write(member, personal=macro.owner_id is not None)
    for field, value in _written(content).items():
        setattr(macro, field, value)
    await session.flush()
    return macro


async def delete_macro(session: AsyncSession, *, macro_id: UUID, member: Member) -> None:
    """Remove it."""
    macro = await get_macro(session, macro_id=macro_id, member=member)
    _may_write(member, personal=macro.owner_id is not None)
    await session.delete(macro)
    await session.flush()


def _may_write(member: Member, *, personal: bool) -> None:
    if not personal and RANKS[member.role] < RANKS["admin"]:
        raise Forbidden("Admins write what everybody uses.")


def _written(content: MacroContent) -> dict[str, Any]:
    if not (content["text"] or content["labels"] or content["priority"] or content["ending"]):
        raise Invalid("A macro does something: say what.")
    if (content["ending"] in {"user", "team"}) != (content["target"] is not None):
        raise Invalid("Say to whom it goes, and only where it goes to somebody.")
    return dict(content)


async def run_macro(
    session: AsyncSession,
    *,
    conversation_id: UUID,
    macro_id: UUID,
    member: Member,
    message_id: UUID,
    text: str,
) -> Conversation:
    """Do all that a macro does, or nothing of it: whatever is refused takes the rest back with it.

    `text` is what is said, as its agent has seen and perhaps changed it. Twice under one message's id it runs once.
    """
    macro = await get_macro(session, macro_id=macro_id, member=member)
    conversation = await lock(session, conversation_id)
    said = await session.get(Message, (conversation_id, message_id))
    if said is not None and said.user_id == member.user_id:
        return conversation
    ids: _Ids = {"conversation_id": conversation_id, "member": member}
    if text:
        await post_reply(session, **ids, message_id=message_id, text=text)
    if macro.labels:
        there = await labels_of(session, conversation_id=conversation_id)
        await set_labels(session, **ids, labels=there | set(macro.labels))
    if macro.priority is not None:
        await set_priority(session, **ids, priority=macro.priority)
    if macro.ending == "user":
        await transfer(session, **ids, to_user_id=macro.target)
    elif macro.ending == "team":
        await transfer(session, **ids, to_team_id=macro.target)
    elif macro.ending == "resolved":
        await close(session, **ids, outcome="resolved")
    elif macro.ending is not None:
        await snooze(session, **ids, until=await _until(session, macro.ending))
    fact = MacroRun(workspace_id=conversation.workspace_id, conversation_id=conversation_id, macro_id=macro.id)
    await emit(session, fact)
    return conversation


async def _until(session: AsyncSession, aside: str) -> datetime:
    """When that is now; late in the evening "later today" is tomorrow."""
    times = await snooze_times(session)
    until: datetime | None = getattr(times, aside)
    return until or times.tomorrow
