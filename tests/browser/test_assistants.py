"""An assistant from its draft to its customers: tried, compared, live, and back again; and a second one beside it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

SCENARIO = "- {name: Greeted, language: it, question: Buongiorno, expect: {smalltalk: greeting}}"


@pytest.fixture
def place(workspace: Callable[..., Place]) -> Place:
    """A workspace of three words, with one scenario."""
    place = workspace(template=None, language="it", name="Bottega")
    run = {"source": "mine.yaml", "scenarios": SCENARIO}
    place.owner.post(place.api("assistant/evaluations"), json=run).raise_for_status()
    return place


def greet(page: Page, text: str) -> None:
    """Write what is said when greeted, in Italian, and save it."""
    page.get_by_role("tab", name="Italiano").click()
    panel = page.get_by_role("tabpanel", name="Italiano")
    panel.get_by_role("textbox", name="When greeted").fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved in the draft")).to_be_visible()


def go_live(page: Page, why: str) -> None:
    """Try the scenarios and go live with a note."""
    again = page.get_by_role("button", name="Try them on the draft")
    with page.expect_response(lambda answer: answer.url.endswith("/rehearsals") and answer.request.method == "POST"):
        again.click()
    expect(again, "the last try is shown until this one has come").to_be_enabled(timeout=60_000)
    expect(page.get_by_text("1 of 1 pass")).to_be_visible()
    page.get_by_role("textbox", name="What is this version for?").fill(why)
    page.get_by_role("button", name="Go live", exact=True).click()
    expect(page.get_by_role("heading", name="Versions")).to_be_visible()


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        ("1500-light", {"color_scheme": "light", "viewport": {"width": 1500, "height": 900}}),
        ("375-dark", {"color_scheme": "dark", "viewport": PHONE, "has_touch": True}),
    ],
)
def test_a_draft_is_tried_compared_and_live_and_a_version_comes_back(
    *,
    agent: Callable[..., Desk],
    customer: Callable[..., Customer],
    place: Place,
    picture: Callable[..., None],
    suffix: str,
    options: dict[str, Any],
) -> None:
    desk, look = agent(**options), Look(picture, suffix)
    page = desk.page
    desk.open(place.slug, "settings/assistant")
    greet(page, "Ahoy, marinaio.")
    expect(page.get_by_text("Edited: customers still get what is live")).to_be_visible()
    assert "Ahoy" not in customer().open().ask("Buongiorno").inner_text()
    if suffix.startswith("375"):
        page.get_by_role("button", name="Try the draft").click()
    tried = page.get_by_role("textbox", name="Question", exact=True)
    tried.fill("Buongiorno")
    tried.press("Enter")
    expect(page.get_by_text("Ahoy, marinaio.").last).to_be_visible()
    look.at(page, "desk-assistant-tried")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Go live…").click()
    expect(page.get_by_role("heading", name="When greeted (Italian")).to_be_visible()
    expect(page.get_by_role("button", name="Go live", exact=True)).to_be_disabled()
    look.at(page, "desk-assistant-before-live")
    go_live(page, "For sailors")
    expect(page.get_by_text("For sailors")).to_be_visible()
    look.at(page, "desk-assistant-versions")
    assert "Ahoy, marinaio." in customer().open().ask("Buongiorno").inner_text()

    page.get_by_role("button", name="Restore version 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    go_live(page, "Back to the land")
    assert "Ahoy" not in customer().open().ask("Buongiorno").inner_text()


def test_what_it_reads_is_chosen_and_a_draft_is_given_up(agent: Callable[..., Desk], place: Place, look: Look) -> None:
    article = {"kind": "faq", "title": "Cani", "language": "it", "status": "published", "body": "Sì, al guinzaglio."}
    place.owner.post(place.api("knowledge/articles"), json=article | {"questions": ["Cani?"]}).raise_for_status()
    desk = agent()
    page = desk.page
    desk.open(place.slug, "settings/assistant")
    page.get_by_role("link", name="What it reads").click()
    page.get_by_role("radio", name="Only what is chosen here").check()
    expect(page.get_by_role("checkbox", name="What was written here, of no source")).to_be_checked()
    page.get_by_role("checkbox", name="What was written here, of no source").uncheck()
    expect(page.get_by_text("Nothing is chosen: it answers from facts alone.")).to_be_visible()
    page.get_by_role("searchbox", name="Look for an article").fill("can")
    page.get_by_role("checkbox", name="Cani").check()
    expect(page.get_by_text("Nothing is chosen: it answers from facts alone.")).to_be_hidden()
    look.at(page, "desk-assistant-reads")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved in the draft")).to_be_visible()
    page.reload()
    expect(page.get_by_role("checkbox", name="Cani")).to_be_checked()

    page.get_by_role("link", name="Assistant", exact=True).last.click()
    page.get_by_role("button", name="Go live…").click()
    expect(page.get_by_role("heading", name="Knowledge · Single articles and FAQ entries besides")).to_be_visible()
    look.at(page, "desk-assistant-reads-live")
    page.go_back()
    page.get_by_role("button", name="Discard the draft…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    look.at(page, "desk-assistant-discard")
    page.get_by_role("dialog").get_by_role("button", name="Discard", exact=True).click()
    expect(page.get_by_text("Customers get what you see here")).to_be_visible()
    expect(page.get_by_role("button", name="Discard the draft…")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_second_assistant_is_made_copied_to_a_file_and_answers_a_website(
    agent: Callable[..., Desk], customer: Callable[..., Customer], place: Place, picture: Callable[..., None]
) -> None:
    desk, look = agent(), Look(picture, "1280-light")
    page = desk.page
    desk.open(place.slug, "settings/assistants")
    page.get_by_role("button", name="New assistant").click()
    page.get_by_role("dialog").get_by_role("textbox", name="Name").fill("Notte")
    page.get_by_role("dialog").get_by_role("button", name="Make it").click()
    expect(page.get_by_role("combobox", name="Assistant")).to_contain_text("Notte")
    greet(page, "Buonanotte.")
    page.get_by_role("button", name="Go live…").click()
    go_live(page, "The first one")
    desk.open(place.slug, "settings/assistants")
    expect(page.get_by_role("link", name="Notte")).to_be_visible()
    look.at(page, "desk-assistants-two")
    page.get_by_role("button", name="Acts on Notte").click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="Save as a file").click()
    assert saved.value.suggested_filename == "notte.json"
    page.get_by_role("button", name="From a file").click()
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(saved.value.path())
    page.get_by_role("dialog").get_by_role("textbox", name="Name").fill("Alba")
    page.get_by_role("dialog").get_by_role("button", name="Make it").click()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Alba")

    desk.open(place.slug, "settings/widget")
    page.get_by_role("combobox", name="Who answers").select_option(label="Notte")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved")).to_be_visible()
    assert "Buonanotte." in customer().open().ask("Buongiorno").inner_text()
