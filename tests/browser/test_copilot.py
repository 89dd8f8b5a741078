"""The copilot, as an agent uses it: a reply to begin from, other words, and nothing sent by itself."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

ASKED = "Quanto costa il biglietto intero?"


def wish(page: Page, what: str) -> None:
    """Choose something in the copilot's menu."""
    page.get_by_role("button", name="Copilot:").click()
    page.get_by_role("menuitem", name=what).click()


def test_a_reply_to_begin_from_needs_no_model(
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    look: Look,
) -> None:
    guest = customer().open()
    guest.say("operatore")
    guest.say(ASKED)
    anna = agent(role="agent")
    anna.rows.click()
    anna.take()
    anna.field.fill("Ecco i prezzi:")
    anna.page.keyboard.press("Control+j")
    card = anna.page.get_by_role("region", name="Copilot")
    expect(card).to_contain_text(f"To: “{ASKED}”")
    expect(card).to_contain_text("Quoted from your knowledge, word for word.")
    expect(card.get_by_role("link").first).to_be_visible()
    anna.at_rest()
    look.at(anna.page, "copilot-suggestion")
    card.get_by_role("button", name="Use it").click()
    expect(anna.field).to_be_focused()
    assert "14" in anna.field.input_value()
    anna.page.get_by_role("button", name="Take them back").click()
    expect(anna.field).to_have_value("Ecco i prezzi:")
    expect(anna.by("agent")).to_have_count(0)  # nothing is sent by itself

    anna.watch.expect(409, r"POST .*/copilot/rewording$")
    wish(anna.page, "Make it kinder")
    expect(card.get_by_role("alert")).to_contain_text("This needs a language model")
    expect(card.get_by_role("link", name="Connect a language model")).to_have_count(0)  # an agent cannot
    look.at(anna.page, "copilot-no-model")
    card.get_by_role("button", name="Close the copilot").click()
    expect(card).to_have_count(0)
    expect(anna.field).to_have_value("Ecco i prezzi:")


def test_a_model_rewords_and_sums_up(
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    modelled: Callable[..., Place],
    picture: Callable[..., None],
) -> None:
    modelled()
    guest = customer().open()
    guest.say("operatore")
    guest.say("Ho perso un guanto blu")
    anna = agent()
    anna.rows.click()
    anna.take()
    anna.field.fill("We look for it.")
    wish(anna.page, "Translate into Italian")
    card = anna.page.get_by_role("region", name="Copilot")
    # The first who asks a model waits until its libraries are loaded.
    expect(card).to_contain_text("Stand-in, in the same words: We look for it.", timeout=60_000)
    picture(anna.page, "copilot-translated")
    card.get_by_role("button", name="Use it").click()
    expect(anna.field).to_have_value("Stand-in, in the same words: We look for it.")
    wish(anna.page, "Sum up the conversation")
    expect(card).to_contain_text("customer: Ho perso un guanto blu")
    expect(card.get_by_role("button", name="Use it")).to_have_count(0)
    wish(anna.page, "Translate their last message")
    expect(card).to_contain_text("Stand-in, in the same words: Ho perso un guanto blu")
    assert_accessible(anna.page)


def test_who_may_connect_a_model_is_led_there(
    customer: Callable[..., Customer], agent: Callable[..., Desk], place: Place
) -> None:
    guest = customer().open()
    guest.say("operatore")
    ada = agent(role="admin")
    ada.watch.expect(409, r"POST .*/copilot/summary$")
    ada.rows.click()
    ada.take()
    wish(ada.page, "Sum up the conversation")
    ada.page.get_by_role("link", name="Connect a language model").click()
    expect(ada.page.get_by_role("button", name="Add a key")).to_be_visible()
