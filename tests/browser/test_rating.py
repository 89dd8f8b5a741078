"""How it went: five stars in the chat, or a page that a link opens without a script; and what the desk shows of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, WIDE, Seat
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

OPERATOR = "Vorrei parlare con un operatore"


def handed_over(guest: Customer, desk: Desk) -> None:
    """A person has the conversation."""
    guest.ask(OPERATOR)
    desk.rows.click()
    desk.take()


def close(desk: Desk) -> None:
    """It is settled."""
    desk.page.get_by_role("button", name=re.compile("^Resolve")).click()
    expect(desk.page.get_by_text("Resolved").first).to_be_visible()


def test_a_link_opens_a_page_to_rate_on_and_the_desk_shows_it(
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    sit_down: Callable[..., Seat],
    look: Look,
) -> None:
    guest, desk = customer().open(), agent()
    handed_over(guest, desk)
    desk.page.get_by_role("button", name="Make a link").click()
    link = desk.page.get_by_role("region", name="Rating link")
    address = link.inner_text()
    assert_accessible(desk.page)
    plain = sit_down(java_script_enabled=False)
    plain.page.goto(address)
    expect(plain.page.get_by_text("La conversazione è ancora in corso")).to_be_visible()
    close(desk)
    expect(guest.panel.get_by_role("button", name="5/5")).to_be_visible()
    seen = sit_down().page
    seen.goto(address)
    expect(seen.get_by_role("heading")).to_have_text("Come è andata?")
    look.at(seen, "rating-page")
    plain.page.goto(address)
    plain.page.get_by_label("Molto bene").check()
    plain.page.get_by_label("due parole").fill("Gentili e veloci")
    plain.page.get_by_role("button", name="Invia").click()
    expect(plain.page.get_by_role("status")).to_contain_text("Grazie!")
    expect(plain.page.get_by_label("Molto bene")).to_be_checked()
    seen.reload()
    look.at(seen, "rating-page-rated")
    expect(desk.page.get_by_text("5 of 5")).to_be_visible()
    expect(desk.page.get_by_text("Gentili e veloci")).to_be_visible()
    expect(guest.panel.get_by_role("button", name="5/5")).to_be_hidden()
    expect(guest.panel.locator("form.rate")).to_contain_text("Grazie!")


@pytest.mark.parametrize(
    "look", [{"viewport": WIDE}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["wide", "phone"]
)
def test_stars_in_the_chat_and_a_word(
    customer: Callable[..., Customer], agent: Callable[..., Desk], picture: Callable[..., None], look: dict[str, Any]
) -> None:
    guest, desk = customer(**look).open(), agent()
    handed_over(guest, desk)
    close(desk)
    guest.panel.get_by_role("button", name="4/5").click()
    word = guest.panel.get_by_label("Vuole aggiungere due parole?")
    expect(word).to_be_in_viewport(ratio=1)
    word.fill("Bene così")
    assert_accessible(guest.page, "sportello-widget")
    picture(guest.page, f"widget-rating-{look['viewport']['width']}")
    guest.panel.locator("form.rate").get_by_role("button", name="Invia").click()
    expect(guest.panel.locator("form.rate")).to_contain_text("Grazie!")
    expect(guest.panel.get_by_role("button", name="4/5")).to_be_hidden()
    assert_accessible(guest.page, "sportello-widget")
    expect(desk.page.get_by_text("4 of 5")).to_be_visible()
    expect(desk.page.get_by_text("Bene così")).to_be_visible()
