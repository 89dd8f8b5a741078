"""When nobody can be reached: what customers leave arrives once, and what they are writing stays theirs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Place, Seat
from tests.browser.customer import OPEN, Customer
from tests.browser.desk import Desk
from tests.browser.websites import Websites

LEAVE = {"it": "Lasci un messaggio", "en": "Leave a message", "de": "Nachricht hinterlassen"}
SEND = {"it": "Invia", "en": "Send", "de": "Senden"}
PENDING = {
    "it": "Parte dopo",
    "en": "Sent later",
    "de": "Folgt später",
}
RECEIVED = {
    "it": "Ricevuto. Le rispondiamo per e-mail.",
    "en": "Received. We will reply by e-mail.",
    "de": "Angekommen. Wir antworten per E-Mail.",
}


def leave(guest: Customer) -> Locator:
    """Go to the contact form."""
    guest.panel.get_by_role("button", name=LEAVE[guest.language]).click()
    return guest.panel.locator("form.contact")


def write(guest: Customer, text: str) -> None:
    """Fill in the form and send it."""
    form = guest.panel.locator("form.contact")
    form.get_by_label("E-").fill("carlo@example.com")
    form.locator("textarea").fill(text)
    form.get_by_role("button", name=SEND[guest.language]).click()


def cut_off(seat: Seat, place: Place) -> None:
    """Let nothing that this browser asks of the application arrive."""
    server = place.installation.url
    seat.watch.excuse("ERR_FAILED")
    seat.context.route(lambda url: url.startswith(f"{server}/api/"), lambda route: route.abort())


def reach_again(seat: Seat) -> None:
    """Let all arrive again, and let the browser know."""
    seat.context.unroute_all()
    seat.page.evaluate("dispatchEvent(new Event('online'))")


def test_all_that_is_left_while_offline_arrives_once_and_what_is_being_written_stays(
    customer: Callable[..., Customer], agent: Callable[..., Desk], picture: Callable[..., None]
) -> None:
    guest = customer().open()
    guest.page.context.set_offline(offline=True)
    form = leave(guest)
    write(guest, "Ho perso una sciarpa rossa.")
    write(guest, "E un guanto.")
    form.locator("textarea").fill("Ah, e anche")
    expect(form.get_by_role("listitem")).to_have_count(2)
    picture(guest.page, "widget-contact-form")
    assert_accessible(guest.page, "sportello-widget")
    guest.page.context.set_offline(offline=False)
    expect(guest.panel.get_by_role("status")).to_contain_text(RECEIVED["it"], timeout=40_000)
    expect(form.get_by_role("listitem")).to_have_count(0, timeout=40_000)
    expect(form.locator("textarea")).to_have_value("Ah, e anche")
    guest.page.reload()
    desk = agent()
    expect(desk.rows).to_have_count(2)
    desk.row("sciarpa").click()
    expect(desk.page.get_by_text("Ho perso una sciarpa rossa.").last).to_be_visible()
    details = desk.page.get_by_role("complementary", name="Details")
    expect(details.get_by_role("link", name="carlo@example.com", exact=True)).to_be_visible()


@pytest.mark.parametrize("language", ["it", "en", "de"])
def test_before_the_server_was_ever_reached_it_takes_messages_in_the_language_of_the_page(
    sit_down: Callable[..., Seat],
    workspace: Callable[..., Place],
    websites: Websites,
    picture: Callable[..., None],
    language: str,
) -> None:
    """The script comes from somewhere, or the browser had it; the application behind it does not answer."""
    place, seat = workspace(template=None, language="en"), sit_down()
    cut_off(seat, place)
    seat.page.goto(websites.put(place.page(language)))
    guest = Customer(seat.page, seat.watch, language)
    expect(guest.launcher).to_have_accessible_name(OPEN[language])
    guest.launcher.click()
    guest.say("Uno")
    expect(guest.panel).to_contain_text(PENDING[language])
    expect(guest.panel.locator("form.contact")).to_be_hidden()
    expect(guest.panel.get_by_role("button", name=LEAVE[language])).to_have_count(0)
    picture(seat.page, f"widget-first-visit-alone-{language}")
    assert_accessible(seat.page, "sportello-widget")
    seat.page.reload()
    expect(guest.messages).to_contain_text(["Uno"])
    guest.field.fill("Due e")
    reach_again(seat)
    expect(guest.by("assistant").last).to_be_visible(timeout=40_000)
    expect(guest.panel.get_by_role("heading").first).not_to_have_text("Chat")
    expect(guest.by("customer")).to_have_count(1)
    expect(guest.field).to_have_value("Due e")


def test_the_form_stays_as_it_is_being_written_when_the_server_is_reached_again(
    sit_down: Callable[..., Seat], workspace: Callable[..., Place], websites: Websites
) -> None:
    place, seat = workspace(template=None, language="en"), sit_down()
    address = websites.put(place.page("it"))
    seat.page.goto(address)
    guest = Customer(seat.page, seat.watch, "it")
    expect(guest.launcher).to_be_visible()
    cut_off(seat, place)
    seat.page.reload()
    guest.launcher.click()
    form = leave(guest)
    write(guest, "Uno")
    expect(form.get_by_role("listitem")).to_have_count(1)
    seat.page.reload()
    expect(guest.panel).to_be_visible()
    leave(guest)
    expect(form.get_by_label("E-")).to_have_value("carlo@example.com")
    form.locator("textarea").press_sequentially("Due e")
    reach_again(seat)
    expect(guest.panel.get_by_role("status")).to_contain_text(RECEIVED["it"], timeout=40_000)
    seat.page.keyboard.type(" mezzo")
    expect(form.locator("textarea")).to_have_value("Due e mezzo")
    form.get_by_role("button").last.click()
    expect(guest.field).to_be_visible()
