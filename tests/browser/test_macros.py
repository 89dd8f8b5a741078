"""Macros: an admin writes one, an agent runs it from the reply by keyboard, sees before what it does, and can undo."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

OPERATOR = "Vorrei parlare con un operatore"


def test_one_choice_says_sorts_and_solves(
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    place: Place,
    look: Look,
) -> None:
    label = {"name": "Rimborso", "color": "#2f6fde", "skill": False}
    place.owner.post(place.api("labels"), json=label).raise_for_status()
    guest = customer().open()
    guest.page.evaluate("() => sportello.identify({ name: 'Giulia Bianchi', email: 'giulia@example.com' })")
    guest.ask(OPERATOR)
    desk = agent(path="settings/replies")
    page = desk.page
    expect(page.get_by_text("No macros yet")).to_be_visible()
    page.get_by_role("button", name="Add a macro").click()
    form = page.get_by_role("dialog", name="Add a macro")
    form.get_by_label("Name").fill("Rimborso partito")
    form.get_by_label("Says").fill("Buongiorno {name}, il rimborso è partito.")
    form.get_by_role("group", name="Adds labels").get_by_label("Rimborso").check()
    form.get_by_label("Then").select_option(label="Solved")
    look.at(page, "macro-form")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Adds Rimborso · Solved")).to_be_visible()
    look.at(page, "macro-settings")

    desk.open(place.slug)
    desk.rows.click()
    desk.take()
    desk.field.press_sequentially("/partito")
    expect(page.get_by_role("option", name="Rimborso partito")).to_be_visible()
    look.at(page, "macro-offered")
    desk.field.press("Enter")
    shown = page.get_by_role("dialog", name="Rimborso partito")
    expect(shown.get_by_label("Says")).to_have_value("Buongiorno Giulia Bianchi, il rimborso è partito.")
    expect(shown.get_by_role("listitem")).to_have_text(["Adds Rimborso", "Solved"])
    look.at(page, "macro-shown")
    shown.get_by_role("button", name="Do it").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    expect(desk.by("agent")).to_have_count(0)

    desk.field.press_sequentially("/partito")
    desk.field.press("Enter")
    shown.get_by_role("button", name="Do it").click()
    expect(guest.by("agent")).to_contain_text("Buongiorno Giulia Bianchi, il rimborso è partito.")
    expect(desk.by("agent")).to_contain_text("il rimborso è partito.")
    expect(guest.panel.locator("form.rate")).to_be_visible()
    look.at(page, "macro-done")
