"""What is begun on one device is there on the other; where both went on, neither gives way by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

OPERATOR = "Vorrei parlare con un operatore"
KEPT = "**/drafts/*/*"
ELSEWHERE = "You wrote something else here on another device:"


Both = Callable[[], tuple[Customer, Desk, Desk]]


@pytest.fixture
def both(
    customer: Callable[..., Customer], agent: Callable[..., Desk], sit_down: Callable[..., Any], place: Place
) -> Both:
    """A customer, and two devices of the agent who has them: one in the conversation, one before the list."""

    def begin() -> tuple[Customer, Desk, Desk]:
        guest = customer().open()
        guest.ask(OPERATOR)
        desk = agent()
        desk.rows.click()
        desk.take()
        seat = sit_down()
        seat.context.add_cookies(desk.page.context.cookies())
        phone = Desk(seat.page, seat.watch, desk.installation)
        phone.open(place.slug, "inbox?view=mine")
        expect(phone.rows).to_have_count(1)
        return guest, desk, phone

    return begin


def test_where_both_devices_went_on_neither_gives_way_by_itself(both: Both, look: Look) -> None:
    _, desk, phone = both()
    phone.watch.expect(409, "PUT .*/drafts/")
    mark = phone.rows.get_by_text("Draft", exact=True)
    with desk.page.expect_response(KEPT):
        desk.field.press_sequentially("Buongiorno, ")
    expect(mark).to_be_visible()
    look.at(phone.page, "draft-row")
    phone.rows.click()
    expect(phone.field).to_have_value("Buongiorno, ")
    with phone.page.expect_response(KEPT):
        phone.field.press_sequentially("guardo subito")
    expect(desk.field).to_have_value("Buongiorno, guardo subito")

    # Offline the words are kept here; what was written elsewhere meanwhile takes none of them away.
    phone.page.context.set_offline(offline=True)
    phone.field.fill("Un momento")
    with desk.page.expect_response(KEPT):
        desk.field.press_sequentially(" e le scrivo")
    phone.page.context.set_offline(offline=False)
    other = phone.page.get_by_role("region", name=ELSEWHERE)
    expect(other).to_contain_text("Buongiorno, guardo subito e le scrivo")
    expect(phone.field).to_have_value("Un momento")
    look.at(phone.page, "draft-elsewhere")
    other.get_by_role("button", name="Use this instead").click()
    expect(phone.field).to_have_value("Buongiorno, guardo subito e le scrivo")
    before = phone.page.get_by_role("region", name="This stood here before:")
    expect(before).to_contain_text("Un momento")
    with phone.page.expect_response(KEPT):
        before.get_by_role("button", name="Use this instead").click()
    expect(desk.field).to_have_value("Un momento")
    before.get_by_role("button", name="Drop it").click()
    expect(phone.field).to_be_focused()


def test_what_is_left_is_there_and_what_is_sent_is_gone_on_every_device(both: Both, place: Place) -> None:
    guest, desk, phone = both()
    phone.rows.click()
    with phone.page.expect_response(KEPT):
        phone.field.press_sequentially("Un momento")
    expect(desk.field).to_have_value("Un momento")
    # Left before the typing rested, it is there all the same; a note has a draft of its own.
    desk.page.get_by_role("tab", name="Note").click()
    desk.field.press_sequentially("Chiedere a Marco")
    desk.page.goto("about:blank")
    phone.page.get_by_role("tab", name="Note").click()
    expect(phone.field).to_have_value("Chiedere a Marco")
    phone.page.get_by_role("tab", name="Reply").click()

    phone.field.press("Control+Enter")
    expect(phone.by("agent").last).to_contain_text("Un momento")
    expect(guest.by("agent").last).to_contain_text("Un momento")
    desk.open(place.slug, "inbox?view=mine")
    expect(desk.rows.get_by_text("Draft", exact=True)).to_be_visible()
    desk.rows.click()
    expect(desk.field).to_have_value("")
    desk.page.get_by_role("tab", name="Note").click()
    expect(desk.field).to_have_value("Chiedere a Marco")
    desk.field.press("Control+Enter")
    expect(desk.page.locator("article", has_text="Chiedere a Marco")).to_be_visible()
    phone.page.get_by_role("tab", name="Note").click()
    expect(phone.field).to_have_value("")
