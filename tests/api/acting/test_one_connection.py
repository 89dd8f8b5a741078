"""One connection to the database for server and worker together: a turn holds none while it waits for anything."""

import pytest

from sportello.core.settings import Settings
from sportello.sales import Lead
from tests.api.acting.conftest import Chat, allow, rows
from tests.api.acting.declared import declare, order_status
from tests.api.acting.orders import Orders
from tests.shop import UNSURE, Shop
from tests.upstream import Upstream, calls

SAID = calls("answer", answer="Your order is on its way.", citations=["a1"], confidence=0.9)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Whoever held one while it asks for a second would wait for itself."""
    return settings.model_copy(update={"database_pool": 1})


async def test_a_model_that_reads_looks_up_and_proposes_goes_through_and_so_does_the_yes(
    shop: Shop, chat: Chat, one: Upstream, orders: Orders
) -> None:
    await shop.asks(one, routing="model_always")
    await declare(shop, order_status(orders))
    await declare(shop, order_status(orders, method="POST", url=f"{orders.url}/orders", changes=True), name="reorder")
    await allow(shop, "order_status", "reorder", "look_up_facts", "leave_contact_details")
    details = calls("leave_contact_details", reach="[EMAIL-1]", about="a school trip")
    one.says = [
        *(calls("order_status", number="A-1004"), calls("look_up_facts", question="When are you open?"), SAID),
        *(details, SAID),
        *(calls("reorder", number="A-1005"), SAID),
    ]
    async with shop.at_work():
        said = await chat.say("Where is my order A-1004?")
        assert said["text"].endswith("Your order is on its way.")
        offer = await chat.say(UNSURE + " Could somebody ring me about a school trip? mara@example.org")
        await chat.press(offer, "confirm:")
        offer = await chat.say("Please order A-1005 once more for me.")
        done = await chat.press(offer, "confirm:")
    assert "on its way" in done["text"]
    assert [each["method"] for each in orders.asked] == ["GET", "POST"]
    assert [lead.email for lead in await rows(shop, Lead)] == ["mara@example.org"]
