"""A declared action's form: asked in the order of its declaration, and numbers read as the customer's language is."""

from tests.api.acting.conftest import Chat, allow
from tests.api.acting.declared import declare, order_status
from tests.api.acting.orders import Orders
from tests.shop import Shop

PROPERTIES = {
    "participants": {"type": "integer", "title": "People", "minimum": 1, "maximum": 2_000},
    "day": {"type": "string", "title": "Day"},
    "room": {"type": "string", "title": "Room"},
    "a_long_name_of_all": {"type": "string", "title": "Name"},
}


async def test_a_customer_is_asked_in_the_order_of_the_declaration(shop: Shop, chat: Chat, orders: Orders) -> None:
    schema = {"type": "object", "properties": PROPERTIES, "required": list(PROPERTIES)}
    body = order_status(orders, method="POST", url=f"{orders.url}/rooms", parameters=schema, changes=True)
    ada = await declare(shop, body, name="book_room")
    await allow(shop, "book_room")
    (listed,) = [each for each in (await ada.get("/actions"))["actions"] if each["name"] == "book_room"]
    assert list(listed["declared"]["parameters"]["properties"]) == list(PROPERTIES)
    async with shop.at_work():
        said = [(await chat.say("Room", choice="action:book_room"))["text"]]
        for wrong in ("1.000", "2-3", "A12"):
            assert "one number, in figures" in (await chat.say(wrong))["text"]
        assert "not possible" in (await chat.say("minus 5"))["text"]
        said += [(await chat.say(each))["text"] for each in ("1,000", "Saturday", "The big one")]
        assert [each["title"] in text for each, text in zip(PROPERTIES.values(), said, strict=True)] == [True] * 4
        offer = await chat.say("Mara")
        assert [line.partition(":")[0] for line in offer["text"].splitlines() if line.startswith("- ")] == [
            f"- {each['title']}" for each in PROPERTIES.values()
        ]
        await chat.press(offer, "confirm:")
    assert [request["body"]["participants"] for request in orders.asked] == [1_000]
