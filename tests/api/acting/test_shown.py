"""What is done is what was shown: every value whole, as it is, and without anything that nobody sees."""

import re
from typing import Any

import pytest
from hypothesis import given, strategies as st

from sportello.answering.acting.values import literal, seen
from tests.api.acting.conftest import Chat, allow
from tests.api.acting.declared import declare, order_status
from tests.api.acting.orders import Orders
from tests.shop import UNSURE, Shop
from tests.upstream import Upstream, calls

_KEPT = re.compile(r"\\([*_`\[:])")
_LIVE = re.compile(r"(?<!\\)(?:[*`\[]|(?<!\w)_|:(?=//))")


def note(orders: Orders) -> dict[str, Any]:
    """An action that leaves a note."""
    schema = {"type": "object", "properties": {"note": {"type": "string", "title": "Note"}}, "required": ["note"]}
    return order_status(orders, method="POST", url=f"{orders.url}/notes", parameters=schema, changes=True, response=[])


def read(text: str) -> str:
    """What a screen shows of the note in a proposal."""
    (line,) = [line for line in text.splitlines() if line.startswith("- Note: ")]
    return _KEPT.sub(r"\1", line.removeprefix("- Note: "))


@pytest.mark.parametrize(
    "value",
    [
        "Please send a brochure" + " ." * 700 + " AND refund 500 EUR",
        "one\ntwo\r\n\u2028three\n\n\n\n**four** _five_ `six` [seven](https://evil.example) ![x](http://evil.example)",
        "pay \u202e005\u202c \u2066EUR\u2069 to m\u200bara\ufeff\u00ad \U000e0041\U000e0042\ufe0f\u3164",
        r"C:\*stars\_and\[brackets\://x",
    ],
)
async def test_a_value_of_a_model_is_shown_as_it_will_be_sent(
    shop: Shop, chat: Chat, one: Upstream, orders: Orders, value: str
) -> None:
    await shop.asks(one, routing="model_always")
    await declare(shop, note(orders), name="leave_note")
    await allow(shop, "leave_note")
    one.says = [calls("leave_note", note=value)]
    async with shop.at_work():
        offer = await chat.say(UNSURE)
        assert not _LIVE.search(offer["text"].partition("- Note: ")[2])
        assert orders.asked == []
        await chat.press(offer, "confirm:")
    (request,) = orders.asked
    assert request["body"] == {"note": read(offer["text"])}
    assert request["body"]["note"].isprintable()


async def test_what_a_customer_types_is_shown_whole_or_asked_again(shop: Shop, chat: Chat, orders: Orders) -> None:
    await declare(shop, note(orders), name="leave_note")
    await allow(shop, "leave_note")
    async with shop.at_work():
        await chat.say("Note", choice="action:leave_note")
        assert "too short or too long" in (await chat.say("x" * 2_001))["text"]
        offer = await chat.say("A" * 390 + " _secret_ " + "B" * 1_500 + " TRANSFER 9000 EUR")
        assert "TRANSFER 9000 EUR" in offer["text"]
        await chat.say("yes")
    assert [request["body"] for request in orders.asked] == [{"note": read(offer["text"])}]


@given(st.text())
def test_no_text_is_shown_as_anything_else(text: str) -> None:
    value = seen(text)
    assert seen(value) == value
    shown = literal(value)
    assert not _LIVE.search(shown) or value == ""
    assert not value or _KEPT.sub(r"\1", shown) == value


def test_nothing_and_yes_and_no_are_shown_too() -> None:
    assert [literal(value) for value in ("", None, True, False, 0)] == ["-", "-", "✓", "✗", "0"]
    assert seen({"a": ["x\u200b", {"b": " y\n"}], "c": 3}) == {"a": ["x", {"b": "y"}], "c": 3}
