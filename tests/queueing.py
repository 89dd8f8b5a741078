"""A queue that works by itself, and people at their desks."""

from uuid import UUID

from sportello import conversations, workspaces
from sportello.conversations import drain_queues
from sportello.core.ids import new_id
from sportello.workspaces import Member, Status
from tests.house import House


async def switch_on(house: House, boss: Member, *, capacity: int = 4) -> None:
    async with house.database.transaction(house.workspace_id) as session:
        await workspaces.change_queue(
            session, actor=boss, automatic=True, capacity=capacity, away_after=10, hours_id=None
        )


async def at_desk(house: House, *members: Member) -> None:
    """Their desks have a stream open, now."""
    async with house.database.transaction(house.workspace_id) as session:
        await workspaces.note_at_desk(session, users=[member.user_id for member in members])


async def says(house: House, member: Member, status: Status | None = None, *, idle: bool | None = None) -> None:
    async with house.database.transaction(house.workspace_id) as session:
        await workspaces.set_status(session, member=member, status=status, idle=idle)


async def drain(house: House) -> int:
    async with house.database.transaction() as session:
        return await drain_queues(session)


async def asks(house: House, language: str = "it") -> UUID:
    """A customer asks for a person."""
    conversation = await house.conversation(language=language)
    await house.says(conversation.id, "Una persona", choice="person")
    return conversation.id


async def answers(house: House, member: Member, conversation_id: UUID) -> None:
    async with house.database.transaction(house.workspace_id) as session:
        await conversations.post_reply(
            session, conversation_id=conversation_id, message_id=new_id(), member=member, text="Eccomi"
        )


async def closes(house: House, member: Member, conversation_id: UUID) -> None:
    async with house.database.transaction(house.workspace_id) as session:
        await conversations.close(session, conversation_id=conversation_id, member=member, outcome="resolved")


async def who_has(house: House, *ids: UUID) -> list[UUID | None]:
    return [(await house.see(one)).assignee_id for one in ids]
