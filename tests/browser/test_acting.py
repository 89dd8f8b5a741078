"""A customer who is not answered leaves contact details and says yes; the desk shows the lead, and why."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

UNKNOWN = "Do you rent out the moon on Tuesdays?"
FINGER: dict[str, Any] = {"viewport": PHONE, "has_touch": True}


@pytest.fixture
def place(workspace: Callable[..., Place]) -> Place:
    """A workspace without any model, whose assistant may take contact details."""
    place = workspace(template=None, language="en", name="Bottega")
    use = {"allowed": True, "intents": [], "phrases": ["I want a quote"]}
    place.owner.put(place.api("actions/leave_contact_details/use"), json=use).raise_for_status()
    return place


def test_a_customer_asks_to_be_called_back_and_the_desk_has_the_lead(
    customer: Callable[..., Customer], agent: Callable[..., Desk], picture: Callable[..., None]
) -> None:
    desk = agent(**FINGER, color_scheme="dark")
    desk.open(desk_slug(desk), "settings/leads")
    expect(desk.page.get_by_text("Nobody waits to be called back")).to_be_visible()
    visitor = customer("en", **FINGER).open()
    visitor.ask(UNKNOWN)
    visitor.press("Leave my contact details")
    expect(visitor.by("assistant").last).to_contain_text("e-mail address or telephone number")
    visitor.ask("mara@example.org")
    offer = visitor.ask("Mara Verdi")
    expect(offer).to_contain_text("Shall I do this?")
    expect(offer).to_contain_text(UNKNOWN)
    picture(visitor.page, "acting-offer-375-light")
    visitor.press("Yes, please")
    expect(visitor.by("assistant").last).to_contain_text("get in touch")
    picture(visitor.page, "acting-done-375-light")
    expect(desk.page.get_by_text("Somebody left their contact details")).to_be_visible()
    expect(desk.page.get_by_role("main").get_by_text("Mara Verdi")).to_be_visible()
    Look(picture, "375-dark").at(desk.page, "leads")
    page = desk.page
    page.get_by_role("button", name="Mara Verdi is dealt with").press("Enter")
    expect(page.get_by_text("Nobody waits to be called back")).to_be_visible()
    page.get_by_role("combobox", name="Which leads").select_option(label="Dealt with")
    expect(page.get_by_text("Dealt with by ")).to_be_visible()
    Look(picture, "375-dark").at(page, "leads-dealt-with")
    page.reload()
    page.get_by_role("button", name="Open Mara Verdi again").press("Enter")
    expect(page.get_by_text("Nothing is dealt with yet")).to_be_visible()
    page.get_by_role("combobox", name="Which leads").select_option(label="To be dealt with")
    desk.page.get_by_role("link", name="Open the conversation").click()
    expect(desk.page.get_by_text("get in touch").last).to_be_visible()
    desk.page.get_by_role("button", name="Why this answer").last.click()
    expect(desk.page.get_by_role("heading", name="Actions")).to_be_visible()
    expect(desk.page.get_by_text("leave_contact_details", exact=True)).to_be_visible()
    Look(picture, "375-dark").at(desk.page, "acting-trace")


def test_actions_are_switched_declared_and_tried(agent: Callable[..., Desk], look: Look) -> None:
    desk = agent()
    page = desk.page
    desk.watch.expect(400, "PUT .*/actions/order_status")
    desk.open(desk_slug(desk), "settings/actions")
    switch = page.get_by_role("switch", name="May be used: Leave my contact details")
    expect(switch).to_be_checked()
    look.at(page, "actions")
    page.get_by_role("button", name="Declare an HTTP action").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("order_status")
    dialog.get_by_label("What customers read").fill("Where is my order?")
    dialog.get_by_label("What it is for").fill("Tells where an order is.")
    dialog.get_by_label("Address").fill("https://{number}.example.com/")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("server")
    look.at(page, "actions-declare-refused")
    _leave_and_stay(dialog, look)
    dialog.get_by_label("Address").fill("https://api.example.com/orders/{number}")
    dialog.get_by_label("Secret headers").fill("Authorization: Bearer canary-of-mine")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("order_status · HTTP · only reads")).to_be_visible()
    page.get_by_role("button", name="Edit Where is my order?").click()
    expect(dialog.get_by_label("Secret headers")).to_have_value("Authorization:")
    assert "canary-of-mine" not in page.content()
    dialog.get_by_label("What it is for").fill("Something else.")
    dialog.get_by_role("button", name="Cancel").click()
    dialog.get_by_role("button", name="Drop it").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Edit Where is my order?").click()
    expect(dialog.get_by_label("What it is for")).to_have_value("Tells where an order is.")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="When Where is my order? begins").click()
    dialog.get_by_label("Sentences").fill("Where is my order?")
    look.at(page, "actions-begins")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("switch", name="May be used: Where is my order?").press("Space")
    expect(page.get_by_role("switch", name="May be used: Where is my order?")).to_be_checked()
    look.at(page, "actions-declared")
    page.get_by_role("button", name="Remove Where is my order?").click()
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("order_status")).to_have_count(0)
    desk.open(desk_slug(desk), "settings/leads")
    look.at(page, "leads-empty")


def _leave_and_stay(dialog: Locator, look: Look) -> None:
    """The save stays in sight, and Escape asks before it throws away what was typed."""
    expect(dialog.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
    dialog.get_by_label("Name", exact=True).scroll_into_view_if_needed()
    expect(dialog.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
    dialog.get_by_label("What it is for").press("Escape")
    expect(dialog.get_by_role("alert").filter(has_text="Drop what you have written?")).to_be_visible()
    expect(dialog.get_by_role("button", name="Keep writing")).to_be_focused()
    look.at(dialog.page, "actions-declare-leaving")
    dialog.page.keyboard.press("Escape")
    expect(dialog.get_by_label("What it is for")).to_be_focused()
    expect(dialog.get_by_label("What it is for")).to_have_value("Tells where an order is.")


def desk_slug(desk: Desk) -> str:
    """The workspace that the desk is open in."""
    return desk.page.url.partition("/w/")[2].partition("/")[0]
