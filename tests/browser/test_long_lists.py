"""An inbox with a great many conversations: only those near what is seen are in the page, and nobody notices."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk

MANY = 400
IN_THE_PAGE = 80
"""Rows of which a screen shows a dozen."""
AT_ONCE = 5
"""Parts of a list that are near what is seen, and its first; there are ten."""
_TOP = "(row) => row.getBoundingClientRect().top"
_TO_ITS_END = "(row) => { const box = row.closest('ul').parentElement; box.scrollTop = box.scrollHeight; }"
_IN_SIGHT = """(row) => {
  const box = row.closest('ul').parentElement.getBoundingClientRect();
  const rows = [...row.closest('ul').querySelectorAll('a[data-id]')];
  return rows.find((one) => one.getBoundingClientRect().top >= box.top + 20).dataset.id;
}"""


def places(desk: Desk) -> list[int]:
    """Which rows of the list are in the page."""
    return [int(place) for place in desk.page.locator("li[aria-posinset]").evaluate_all(_PLACES)]


_PLACES = "(rows) => rows.map((row) => row.getAttribute('aria-posinset'))"


def load_all(desk: Desk) -> None:
    """Walk to the end until nothing more comes."""
    desk.rows.first.focus()
    last = desk.page.locator("li[aria-setsize]").last
    for _ in range(MANY // 40 + 2):
        desk.page.keyboard.press("End")
        desk.at_rest()
        if last.get_attribute("aria-setsize") != "-1":
            break
        expect(desk.page.locator(":focus")).to_be_visible()
    expect(last).to_have_attribute("aria-setsize", str(MANY + 1))
    desk.page.keyboard.press("End")


def row_in_sight(desk: Desk) -> tuple[str, float]:
    """One that is seen, and where it stands on the screen."""
    id_ = desk.rows.first.evaluate(_IN_SIGHT)
    return id_, desk.page.locator(f'a[data-id="{id_}"]').evaluate(_TOP)


def stands(desk: Desk, seen: tuple[str, float]) -> None:
    """It is where it was."""
    assert abs(desk.page.locator(f'a[data-id="{seen[0]}"]').evaluate(_TOP) - seen[1]) <= 2


def test_a_long_list_is_walked_scrolled_and_left_without_losing_the_place(
    place: Place, customer: Callable[..., Customer], agent: Callable[..., Desk], picture: Callable[..., Any]
) -> None:
    guest = customer().open()
    guest.ask("Dove si parcheggia?")
    many = ("--conversations", str(MANY), "--messages", str(2 * MANY))
    place.installation.run("dev", "fill", place.slug, *many)
    anna = agent()
    anna.open(place.slug, "inbox?view=all")
    walk(anna, picture)
    choose(anna)
    seen = row_in_sight(anna)
    guest.ask("E quanto costa?")
    hear(anna, customer, seen)
    miss(anna, seen)
    leave(anna)


def walk(anna: Desk, picture: Callable[..., Any]) -> None:
    """By keyboard to the end, and back to the first; what has the focus stays, wherever one scrolls."""
    focused = anna.page.locator("li:has(:focus)")
    load_all(anna)
    expect(focused).to_have_attribute("aria-posinset", str(MANY + 1))
    assert len(places(anna)) <= IN_THE_PAGE
    anna.page.keyboard.press("ArrowUp")
    expect(focused).to_have_attribute("aria-posinset", str(MANY))
    expect(focused).to_be_in_viewport()
    for look in anna.looks():
        picture(anna.page, f"long-list-{look}")
        assert_accessible(anna.page)
    anna.page.keyboard.press("Home")
    expect(focused).to_have_attribute("aria-posinset", "1")
    expect(focused).to_be_in_viewport()
    anna.rows.first.evaluate(_TO_ITS_END)
    expect(anna.page.locator(f'li[aria-posinset="{MANY + 1}"]')).to_be_in_viewport()
    assert len(places(anna)) <= IN_THE_PAGE
    expect(focused).to_have_attribute("aria-posinset", "1")
    anna.page.keyboard.press("ArrowDown")
    expect(focused).to_have_attribute("aria-posinset", "2")
    expect(focused).to_be_in_viewport()


def choose(anna: Desk) -> None:
    """From one to another far below it."""
    focused = anna.page.locator("li:has(:focus)")
    anna.page.keyboard.press("x")
    for _ in range(59):
        anna.page.keyboard.press("ArrowDown")
    expect(focused).to_have_attribute("aria-posinset", "61")
    anna.page.keyboard.press("Shift+X")
    bar = anna.page.get_by_role("region", name="Chosen conversations")
    expect(bar.get_by_text("60 chosen")).to_be_visible()
    anna.page.keyboard.press("Escape")
    expect(bar).to_have_count(0)


def hear(anna: Desk, customer: Callable[..., Customer], seen: tuple[str, float]) -> None:
    """What is new comes in above, and what is seen stays where it is."""
    focused = anna.page.locator("li:has(:focus)")
    customer().open().ask("Buongiorno!")
    expect(focused).to_have_attribute("aria-posinset", "62")
    stands(anna, seen)


def miss(anna: Desk, seen: tuple[str, float]) -> None:
    """After something was missed only what is seen is read again, and the beginning."""
    asked: list[str] = []
    anna.page.on("request", lambda one: asked.append(one.url) if "/conversations?" in one.url else None)
    anna.page.context.set_offline(True)
    anna.page.evaluate("() => window.dispatchEvent(new Event('offline'))")
    with anna.page.expect_request(re.compile(r"/conversations[?]"), timeout=40_000):
        anna.page.context.set_offline(False)
    anna.at_rest()
    stands(anna, seen)
    assert len(asked) <= AT_ONCE, asked


def leave(anna: Desk) -> None:
    """To a conversation, elsewhere, and back; and on a phone, where the two are one after the other."""
    focused = anna.page.locator("li:has(:focus)")
    anna.page.keyboard.press("Enter")
    expect(anna.thread).to_be_visible()
    seen = row_in_sight(anna)
    anna.page.get_by_role("link", name="Knowledge").first.click()
    expect(anna.rows).to_have_count(0)
    anna.page.go_back()
    expect(anna.page.locator(f'a[data-id="{seen[0]}"]')).to_be_in_viewport()
    stands(anna, seen)
    anna.page.set_viewport_size(PHONE)  # pyright: ignore[reportArgumentType] - width and height
    anna.page.get_by_role("link", name="Back to the list").click()
    expect(focused).to_be_in_viewport()
    expect(focused).to_have_attribute("aria-posinset", "62")
    assert len(places(anna)) <= IN_THE_PAGE
