"""A customer who was here before: the list of their conversations, one to read, one to go on with, a new one."""

import re
from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, WIDE, Place
from tests.browser.customer import Customer

OPERATOR = "Vorrei parlare con un operatore"


def close(place: Place, reply: str) -> None:
    """Answer who waits, and settle it."""
    [talk] = place.owner.get(place.api("conversations"), params={"view": "unassigned"}).json()["items"]
    path = f"conversations/{talk['id']}"
    place.owner.post(place.api(f"{path}/take")).raise_for_status()
    said = {"id": talk["id"], "text": reply}
    place.owner.post(place.api(f"{path}/messages"), json=said).raise_for_status()
    place.owner.post(place.api(f"{path}/close"), json={"outcome": "resolved", "reason": None}).raise_for_status()


def test_a_customer_finds_their_earlier_conversations_and_begins_a_new_one(
    customer: Callable[..., Customer], place: Place, picture: Callable[..., None]
) -> None:
    guest = customer().open()
    page, panel = guest.page, guest.panel
    opener = panel.get_by_role("button", name="Le Sue conversazioni")
    here = panel.get_by_role("region", name="Le Sue conversazioni")
    rows = here.locator("li button")
    expect(opener).to_be_hidden()
    guest.ask(OPERATOR)
    close(place, "Il **primo** biglietto è pronto.")
    expect(guest.status).to_have_text(re.compile("^Chiusa"))
    # With the keyboard: there, a new one, and back to where one writes.
    opener.focus()
    page.keyboard.press("Enter")
    expect(here.get_by_role("heading")).to_be_focused()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Il primo biglietto è pronto.Chiusa")
    expect(guest.field).to_be_hidden()
    page.keyboard.press("Escape")
    expect(guest.field).to_be_focused()
    opener.click()
    here.get_by_role("button", name="Nuova conversazione").click()
    expect(guest.field).to_be_focused()
    expect(guest.messages).to_have_count(0)
    guest.ask("Quanto costa il biglietto?")
    # The old one can be read, and whoever does that does not stay in it.
    opener.click()
    expect(rows).to_have_count(2)
    expect(rows.first).to_have_attribute("aria-current", "true")
    expect(here.get_by_role("button", name="Nuova conversazione")).to_be_hidden()
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page, "sportello-widget")
            picture(page, f"widget-talks-{size['width']}-{scheme}")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    rows.nth(1).click()
    expect(here).to_be_hidden()
    expect(guest.by("agent")).to_contain_text("Il primo biglietto è pronto.")
    expect(guest.field).to_be_hidden()
    expect(guest.status).to_have_text("Chiusa")
    assert_accessible(page, "sportello-widget")
    picture(page, "widget-talk-of-before")
    page.reload()
    expect(guest.by("customer")).to_have_text(re.compile("Quanto costa il biglietto"))
    opener.click()
    rows.nth(1).click()
    panel.get_by_role("button", name="Vada a quella aperta").click()
    expect(guest.by("customer")).to_have_text(re.compile("Quanto costa il biglietto"))
    expect(guest.field).to_be_focused()


def test_a_list_that_is_slow_or_cannot_be_had_says_so(customer: Callable[..., Customer]) -> None:
    guest = customer("en").open()
    guest.ask("How much is a ticket?")
    held: list[Route] = []
    own = re.compile(r"/widget/conversations\?limit=20")
    guest.page.route(own, lambda route: held.append(route))  # noqa: PLW0108 - it is marked by what listens
    guest.panel.get_by_role("button", name="Your conversations").click()
    here = guest.panel.get_by_role("region", name="Your conversations")
    expect(here.get_by_role("status")).to_have_text("One moment…")
    expect(here.get_by_role("heading")).to_be_focused()
    guest.page.wait_for_function("() => true")
    guest.watch.expect(500, r"GET /api/v1/widget/conversations$")
    held.pop().fulfill(status=500, json={})
    expect(here.get_by_role("status")).to_have_text("They cannot be loaded.")
    assert_accessible(guest.page, "sportello-widget")
    guest.page.unroute(own)
    here.get_by_role("button", name="Try again").click()
    expect(here.locator("li button")).to_have_count(1)
    expect(here.get_by_role("status")).to_have_text("")
    here.get_by_role("button", name="Back to the chat").click()
    expect(guest.field).to_be_focused()
