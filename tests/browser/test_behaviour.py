"""What a website's owner has the widget do: ask before a chat, speak first, and tell who looks elsewhere."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look
from tests.browser.websites import Websites

OPERATOR = "Vorrei parlare con un operatore"
ASKED: list[dict[str, Any]] = [
    {"kind": "name", "label": {}, "required": True},
    {"kind": "email", "label": {}, "required": False},
    {"kind": "own", "label": {"it": "Numero del biglietto"}, "required": False},
]
CONSENT = {"it": "Accetto che i miei dati siano usati per rispondermi."}


def behave(place: Place, **parts: Any) -> None:
    """Say what the widget does."""
    [key] = [one for one in place.owner.get(place.api("widget-keys")).json()["items"] if one["key"] == place.key]
    body: dict[str, Any] = {"sound": False, "asked": [], "consent": {}, "rules": [], **parts}
    place.owner.put(place.api(f"widget-keys/{key['id']}/behaviour"), json=body).raise_for_status()


def test_what_is_asked_before_a_chat_is_asked_once_and_never_lost(
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    place: Place,
    look: Look,
) -> None:
    behave(place, asked=ASKED, consent=CONSENT)
    guest = customer().open()
    form = guest.panel.locator("form.asked")
    name = form.get_by_label("Nome", exact=True)
    name.fill("Giulia")
    form.get_by_label("Numero del biglietto").fill("4711")
    look.at(guest.page, "widget-before-chat", "sportello-widget")
    guest.page.reload()
    expect(name).to_have_value("Giulia")
    expect(guest.field).to_be_hidden()
    form.get_by_role("checkbox").check()
    form.get_by_role("button", name="Inizia la chat").click()
    expect(guest.field).to_be_focused()
    guest.ask(OPERATOR)
    expect(form).to_be_hidden()
    guest.page.reload()
    expect(guest.by("customer")).to_have_count(1)
    expect(form).to_be_hidden()
    desk = agent()
    desk.rows.click()
    details = desk.page.get_by_role("complementary").last
    expect(details).to_contain_text("Giulia")
    expect(details).to_contain_text("4711")
    expect(details).to_contain_text(CONSENT["it"])


def test_it_speaks_first_where_the_owner_wants_it_and_once(
    customer: Callable[..., Customer],
    place: Place,
    websites: Websites,
    look: Look,
) -> None:
    says = "Possiamo aiutarLa con i biglietti?"
    rule = {"pages": "*cassa=1", "after_seconds": 0, "scrolled": 80, "text": {"it": says}}
    behave(place, rules=[rule])
    url = websites.put(place.page(body="<p style='height:3000px'>La bottega.</p><p>Fine</p>"))
    guest = customer(url=url)
    expect(guest.launcher).to_be_visible()
    spoken = guest.widget.locator(".spoken")
    guest.page.mouse.wheel(0, 5000)
    expect(spoken).to_have_count(0)
    guest.page.goto(url + "?cassa=1")
    expect(guest.launcher).to_be_visible()
    guest.page.mouse.move(100, 100)
    guest.page.mouse.wheel(0, 5000)
    expect(spoken).to_have_text(says)
    look.at(guest.page, "widget-speaks-first", "sportello-widget")
    spoken.get_by_role("button", name=says).click()
    expect(guest.panel).to_contain_text(says)
    expect(spoken).to_have_count(0)
    guest.page.keyboard.press("Escape")
    guest.page.reload()
    expect(guest.launcher).to_be_visible()
    guest.page.mouse.wheel(0, 5000)
    expect(spoken).to_have_count(0)


def test_who_looks_elsewhere_is_told_by_the_title_and_can_mute_the_sound(
    customer: Callable[..., Customer], agent: Callable[..., Desk], place: Place, picture: Callable[..., None]
) -> None:
    behave(place, sound=True)
    guest = customer().open()
    guest.page.evaluate(
        """() => {
          window.rung = 0;
          const start = OscillatorNode.prototype.start;
          OscillatorNode.prototype.start = function (...at) { window.rung++; return start.apply(this, at); };
        }"""
    )
    mute = guest.panel.get_by_role("button", name="Silenzia")
    expect(mute).to_have_attribute("aria-pressed", "false")
    assert_accessible(guest.page, "sportello-widget")
    picture(guest.page, "widget-sound")
    guest.ask(OPERATOR)
    guest.panel.get_by_role("button", name="Chiudi").click()
    desk = agent()
    desk.rows.click()
    desk.take()
    desk.reply("Eccomi")
    expect(guest.page).to_have_title(re.compile(r"^\(\d+\) Bottega$"))
    guest.page.wait_for_function("rung > 0")
    guest.launcher.click()
    expect(guest.page).to_have_title("Bottega")
    mute.click()
    expect(mute).to_have_attribute("aria-pressed", "true")
    guest.panel.get_by_role("button", name="Chiudi").click()
    rung = guest.page.evaluate("rung")
    desk.reply("Ancora qui?")
    expect(guest.page).to_have_title("(1) Bottega")
    assert guest.page.evaluate("rung") == rung


def test_the_owner_writes_it_in_the_desk(agent: Callable[..., Desk], place: Place, look: Look) -> None:
    desk = agent()
    desk.open(place.slug, "settings/widget")
    page = desk.page
    page.get_by_role("link", name="What it does").first.click()
    page.get_by_role("switch", name="Sound").check(force=True)
    page.get_by_role("button", name="Add a field").click()
    page.get_by_label("What is asked").select_option("own")
    save = page.get_by_role("button", name="Save")
    expect(save).to_be_disabled()
    page.get_by_label("Question · Italian").fill("Numero del biglietto")
    page.get_by_role("button", name="Add a rule").click()
    page.get_by_label("Page's address").fill("*/cassa*")
    page.get_by_label("Message · Italian").fill("Possiamo aiutarLa?")
    look.at(page, "desk-widget-behaviour")
    save.click()
    expect(page.get_by_text("Saved").first).to_be_visible()
    page.reload()
    expect(page.get_by_label("Message · Italian")).to_have_value("Possiamo aiutarLa?")
