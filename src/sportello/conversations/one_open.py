"""A customer has one open conversation of a kind: two tabs, two devices and an impatient finger make one thread."""

from uuid import UUID

from sqlalchemy import select, text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.errors import AnotherOpen
from sportello.conversations.models import Conversation
from sportello.conversations.states import OPEN

_ONE_AT_A_TIME = sql("SELECT pg_advisory_xact_lock(hashtextextended(:id, 0))")


async def one_at_a_time(session: AsyncSession, what: str) -> None:
    """Wait until nobody else does this; others wait until this transaction ends."""
    await session.execute(_ONE_AT_A_TIME, {"id": what})


async def open_one(
    session: AsyncSession, *, id_: UUID, contact_id: UUID, channel: str, test: bool
) -> Conversation | None:
    """The contact's conversation of this id, or the one in which that goes on, else their open one of this kind."""
    same = Conversation.id == id_
    goes_on = (Conversation.channel == channel) & (Conversation.test == test) & Conversation.state.in_(OPEN)
    found = (
        select(Conversation)
        .where(Conversation.contact_id == contact_id, same | goes_on)
        .order_by(same.desc(), Conversation.last_message_at.desc(), Conversation.id)
        .limit(1)
    )
    there = await session.scalar(found)
    if there is not None and there.merged_into_id is not None:
        return await session.get_one(Conversation, there.merged_into_id)
    return there


async def only_open(session: AsyncSession, conversation: Conversation) -> None:
    """See to it that a closed conversation which is about to go on is its contact's only one of its kind.

    Raises `AnotherOpen` where they have begun another since; nobody begins one meanwhile.
    """
    await one_at_a_time(session, f"conversation:{conversation.contact_id}")
    other = select(Conversation.id).where(
        Conversation.contact_id == conversation.contact_id,
        Conversation.id != conversation.id,
        Conversation.channel == conversation.channel,
        Conversation.test == conversation.test,
        Conversation.state.in_(OPEN),
    )
    if await session.scalar(other.limit(1)) is not None:
        raise AnotherOpen("Go on there: `POST /conversations` says which it is.")
