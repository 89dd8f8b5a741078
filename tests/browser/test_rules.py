"""Rules: an admin begins with an example, tries it on what has been, saves it, and sees what it did."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk


def looked_at(desk: Desk, picture: Callable[..., None], name: str) -> None:
    """In all sizes and themes."""
    for look in desk.looks():
        assert_accessible(desk.page)
        picture(desk.page, f"{name}-{look}")


def write_from_example(desk: Desk, picture: Callable[..., None]) -> Locator:
    """Begin with an example, change it, try it, and save it."""
    page = desk.page
    page.get_by_role("button", name="Complaints are urgent").click()
    form = page.get_by_role("dialog", name="Add a rule")
    expect(form.get_by_label("Name")).to_have_value("Complaints are urgent")
    form.get_by_role("group", name="Condition 1").get_by_label("Words").fill("reclamo, vergogna")
    form.get_by_role("button", name="Try on the last 30 days").click()
    expect(form.get_by_text("It would have met once, of 1 occasions")).to_be_visible()
    expect(form.get_by_role("status").get_by_text("Giulia Bianchi")).to_be_visible()
    form.get_by_role("button", name="Add a condition").click()
    second = form.get_by_role("group", name="Condition 2")
    second.get_by_label("What").select_option(label="Language")
    expect(form.get_by_text("Something is still to be chosen")).to_be_visible()
    second.get_by_label("Italian").check()
    form.get_by_role("button", name="Add an action").click()
    third = form.get_by_role("group", name="Action 3")
    third.get_by_label("What").select_option(label="Write a note")
    third.get_by_label("Note").fill("Call back today.")
    looked_at(desk, picture, "rules-form")
    # Nothing typed is lost by a key.
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keep writing").click()
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    expect(page.get_by_text("The customer writes · Words in the message · Language")).to_be_visible()
    return form


def test_a_rule_is_written_tried_and_followed(
    customer: Callable[..., Customer], agent: Callable[..., Desk], place: Place, picture: Callable[..., None]
) -> None:
    guest = customer().open()
    guest.page.evaluate("() => sportello.identify({ name: 'Giulia Bianchi', email: 'giulia@example.com' })")
    guest.ask("Che vergogna, voglio fare un reclamo")
    desk = agent()
    page = desk.page
    desk.open(place.slug, "settings/rules")
    expect(page.get_by_text("No rules yet")).to_be_visible()
    looked_at(desk, picture, "rules-none")

    form = write_from_example(desk, picture)
    page.get_by_role("button", name="Add a rule").click()
    form.get_by_label("Name").fill("Everything else")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    page.get_by_role("button", name="Ask “Everything else” earlier").press("Enter")
    names = page.get_by_role("main").get_by_role("listitem").locator("bdi")
    expect(names).to_have_text(["Everything else", "Complaints are urgent"])
    # Whoever moves it goes on from where it is now.
    expect(page.get_by_role("button", name="Ask “Everything else” later")).to_be_focused()
    page.get_by_label("“Everything else” works").press("Space")
    expect(page.get_by_label("“Everything else” works")).not_to_be_checked()

    guest.say("Ancora un reclamo!")
    expect(guest.by("customer")).to_have_count(2)
    desk.open(place.slug, "settings/rules")
    expect(page.get_by_text("Met once in 30 days")).to_be_visible()
    page.get_by_role("button", name="What “Complaints are urgent” did").click()
    expect(page.get_by_text("Priority set · People told · Note")).to_be_visible()
    looked_at(desk, picture, "rules-log")
    page.get_by_role("link", name="Giulia Bianchi").click()
    expect(page.get_by_text("Call back today.")).to_be_visible()
    expect(page.get_by_text("By the rule “Complaints are urgent”").first).to_be_visible()
    assert_accessible(page)
