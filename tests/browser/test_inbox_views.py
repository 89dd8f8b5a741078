"""The inbox as people at work find their way in it."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk


def test_searching_the_inbox(
    *, place: Place, customer: Callable[..., Customer], agent: Callable[..., Desk], picture: Callable[..., None]
) -> None:
    one, two = customer().open(), customer().open()
    one.ask("Ho perso il braccialetto numero A-4711")
    two.ask("Dove si parcheggia?")
    anna = agent()
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
    for look in anna.looks():
        picture(anna.page, f"inbox-search-{look}")
        assert_accessible(anna.page)
    # What is sought is said anew: it comes in by itself.
    two.ask("Trovato: A-4711")
    expect(anna.rows).to_have_count(2)
    anna.page.set_viewport_size(PHONE)  # pyright: ignore[reportArgumentType] - width and height
    field.press("ArrowDown")
    expect(anna.rows.first).to_be_focused()
    anna.page.keyboard.press("Enter")
    expect(anna.thread).to_be_visible()
    anna.page.get_by_role("link", name="Back to the list").click()
    field.press("Escape")
    expect(anna.page).to_have_url(re.compile("view=mine"))
    expect(field).to_have_value("")
    anna.open(place.slug, "inbox?view=all&q=4711")
    expect(field).to_have_value("4711")
    expect(anna.rows).to_have_count(2)


def test_narrowing_the_inbox_and_keeping_it_under_a_name(
    *, place: Place, customer: Callable[..., Customer], agent: Callable[..., Desk], picture: Callable[..., None]
) -> None:
    made = [
        place.owner.post(place.api("labels"), json={"name": name, "color": "#c2410c", "skill": False}).json()["id"]
        for name in ("Reclamo", "Rimborso")
    ]
    one, two = customer().open(), customer().open()
    one.ask("Vorrei un rimborso")
    two.ask("Dove si parcheggia?")
    anna = agent()
    bruno = agent("Bruno Verdi", role="agent")
    anna.open(place.slug, "inbox?view=all")
    expect(anna.rows).to_have_count(2)
    anna.page.keyboard.press("f")
    anna.page.get_by_role("button", name="Label: Any label").press("Enter")
    anna.page.get_by_role("menuitemcheckbox", name="Reclamo").press("Enter")
    expect(anna.page.get_by_text("Nothing matches")).to_be_visible()
    # The menu stays for a second one, and the keyboard stays in it.
    expect(anna.page.get_by_role("menuitemcheckbox", name="Reclamo")).to_be_focused()
    anna.page.keyboard.press("ArrowDown")
    anna.page.keyboard.press("Enter")
    expect(anna.page.get_by_role("menuitemcheckbox", name="Rimborso")).to_be_checked()
    for look in anna.looks():
        picture(anna.page, f"inbox-filter-{look}")
        assert_accessible(anna.page)
    anna.page.keyboard.press("Escape")
    expect(anna.page.get_by_role("button", name="Label: Reclamo +1")).to_be_focused()
    # One comes to match while it is looked at, and goes again.
    lines = place.owner.get(place.api("conversations")).json()["items"]
    first = next(line["id"] for line in lines if "parcheggia" not in line["preview"])
    labels = place.api(f"conversations/{first}/labels")
    place.owner.put(labels, json={"labels": made[1:]}).raise_for_status()
    expect(anna.rows).to_have_count(1)
    expect(anna.rows.get_by_text("Rimborso")).to_be_visible()
    for look in anna.looks():
        picture(anna.page, f"inbox-filters-{look}")
        assert_accessible(anna.page)
    anna.page.get_by_role("button", name="Save or change this view").click()
    anna.page.get_by_role("menuitem", name="Save this view").click()
    anna.page.get_by_label("Name").fill("Rimborsi")
    anna.page.get_by_label("For everybody").check()
    for look in anna.looks():
        picture(anna.page, f"inbox-save-view-{look}")
        assert_accessible(anna.page)
    anna.page.get_by_role("button", name="Save", exact=True).click()
    saved = anna.page.get_by_role("link", name="Rimborsi 1")
    expect(saved).to_have_attribute("aria-current", "page")
    anna.page.keyboard.press("f")
    for look in anna.looks():
        picture(anna.page, f"inbox-saved-{look}")
        assert_accessible(anna.page)
    # A colleague has it too, and may not take it away.
    bruno.open(place.slug, "inbox?view=mine")
    bruno.page.get_by_role("link", name="Rimborsi 1").click()
    expect(bruno.rows).to_have_count(1)
    expect(bruno.page.get_by_role("button", name="Save or change this view")).to_have_count(0)
    place.owner.put(labels, json={"labels": []}).raise_for_status()
    for desk in (anna, bruno):
        expect(desk.rows).to_have_count(0)
    anna.page.get_by_role("button", name="Save or change this view").click()
    anna.page.get_by_role("menuitem", name="Remove").click()
    anna.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(bruno.page.get_by_role("link", name="Rimborsi")).to_have_count(0)
