"""People who leave, and what they were told."""

import asyncio

from sqlalchemy import text

from sportello import conversations, notifications, workspaces
from sportello.core.ids import new_id
from tests.api.conftest import People
from tests.house import House
from tests.notifications.conftest import W
from tests.queueing import asks


async def test_who_leaves_while_their_customer_writes_holds_up_neither(people: People, house: House) -> None:
    boss, gone = await house.member("Boss", "admin"), await people.hire("Nina")
    conversation = await asks(house)
    await (await people.enter(gone)).post(f"{W}/conversations/{conversation}/take")
    await house.says(conversation, "Allora?")
    async with house.database.transaction(house.workspace_id) as message:
        await conversations.receive(message, conversation_id=conversation, message_id=new_id(), text="Pronto?")

        async def leave() -> None:
            async with house.database.transaction(house.workspace_id) as session:
                await workspaces.remove_member(session, actor=boss, user_id=gone.id)

        leaving = asyncio.create_task(leave())
        await somebody_waits(house)
        await notifications.read(message, workspace_id=house.workspace_id, user_id=gone.id)
        await conversations.receive(message, conversation_id=conversation, message_id=new_id(), text="C'è qualcuno?")
    await leaving
    assert (await house.see(conversation)).state == "queued"
    async with house.database.transaction(house.workspace_id) as session:
        assert await notifications.notices_of(session, user_id=gone.id) == []


async def somebody_waits(house: House) -> None:
    """Until a transaction waits for another."""
    blocked = text("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
    async with house.database.transaction() as session:
        for _ in range(3_000):
            if await session.scalar(blocked):
                return
            await asyncio.sleep(0.01)
    raise AssertionError("nobody waited")
