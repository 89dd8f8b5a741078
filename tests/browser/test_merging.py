"""A customer on two devices, who turns out to be one: their conversations become one, and they follow."""

import hashlib
import hmac
import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look
from tests.browser.websites import Websites

PARKING, PRICE, DOG = "Dove si parcheggia?", "Quanto costa il biglietto?", "Il cane può entrare?"


def on_two_devices(customer: Callable[..., Customer], place: Place, websites: Websites) -> tuple[Customer, Customer]:
    """Asks on the telephone where to park and at the computer what a ticket costs, and proves on both who it is."""
    made = place.owner.post(place.api("widget-keys"), json={"name": "VIP", "allowed_origins": [websites.origin]}).json()
    proof = hmac.new(made["identity_secret"].encode(), b"cliente-7", hashlib.sha256).hexdigest()
    who = {"external_id": "cliente-7", "name": "Giulia Bianchi", "signature": proof}
    website = websites.put(place.page().replace(place.key, made["key"]))
    phone, laptop = customer(url=website).open(), customer(url=website).open()
    for guest, question in ((phone, PARKING), (laptop, PRICE)):
        guest.ask(question)
        with guest.page.expect_response(re.compile("/widget/identify$")):
            guest.page.evaluate("(who) => { sportello.identify(who) }", who)
    phone.watch.expect(409, r"POST /api/v1/widget/conversations/.*/messages")
    return phone, laptop


def opened(anna: Desk, place: Place) -> None:
    """The conversation of the computer, which is the newer, is Anna's."""
    anna.open(place.slug, "inbox?view=all")
    expect(anna.rows.filter(has_text="Giulia Bianchi")).to_have_count(2)
    anna.rows.first.click()
    expect(anna.by("customer")).to_have_text(re.compile(re.escape(PRICE)))
    anna.take()
    anna.field.press("Escape")


def test_a_customer_follows_into_the_conversation_that_stays(
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    place: Place,
    websites: Websites,
    look: Look,
) -> None:
    phone, laptop = on_two_devices(customer, place, websites)
    anna = agent()
    opened(anna, place)
    page = anna.page
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Merge conversations")
    other = dialog.get_by_role("radio")
    expect(other).to_be_focused()
    expect(dialog.get_by_role("button", name="Merge")).to_be_disabled()
    page.keyboard.press("Space")
    expect(dialog.get_by_role("region", name="What was said last")).to_contain_text(PARKING)
    look.at(page, "merge-dialog")

    # Meanwhile the customer is without a connection, and writes.
    phone.page.context.set_offline(offline=True)
    phone.say(DOG)
    phone.field.fill("E ancora")
    dialog.get_by_role("button", name="Merge").click()
    expect(dialog).to_be_hidden()
    expect(anna.rows).to_have_count(1)
    block = page.locator("details").filter(has_text="Conversation of")
    expect(block).to_contain_text("messages")
    expect(block.get_by_text(PARKING)).to_be_hidden()
    block.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(block.locator("article[data-author=customer]")).to_contain_text(PARKING)
    look.at(page, "merge-block")

    # They are where their conversation is, with what was not sent and what was only begun.
    phone.page.context.set_offline(offline=False)
    for guest in (phone, laptop):
        expect(guest.by("customer")).to_have_text([re.compile(re.escape(said)) for said in (PRICE, DOG)])
    expect(phone.field).to_have_value("E ancora")
    expect(anna.by("customer").last).to_contain_text(DOG)
    phone.panel.get_by_role("button", name="Le Sue conversazioni").click()
    expect(phone.panel.get_by_role("region", name="Le Sue conversazioni").locator("li button")).to_have_count(1)
    anna.watch.expect(409, "POST .*/separate")
    block.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_text("The customer has written on")).to_be_visible()


def test_what_was_merged_is_read_where_it_goes_on_and_can_be_separated(
    customer: Callable[..., Customer], agent: Callable[..., Desk], place: Place, websites: Websites, look: Look
) -> None:
    on_two_devices(customer, place, websites)
    anna = agent()
    page = anna.page
    opened(anna, place)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Merge…").click()
    dialog = page.get_by_role("dialog", name="Merge conversations")
    dialog.get_by_role("radio").check()
    dialog.get_by_role("button", name="Merge").click()
    expect(dialog).to_be_hidden()
    expect(anna.rows).to_have_count(1)
    block = page.locator("details").filter(has_text="Conversation of")
    block.locator("summary").click()
    block.get_by_role("link", name="Open it").click()
    gone = page.get_by_text("This conversation goes on in another one.")
    expect(gone).to_be_visible()
    look.at(page, "merged-away")
    page.get_by_role("link", name="Go there").click()
    expect(gone).to_be_hidden()
    block.locator("summary").click()
    block.get_by_role("button", name="Undo the merge").click()
    expect(block).to_be_hidden()
    expect(anna.rows).to_have_count(2)
    _by_the_bar(anna, look)
    # Nothing else could become one with it: whoever asks is told so.
    alone = customer().open()
    alone.ask(DOG)
    expect(anna.rows).to_have_count(3)
    anna.rows.first.click()
    expect(anna.by("customer")).to_have_text(re.compile(re.escape(DOG)))
    page.keyboard.press("m")
    expect(dialog).to_contain_text("has no other conversation that could be merged")
    look.at(page, "merge-none")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def _by_the_bar(anna: Desk, look: Look) -> None:
    """The two are chosen in the list and made one by keys; that is undone where it is told."""
    page, keys = anna.page, anna.page.keyboard
    anna.rows.first.focus()
    for key in ("x", "ArrowDown", "x"):
        keys.press(key)
    bar = page.get_by_role("region", name="Chosen conversations")
    expect(bar).to_contain_text("2 chosen")
    keys.press("b")
    keys.press("m")
    expect(bar).to_contain_text("1 conversation goes on in another one")
    expect(anna.rows).to_have_count(1)
    look.at(page, "merged-together")
    keys.press("z")
    expect(anna.rows).to_have_count(2)
    # One alone has nothing to become one with: it stays as it was, and why.
    keys.press("Escape")
    expect(bar).to_have_count(0)
    anna.rows.first.focus()
    keys.press("x")
    expect(bar).to_contain_text("1 chosen")
    keys.press("b")
    keys.press("m")
    expect(bar.get_by_role("listitem")).to_contain_text("Choose two or more of one customer")
    keys.press("Escape")
    expect(bar).to_have_count(0)
    anna.rows.first.focus()
