"""Calling a colleague to a conversation, and putting one aside: by keyboard, in two browsers, at both sizes."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

OPERATOR = "Vorrei parlare con un operatore"


def test_a_colleague_is_called_by_an_at_and_finds_it(
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    place: Place,
    look: Look,
) -> None:
    guest = customer().open()
    guest.ask(OPERATOR)
    bruno = agent("Bruno Verdi")
    bruno.open(place.slug, "inbox?view=all")
    expect(bruno.rows).to_have_count(1)
    anna = agent()
    anna.rows.click()
    anna.page.get_by_role("tab", name="Note").click()
    anna.field.press_sequentially("Chiedi a @bru")
    offered = anna.page.get_by_role("listbox", name="Mention a colleague")
    expect(offered.get_by_role("option", name="Bruno Verdi")).to_have_attribute("aria-selected", "true")
    look.at(anna.page, "mention")
    anna.field.press("Enter")
    expect(offered).to_be_hidden()
    expect(anna.field).to_have_value("Chiedi a @Bruno Verdi ")
    anna.field.press_sequentially("dei biglietti")
    anna.field.press("Control+Enter")
    expect(anna.page.locator("article strong", has_text="@Bruno Verdi")).to_be_visible()

    expect(bruno.page.get_by_text(re.compile("Anna Rossi mentioned you: Chiedi a"))).to_be_visible()
    view = bruno.page.get_by_role("link", name=re.compile("^Mentions"))
    expect(view).to_contain_text("1")
    bruno.page.keyboard.press("5")
    expect(bruno.rows).to_have_count(1)
    look.at(bruno.page, "mentions-view")
    with bruno.page.expect_response("**/mentions/read"):
        bruno.rows.press("Enter")
    expect(bruno.page.locator("article strong", has_text="@Bruno Verdi")).to_be_visible()
    bruno.open(place.slug, "inbox?view=mentions")
    expect(bruno.page.get_by_text("Nobody called you")).to_be_visible()
    look.at(bruno.page, "mentions-none")


def test_what_is_put_aside_waits_and_comes_back(
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    place: Place,
    look: Look,
) -> None:
    guest = customer().open()
    guest.ask(OPERATOR)
    anna = agent()
    anna.watch.expect(400, "PUT .*/snooze")
    page = anna.page
    anna.rows.click()
    anna.take()
    anna.reply("Guardo e le dico domani")
    expect(guest.by("agent")).to_have_count(1)
    anna.field.press("Escape")
    page.keyboard.press("h")
    dialog = page.get_by_role("dialog", name="Put aside until")
    expect(dialog.get_by_role("radio", name="Tomorrow morning")).to_be_checked()
    dialog.get_by_role("radio", name="At a time").check()
    dialog.get_by_label("Day and time").fill("2020-01-01T09:00")
    dialog.get_by_role("button", name="Put aside").click()
    expect(page.get_by_text("It cannot be put aside until then")).to_be_visible()
    look.at(page, "snooze-dialog")
    dialog.get_by_role("radio", name="Tomorrow morning").check()
    dialog.get_by_role("button", name="Put aside").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Fetch back")).to_be_visible()
    look.at(page, "snoozed")

    anna.open(place.slug, "inbox?view=mine")
    expect(anna.rows).to_have_count(0)
    page.keyboard.press("6")
    expect(anna.rows).to_have_count(1)
    guest.say("Ho trovato da solo")
    expect(anna.rows).to_have_count(0)
    page.keyboard.press("1")
    expect(anna.row("Ho trovato da solo")).to_have_count(1)

    anna.rows.click()
    expect(anna.field).to_be_visible()
    page.keyboard.press("h")
    dialog.get_by_role("button", name="Put aside").click()
    page.get_by_role("button", name="Fetch back").click()
    expect(page.get_by_role("button", name="Fetch back")).to_be_hidden()
    anna.open(place.slug, "inbox?view=mine")
    expect(anna.rows).to_have_count(1)
