"""A person takes over while an action runs: it has its effect all the same, and both sides read what came of it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from sportello import answering
from sportello.core import clock
from tests.api.acting.conftest import Chat, allow, button
from tests.api.acting.declared import declare, order_status
from tests.api.acting.orders import Orders
from tests.live import Agent
from tests.shop import Shop


@pytest.fixture
async def asked(shop: Shop, chat: Chat, orders: Orders) -> dict[str, Any]:
    """A customer who has pressed yes, and a server that does not answer yet."""
    await declare(shop, order_status(orders, method="POST", url=f"{orders.url}/orders", changes=True))
    await allow(shop, "order_status")
    orders.hold = asyncio.Event()
    async with shop.at_work():
        await chat.say("Status", choice="action:order_status")
        return await chat.say("A-1004")


async def _take(shop: Shop, chat: Chat) -> Agent:
    bruno = await shop.street.agent("Bruno")
    taken = await bruno.http.post(f"/conversations/{chat.talk.id}/take", json={})
    assert taken.status_code == 200, taken.text
    return bruno


@pytest.mark.parametrize(("status", "says"), [(200, "State: on its way"), (500, "could not do this")])
async def test_who_takes_over_and_the_customer_read_what_came_of_it(
    chat: Chat, orders: Orders, asked: dict[str, Any], status: int, says: str
) -> None:
    shop, orders.status = chat.shop, status
    async with shop.at_work(), chat.talk.listen(after=asked["seq"]) as ear:
        await chat.talk.say(**button(asked, "confirm:"), seen_seq=asked["seq"])
        await asyncio.wait_for(orders.arrived.wait(), 20)
        bruno = await _take(shop, chat)
        assert orders.hold is not None
        orders.hold.set()
        told = (await ear.until("message", kind="outcome")).data
    assert says in told["text"]
    assert "**" not in told["text"]
    assert len(orders.asked) == 1
    thread = (await bruno.get(f"/conversations/{chat.talk.id}/messages"))["items"]
    assert [each["text"] for each in thread if each["kind"] == "outcome"] == [told["text"]]
    assert [call.told for call in await chat.calls()] == [True]


async def test_where_whoever_ran_it_died_and_a_person_took_over_it_is_said_that_nobody_knows(
    shop: Shop, chat: Chat, orders: Orders, asked: dict[str, Any]
) -> None:
    await chat.talk.say(**button(asked, "confirm:"), seen_seq=asked["seq"])
    (call,) = await chat.calls()
    ids = {"conversation_id": chat.talk.id, "call_id": call.id}
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        begun = await session.merge(call)
        begun.state, begun.running_until = "confirmed", clock.now() + timedelta(seconds=60)
    await _take(shop, chat)
    for passed in (0, 60, 60):
        async with shop.house.database.transaction(shop.house.workspace_id) as session:
            begun = await session.merge((await chat.calls())[0])
            if begun.running_until and passed:
                begun.running_until = clock.now() - timedelta(seconds=1)
            await session.flush()
            await answering.report_lost(session, **ids)
    said = [each for each in await chat.talk.messages() if each["kind"] == "outcome"]
    assert len(said) == 1
    assert "Nothing can be said for sure" in said[0]["text"]
    assert [(each.state, each.told) for each in await chat.calls()] == [("failed", True)]
    assert orders.asked == []


async def test_where_the_assistant_is_still_in_charge_its_answer_tells_of_a_lost_call(
    shop: Shop, chat: Chat, asked: dict[str, Any]
) -> None:
    await chat.talk.say(**button(asked, "confirm:"), seen_seq=asked["seq"])
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        begun = await session.merge((await chat.calls())[0])
        begun.state, begun.running_until = "confirmed", clock.now() - timedelta(seconds=1)
        await session.flush()
        await answering.report_lost(session, conversation_id=chat.talk.id, call_id=begun.id)
    async with shop.at_work(), chat.talk.listen(after=asked["seq"]) as ear:
        told = (await ear.until("message", author="assistant")).data
    assert "Nothing can be said for sure" in told["text"]
    assert all(each["kind"] != "outcome" for each in await chat.talk.messages())
