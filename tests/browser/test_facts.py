"""Business facts in the desk: written by keyboard and on a phone, tried before stored, and told to customers."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk


def _look(page: Page, picture: Callable[..., None], name: str) -> None:
    expect(page.locator("[aria-busy=true], .mantine-Skeleton-root, .mantine-Loader-root")).to_have_count(0)
    picture(page, name)
    assert_accessible(page)
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen, f"{name} is {wide} wide on a screen of {screen}"


def test_hours_are_written_tried_and_told(
    agent: Callable[..., Desk], customer: Callable[..., Customer], place: Place
) -> None:
    desk = agent(role="supervisor")
    page = desk.page
    desk.open(place.slug, "knowledge/facts")
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["1280", "375"])
def test_every_form_is_accessible(
    agent: Callable[..., Desk], place: Place, picture: Callable[..., None], scheme: str, size: str
) -> None:
    options = {"viewport": PHONE, "has_touch": True} if size == "375" else {}
    desk = agent(role="supervisor", color_scheme=scheme, **options)
    page, suffix = desk.page, f"{size}-{scheme}"
    desk.open(place.slug, "knowledge/facts")
    expect(page.get_by_role("heading", name="Opening hours")).to_be_visible()
    _look(page, picture, f"facts-list-{suffix}")
    for fact in ("market", "tickets", "porta-vecchia", "pets-policy"):
        desk.open(place.slug, f"knowledge/facts/{fact}")
        _look(page, picture, f"facts-{fact}-{suffix}")
    desk.open(place.slug, "knowledge/facts/new/hours")
    page.get_by_role("button", name="Choose public holidays").click()
    page.get_by_role("checkbox", name=re.compile("Christmas Day")).check()
    page.get_by_role("button", name="Add 1 day").click()
    expect(page.get_by_role("button", name="Remove Exception 1")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Give it a name in one language at least.")).to_be_visible()
    _look(page, picture, f"facts-new-{suffix}")
    page.get_by_role("button", name="Remove Exception 1").scroll_into_view_if_needed()
    picture(page, f"facts-exception-{suffix}")


def test_an_empty_workspace_says_what_facts_are_for_and_takes_a_file(
    agent: Callable[..., Desk], place: Place, picture: Callable[..., None]
) -> None:
    desk = agent()
    page = desk.page
    for fact in place.owner.get(place.api("knowledge/facts")).raise_for_status().json()["items"]:
        place.owner.delete(place.api(f"knowledge/facts/{fact['fact']['id']}")).raise_for_status()
    desk.open(place.slug, "knowledge/facts")
    expect(page.get_by_text("No facts yet")).to_be_visible()
    _look(page, picture, "facts-none")
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
    _look(page, picture, "facts-import")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name=re.compile("soup"))).to_contain_text("€4.50")
