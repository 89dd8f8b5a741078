"""What is known of a customer, written by a colleague and seen by another at once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDE, Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_colleague_sees_what_another_notes(
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    place: Place,
    picture: Callable[..., None],
    size: dict[str, int],
) -> None:
    look = Look(picture, sizes=[size])
    guest = customer().open()
    guest.ask("Vorrei parlare con un operatore")
    anna, bruno = agent(viewport=size), agent("Bruno Verdi")
    for desk in (anna, bruno):
        desk.rows.click()
        expect(desk.page.get_by_role("heading", level=2, name="Visitor")).to_be_visible()
    if size == PHONE:
        anna.page.get_by_role("button", name="Details").click()
    anna.page.get_by_role("button", name="Edit what is known").click()
    form = anna.page.get_by_role("dialog", name="What is known of the customer")
    form.get_by_label("Name").fill("Giulia Bianchi")
    form.get_by_label("Phone").fill("+39 055 0000000")
    form.get_by_role("button", name="Add a line").click()
    form.get_by_label("What").fill("Tessera")
    form.get_by_label("Value").fill("Oro")
    look.at(anna.page, "contact-form")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    for desk in (anna, bruno):
        expect(desk.page.get_by_text("Giulia Bianchi").last).to_be_visible()
        expect(desk.page.get_by_text("Oro", exact=True)).to_be_visible()
        expect(desk.page.get_by_role("link", name="+39 055 0000000").last).to_be_visible()
    look.at(anna.page, "contact")
