"""Macros: several things that agents do together so often that one choice does them, all or none."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, TypedDict
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.contacts import Contact
from sportello.conversations.deeds import AddLabels, Aside, Assign, Close, Deed, PutAside, SetPriority, do
from sportello.conversations.desk import post_reply
from sportello.conversations.events import MacroRun
from sportello.conversations.models import Conversation, Macro, Message, Priority
from sportello.conversations.transitions import lock
from sportello.core.errors import Forbidden, Invalid, NotFound
from sportello.core.events import emit
from sportello.workspaces import RANKS, Member

_PLACES: Final = re.compile(r"( ?)\{(name|email|agent)\}")
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
    if text:
        await post_reply(session, conversation_id=conversation_id, member=member, message_id=message_id, text=text)
    for deed in _deeds(macro):
        await do(session, conversation_id=conversation_id, by=member, deed=deed)
    fact = MacroRun(workspace_id=conversation.workspace_id, conversation_id=conversation_id, macro_id=macro.id)
    await emit(session, fact)
    return conversation


def filled(text: str, *, contact: Contact, agent: str) -> str:
    """Its words with what is known of a customer and of who runs it; what is not known goes with its space."""
    known = {"name": contact.name, "email": contact.email, "agent": agent}

    def put(found: re.Match[str]) -> str:
        return f"{found[1]}{known[found[2]]}" if known[found[2]] else ""

    return _PLACES.sub(put, text).strip()


def _deeds(macro: Macro) -> Iterator[Deed]:
    """What it does after it has spoken, in order."""
    if macro.labels:
        yield AddLabels(do="add_labels", labels=macro.labels)
    if macro.priority is not None:
        yield SetPriority(do="priority", priority=macro.priority)
    match macro.ending:
        case "user" | "team":
            yield Assign(do="assign", to=macro.ending, target=macro.target)
        case "resolved":
            yield Close(do="close", outcome="resolved")
        case "later_today" | "tomorrow" | "next_week":
            yield PutAside(do="snooze", until=macro.ending)
        case _:
            pass
