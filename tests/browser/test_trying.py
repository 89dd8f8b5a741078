"""Trying a question in the desk: the answer and all that led to it, and from there to where it is written."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Place
from tests.browser.desk import Desk
from tests.browser.looks import Look


def ask(drawer: Locator, question: str) -> None:
    """Ask as a customer would, by keyboard, and wait for what came of it."""
    field = drawer.get_by_role("textbox")
    field.fill(question)
    field.press("Enter")
    expect(drawer.locator("blockquote")).to_have_text(question)


def test_a_question_is_tried_and_leads_to_what_answered_it(
    agent: Callable[..., Desk], place: Place, look: Look
) -> None:
    desk = agent()
    page = desk.page
    desk.open(place.slug, "knowledge")
    page.get_by_role("button", name="Try a question").click()
    drawer = page.get_by_role("dialog", name="Try a question")
    ask(drawer, "Prestate sedie a rotelle?")
    hit = (
        drawer.locator("ol > li")
        .filter(has=page.get_by_role("link", name="Prestate sedie a rotelle?", exact=True))
        .last
    )
    expect(hit).to_contain_text(re.compile(r"FAQ.*covers \d+%", re.DOTALL))
    expect(hit.locator("div", has_text="Words it has")).to_contain_text("Prestate, sedie, rotelle")
    expect(hit.locator("div", has_text="Words it lacks")).to_contain_text("none")
    for step in ("Understanding", "Business facts", "Search by words", "Ranking", "Deciding"):
        expect(drawer.locator("dl > div", has_text=step).last).to_have_text(re.compile(r"\d\.\d ms$"))
    expect(drawer.locator("section", has_text="Rules that fired")).to_contain_text("No rule.")
    for shown in ("Answered from the knowledge", "Italian", "at or above the threshold of 0.50", "ms"):
        expect(drawer).to_contain_text(shown)
    for told in ("Intent", "Risk", "Priority"):
        expect(drawer.locator("dt").filter(has_text=told)).to_be_visible()
    look.at(page, "desk-try-answered")
    with page.expect_popup() as opened:
        hit.get_by_role("link", name="Prestate sedie a rotelle?", exact=True).press("Enter")
    expect(opened.value.get_by_role("textbox", name="Answer")).to_contain_text("sedi")
    opened.value.close()
    expect(hit.get_by_role("link", name="Read “Prestate sedie a rotelle?” as customers do")).to_be_visible()

    ask(drawer, "A che ora aprite domani?")
    expect(drawer).to_contain_text("Business fact")
    look.at(page, "desk-try-fact")
    with page.expect_popup() as opened:
        drawer.locator("li", has_text="Business fact").get_by_role("link").first.press("Enter")
    expect(opened.value).to_have_url(re.compile("/knowledge/facts/[a-z]"))
    opened.value.close()

    ask(drawer, "Voglio parlare con una persona")
    expect(drawer.locator("section", has_text="Rules that fired").get_by_role("listitem")).to_have_count(1)
    ask(drawer, "Qual è la capitale della Mongolia?")
    expect(drawer).to_contain_text("Not sure: offered a person")
    look.at(page, "desk-try-unsure")
