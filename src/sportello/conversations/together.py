"""One thing done to several conversations: to each by its own rules, and each is answered for.

What one of them refuses does not hold up the others, and takes back only what was done to that one.
"""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field, StringConstraints
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import contacts
from sportello.conversations import people
from sportello.conversations.customers import mark_seen
from sportello.conversations.deeds import AddLabels, Assign, Close, Doing, RemoveLabels, SetPriority, do
from sportello.conversations.desk import has
from sportello.conversations.errors import CannotMerge, NotAssignee
from sportello.conversations.macros import filled, get_macro, run_macro
from sportello.conversations.marks import mark_unread
from sportello.conversations.merging import merge, one_merge_at_a_time, separate
from sportello.conversations.models import Conversation
from sportello.conversations.snoozing import snooze
from sportello.conversations.states import OPEN, PERSON_IN_CHARGE
from sportello.conversations.transitions import lock
from sportello.core.errors import NotFound, SportelloError
from sportello.workspaces import Member

_LAST: Final = 2**31 - 1
"""Further than any conversation goes."""


class SnoozeUntil(Doing):
    """Put it aside until a time."""

    do: Literal["snooze_until"]
    until: datetime = Field(description="Without an offset: in the workspace's time zone")


class Mark(Doing):
    """Mark it as read, or as unread for oneself, to look at it again later."""

    do: Literal["read", "unread"]


class RunMacro(Doing):
    """Do all that a macro does, with words that are said to each of their customers."""

    do: Literal["macro"]
    macro_id: UUID
    message_id: UUID = Field(description="Made by you: under the same one it is said once to each")
    text: Annotated[str, StringConstraints(max_length=4_000)] = Field(
        description="What is said, as you have seen it, or nothing. `{name}`, `{email}` and `{agent}` are put in",
        examples=["Good day {name}, your refund is on its way."],
    )


class Merge(Doing):
    """Make one of those of each customer: the one that you have, else the open one in which something was said last."""

    do: Literal["merge"]


class Separate(Doing):
    """Undo that they were merged."""

    do: Literal["separate"]


Task = AddLabels | RemoveLabels | SetPriority | Assign | Close | SnoozeUntil | Mark | RunMacro | Merge | Separate


async def do_together(
    session: AsyncSession, *, conversation_ids: Collection[UUID], member: Member, task: Task
) -> dict[UUID, SportelloError | None]:
    """Do it to each, and say of each what was refused, or None."""
    answers: dict[UUID, SportelloError | None] = {}
    ids = sorted(set(conversation_ids))
    held = await _hold(session, ids, member, task)
    into = _into(held.values(), member) if isinstance(task, Merge) else {}
    for conversation_id in ids:
        try:
            async with session.begin_nested():
                await _do(session, conversation_id, member, task, into)
        except SportelloError as refused:
            answers[conversation_id] = refused
        else:
            answers[conversation_id] = None
    return answers


async def _hold(session: AsyncSession, ids: Collection[UUID], member: Member, task: Task) -> dict[UUID, Conversation]:
    """Hold all that this may change before any of it is: in one order, so that who waits never waits in a circle.

    First whoever is about to get something, as who suspends them does; then the customers whose conversations are
    merged, as `merge` does; then the rows, with those that go on in them, by their ids.
    """
    if not await people.may_work(session, user_id=member.user_id, held=True):
        raise NotFound
    target = task if isinstance(task, Assign) else None
    if isinstance(task, RunMacro):
        target = await get_macro(session, macro_id=task.macro_id, member=member)
    if target is not None and target.target is not None:
        await people.active_member_name(session, user_id=target.target)
    chosen = or_(Conversation.id.in_(ids), Conversation.merged_into_id.in_(ids))
    if isinstance(task, Separate):
        others = select(Conversation.merged_into_id).where(Conversation.id.in_(ids))
        chosen = or_(chosen, Conversation.id.in_(others))
    if isinstance(task, Merge | Separate):
        theirs = await session.scalars(select(Conversation.contact_id).where(Conversation.id.in_(ids)).distinct())
        for contact_id in sorted(theirs):
            await one_merge_at_a_time(session, contact_id)
    rows = select(Conversation).where(chosen).order_by(Conversation.id).with_for_update(key_share=True)
    found = await session.scalars(rows.execution_options(populate_existing=True))
    return {one.id: one for one in found if one.id in ids}


def _into(chosen: Collection[Conversation], member: Member) -> dict[UUID, UUID]:
    """Which of those of each customer the others go on in; none where nothing is left to go on."""
    into: dict[UUID, UUID] = {}
    for _, theirs in groupby(sorted(chosen, key=lambda one: one.contact_id), lambda one: one.contact_id):
        several = list(theirs)
        staying = [one for one in several if one.state in OPEN]
        if len(several) > 1 and staying:
            best = max(staying, key=lambda one: (has(one, member), one.last_message_at))
            into |= {one.id: best.id for one in several}
    return into


async def _merge(session: AsyncSession, conversation_id: UUID, into: dict[UUID, UUID], member: Member) -> None:
    if conversation_id not in into:
        raise CannotMerge("Choose two or more of one customer, of which one is open.")
    if into[conversation_id] != conversation_id:
        await merge(session, conversation_id=conversation_id, into_id=into[conversation_id], member=member)


async def _run(session: AsyncSession, conversation_id: UUID, task: RunMacro, member: Member) -> None:
    conversation = await lock(session, conversation_id)
    contact = await contacts.get_contact(session, contact_id=conversation.contact_id)
    await run_macro(
        session,
        conversation_id=conversation_id,
        macro_id=task.macro_id,
        member=member,
        message_id=task.message_id,
        text=filled(task.text, contact=contact, agent=member.name),
    )


async def _do(session: AsyncSession, conversation_id: UUID, member: Member, task: Task, into: dict[UUID, UUID]) -> None:
    match task:
        case Merge():
            await _merge(session, conversation_id, into, member)
        case Separate():
            await separate(session, conversation_id=conversation_id, member=member)
        case RunMacro():
            await _run(session, conversation_id, task, member)
        case SnoozeUntil():
            await snooze(session, conversation_id=conversation_id, member=member, until=task.until)
        case Mark(do="read"):
            await _read(session, await lock(session, conversation_id), member)
        case Mark():
            await mark_unread(session, conversation_id=conversation_id, member=member)
        case _:
            await do(session, conversation_id=conversation_id, by=member, deed=task)


async def _read(session: AsyncSession, conversation: Conversation, member: Member) -> None:
    theirs = conversation.state in PERSON_IN_CHARGE and conversation.assignee_id != member.user_id
    if theirs and conversation.last_customer_seq > conversation.agent_seen_seq:
        raise NotAssignee("It stays unread for who has it.")
    await mark_seen(session, conversation_id=conversation.id, seq=_LAST, by=member.user_id)
