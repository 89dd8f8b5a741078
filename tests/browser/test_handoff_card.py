"""The handoff card, as who takes over reads it: at once, line by line, and out of the way when it is known."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import PHONE, WIDE, Look


def on_a_phone(anna: Desk) -> None:
    """A line until it is tapped: the words have the room."""
    page = anna.page
    page.set_viewport_size(PHONE)  # pyright: ignore[reportArgumentType] - width and height
    page.reload()
    toggle = page.get_by_role("button", name="Handed over")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(toggle).to_contain_text("The customer asked for a person")
    expect(anna.by("customer").last).to_be_in_viewport()
    card = page.get_by_role("region", name="Handed over").bounding_box()
    assert card is not None
    assert card["height"] <= PHONE["height"] / 10
    assert_accessible(page)
    toggle.click()
    expect(page.get_by_role("region", name="Handed over").get_by_role("listitem")).to_have_count(2)
    page.set_viewport_size(WIDE)  # pyright: ignore[reportArgumentType] - width and height
    page.reload()
    expect(toggle).to_have_attribute("aria-expanded", "true")


def test_who_takes_over_knows_at_once_what_it_is_about(
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    look: Look,
) -> None:
    guest = customer().open()
    guest.page.evaluate("() => sportello.identify({ name: 'Giulia Bianchi', email: 'giulia@example.com' })")
    guest.ask("Quanto costa il biglietto intero?")
    guest.ask("Chi ha vinto il campionato?")
    guest.say("operatore")
    expect(guest.status).to_have_text("In coda, posto 1")
    anna = agent()
    anna.rows.click()

    card = anna.page.get_by_role("region", name="Handed over")
    questions = card.get_by_role("listitem")
    expect(questions).to_have_count(2)
    expect(questions.first).to_contain_text("Answered")
    expect(questions.first.get_by_role("link")).to_be_visible()
    expect(questions.last).to_contain_text("Chi ha vinto il campionato?")
    expect(questions.last).to_contain_text("No answer")
    for line in ("The customer asked for a person", "Italian", "Neutral", "Giulia Bianchi", "giulia@example.com"):
        expect(card).to_contain_text(line)
    anna.at_rest()
    look.at(anna.page, "handoff-card")

    on_a_phone(anna)
    guest.say("Il biglietto era per domani")
    expect(questions.last).to_contain_text("Il biglietto era per domani")
    anna.take()
    anna.reply("Guardo subito")
    expect(anna.by("agent")).to_be_visible()
    toggle = card.get_by_role("button", name="Handed over")
    toggle.press("Enter")
    expect(questions).to_have_count(0)
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(toggle).to_contain_text("The customer asked for a person")
    anna.page.reload()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    look.at(anna.page, "handoff-card-closed")
    toggle.press("Enter")
    expect(questions.last).to_contain_text("Il biglietto era per domani")
