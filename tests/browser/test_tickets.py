"""Tickets in the desk: promised, opened from a conversation, worked on, moved on the board, and merged."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look


def promise(page: Page, look: Look) -> None:
    """An admin says within how much time there is an answer."""
    expect(page.get_by_text("Nothing is promised yet")).to_be_visible()
    look.at(page, "sla-none")
    page.get_by_role("button", name="Add a policy").click()
    form = page.get_by_role("dialog", name="Add a policy")
    form.get_by_label("Name").fill("For everybody")
    form.get_by_label("Only business hours count").uncheck()
    form.get_by_label("High: first answer").fill("90")
    look.at(page, "sla-form")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keep writing").click()
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    expect(page.get_by_text("For everybody")).to_be_visible()
    look.at(page, "sla")


def open_from_conversation(page: Page, look: Look) -> None:
    """A ticket from what is on screen, by its key."""
    page.keyboard.press("Shift+N")
    form = page.get_by_role("dialog", name="New ticket")
    form.get_by_label("Subject").fill("The money never came")
    form.get_by_label("Priority").select_option("high")
    form.get_by_label("End this conversation as not solved").check()
    look.at(page, "ticket-new")
    form.get_by_role("button", name="New ticket").click()
    expect(form).to_be_hidden()
    expect(page.get_by_text("#1 The money never came")).to_be_visible()


def work_on(page: Page, look: Look) -> None:
    """Everything on its page."""
    happened = page.get_by_role("list", name="What happened")
    expect(page.get_by_role("heading", name="#1 The money never came")).to_be_visible()
    expect(happened.get_by_text("Dove sono i miei soldi?")).to_be_visible()
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_text(re.compile(r"First answer · 1h left"))).to_be_visible()
    page.get_by_label("Note for colleagues").fill("The bank looks for it.")
    page.get_by_role("button", name="Add the note").click()
    expect(happened.get_by_text("The bank looks for it.")).to_be_visible()
    details.get_by_label("Status").select_option("waiting_customer")
    expect(details.get_by_text("Solution · paused")).to_be_visible()
    expect(details.get_by_text("First answer · kept")).to_be_visible()
    expect(happened.get_by_text("Anna Rossi set the status to Waiting for the customer")).to_be_visible()
    details.get_by_role("button", name="Watch").click()
    expect(details.get_by_text("Watched by Anna Rossi")).to_be_visible()
    look.at(page, "ticket")


def move_on_board(page: Page, look: Look) -> None:
    """By key, by its own list, and back."""
    page.get_by_label("Shown as").select_option("board")
    column = {name: page.get_by_role("region", name=name) for name in ("Open", "Solved", "Waiting for the customer")}
    card = page.get_by_role("link", name=re.compile("The money never came"))
    expect(column["Waiting for the customer"].get_by_role("link")).to_have_count(1)
    card.focus()
    page.keyboard.press(">")
    expect(column["Solved"].get_by_role("link", name=re.compile("The money"))).to_be_focused()
    page.keyboard.press("<")
    expect(column["Waiting for the customer"].get_by_role("link", name=re.compile("The money"))).to_be_focused()
    page.get_by_label("Status of #1").select_option("open")
    expect(column["Open"].get_by_role("link", name=re.compile("The money"))).to_be_visible()
    look.at(page, "ticket-board")
    page.get_by_label("Shown as").select_option("list")


def merge(page: Page, look: Look) -> None:
    """The second goes on in the first."""
    page.get_by_role("link", name=re.compile("#2")).click()
    page.get_by_role("button", name="More about this ticket").click()
    page.get_by_role("menuitem", name="Merge into another ticket").click()
    form = page.get_by_role("dialog", name="Merge into another ticket")
    form.get_by_label("Number of the other ticket").fill("77")
    form.get_by_role("button", name="Merge").click()
    expect(form.get_by_text("There is no ticket with this number")).to_be_visible()
    form.get_by_label("Number of the other ticket").fill("#1")
    look.at(page, "ticket-merge")
    form.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("heading", name="#1 The money never came")).to_be_visible()
    expect(page.get_by_text("Anna Rossi merged #2 into this ticket")).to_be_visible()


def test_a_ticket_is_promised_opened_worked_on_and_merged(
    customer: Callable[..., Customer], agent: Callable[..., Desk], place: Place, look: Look
) -> None:
    guest = customer().open()
    guest.ask("Dove sono i miei soldi?")
    desk = agent()
    page = desk.page
    desk.open(place.slug, "settings/sla")
    promise(page, look)

    desk.open(place.slug, "tickets")
    expect(page.get_by_text("No tickets here")).to_be_visible()
    look.at(page, "tickets-none")

    desk.open(place.slug, "inbox?view=all")
    desk.row("").first.click()
    desk.take()
    page.keyboard.press("Escape")
    open_from_conversation(page, look)
    page.get_by_role("link", name=re.compile("#1")).first.click()
    work_on(page, look)

    page.get_by_role("link", name="All tickets").click()
    page.get_by_role("button", name="New ticket").click()
    form = page.get_by_role("dialog", name="New ticket")
    form.get_by_label("Subject").fill("Again the money")
    form.get_by_role("button", name="New ticket").click()
    expect(page.get_by_role("heading", name="#2 Again the money")).to_be_visible()
    page.get_by_role("link", name="All tickets").click()
    expect(page.get_by_role("link", name=re.compile("Again the money"))).to_be_visible()
    look.at(page, "tickets")
    move_on_board(page, look)
    merge(page, look)

    # What somebody else does is seen by itself.
    found = place.owner.get(place.api("tickets")).raise_for_status().json()["items"]
    place.owner.patch(place.api(f"tickets/{found[0]['id']}"), json={"status": "resolved"}).raise_for_status()
    expect(page.get_by_role("complementary", name="Details").get_by_label("Status")).to_have_value("resolved")
