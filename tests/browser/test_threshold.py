"""Where the assistant's threshold goes, by what it does: seen while it is moved, and kept when it is saved."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Place
from tests.browser.desk import Desk
from tests.browser.looks import Look


def part(page: Page, heading: str) -> Locator:
    """The part of the page under a heading."""
    return page.locator("section", has=page.get_by_role("heading", name=heading, exact=True)).last


def share(page: Page, sort: str, name: str) -> Locator:
    """A share as it is shown."""
    return part(page, sort).locator("dl > div").filter(has_text=name).locator("dd")


def test_the_threshold_shows_what_it_does_before_it_is_saved(
    agent: Callable[..., Desk], workspace: Callable[..., Place], place: Place, look: Look
) -> None:
    empty = agent(language="de", path="settings/assistant", at=workspace(template=None))
    title = empty.page.get_by_role("heading", name="Noch zu wenig")
    expect(title).to_be_visible()
    title.scroll_into_view_if_needed()
    look.at(empty.page, "desk-threshold-empty")
    page = moved(agent(path="settings/assistant"), place, look)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    assert place.owner.get(place.api("assistants/default/draft")).json()["threshold"] == 0.65


def moved(desk: Desk, place: Place, look: Look) -> Page:
    """The slider goes by keyboard from end to end, then to .65; each time the shares and examples follow."""
    page = desk.page
    shown = place.owner.get(place.api("assistant/threshold"), params={"at": 0.5}).raise_for_status().json()
    slider = page.get_by_role("slider", name="When to answer")
    expect(part(page, "Questions that have an answer")).to_contain_text(f"{shown['answerable']['questions']} questions")
    slider.focus()
    page.keyboard.press("Home")
    # Not all: what is sure but held back is only offered.
    expect(share(page, "Questions that have none", "answered wrongly")).to_have_text(re.compile("[1-9]"))
    expect(part(page, "Would just not be answered")).to_contain_text("None.")
    page.keyboard.press("End")
    expect(share(page, "Questions that have an answer", "answered rightly")).to_have_text("0%")
    expect(part(page, "Would just be answered")).to_contain_text("None.")
    slider.fill("0.64")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "0.65")
    expect(share(page, "Questions that have an answer", "answered rightly")).to_have_text(re.compile("[1-9]"))
    slider.evaluate("(one) => one.scrollIntoView({ block: 'start' })")
    look.at(page, "desk-threshold")
    part(page, "Would just be answered").scroll_into_view_if_needed()
    look.at(page, "desk-threshold-examples")
    return page
