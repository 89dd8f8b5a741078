"""Teaching the assistant intents, and trying it on scenarios, by keyboard as by pointer."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, Place, Seat
from tests.browser.desk import Desk
from tests.browser.installation import Installation
from tests.browser.looks import Look

SENTENCES = (
    "siamo una classe di 24 alunni\nvorremmo venire in gita scolastica\nla scuola media viene con due insegnanti"
)
OWN = """
- {name: Hello, language: en, question: Hello, expect: {smalltalk: greeting}}
- name: Atlantis
  language: en
  steps:
    - {question: Hello, expect: {smalltalk: greeting}}
    - {question: "Where is Atlantis?", expect: {source: atlantis}}
"""
LONG = 60_000
"""Milliseconds that jobs may take which wait their turn behind those of other tests."""


def test_an_intent_is_taught_and_recognised(agent: Callable[..., Desk], place: Place, look: Look) -> None:
    desk = agent(language="it")
    page = desk.page
    desk.open(place.slug, "settings/intents")
    expect(page.get_by_text("Ancora nessuna intenzione tua")).to_be_visible()
    look.at(page, "intents")

    page.get_by_role("button", name="Aggiungi un'intenzione").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Nome")).to_be_focused()
    page.keyboard.type("Gita scolastica")
    expect(dialog.get_by_label("Nome")).to_have_value("gita-scolastica")
    dialog.get_by_label("Frasi, una per riga").fill("siamo una classe")
    expect(dialog.get_by_text("Almeno tre in Italiano")).to_be_visible()
    expect(dialog.get_by_role("button", name="Salva")).to_be_disabled()
    dialog.get_by_label("Frasi, una per riga").fill(f"{SENTENCES}\n?!")
    desk.watch.expect(400, "PUT .*/assistant/intents")
    dialog.get_by_role("button", name="Salva").click()
    expect(dialog.get_by_role("alert")).to_contain_text("“?!”")
    look.at(page, "intents-refused")
    dialog.get_by_label("Frasi, una per riga").fill(SENTENCES)
    dialog.get_by_role("button", name="Salva").click()
    expect(dialog).to_have_count(0)

    row = page.get_by_role("listitem").filter(has=page.get_by_role("button", name="Rimuovi gita-scolastica"))
    expect(row).to_contain_text("3 frasi")
    expect(page.get_by_text("Sta imparando")).to_have_count(0, timeout=LONG)
    expect(row).to_contain_text(re.compile(r"\d su \d riconosciute"))
    page.get_by_label("Prova una frase").fill("portiamo una classe in gita")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("gita-scolastica.*sicuro"))).to_be_visible()
    look.at(page, "intents-taught")

    page.get_by_role("button", name="Modifica Rimborso o reso").click()
    dialog.get_by_text(re.compile("frasi nostre")).click()
    look.at(page, "intents-ours")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    row.get_by_role("button", name="Rimuovi gita-scolastica").click()
    dialog.get_by_role("button", name="Rimuovi").click()
    expect(page.get_by_text("Ancora nessuna intenzione tua")).to_be_visible()


def test_scenarios_are_tried_and_what_failed_is_shown(agent: Callable[..., Desk], place: Place, look: Look) -> None:
    desk = agent()
    page = desk.page
    desk.open(place.slug, "settings/trials")
    expect(page.get_by_text("Nothing tried yet")).to_be_visible()
    look.at(page, "trials-none")
    page.get_by_role("button", name="Try your own").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Scenarios").fill("- {name: A}")
    desk.watch.expect(400, "POST .*/assistant/evaluations")
    dialog.get_by_role("button", name="Run them").click()
    expect(dialog.get_by_role("alert")).to_contain_text("No scenario")
    look.at(page, "trials-refused")
    dialog.get_by_role("textbox", name="Scenarios").fill(OWN)
    dialog.get_by_role("button", name="Run them").click()
    expect(page.get_by_text("1 of 2 pass")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("source atlantis")).to_be_visible()
    look.at(page, "trial-report")
    page.get_by_role("button", name="Run again").click()
    expect(page.get_by_text("Nothing has changed.")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("1 of 2 pass")).to_be_visible()
    page.get_by_role("link", name="All runs").click()
    page.get_by_role("button", name="Run the scenarios of festival").click()
    # Two digits: those in the list, which is still there for a moment, have one.
    expect(page.get_by_text(re.compile(r"\d\d of \d\d pass"))).to_be_visible(timeout=LONG)
    look.at(page, "trial-festival")
    page.get_by_role("link", name="All runs").click()
    expect(page.get_by_role("link", name="festival")).to_be_visible()
    look.at(page, "trials")


def test_the_help_centre_is_read_and_searched_without_a_script(
    sit_down: Callable[..., Seat], installation: Installation, picture: Callable[..., None]
) -> None:
    page = sit_down(java_script_enabled=False, viewport=PHONE, locale="it-IT").page
    page.goto(f"{installation.url}/help/luminarie")
    page.get_by_role("searchbox").fill("posso portare il cane")
    page.get_by_role("button", name="Cerca").click()
    page.get_by_role("link", name=re.compile("cane", re.IGNORECASE)).first.click()
    expect(page.locator("h1")).to_contain_text(re.compile("can", re.IGNORECASE))
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.emulate_media(media="print")
    expect(page.get_by_role("searchbox")).to_have_count(0)
    picture(page, "help-print")


WIDE = "\n".join(
    [
        "| Jahr |" + " Besucherzahlen |" * 13,
        "|---" * 14 + "|",
        *(f"| {year} |" + " 12.345 |" * 13 for year in range(90)),
    ]
)
TABLES = {
    "de": ("Besucher", WIDE, "left", "ArrowRight"),
    "ar": ("جدول الأسعار", WIDE.replace("Besucherzahlen", "الزائرون") + "\n\n> نص\n", "right", "ArrowLeft"),
}
"""An article's title and text; the side its words begin on, and the key that leads on."""
OUTSIDE = "name => document.querySelector(name).scrollWidth - innerWidth"
STARTS = """cell => {
  const words = document.createRange(), outer = cell.getBoundingClientRect()
  words.selectNodeContents(cell)
  const inner = words.getBoundingClientRect()
  return inner.left - outer.left < outer.right - inner.right ? "left" : "right"
}"""


@pytest.mark.parametrize("language", TABLES)
def test_a_wide_table_moves_within_its_box_from_the_side_that_is_read_first(
    sit_down: Callable[..., Seat], place: Place, picture: Callable[..., None], language: str
) -> None:
    title, body, side, key = TABLES[language]
    entry = {"kind": "article", "title": title, "language": language, "status": "published", "body": body}
    made = place.owner.post(place.api("knowledge/articles"), json=entry).raise_for_status().json()
    page = sit_down(viewport=PHONE, reduced_motion="reduce").page
    page.goto(f"{place.installation.url}/help/{place.slug}/{made['slug']}#{made['slug']}-3")

    expect(page.locator("tbody:target td").first).to_be_in_viewport()
    assert page.evaluate(OUTSIDE, "html") <= 0 < page.evaluate(OUTSIDE, "table")
    assert page.locator("td").first.evaluate(STARTS) == side
    assert_accessible(page)
    picture(page, f"help-wide-{language}")
    page.get_by_role("group", name=title).focus()
    page.keyboard.press(key)
    expect(page.locator(".wide")).not_to_have_js_property("scrollLeft", 0)
    page.emulate_media(media="print")
    assert page.evaluate(OUTSIDE, "html") <= 0
    assert page.evaluate(OUTSIDE, "table") <= 0
    picture(page, f"help-wide-print-{language}")
