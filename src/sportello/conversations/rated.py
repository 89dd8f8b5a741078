"""How it went, in the customer's words: said in the chat, or on a page that a link opens to whoever was sent it.

A conversation has one rating, whichever way it came; who changes their mind says it again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from sportello.conversations.errors import NotClosed
from sportello.conversations.events import ConversationRated
from sportello.conversations.models import Conversation
from sportello.conversations.states import CLOSED
from sportello.conversations.transitions import change, lock
from sportello.core.cards import without_cards
from sportello.core.clock import now
from sportello.core.crypto import hash_token, new_token
from sportello.core.db import Base
from sportello.core.events import emit

RATED_WITHIN: Final = timedelta(days=30)
"""How long a link is good for: as long as somebody remembers how it went."""


class RatingLink(Base):
    """A link that opens one conversation's rating, and nothing else of it. The token itself is not kept."""

    __tablename__ = "rating_links"
    __table_args__ = (
        Index("ix_rating_links_workspace_id", "workspace_id"),
        Index("ix_rating_links_conversation_id", "conversation_id"),
    )

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]


@dataclass(frozen=True)
class Rateable:
    """What a link opens: which conversation, until when it may be rated."""

    conversation: Conversation
    expires_at: datetime

    @property
    def open(self) -> bool:
        """Whether it is over, and the link still good."""
        return self.conversation.state in CLOSED and now() < self.expires_at


async def rate(
    session: AsyncSession,
    *,
    conversation_id: UUID,
    score: int,
    comment: str | None = None,
    contact_id: UUID | None = None,
) -> Conversation:
    """Keep what the customer thinks of how it went; they may change their mind."""
    comment = without_cards(comment) if comment else None
    conversation = await lock(session, conversation_id, contact_id=contact_id)
    if conversation.state not in CLOSED:
        raise NotClosed("It can be rated once it is closed.")
    if (conversation.rating, conversation.rating_comment) == (score, comment):
        return conversation
    await change(session, conversation, rating=score, rating_comment=comment)
    fact = ConversationRated(workspace_id=conversation.workspace_id, conversation_id=conversation.id, score=score)
    await emit(session, fact)
    return conversation


async def make_rating_link(session: AsyncSession, *, conversation_id: UUID) -> tuple[str, datetime]:
    """A new token that opens the rating of this conversation, told only here, and until when it does."""
    conversation = await lock(session, conversation_id)
    token, until = new_token("rt"), now() + RATED_WITHIN
    session.add(
        RatingLink(
            token_hash=hash_token(token),
            workspace_id=conversation.workspace_id,
            conversation_id=conversation_id,
            expires_at=until,
        )
    )
    await session.flush()
    return token, until


_OPEN = text(
    """
    SELECT l.conversation_id, l.expires_at, set_config('app.workspace', l.workspace_id::text, true)
    FROM door_rating_link(:hash) l
    """
)


async def open_rating(session: AsyncSession, *, token: str) -> Rateable | None:
    """What a link opens, with its workspace entered; None where it is none of ours."""
    row = (await session.execute(_OPEN, {"hash": hash_token(token)})).one_or_none()
    conversation = await session.get(Conversation, row.conversation_id) if row else None
    return Rateable(conversation, row.expires_at) if row and conversation else None
