"""The story everything else is for: asked, answered, not known, a person called, helped, rated. Two browsers."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.installation import PASSWORD, Installation


def test_a_customer_is_answered_by_the_assistant_and_then_by_a_person(
    installation: Installation, sit_down: Callable[..., Seat]
) -> None:
    at_desk, at_home = sit_down(), sit_down(locale="it-IT")
    anna = Desk(at_desk.page, at_desk.watch, installation)
    carlo = Customer(at_home.page, at_home.watch)

    _anna_signs_in(anna, installation)
    carlo.page.goto(installation.shop)
    carlo.open()
    _the_assistant_answers(carlo)
    _what_nobody_wrote_down_is_not_guessed(carlo)
    _a_person_is_called_and_comes(carlo, anna)
    _they_talk(carlo, anna)
    _it_is_solved_and_rated(carlo, anna)

    assert anna.shown() == [line for line in carlo.shown() if line[0] != "system"]


def _anna_signs_in(anna: Desk, installation: Installation) -> None:
    """With the login that the first start printed; and she chooses a password of her own."""
    email, first = installation.first_login
    anna.page.goto(installation.desk)
    anna.sign_in(email, first)
    anna.choose_password(first, PASSWORD)
    expect(anna.page.get_by_role("heading", name="Inbox")).to_be_visible()
    anna.page.get_by_role("link", name="Admin").click()
    anna.page.get_by_label("Name").fill("Anna Rossi")
    anna.page.get_by_role("button", name="Save").first.click()
    expect(anna.page.get_by_role("link", name="Anna Rossi")).to_be_visible()
    anna.page.get_by_role("link", name=re.compile("^Inbox")).click()
    anna.page.get_by_role("link", name=re.compile("^Unassigned")).click()
    expect(anna.page.get_by_text("The queue is empty")).to_be_visible()


def _the_assistant_answers(carlo: Customer) -> None:
    """In the language of the question, saying that it is an AI, with a citation that opens the place it is from."""
    answer = carlo.ask("Quanto costano i biglietti?")
    expect(answer).to_contain_text("14 €")
    expect(answer).to_contain_text("intelligenza artificiale")
    expect(carlo.ask("Where can I park the car?")).to_contain_text("car park")
    with carlo.page.expect_popup() as opened:
        answer.locator(".chips a").first.click()
    source = opened.value
    expect(source.get_by_role("heading", level=1)).to_have_text("Orari, prezzi e contatti")
    passage = source.locator(":target")
    expect(passage).to_be_in_viewport()
    expect(passage).to_contain_text("14 €")
    source.close()


def _what_nobody_wrote_down_is_not_guessed(carlo: Customer) -> None:
    unsure = carlo.ask("Qual è la capitale della Mongolia?")
    expect(unsure).not_to_contain_text("Ulan")
    expect(unsure.get_by_role("button")).to_have_text(["Sì, chiama una persona", "No, continua"])


def _a_person_is_called_and_comes(carlo: Customer, anna: Desk) -> None:
    """She sees it arrive without doing anything, takes it, and reads what was said and why."""
    carlo.press("Sì, chiama una persona")
    expect(carlo.status).to_have_text("In coda, posto 1")
    expect(anna.rows).to_have_count(1)
    anna.rows.click()
    expect(anna.by("customer")).to_have_text([re.compile(text) for text in ("biglietti", "park", "Mongolia", "Sì,")])
    anna.take()
    expect(carlo.status).to_have_text("Anna Rossi è qui")
    anna.by("assistant").first.get_by_role("button", name="Why this answer").click()
    trace = anna.page.get_by_role("dialog", name="Why this answer")
    expect(trace).to_contain_text("Answered from the knowledge")
    expect(trace).to_contain_text("Quanto costano i biglietti?")
    trace.get_by_role("button", name="Close").click()
    expect(trace).to_be_hidden()


def _they_talk(carlo: Customer, anna: Desk) -> None:
    """A note stays in the house; the reply does not, and each sees the other type."""
    anna.note("Chiede della Mongolia: forse un quiz.")
    expect(anna.page.get_by_text("only your team sees it")).to_be_visible()
    anna.page.get_by_role("tab", name="Reply").click()
    anna.field.press_sequentially("La capitale è ", delay=10)
    expect(carlo.status).to_have_text("Anna Rossi sta scrivendo…")
    anna.field.press_sequentially("Ulan Bator.")
    anna.field.press("Control+Enter")
    expect(carlo.by("agent")).to_contain_text("La capitale è Ulan Bator.")
    expect(carlo.by("agent")).to_contain_text("Anna Rossi")
    expect(carlo.panel).not_to_contain_text("quiz")
    carlo.field.press_sequentially("Grazie", delay=10)
    expect(anna.page.get_by_text(re.compile("^Visitor [0-9A-F]{4} is writing$"))).to_be_visible()
    carlo.field.press("Enter")
    expect(anna.by("customer").last).to_contain_text("Grazie")
    anna.page.reload()
    expect(anna.page.locator("blockquote").last).to_have_text("Qual è la capitale della Mongolia?")
    expect(anna.by("customer").last).to_contain_text("Grazie")


def _it_is_solved_and_rated(carlo: Customer, anna: Desk) -> None:
    anna.page.get_by_role("button", name="Resolve").click()
    rating = carlo.panel.locator("form.rate")
    rating.get_by_role("button", name="5/5").click()
    rating.get_by_role("textbox").fill("Gentilissima")
    rating.get_by_role("button", name="Invia").click()
    expect(rating).to_contain_text("Grazie!")
    expect(anna.page.get_by_text("5 of 5")).to_be_visible()
