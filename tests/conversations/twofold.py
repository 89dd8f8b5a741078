"""A customer with two conversations, and what may be done to them."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sportello import conversations
from sportello.contacts import ContactMerged
from sportello.conversations import Conversation
from sportello.core.ids import new_id
from sportello.workspaces import Member
from tests.house import House


class Both:
    """Two conversations of one customer, the earlier and the later one, both open, and what may be done to them."""

    def __init__(self, house: House, one: Conversation, other: Conversation) -> None:
        self.house = house
        self.one = one.id
        self.other = other.id
        self.contact_id = other.contact_id

    async def act(self, work: Callable[..., Awaitable[Any]], **ids: Any) -> Any:
        """Do something in a transaction."""
        async with self.house.database.transaction(self.house.workspace_id) as session:
            return await work(session, **ids)

    async def merge(self, member: Member, *, back: bool = False) -> Conversation:
        """Let the earlier go on in the later, or the other way round."""
        here, there = (self.other, self.one) if back else (self.one, self.other)
        return await self.act(conversations.merge, conversation_id=here, into_id=there, member=member)

    async def separate(self, member: Member) -> Conversation:
        """Undo it."""
        return await self.act(conversations.separate, conversation_id=self.one, member=member)

    async def take(self, member: Member, id_: UUID) -> None:
        """Make one of them somebody's."""
        await self.act(conversations.take, conversation_id=id_, member=member)

    async def says(self, id_: UUID, text: str, message_id: UUID | None = None, **more: Any) -> conversations.Said:
        """The customer says something in one of them."""
        said = {"message_id": message_id or new_id(), "text": text, "contact_id": self.contact_id, **more}
        return await self.act(conversations.receive, conversation_id=id_, **said)


async def two(house: House) -> Both:
    """A customer who has two of them, since we learned late that they are one."""
    one, other = await house.conversation(), await house.conversation()
    async with house.database.transaction(house.workspace_id) as session:
        found = ContactMerged(workspace_id=house.workspace_id, contact_id=one.contact_id, into_id=other.contact_id)
        await conversations.follow_merged_contact(session, found)
    return Both(house, one, other)


async def closed_and_open(house: House, anna: Member) -> Both:
    """A customer who began anew after the first was closed; Anna has the second."""
    one = await house.conversation()
    await house.says(one.id, "Dove si parcheggia?")
    async with house.database.transaction(house.workspace_id) as session:
        await conversations.take(session, conversation_id=one.id, member=anna)
        await conversations.close(session, conversation_id=one.id, member=anna, outcome="resolved")
    both = Both(house, one, await house.conversation(one.contact_id))
    await both.says(both.other, "E il biglietto?")
    await both.take(anna, both.other)
    return both
