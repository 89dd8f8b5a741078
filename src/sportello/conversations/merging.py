"""Merging: a conversation goes on in another one of its customer's, and that one shows both.

No message is moved. The one that was merged keeps what was said in it, takes nothing more and says where it goes on;
what its customer waited for there, they wait for in the other, as if they had said it in that. Where a conversation
goes on is never one that was itself merged: who follows takes one step.

All merges of a customer's conversations are made one after the other, and hold what they change in one order, so two
that cross each other wait, and never in a circle. Who writes meanwhile waits for the row alone: what was stored before
is in the one, what comes later is refused there and said in the other (see `receive`).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.conversations import people
from sportello.conversations.desk import back_to_queue, compare_and_take, give, has
from sportello.conversations.errors import CannotMerge, ConversationNotFound, MergedForGood, NotAssignee
from sportello.conversations.events import (
    ConversationMerged,
    ConversationResumed,
    ConversationSeparated,
    HandoffRequested,
)
from sportello.conversations.labels import labels_of, set_labels
from sportello.conversations.models import Conversation
from sportello.conversations.one_open import one_at_a_time
from sportello.conversations.priority import RANKS as PRIORITIES, raise_risk, set_priority
from sportello.conversations.queries import unanswered_since
from sportello.conversations.states import OPEN, PERSON_IN_CHARGE
from sportello.conversations.timers import TIMERS
from sportello.conversations.transitions import FORM, audit_target, change, say, transition
from sportello.core.clock import now
from sportello.core.errors import NotFound
from sportello.core.events import emit
from sportello.workspaces import RANKS, Member


@dataclass(frozen=True, slots=True)
class _Left:
    """What a customer has left open in a conversation: since when they wait, and for whom."""

    since: datetime | None
    queued_at: datetime | None
    person: UUID | None
    reason: str

    @classmethod
    def of(cls, conversation: Conversation) -> "_Left":
        """What this one leaves. An answer that the assistant still owes is owed by a person then."""
        owed = conversation.last_customer_at if conversation.answer_due_at else None
        asked = conversation.state == "queued" or conversation.state in PERSON_IN_CHARGE
        return cls(
            conversation.waiting_since or owed,
            conversation.queued_at,
            conversation.assignee_id if conversation.state in PERSON_IN_CHARGE else None,
            (conversation.handoff_reason if asked else None) or "merged",
        )


async def merge(session: AsyncSession, *, conversation_id: UUID, into_id: UUID, member: Member) -> Conversation:
    """Let a conversation go on in another, open one of the same customer, and return that one. Twice is once.

    Who has one of the two may, where no colleague has the other, or a supervisor. It may be undone (`separate`).
    """
    gone, survivor, inside = await _hold(session, conversation_id, into_id, member)
    if gone.merged_into_id == survivor.id:
        return survivor
    _must_fit(gone, survivor)
    _may(gone, survivor, member)
    left, labels = _Left.of(gone), await labels_of(session, conversation_id=gone.id)
    if gone.state in OPEN:
        await raise_risk(session, conversation_id=survivor.id, risk=gone.risk)
    told = await say(session, survivor, "merged")
    await say(session, gone, "merged", wording="merged_away")
    await _note(session, survivor, member, "conversation.took_in", gone)
    whither = {"merged_into_id": survivor.id, "merged_seq": told.seq}
    fact = ConversationMerged(workspace_id=gone.workspace_id, conversation_id=gone.id, into_id=survivor.id)
    await transition(session, gone, to="merged", by=member, fact=fact, also={**whither, "merged_from": gone.state})
    for one in inside:
        await change(session, one, **whither)
        await emit(
            session, ConversationMerged(workspace_id=one.workspace_id, conversation_id=one.id, into_id=survivor.id)
        )
    labels |= await labels_of(session, conversation_id=survivor.id)
    await set_labels(session, conversation_id=survivor.id, member=member, labels=labels)
    if PRIORITIES.index(gone.priority) > PRIORITIES.index(survivor.priority):
        await set_priority(session, conversation_id=survivor.id, member=member, priority=gone.priority)
    await _take_on(session, survivor, left, member)
    return survivor


async def separate(session: AsyncSession, *, conversation_id: UUID, member: Member) -> Conversation:
    """Undo a merge, as long as the customer has not gone on in the other: it is what it was before, by itself.

    What the other one got by it (labels, urgency, a place in the queue) it keeps.
    """
    seen = await _see(session, conversation_id)
    if seen.merged_into_id is None:
        return seen
    gone, survivor, _ = await _hold(session, conversation_id, seen.merged_into_id, member)
    if gone.merged_into_id is None or gone.merged_from is None:
        return gone
    if gone.merged_into_id != survivor.id:
        raise CannotMerge("It was merged elsewhere just now: look again.")
    _may(gone, survivor, member)
    if survivor.last_customer_seq > (gone.merged_seq or 0):
        raise MergedForGood("What they said there since belongs to both.")
    await _be_again(session, gone, survivor, member)
    await say(session, survivor, "separated")
    await _note(session, survivor, member, "conversation.let_go", gone)
    return gone


async def _note(session: AsyncSession, survivor: Conversation, member: Member, action: str, gone: Conversation) -> None:
    """Audit on the one that stays, too, what was done to it; on the other the change of state says so."""
    target, data = audit_target(survivor.id), {"conversation": str(gone.id)}
    await workspaces.audit(
        session, workspace_id=survivor.workspace_id, actor=member, action=action, target=target, data=data
    )


async def _see(session: AsyncSession, conversation_id: UUID) -> Conversation:
    found = select(Conversation).where(Conversation.id == conversation_id)
    conversation = await session.scalar(found.execution_options(populate_existing=True))
    if conversation is None:
        raise ConversationNotFound
    return conversation


async def _hold(
    session: AsyncSession, conversation_id: UUID, into_id: UUID, member: Member
) -> tuple[Conversation, Conversation, list[Conversation]]:
    """The two, and those that go on in the first, held. Of whoever is about to get one, the membership first."""
    if not await people.may_work(session, user_id=member.user_id, held=True):
        raise NotFound
    await one_merge_at_a_time(session, (await _see(session, conversation_id)).contact_id)
    ids = Conversation.id.in_({conversation_id, into_id})
    found = select(Conversation).where(ids | (Conversation.merged_into_id == conversation_id))
    found = found.order_by(Conversation.id).with_for_update(key_share=True)
    held = {one.id: one for one in await session.scalars(found.execution_options(populate_existing=True))}
    if not held.keys() >= {conversation_id, into_id}:
        raise ConversationNotFound
    inside = [one for one in held.values() if one.merged_into_id == conversation_id]
    return held[conversation_id], held[into_id], inside


async def one_merge_at_a_time(session: AsyncSession, contact_id: UUID) -> None:
    """Let nobody else merge conversations of a customer. Asked for before their rows are held.

    Not the word by which `start` waits: who opens a closed conversation again holds that one and then asks for it.
    """
    await one_at_a_time(session, f"merge:{contact_id}")


def _must_fit(gone: Conversation, survivor: Conversation) -> None:
    """Refuse what cannot become one."""
    if gone.id == survivor.id:
        raise CannotMerge("It is the same one.")
    if gone.contact_id != survivor.contact_id or gone.test != survivor.test:
        raise CannotMerge("Only conversations of one customer can become one, and no trial with a real one.")
    if gone.merged_into_id is not None:
        raise CannotMerge("It was merged before.")
    if survivor.state not in OPEN:
        raise CannotMerge("The one that stays must be open.")
    if gone.channel not in {survivor.channel, FORM}:
        raise CannotMerge("Its customer writes there and would not find the other: merge that into this.")


def _may(gone: Conversation, survivor: Conversation, member: Member) -> None:
    if RANKS[member.role] >= RANKS["supervisor"]:
        return
    both = (gone, survivor)
    mine = any(has(one, member) for one in both) or (
        gone.state == "merged" and gone.assignee_id == member.user_id and survivor.state not in PERSON_IN_CHARGE
    )
    if not mine or any(one.state in PERSON_IN_CHARGE and not has(one, member) for one in both):
        raise NotAssignee("Take the conversation first.")


async def _take_on(session: AsyncSession, survivor: Conversation, left: _Left, member: Member) -> None:
    """Let who waited there wait here, since then, or have here whom they had there."""
    attended = survivor.state in PERSON_IN_CHARGE
    if left.since is None and (attended or left.person is None):
        return
    if attended:
        await _resume(session, survivor)
    else:
        await _call(session, survivor, left, member)
    since = _earlier(survivor.waiting_since, left.since) if left.since else None
    if survivor.state == "queued":
        queued_at = _earlier(survivor.queued_at, left.queued_at or left.since)
        await change(session, survivor, waiting_since=since or survivor.waiting_since, queued_at=queued_at)
    elif since is not None:
        await change(session, survivor, waiting_since=since, due_at=None, snoozed_until=None)
    else:
        # Whom they had waits for them, and not they for that one.
        await change(session, survivor, waiting_since=None, due_at=now() + TIMERS.waiting_after)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)


async def _resume(session: AsyncSession, survivor: Conversation) -> None:
    """As when a customer writes to somebody who waits for them (see `receive`)."""
    if survivor.state != "waiting_customer" or survivor.assignee_id is None:
        return
    if await people.may_work(session, user_id=survivor.assignee_id):
        ids = {"workspace_id": survivor.workspace_id, "conversation_id": survivor.id}
        await transition(session, survivor, to="with_agent", by="customer", fact=ConversationResumed(**ids))
    else:
        await back_to_queue(session, survivor, by="customer", reason="agent_left")


async def _call(session: AsyncSession, survivor: Conversation, left: _Left, member: Member) -> None:
    """Bring somebody here: whom they had, or whoever comes."""
    ids = {"workspace_id": survivor.workspace_id, "conversation_id": survivor.id}
    if survivor.state == "idle":
        await transition(session, survivor, to="active", by="customer", fact=ConversationResumed(**ids))
    called = survivor.state == "active"
    if called:
        asked = HandoffRequested(**ids, reason=left.reason)
        await transition(session, survivor, to="queued", by=member, fact=asked, reason=left.reason)
    if left.person == member.user_id:
        await compare_and_take(session, survivor, member)
        return
    name = await people.active_member_name(session, user_id=left.person, waits=False) if left.person else None
    if left.person is not None and name is not None:
        await give(session, survivor, by=member, user_id=left.person, name=name, reason="merged")
    elif called:
        await say(session, survivor, "queued", choices=("assistant",))


async def _be_again(session: AsyncSession, gone: Conversation, survivor: Conversation, member: Member) -> None:
    """What it was, with who has written last waiting for who is in charge; in the queue where that one has left."""
    to = gone.merged_from or "ended"
    had, stays = gone.assignee_id, to in PERSON_IN_CHARGE
    if stays and (had is None or not await people.may_work(session, user_id=had)):
        to = "queued"
    waits = await unanswered_since(session, conversation_id=gone.id)
    fact = ConversationSeparated(workspace_id=gone.workspace_id, conversation_id=gone.id, from_id=survivor.id)
    also = {"merged_into_id": None, "merged_from": None, "merged_seq": None}
    await transition(session, gone, to=to, by=member, fact=fact, also=also)
    if to == "active" and waits is not None:
        await change(session, gone, answer_due_at=now())
    elif to == "with_agent" and waits is not None:
        await change(session, gone, waiting_since=waits, due_at=None)
    elif to == "queued":
        since = waits or gone.queued_at
        await change(session, gone, waiting_since=since, queued_at=since)
