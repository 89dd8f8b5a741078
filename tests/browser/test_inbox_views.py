"""The inbox as people at work find their way in it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, SIZES, Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk

LOOKS = pytest.mark.parametrize("theme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)


@WIDTHS
@LOOKS
def test_searching_the_inbox(
    *,
    place: Place,
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    picture: Callable[..., None],
    theme: str,
    size: dict[str, int],
    request: pytest.FixtureRequest,
) -> None:
    one, two = customer().open(), customer().open()
    one.ask("Ho perso il braccialetto numero A-4711")
    two.ask("Dove si parcheggia?")
    anna = agent(color_scheme=theme, viewport=size)
    anna.open(place.slug, "inbox?view=mine")
    field = anna.page.get_by_role("searchbox", name="Search conversations")
    anna.page.keyboard.press("/")
    expect(field).to_be_focused()
    anna.page.keyboard.type("braccial 4711")
    expect(anna.page.get_by_text("Nothing found")).to_be_visible()
    field.fill("4711")
    expect(anna.rows).to_have_count(1)
    expect(anna.rows.locator("mark")).to_have_text("4711")
    expect(anna.page).to_have_url(re.compile(r"q=.*4711"))
    anna.at_rest()
    picture(anna.page, f"inbox-search-{request.node.callspec.id}")
    assert_accessible(anna.page)
    # What is sought is said anew: it comes in by itself.
    two.ask("Trovato: A-4711")
    expect(anna.rows).to_have_count(2)
    field.press("ArrowDown")
    expect(anna.rows.first).to_be_focused()
    anna.page.keyboard.press("Enter")
    expect(anna.thread).to_be_visible()
    if size == PHONE:
        anna.page.get_by_role("link", name="Back to the list").click()
    field.press("Escape")
    expect(anna.page).to_have_url(re.compile("view=mine"))
    expect(field).to_have_value("")
    anna.open(place.slug, "inbox?view=all&q=4711")
    expect(field).to_have_value("4711")
    expect(anna.rows).to_have_count(2)
