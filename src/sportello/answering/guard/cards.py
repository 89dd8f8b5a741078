"""What traces keep of a card that only a later message made one."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations import CardHidden

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
    """Take the digits out of what was traced since a part of a card was written."""
    await session.execute(_FORGET, {"conversation_id": fact.conversation_id, "message_id": fact.message_id})
