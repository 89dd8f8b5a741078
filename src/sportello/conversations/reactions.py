"""What conversations do when something happens to their contacts, and to those who have them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.contacts import ContactMerged
from sportello.conversations import people
from sportello.conversations.desk import back_to_queue
from sportello.conversations.models import Conversation
from sportello.conversations.states import PERSON_IN_CHARGE
from sportello.conversations.transitions import change
from sportello.core.clock import now
from sportello.workspaces import MemberChanged, MemberRemoved


async def follow_merged_contact(session: AsyncSession, merged: ContactMerged) -> None:
    """The conversations of an anonymous contact belong to the one it turned out to be."""
    found = (
        select(Conversation)
        .where(Conversation.contact_id == merged.contact_id)
        .order_by(Conversation.id)
        .with_for_update(key_share=True)
    )
    for conversation in (await session.scalars(found)).all():
        await change(session, conversation, contact_id=merged.into_id)


async def follow_member(session: AsyncSession, changed: MemberChanged | MemberRemoved) -> None:
    """Customers of somebody who may not work here any more wait in the queue, who has waited longest first.

    A customer who is silent is left in peace: see `receive` for when they write again. Their conversations are
    locked all the same, or one that wakes up just now would be given to who leaves.
    """
    if await people.may_work(session, user_id=changed.user_id):
        return
    found = (
        select(Conversation)
        .where(Conversation.assignee_id == changed.user_id, Conversation.state.in_(PERSON_IN_CHARGE))
        .order_by(Conversation.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    theirs = [one for one in await session.scalars(found) if one.state == "with_agent"]
    at = now()
    for conversation in sorted(theirs, key=lambda one: one.waiting_since or at):
        await back_to_queue(session, conversation, by="system", reason="agent_left")
