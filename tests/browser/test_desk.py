"""The desk: keyboard, languages, phone, two agents at once, knowledge that answers at once, one's own account."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import PHONE, Place, Seat
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.installation import PASSWORD, Installation

OPERATOR = "Vorrei parlare con un operatore"


def test_the_keyboard_is_enough(
    sit_down: Callable[..., Seat], customer: Callable[..., Customer], place: Place, installation: Installation
) -> None:
    first, second = customer().open(), customer().open()
    for number, guest in enumerate((first, second), 1):
        guest.ask(OPERATOR)
        expect(guest.status).to_have_text(f"In coda, posto {number}")
    email = f"tasti-{place.slug}@example.com"
    seat = sit_down()
    desk = Desk(seat.page, seat.watch, installation)
    keys = desk.page.keyboard
    invited = place.owner.post(place.api("invitations"), json={"email": email, "role": "agent"}).json()
    desk.page.goto(invited["link"])
    expect(desk.page.get_by_label("Your name")).to_be_focused()
    keys.type("Ugo Tasti")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(desk.page.get_by_role("heading", name="Inbox")).to_be_visible()
    expect(desk.page.get_by_text("Nothing on your desk")).to_be_visible()
    keys.press("2")
    expect(desk.rows).to_have_count(2)
    keys.press("j")
    keys.press("j")
    expect(desk.rows.nth(1)).to_have_attribute("aria-current", "page")
    keys.press("k")
    expect(desk.rows.first).to_have_attribute("aria-current", "page")
    expect(desk.page.get_by_role("button", name=re.compile("^Take"))).to_be_visible()
    keys.press("t")
    expect(desk.field).to_be_focused()
    keys.type("Buongiorno!")
    keys.press("Control+Enter")
    expect(first.by("agent")).to_contain_text("Buongiorno!")
    keys.press("Escape")
    keys.press("n")
    expect(desk.page.get_by_role("tab", name="Note")).to_have_attribute("aria-selected", "true")
    expect(desk.field).to_be_focused()
    keys.type("Cliente gentile")
    keys.press("Control+Enter")
    expect(desk.page.get_by_text("only your team sees it")).to_be_visible()
    keys.press("Escape")
    keys.press("?")
    sheet = desk.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    keys.press("Escape")
    expect(sheet).to_be_hidden()
    keys.press("e")
    expect(first.panel.locator("form.rate")).to_be_visible()
    keys.press("Control+k")
    palette = desk.page.get_by_placeholder("Search commands and conversations")
    expect(palette).to_be_focused()
    keys.type("knowledge")
    keys.press("Enter")
    expect(desk.page.get_by_role("heading", name="Knowledge")).to_be_visible()


def test_of_two_agents_one_gets_it_and_the_other_is_told(
    customer: Callable[..., Customer], agent: Callable[..., Desk]
) -> None:
    customer().open().ask(OPERATOR)
    anna, bruno = agent("Anna Rossi"), agent("Bruno Verdi")
    for desk in (anna, bruno):
        desk.rows.click()
        expect(desk.page.get_by_role("button", name=re.compile("^Take"))).to_be_visible()
    bruno.watch.expect(409, "POST .*/take")
    held: list[Route] = []
    bruno.page.route(re.compile("/take$"), lambda route: held.append(route))  # noqa: PLW0108 - not a C function
    with bruno.page.expect_request(re.compile("/take$")):
        bruno.page.get_by_role("button", name=re.compile("^Take")).click()
    anna.take()
    held[0].continue_()
    expect(bruno.page.get_by_text(re.compile("Anna Rossi (was faster|has this)")).first).to_be_visible()
    expect(bruno.page.get_by_role("button", name=re.compile("^Take"))).to_have_count(0)


def test_a_conversation_passes_to_a_colleague_with_what_they_should_know(
    customer: Callable[..., Customer], agent: Callable[..., Desk]
) -> None:
    guest = customer().open()
    guest.ask(OPERATOR)
    anna, bruno = agent("Anna Rossi"), agent("Bruno Verdi")
    anna.rows.click()
    anna.take()
    anna.page.get_by_role("button", name="More actions").click()
    anna.page.get_by_role("menuitem", name=re.compile("Transfer")).click()
    dialog = anna.page.get_by_role("dialog", name="Transfer")
    dialog.get_by_role("textbox", name="What they should know").fill("Vuole un rimborso")
    to = dialog.get_by_role("radio", name=re.compile("Bruno")).or_(
        dialog.get_by_role("option", name=re.compile("Bruno"))
    )
    if to.count() == 0:
        dialog.get_by_label("To", exact=True).first.click()
        to = anna.page.get_by_role("option", name=re.compile("Bruno"))
    to.first.click()
    dialog.get_by_role("button", name="Transfer").click()
    expect(guest.status).to_have_text("Bruno Verdi è qui")
    bruno.page.get_by_role("link", name=re.compile("^Mine")).click()
    bruno.rows.click()
    expect(bruno.page.get_by_text("Vuole un rimborso").first).to_be_visible()
    assert "rimborso" not in str(guest.shown())


def test_what_is_written_into_the_knowledge_is_answered_at_once(
    customer: Callable[..., Customer], agent: Callable[..., Desk], place: Place
) -> None:
    desk, guest = agent(), customer().open()
    question = "Posso portare il mio drone?"
    desk.open(place.slug, "knowledge/new/faq")
    desk.page.get_by_label("Question", exact=True).fill(question)
    desk.page.get_by_role("textbox", name="Answer").fill("No: i droni sono **vietati** su tutto il percorso.")
    desk.page.get_by_role("button", name=re.compile("Save|Create")).first.click()
    expect(desk.page.get_by_text(re.compile("Saved|Published")).first).to_be_visible()
    expect(guest.ask(question)).to_contain_text("vietati")
    desk.open(place.slug, "knowledge")
    desk.page.get_by_role("button", name="Try a question").click()
    drawer = desk.page.get_by_role("dialog", name="Try a question")
    drawer.get_by_role("textbox").fill(question)
    drawer.get_by_role("button", name="Ask").click()
    expect(drawer).to_contain_text("vietati")
    expect(drawer).to_contain_text("Answered from the knowledge")


@pytest.mark.parametrize(
    ("language", "inbox", "empty", "settings"),
    [
        ("it", "Posta", "La coda è vuota", "Impostazioni"),
        ("en", "Inbox", "The queue is empty", "Settings"),
        ("de", "Posteingang", "Die Warteschlange ist leer", "Einstellungen"),
    ],
)
def test_it_speaks_the_language_of_the_agent(  # noqa: PLR0917 - a table has columns
    agent: Callable[..., Desk], picture: Callable[..., None], language: str, inbox: str, empty: str, settings: str
) -> None:
    desk = agent(language=language)
    expect(desk.page.locator("html")).to_have_attribute("lang", language)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(inbox)
    expect(desk.page.get_by_text(empty)).to_be_visible()
    expect(desk.page.get_by_role("link", name=settings)).to_be_visible()
    picture(desk.page, f"desk-language-{language}")


def test_the_account_keeps_language_and_theme(agent: Callable[..., Desk], place: Place) -> None:
    desk = agent()
    desk.open(place.slug, "me")
    desk.page.get_by_text("Dark", exact=True).click()
    expect(desk.page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(desk.page.get_by_text("Saved").first).to_be_visible()
    desk.page.get_by_text("Deutsch", exact=True).click()
    expect(desk.page.locator("html")).to_have_attribute("lang", "de")
    desk.page.reload()
    desk.at_rest()
    expect(desk.page.locator("html")).to_have_attribute("lang", "de")
    expect(desk.page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    desk.page.get_by_role("button", name="Abmelden").last.click()
    expect(desk.page.get_by_role("heading", name="Anmelden")).to_be_visible()


def test_on_a_phone_list_and_conversation_are_pages(
    customer: Callable[..., Customer], agent: Callable[..., Desk]
) -> None:
    guest = customer().open()
    guest.ask(OPERATOR)
    desk = agent(viewport=PHONE, has_touch=True, is_mobile=True)
    desk.rows.tap()
    expect(desk.page.get_by_role("heading", name="Inbox")).to_be_hidden()
    desk.take()
    desk.reply("Buongiorno")
    expect(guest.by("agent")).to_be_visible()
    assert desk.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    desk.page.get_by_role("button", name="Details").click()
    expect(desk.page.get_by_role("dialog", name="Details")).to_contain_text("Has not said who they are")
    desk.page.get_by_role("dialog", name="Details").get_by_role("button", name="Close").click()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    desk.page.get_by_role("link", name="Back to the list").tap()
    desk.page.get_by_role("link", name=re.compile("^Mine")).tap()
    expect(desk.rows).to_have_count(1)


def test_wrong_credentials_are_said_and_a_link_leads_on_after_the_sign_in(
    sit_down: Callable[..., Seat], agent: Callable[..., Desk], place: Place, installation: Installation
) -> None:
    seat = sit_down()
    desk = Desk(seat.page, seat.watch, installation)
    desk.watch.expect(401, "POST /api/v1/sessions")
    desk.page.goto(f"{installation.desk}w/{place.slug}/knowledge")
    expect(desk.page).to_have_title("Sign in · Sportello")
    desk.sign_in("owner@sportello.local", "not the password")
    expect(desk.page.get_by_role("alert")).to_contain_text("E-mail or password is wrong")
    desk.sign_in("owner@sportello.local", PASSWORD)
    expect(desk.page.get_by_role("heading", name="Knowledge")).to_be_visible()
    expect(desk.page).to_have_title(re.compile(r"^(\(\d+\) )?Articles · .+ · Sportello$"))


def test_on_a_phone_back_leaves_the_conversation_however_its_details_were_closed(
    agent: Callable[..., Desk], customer: Callable[..., Customer]
) -> None:
    customer().open().ask("Vorrei parlare con un operatore")
    desk = agent(viewport=PHONE, has_touch=True)
    desk.rows.click()
    details = desk.page.get_by_role("dialog", name="Details")
    for close in (desk.page.go_back, lambda: desk.page.keyboard.press("Escape")):
        desk.page.get_by_role("button", name="Details").click()
        expect(details).to_be_visible()
        close()
        expect(details).to_have_count(0)
    expect(desk.page).to_have_title(re.compile(r"^\(\d+\) Visitor [0-9A-F]{4} · "))
    desk.page.go_back()
    expect(desk.page.get_by_role("heading", name="Inbox")).to_be_visible()
    expect(desk.page).to_have_title(re.compile(r"^\(\d+\) Inbox · "))
