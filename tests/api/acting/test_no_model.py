"""What facts, rules and small talk answer needs no model, whatever the assistant may do."""

from typing import Any

import pytest

from tests.api.acting.conftest import Chat, allow
from tests.api.acting.declared import declare, order_status
from tests.api.acting.orders import Orders
from tests.shop import UNSURE, Shop, words
from tests.upstream import Upstream, calls

SHOP: dict[str, Any] = {
    "kind": "hours",
    "id": "shop",
    "name": {"en": "shop"},
    "synonyms": {},
    "main": True,
    "week": {day: [{"opens": "09:00", "closes": "18:00"}] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
    "seasons": [],
    "holidays": None,
    "exceptions": [],
    "time_zone": None,
    "last_entry": None,
    "note": {},
}


@pytest.fixture
async def acting(shop: Shop, one: Upstream, orders: Orders) -> Shop:
    """Its model is asked always, and may look up facts and orders."""
    await shop.asks(one, routing="model_always")
    ada = await declare(shop, order_status(orders))
    await ada.post("/knowledge/facts", **SHOP)
    await allow(shop, "look_up_facts", "order_status")
    return shop


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What time do you open on Saturday?", "9 am"),
        ("What time do you open on Saturday, and when do you close on Sunday?", "9 am"),
        ("xyzzy plugh quux?", ""),
        ("Do you sell used electric bicycles?", ""),
        ("Thank you!", ""),
        ("I want to talk to a person", ""),
    ],
)
async def test_what_needs_no_model_goes_to_none(
    acting: Shop, chat: Chat, one: Upstream, question: str, answer: str
) -> None:
    async with acting.at_work():
        said = await chat.say(question)
    assert one.asked == []
    assert answer in said["text"]
    trace = await acting.trace(chat.talk, said["id"])
    assert (trace.engine, trace.asked) == ("no-key", None)


@pytest.mark.parametrize(
    "question", ["Where is my order A-1004?", "The order A-1004?", "Status of orders, please: A-1004", UNSURE]
)
async def test_what_may_want_an_action_or_is_searched_for_does(
    acting: Shop, chat: Chat, one: Upstream, question: str
) -> None:
    one.says = [words()]
    async with acting.at_work():
        await chat.say(question)
    assert one.asked


async def test_a_number_goes_with_the_words_before_it(acting: Shop, chat: Chat, one: Upstream) -> None:
    one.says = [
        calls("answer", answer="Which one?", citations=[], confidence=1, needs_person=True),
        calls("order_status", number="A-1004"),
        calls("answer", answer="Your order is on its way.", citations=["a1"], confidence=0.9),
    ]
    async with acting.at_work():
        await chat.say("Where is my order?")
        said = await chat.say("A-1004")
    assert said["text"].endswith("Your order is on its way.")


async def test_who_has_nothing_to_cite_is_asked_once(acting: Shop, chat: Chat, one: Upstream) -> None:
    one.says = [calls("answer", answer="It will come tomorrow.", citations=["p1"], confidence=0.9)]
    async with acting.at_work():
        said = await chat.say("Where is my order?")
    assert len(one.asked) == 1
    assert "tomorrow" not in said["text"]
    trace = await acting.trace(chat.talk, said["id"])
    assert "gated:unsure" in trace.rules
