"""What waited too long is told to be over, and a result that no database takes is told all the same."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from sportello import answering
from sportello.answering import ActionCall
from sportello.core.clock import now
from tests.api.acting.conftest import Chat, allow
from tests.api.acting.orders import Orders
from tests.api.acting.test_edited import propose
from tests.shop import Shop


async def let_it_lapse(shop: Shop) -> None:
    """Half an hour passes."""
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        await session.execute(update(ActionCall).values(expires_at=now() - timedelta(minutes=1)))


@pytest.mark.parametrize("typed", [True, False])
async def test_who_agrees_too_late_is_told_that_nothing_was_done(
    shop: Shop, chat: Chat, orders: Orders, *, typed: bool
) -> None:
    offer = await propose(shop, chat, orders)
    await let_it_lapse(shop)
    async with shop.at_work():
        told = await (chat.say("yes") if typed else chat.press(offer, "confirm:"))
    assert "no longer open, so nothing was done" in told["text"]
    assert orders.asked == []
    assert [call.state for call in await chat.calls()] == ["expired"]


async def test_who_refuses_too_late_has_done_nothing_either(shop: Shop, chat: Chat, orders: Orders) -> None:
    await propose(shop, chat, orders)
    await let_it_lapse(shop)
    async with shop.at_work():
        await chat.say("no")
    assert orders.asked == []


async def test_a_question_waits_for_its_answer_however_long_it_takes(shop: Shop, chat: Chat) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        await chat.say("Contact", choice="action:leave_contact_details")
        await let_it_lapse(shop)
        await chat.say("giulia@example.org")
    (call,) = await chat.calls()
    assert "giulia@example.org" in call.arguments.values()


@pytest.mark.parametrize("typed", [True, False])
async def test_who_agreed_and_whose_worker_died_is_told_that_nobody_can_know(
    shop: Shop, chat: Chat, orders: Orders, *, typed: bool
) -> None:
    """No worker comes for so long that the call is given up before anybody looks at the yes again."""
    offer = await propose(shop, chat, orders)
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        call = (await session.scalars(select(ActionCall))).one()
        call.state, call.running_until = "confirmed", now() - timedelta(seconds=1)
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        await answering.report_lost(session, conversation_id=chat.talk.id, call_id=call.id)
    async with shop.at_work():
        told = await (chat.say("yes") if typed else chat.press(offer, "confirm:"))
        again = await chat.say("yes")
    assert "Nothing can be said for sure" in told["text"]
    assert orders.asked == []
    (call,) = await chat.calls()
    assert (call.state, call.told) == ("failed", True)
    assert again["text"] != told["text"]


@pytest.mark.parametrize("status", [r"a\u0000b", r"a\ud800b", r"a\u202eb", r"a\u200bb"])
@pytest.mark.parametrize("typed", [True, False])
async def test_signs_that_cannot_be_stored_or_seen_keep_nobody_from_hearing_what_was_done(
    shop: Shop, chat: Chat, orders: Orders, status: str, *, typed: bool
) -> None:
    orders.body = f'{{"order": {{"status": "{status}", "items": []}}}}'.encode()
    offer = await propose(shop, chat, orders)
    async with shop.at_work():
        told = await (chat.say("yes") if typed else chat.press(offer, "confirm:"))
    assert "ab" in told["text"]
    assert len(orders.asked) == 1
    (call,) = await chat.calls()
    assert (call.state, call.told) == ("done", True)


async def test_an_empty_answer_of_an_action_says_that_it_worked(shop: Shop, chat: Chat, orders: Orders) -> None:
    orders.status, orders.body = 204, b""
    offer = await propose(shop, chat, orders)
    async with shop.at_work():
        told = await chat.press(offer, "confirm:")
    assert "Nothing can be said" not in told["text"]
    (call,) = await chat.calls()
    assert (call.state, call.told) == ("done", True)


async def test_a_card_that_an_action_brings_is_shown_and_kept_by_its_last_four(
    shop: Shop, chat: Chat, orders: Orders
) -> None:
    orders.answer = {"order": {"status": "paid with 4111 1111 1111 1111", "items": []}}
    offer = await propose(shop, chat, orders)
    async with shop.at_work():
        told = await chat.press(offer, "confirm:")
    assert "•••• •••• •••• 1111" in told["text"]
    (call,) = await chat.calls()
    assert "4111 1111 1111" not in str(call.outcome)
