"""Business facts in the desk: written by keyboard and on a phone, tried before stored, and told to customers."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look


def test_hours_are_written_tried_and_told(
    agent: Callable[..., Desk], customer: Callable[..., Customer], place: Place
) -> None:
    desk = agent(role="supervisor", path="knowledge/facts")
    page = desk.page
    page.get_by_role("link", name="information desk").click()
    expect(page.get_by_label("Monday: opens (1)")).to_have_value("10:00")

    page.get_by_role("button", name="Monday: remove time 1").press("Enter")
    expect(page.get_by_label("Monday: opens (1)")).to_have_count(0)
    page.get_by_label("Tuesday: closes (1)").fill("09:00")
    page.get_by_role("button", name="Tuesday: add a time").press("Enter")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("Two of these times overlap.")).to_be_visible()
    page.get_by_role("button", name="Tuesday: as the day before").press("Enter")
    page.get_by_role("textbox", name="Question").fill("Is the information desk open on Tuesday 1 December?")
    page.get_by_label("Asked at").fill("2026-11-30T12:00")
    page.get_by_role("button", name="Ask").press("Enter")
    expect(page.get_by_text(re.compile("Information desk: no, tomorrow .Tuesday 1 December. closed"))).to_be_visible()
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Wednesday: opens (1)")).to_have_value("10:00")
    expect(page.get_by_label("Tuesday: opens (1)")).to_have_count(0)

    guest = customer("en").open()
    guest.ask("What are the opening hours of the information desk?")
    expect(guest.page.get_by_text("Mon, Tue: closed", exact=True)).to_be_visible()


def test_every_form_is_accessible(
    agent: Callable[..., Desk], place: Place, look: Look, picture: Callable[..., None]
) -> None:
    desk = agent(role="supervisor", path="knowledge/facts")
    page = desk.page
    expect(page.get_by_role("heading", name="Opening hours")).to_be_visible()
    look.at(page, "facts-list")
    for fact in ("market", "tickets", "porta-vecchia", "pets-policy"):
        desk.open(place.slug, f"knowledge/facts/{fact}")
        look.at(page, f"facts-{fact}")
    desk.open(place.slug, "knowledge/facts/new/hours")
    page.get_by_role("button", name="Choose public holidays").click()
    page.get_by_role("checkbox", name=re.compile("Christmas Day")).check()
    page.get_by_role("button", name="Add 1 day").click()
    expect(page.get_by_role("button", name="Remove Exception 1")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    told = page.get_by_text("Give it a name in one language at least.")
    for seen in look.each(page):
        told.scroll_into_view_if_needed()
        seen.at(page, "facts-new")
    for name in desk.looks():
        page.get_by_role("button", name="Remove Exception 1").scroll_into_view_if_needed()
        picture(page, f"facts-exception-{name}")


def test_an_empty_workspace_says_what_facts_are_for_and_takes_a_file(
    agent: Callable[..., Desk], place: Place, look: Look
) -> None:
    desk = agent()
    page = desk.page
    for fact in place.owner.get(place.api("knowledge/facts")).raise_for_status().json()["items"]:
        place.owner.delete(place.api(f"knowledge/facts/{fact['fact']['id']}")).raise_for_status()
    desk.open(place.slug, "knowledge/facts")
    expect(page.get_by_text("No facts yet")).to_be_visible()
    look.at(page, "facts-none")
    page.get_by_role("button", name="Import").click()
    content = (
        "facts: 1\nprices:\n  - {id: soup, name: {en: soup}, price: 4.50}\n  - {id: tea, name: {en: tea}, price: x}\n"
    )
    page.locator("input[type=file]").set_input_files(
        {"name": "facts.yaml", "mimeType": "application/yaml", "buffer": content.encode()}
    )
    page.get_by_role("dialog").get_by_role("button", name="Import").click()
    expect(page.get_by_text("1 added, 0 changed, 0 removed, 0 unchanged")).to_be_visible()
    expect(page.get_by_text("facts.yaml:4 ")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("button", name="Cancel")).to_have_count(0)
    look.at(page, "facts-import")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name=re.compile("soup"))).to_contain_text("€4.50")
