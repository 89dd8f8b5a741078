"""An action that takes its time: the customer is told so, and what came of it takes the place of that."""

import asyncio

import pytest

from sportello.answering import meanwhile
from tests.api.acting.conftest import Chat, allow, button
from tests.api.acting.declared import declare, order_status
from tests.api.acting.orders import Orders
from tests.api.acting.test_edited import propose
from tests.shop import Shop

WAITING = "One moment, I'm still working on it…"


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanwhile, "PATIENCE", 0.1)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_whoever_waits_for_an_action_is_told_so_until_it_is_done(
    shop: Shop, chat: Chat, orders: Orders, method: str
) -> None:
    changes = method == "POST"
    more = {"method": method, "url": f"{orders.url}/orders", "changes": True} if changes else {}
    await declare(shop, order_status(orders, **more))
    await allow(shop, "order_status")
    orders.hold = asyncio.Event()
    async with shop.at_work():
        await chat.say("Status", choice="action:order_status")
        last: dict[str, str | None] = {"text": "A-1004", "choice": None}
        if changes:
            last = {**button(await chat.say("A-1004"), "confirm:")}
        seq = (await chat.talk.messages())[-1]["seq"]
        async with chat.talk.listen(after=seq) as ear:
            await chat.talk.say(str(last.pop("text")), seen_seq=seq, **last)
            waiting = (await ear.until("delta")).data
            assert waiting["text"] == WAITING
            orders.hold.set()
            said = (await ear.until("message", author="assistant")).data
    assert said["id"] == waiting["id"]
    assert "on its way" in said["text"]
    assert WAITING not in said["text"]
    assert len(orders.asked) == 1


async def test_who_is_taken_over_by_a_person_is_not_told_to_wait_any_more(
    shop: Shop, chat: Chat, orders: Orders
) -> None:
    await declare(shop, order_status(orders))
    await allow(shop, "order_status")
    orders.hold = asyncio.Event()
    async with shop.at_work():
        await chat.say("Status", choice="action:order_status")
        seq = (await chat.talk.messages())[-1]["seq"]
        async with chat.talk.listen(after=seq) as ear:
            await chat.talk.say("A-1004", seen_seq=seq)
            waiting = (await ear.until("delta")).data
            bruno = await shop.street.agent("Bruno")
            await bruno.post(f"/conversations/{chat.talk.id}/take")
            orders.hold.set()
            gone = (await ear.until("replace")).data
    assert (gone["id"], gone["text"]) == (waiting["id"], "")


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize("more", ["thanks", "hello?"])
async def test_who_goes_on_while_an_action_runs_hears_first_what_came_of_it(
    shop: Shop, chat: Chat, orders: Orders, status: int, more: str
) -> None:
    orders.status, orders.hold = status, asyncio.Event()
    offer = await propose(shop, chat, orders)
    outcome = "on its way" if status == 200 else "Nothing can be said for sure"
    async with shop.at_work(), chat.talk.listen(after=offer["seq"]) as ear:
        await chat.talk.say("yes", seen_seq=offer["seq"])
        await asyncio.wait_for(orders.arrived.wait(), 20)
        await chat.talk.say(more, seen_seq=offer["seq"])
        orders.hold.set()
        told = (await ear.until("message", author="assistant")).data
    assert outcome in told["text"]
    assert len(orders.asked) == 1
    assert [call.told for call in await chat.calls()] == [True]


async def test_a_question_asked_while_an_action_runs_is_answered_below_what_came_of_it(
    shop: Shop, chat: Chat, orders: Orders
) -> None:
    orders.hold = asyncio.Event()
    offer = await propose(shop, chat, orders)
    async with shop.at_work(), chat.talk.listen(after=offer["seq"]) as ear:
        await chat.talk.say("yes", seen_seq=offer["seq"])
        await asyncio.wait_for(orders.arrived.wait(), 20)
        await chat.talk.say("And when are you open?", seen_seq=offer["seq"])
        orders.hold.set()
        told = (await ear.until("message", author="assistant")).data
    first, _, rest = told["text"].partition("\n\n")
    assert "on its way" in first + rest
    assert rest


@pytest.mark.parametrize(
    "more",
    ["no, stop", "cancel it", "no! this is outrageous, you are useless", "wait, make it for three", "I meant tomorrow"],
)
async def test_who_takes_it_back_too_late_hears_that_it_is_done_and_is_offered_a_person(
    shop: Shop, chat: Chat, orders: Orders, more: str
) -> None:
    orders.hold = asyncio.Event()
    offer = await propose(shop, chat, orders)
    async with shop.at_work(), chat.talk.listen(after=offer["seq"]) as ear:
        await chat.talk.say("yes", seen_seq=offer["seq"])
        await asyncio.wait_for(orders.arrived.wait(), 20)
        await chat.talk.say(more, seen_seq=offer["seq"])
        orders.hold.set()
        told = (await ear.until("message", author="assistant")).data
    assert "on its way" in told["text"]
    assert "before I read this" in told["text"]
    assert "person" in [button["choice"] for button in told["buttons"]]


@pytest.mark.parametrize("text", ["cancel", "undo that please", "never mind, cancel it"])
async def test_who_takes_back_what_they_were_told_is_done_is_offered_a_person(
    shop: Shop, chat: Chat, orders: Orders, text: str
) -> None:
    await propose(shop, chat, orders)
    async with shop.at_work():
        assert "on its way" in (await chat.say("yes"))["text"]
        said = await chat.say(text)
        assert "neither change nor undo" in said["text"]
        assert "person" in [button["choice"] for button in said["buttons"]]
        assert "neither change nor undo" not in (await chat.say(text))["text"]
