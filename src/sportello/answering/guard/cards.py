"""What traces and actions keep of a card that only a later message made one."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.acting import ActionCall
from sportello.contacts import Contact, describe_contact
from sportello.conversations import CardHidden, Conversation, said
from sportello.core.cards import hidden_as

# The question of a trace may be several messages together, and a trace tells too little of which.
_FORGET = text(
    """
    UPDATE traces SET question = regexp_replace(question, '[0-9]', '•', 'g')
    WHERE conversation_id = :conversation_id AND created_at >= (
        SELECT created_at FROM messages WHERE conversation_id = :conversation_id AND id = :message_id
    )
    """
)


async def forget_card(session: AsyncSession, fact: CardHidden) -> None:
    """Take the digits out of what was traced since a part of a card was written, and out of what it was given to."""
    await session.execute(_FORGET, {"conversation_id": fact.conversation_id, "message_id": fact.message_id})
    assert fact.conversation_id is not None  # noqa: S101 - a conversation's fact
    kept = (await said(session, conversation_id=fact.conversation_id, message_id=fact.message_id)).text
    calls = select(ActionCall).where(ActionCall.conversation_id == fact.conversation_id).with_for_update()
    for call in await session.scalars(calls):
        call.arguments = _hidden(call.arguments, kept)
        call.outcome = _hidden(call.outcome, kept)
    await session.flush()
    whose = select(Contact).join(Conversation, Conversation.contact_id == Contact.id)
    contact = await session.scalar(whose.where(Conversation.id == fact.conversation_id))
    if contact is not None and contact.name and hidden_as(contact.name, kept) != contact.name:
        await describe_contact(session, contact_id=contact.id, name=hidden_as(contact.name, kept))


def _hidden(value: Any, kept: str) -> Any:
    if isinstance(value, str):
        return hidden_as(value, kept)
    if isinstance(value, Mapping):
        return {name: _hidden(each, kept) for name, each in cast("Mapping[str, Any]", value).items()}
    return [_hidden(each, kept) for each in cast("list[Any]", value)] if isinstance(value, list) else value
