"""What is done is what the customer agreed to, also where somebody edits the action between proposal and yes."""

from dataclasses import replace
from typing import Any

import pytest

from sportello.answering import ActionCall
from sportello.answering.acting.shipped import shipped
from tests.api.acting.conftest import Chat, allow, button, rows
from tests.api.acting.declared import declare, order_status
from tests.api.acting.orders import Orders
from tests.shop import Shop


def table(orders: Orders, **more: Any) -> dict[str, Any]:
    """A table that is reserved."""
    people = {"people": {"type": "integer", "title": "People"}}
    schema = {"type": "object", "properties": people, "required": ["people"]}
    like = {"title": "Reserve a table", "method": "POST", "url": f"{orders.url}/reserve", "changes": True}
    return order_status(orders, **(like | {"parameters": schema} | more))


async def propose(shop: Shop, chat: Chat, orders: Orders) -> dict[str, Any]:
    """A table for two, proposed."""
    await declare(shop, table(orders), name="reserve_table")
    await allow(shop, "reserve_table")
    async with shop.at_work():
        await chat.say("Reserve", choice="action:reserve_table")
        return await chat.say("2")


async def edit(shop: Shop, body: dict[str, Any]) -> None:
    """What an admin does meanwhile."""
    bea = await shop.street.agent("Bea", "admin")
    answer = await bea.http.put("/actions/reserve_table", json=body)
    assert answer.status_code == 200, answer.text


CENTS = {"type": "object", "properties": {"people": {"type": "integer", "title": "Amount in EUR"}}}


@pytest.mark.parametrize("typed", [True, False])
@pytest.mark.parametrize(
    "more",
    [
        {"title": "Cancel everything"},
        {"url": "/CANCEL_ALL"},
        {"method": "PUT"},
        {"parameters": CENTS | {"required": ["people"]}},
        {"response": [{"path": "order.items", "label": "Items"}]},
    ],
)
async def test_an_edited_action_is_proposed_anew_and_the_old_button_does_nothing(
    shop: Shop, chat: Chat, orders: Orders, *, more: dict[str, Any], typed: bool
) -> None:
    offer = await propose(shop, chat, orders)
    more = more | ({"url": orders.url + more["url"]} if "url" in more else {})
    await edit(shop, table(orders, **more))
    async with shop.at_work():
        again = await (chat.say("yes") if typed else chat.press(offer, "confirm:"))
        assert orders.asked == []
        assert "has been changed meanwhile" in again["text"]
        assert again["text"].endswith("Shall I do this?")
        assert more.get("title", "Reserve a table") in again["text"]
        assert ("Amount in EUR" in again["text"]) == ("parameters" in more)
        assert button(again, "confirm:") != button(offer, "confirm:")
        # A second press of the same button was made before anybody could read what is new.
        await chat.press(offer, "confirm:")
        assert orders.asked == []
    assert [call.state for call in await chat.calls()] == ["expired", "proposed"]
    async with shop.at_work():
        await chat.press(again, "confirm:")
    assert len(orders.asked) == 1


async def test_what_decides_nothing_of_it_may_change(shop: Shop, chat: Chat, orders: Orders) -> None:
    offer = await propose(shop, chat, orders)
    await edit(shop, table(orders, seconds=7, description="Reserves a table, said otherwise."))
    async with shop.at_work():
        await chat.press(offer, "confirm:")
    assert len(orders.asked) == 1


async def test_what_cannot_be_proposed_any_more_is_not(shop: Shop, chat: Chat, orders: Orders) -> None:
    offer = await propose(shop, chat, orders)
    many = {"people": {"type": "integer", "title": "People", "minimum": 5}}
    await edit(shop, table(orders, parameters={"type": "object", "properties": many, "required": ["people"]}))
    async with shop.at_work():
        said = await chat.press(offer, "confirm:")
    assert "no longer open" in said["text"]
    assert not {"confirm"} & {each["choice"].partition(":")[0] for each in said["buttons"]}
    assert orders.asked == []


async def test_what_it_now_needs_too_is_asked(shop: Shop, chat: Chat, orders: Orders) -> None:
    await propose(shop, chat, orders)
    both = {"people": {"type": "integer", "title": "People"}, "day": {"type": "string", "title": "Day"}}
    await edit(shop, table(orders, parameters={"type": "object", "properties": both, "required": list(both)}))
    async with shop.at_work():
        assert (await chat.say("yes"))["text"].endswith("Day?")
        offer = await chat.say("Saturday")
        assert "People: 2" in offer["text"]
        await chat.say("yes")
    assert [each["body"] for each in orders.asked] == [{"people": 2, "day": "Saturday"}]


async def test_a_proposal_that_carries_no_mark_is_shown_again(shop: Shop, chat: Chat, orders: Orders) -> None:
    await propose(shop, chat, orders)
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        call = await session.merge((await rows(shop, ActionCall))[0])
        call.mark = None
    async with shop.at_work():
        assert (await chat.say("yes"))["text"].endswith("Shall I do this?")
        assert orders.asked == []
        await chat.say("yes")
    assert len(orders.asked) == 1


def test_a_shipped_action_and_a_plug_in_are_known_by_their_schema() -> None:
    made = shipped()["leave_contact_details"]
    assert made.mark != replace(made, schema=dict(made.schema) | {"required": ["name"]}).mark
    assert made.mark == replace(made, intents=["booking"], phrases=["Ring me"]).mark
