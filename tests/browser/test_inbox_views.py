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
    expect(anna.page.get_by_role("link", name="Rimborsi 1")).to_have_attribute("aria-current", "page")
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
    narrow_to_who_loses_patience(anna, place, two, picture)


def narrow_to_who_loses_patience(anna: Desk, place: Place, two: Customer, picture: Callable[..., None]) -> None:
    """They come to that list while it is looked at, and are marked in words, too."""
    anna.open(place.slug, "inbox?view=all")
    expect(anna.rows).to_have_count(2)
    anna.page.keyboard.press("f")
    anna.page.get_by_role("button", name="Risk: Any risk").press("Enter")
    anna.page.get_by_role("menuitemcheckbox", name="Losing patience").press("Enter")
    anna.page.keyboard.press("Escape")
    expect(anna.page.get_by_text("Nothing matches")).to_be_visible()
    expect(anna.page).to_have_url(re.compile("risk=high"))
    two.ask("HO CHIESTO DOVE SI PARCHEGGIA!!! SIETE INUTILI, FATE SCHIFO")
    expect(anna.rows).to_have_count(1)
    expect(anna.rows.get_by_text("Losing patience")).to_have_count(1)
    for look in anna.looks():
        picture(anna.page, f"inbox-risk-{look}")
        assert_accessible(anna.page)


def close_by_thumb(anna: Desk, place: Place, picture: Callable[..., None]) -> None:
    """All that is hers: the faces are what chooses."""
    bar = anna.page.get_by_role("region", name="Chosen conversations")
    anna.open(place.slug, "inbox?view=mine&sort=oldest")
    expect(anna.rows).to_have_count(2)
    for box in anna.page.get_by_role("checkbox").all():
        box.check()
    bar.get_by_role("button", name="Labels").click()
    anna.page.get_by_role("menuitemcheckbox", name="Rimborso").click()
    expect(anna.rows.get_by_text("Rimborso")).to_have_count(2)
    anna.page.keyboard.press("Escape")
    bar.get_by_role("button", name="More").click()
    anna.page.get_by_role("menuitem", name="Mark as read").click()
    expect(anna.rows.get_by_text("1 unread")).to_have_count(0)
    bar.get_by_role("button", name="More").click()
    anna.page.get_by_role("menuitem", name="Mark as unread for me").click()
    expect(anna.rows.get_by_text("To look at again")).to_have_count(2)
    picture(anna.page, "inbox-marked-unread-1280-light")
    bar.get_by_role("button", name="Close").click()
    anna.page.get_by_role("menuitem", name="As resolved").click()
    dialog = anna.page.get_by_role("dialog", name="Close 2 conversations?")
    assert_accessible(anna.page)
    dialog.get_by_role("button", name="Close", exact=True).last.click()
    expect(anna.rows).to_have_count(0)
    expect(bar).to_have_count(0)


def test_doing_one_thing_to_several(
    *, place: Place, customer: Callable[..., Customer], agent: Callable[..., Desk], picture: Callable[..., None]
) -> None:
    label = {"name": "Rimborso", "color": "#c2410c", "skill": False}
    place.owner.post(place.api("labels"), json=label).raise_for_status()
    guests = [customer().open() for _ in range(4)]
    for guest in guests:
        guest.ask("Vorrei parlare con un operatore")
    anna, bruno = agent("Anna Rossi", role="agent"), agent("Bruno Verdi", role="agent")
    for desk in (anna, bruno):
        desk.open(place.slug, "inbox?view=all&sort=oldest")
        expect(desk.rows).to_have_count(4)
    bar = anna.page.get_by_role("region", name="Chosen conversations")
    # Bruno has the second one.
    bruno.rows.nth(1).click()
    bruno.take()
    # By keyboard: the first, and all down to the third.
    anna.rows.first.focus()
    anna.page.keyboard.press("x")
    expect(bar.get_by_text("1 chosen")).to_be_visible()
    anna.page.keyboard.press("ArrowDown")
    anna.page.keyboard.press("ArrowDown")
    anna.page.keyboard.press("Shift+X")
    expect(bar.get_by_text("3 chosen")).to_be_visible()
    for look in anna.looks():
        picture(anna.page, f"inbox-chosen-{look}")
        assert_accessible(anna.page)
    bar.get_by_role("button", name="Assign").press("Enter")
    anna.page.get_by_role("menuitem", name="To me").press("Enter")
    # What could not be done is told, with the reason, and alone stays chosen.
    expect(bar.get_by_text("1 stays as it was:")).to_be_visible()
    expect(bar.get_by_role("listitem")).to_contain_text("Bruno Verdi already has this conversation")
    expect(bar.get_by_text("1 chosen")).to_be_visible()
    for look in anna.looks():
        picture(anna.page, f"inbox-refused-{look}")
        assert_accessible(anna.page)
    anna.page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    close_by_thumb(anna, place, picture)
    expect(guests[0].panel.locator("form.rate")).to_be_visible()

    # One alone: marked, it is left, and stays unread for Bruno until he opens it again.
    bruno.page.keyboard.press("Escape")
    bruno.page.keyboard.press("u")
    expect(bruno.page).to_have_url(re.compile(r"/inbox\?"))
    expect(bruno.rows.get_by_text("To look at again")).to_have_count(1)
    bruno.rows.nth(1).click()
    expect(bruno.thread).to_be_visible()
    expect(bruno.rows.get_by_text("To look at again")).to_have_count(0)
