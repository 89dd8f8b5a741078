"""Card numbers never get into a conversation: only their last four digits are stored, whoever writes them.

A customer may also spread one over messages. Then what the earlier ones still show of it goes when the last arrives,
in the same transaction; whoever has read them has seen a part of a card, never all of it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.events import CardHidden
from sportello.conversations.models import Message
from sportello.conversations.transitions import lock
from sportello.core.cards import may_be_part, without_cards, without_split_card
from sportello.core.clock import now
from sportello.core.events import emit

_TOGETHER: Final = 3
"""Earlier messages that may hold the rest of a card."""
_SOON: Final = timedelta(minutes=10)


async def as_kept(
    session: AsyncSession, *, conversation_id: UUID, message_id: UUID, text: str, contact_id: UUID | None = None
) -> tuple[str, bool]:
    """What a customer says, as it may be stored; and whether a card was found that ends there."""
    hidden = without_cards(text)
    if hidden != text or not may_be_part(text):
        return hidden, hidden != text
    conversation = await lock(session, conversation_id, contact_id=contact_id)
    if not conversation.last_customer_at or conversation.last_customer_at < now() - _SOON:
        return text, False
    mine = (Message.conversation_id == conversation_id, Message.author == "customer")
    if await session.scalar(select(Message.id).where(*mine, Message.id == message_id)):
        return text, False
    recent = select(Message.id, Message.text).where(*mine, Message.created_at >= now() - _SOON)
    rows = (await session.execute(recent.order_by(Message.seq.desc()).limit(_TOGETHER))).all()[::-1]
    split = without_split_card([row.text for row in rows], text)
    if split is None:
        return text, False
    ids = {"workspace_id": conversation.workspace_id, "conversation_id": conversation_id}
    for row, masked in zip(rows, split[0], strict=True):
        if masked != row.text:
            for hidden_id in await _hide(session, conversation_id, row.text.strip(), masked.strip()):
                await emit(session, CardHidden(**ids, message_id=hidden_id))
    return split[1], True


async def _hide(session: AsyncSession, conversation_id: UUID, part: str, masked: str) -> Sequence[UUID]:
    """Mask a part of a card where it was said, and where it was said back."""
    spoken = (Message.conversation_id == conversation_id, Message.created_at >= now() - _SOON)
    hidden = update(Message).where(*spoken, Message.text.contains(part, autoescape=True))
    hidden = hidden.values(text=func.replace(Message.text, part, masked)).returning(Message.id)
    return (await session.scalars(hidden)).all()
