"""Models that call actions: what reads is read at once, what changes anything only becomes a question."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from sportello import answering, conversations
from sportello.answering import Models
from sportello.core import clock
from sportello.core.ids import new_id
from sportello.sales import Lead
from tests.api.acting.conftest import Chat, allow, button, rows
from tests.api.acting.declared import declare, order_status
from tests.api.acting.orders import Orders
from tests.shop import UNSURE, Shop, words
from tests.upstream import Upstream, calls

SAID = calls("answer", answer="Your order is on its way.", citations=["a1"], confidence=0.9)
WISH = "Could somebody ring me about a school trip? mara@example.org"


async def test_what_reads_is_read_at_once_and_the_answer_may_rest_on_it(
    shop: Shop, chat: Chat, one: Upstream, orders: Orders
) -> None:
    await shop.asks(one, routing="model_always")
    await declare(shop, order_status(orders))
    await allow(shop, "order_status")
    one.says = [calls("order_status", number="A-1004"), SAID]
    async with shop.at_work():
        said = await chat.say("Where is my order A-1004?")
    assert said["text"].endswith("Your order is on its way.")
    assert [each["path"] for each in orders.asked] == ["/orders/A-1004"]
    trace = await shop.trace(chat.talk, said["id"])
    assert [(each["action"], each["state"], each["result"]) for each in trace.actions] == [
        ("order_status", "done", '{"State":"on its way"}')
    ]
    assert [each.name for each in one.asked[0].tools] == ["order_status", "answer"]


async def test_what_changes_anything_becomes_a_question_in_the_servers_words(
    shop: Shop, chat: Chat, one: Upstream
) -> None:
    await shop.asks(one, routing="model_always")
    await allow(shop, "leave_contact_details")
    one.says = [
        calls("leave_contact_details", reach="[EMAIL-1]", about="a school trip"),
        words("I have passed your details on and they will call you in five minutes."),
    ]
    async with shop.at_work():
        said = await chat.say(UNSURE + " " + WISH)
        assert "five minutes" not in said["text"]
        assert "mara@example.org" in said["text"]
        assert "Shall I do this?" in said["text"]
        assert await rows(shop, Lead) == []
        assert "mara@example.org" not in "".join(one.bodies)
        await chat.press(said, "confirm:")
    (lead,) = await rows(shop, Lead)
    assert (lead.email, lead.about) == ("mara@example.org", "a school trip")
    (call,) = await chat.calls()
    assert (call.state, call.by) == ("done", "model")


@pytest.mark.parametrize(
    "wrong",
    [
        {"reach": "x@example.org", "contact_id": str(new_id())},
        {"reach": "x@example.org", "workspace_id": str(new_id())},
        {"reach": 7},
        {"reach": ["x@example.org"]},
        {},
        {"reach": "x" * 400},
        {"reach": "x@example.org", "name": {"id": 1}},
    ],
)
async def test_foreign_ids_and_wrong_types_are_refused(
    shop: Shop, chat: Chat, one: Upstream, wrong: dict[str, Any]
) -> None:
    await shop.asks(one, routing="model_always")
    await allow(shop, "leave_contact_details")
    one.says = [calls("leave_contact_details", **wrong), words()]
    async with shop.at_work():
        said = await chat.say(UNSURE)
    assert "Shall I" not in said["text"]
    assert await chat.calls() == []


async def test_a_proposal_of_another_conversation_opens_nothing(shop: Shop, chat: Chat) -> None:
    await allow(shop, "leave_contact_details")
    other = Chat(shop, await shop.talk())
    async with shop.at_work():
        await chat.say("Leave my contact details", choice="action:leave_contact_details")
        await chat.say("mara@example.org")
        await chat.say("Mara")
        offer = (await chat.talk.messages())[-1]
        if "Shall I" not in offer["text"]:
            offer = await chat.say("A trip")
        said = await other.say(**button(offer, "confirm:"))
        assert "no longer open" in said["text"]
        made_up = await other.say("Yes", choice=f"confirm:{new_id()}")
        assert "no longer open" in made_up["text"]
    assert await rows(shop, Lead) == []


async def test_what_is_offered_too_long_is_not_done_any_more(shop: Shop, chat: Chat) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        await chat.say("Leave my contact details", choice="action:leave_contact_details")
        await chat.say("mara@example.org")
        offer = await chat.say("Mara")
        offer = offer if "Shall I" in offer["text"] else await chat.say("A trip")
        clock.travel(answering.OPEN_FOR)
        said = await chat.press(offer, "confirm:")
        assert "no longer open" in said["text"]
    assert await rows(shop, Lead) == []
    assert [call.state for call in await chat.calls()] == ["expired"]


async def test_an_order_is_cancelled_once_although_the_worker_is_killed_between(
    shop: Shop, chat: Chat, orders: Orders
) -> None:
    await declare(shop, order_status(orders, method="DELETE", changes=True))
    await allow(shop, "order_status")
    async with shop.at_work():
        asked = await chat.say("Cancel", choice="action:order_status")
        offer = await chat.say("A-1004")
        assert asked["buttons"][-1]["choice"].startswith("decline:")
        assert orders.asked == []
    orders.hold = asyncio.Event()
    await chat.talk.say(**button(offer, "confirm:"), seen_seq=offer["seq"])
    async with shop.resources.database.transaction() as session:
        dues = await conversations.claim_due(session, limit=1, by=new_id())
    (ready,) = await answering.answer_all(shop.house.database, dues, setups=answering.Setups())
    models = Models(shop.resources.providers, shop.resources.keyring, Decimal(1), shop.resources.settings.reach)
    killed = asyncio.create_task(answering.word(shop.house.database, shop.resources.hub, ready, models=models))
    await asyncio.wait_for(orders.arrived.wait(), 20)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    orders.hold.set()
    clock.travel(conversations.TIMERS.lease + answering.OPEN_FOR)
    async with shop.at_work(), chat.talk.listen(after=offer["seq"]) as ear:
        said = (await ear.until("message", author="assistant")).data
    assert "Nothing can be said for sure" in said["text"]
    assert len(orders.asked) == 1
    assert [call.state for call in await chat.calls()] == ["failed"]
    assert {button["choice"] for button in said["buttons"]} >= {"person"}
