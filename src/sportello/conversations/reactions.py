"""What conversations do when something happens to their contacts."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.contacts import ContactMerged
from sportello.conversations.models import Conversation
from sportello.conversations.transitions import change


async def follow_merged_contact(session: AsyncSession, merged: ContactMerged) -> None:
    """The conversations of an anonymous contact belong to the one it turned out to be."""
    found = select(Conversation).where(Conversation.contact_id == merged.contact_id).with_for_update(key_share=True)
    for conversation in (await session.scalars(found)).all():
        await change(session, conversation, contact_id=merged.into_id)
