"""Settings → Models, as an owner goes through it: a key, a try, a chain, a budget, prices, what was spent."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Place
from tests.browser.desk import Desk
from tests.browser.looks import Look

LOOKS: dict[str, dict[str, Any]] = {
    "1280-light": {"color_scheme": "light"},
    "375-dark": {"color_scheme": "dark", "viewport": PHONE, "has_touch": True},
}


@pytest.fixture
def place(workspace: Callable[..., Place]) -> Place:
    """A workspace without any key."""
    return workspace(template=None)


def add_key(page: Page, url: str, *, key: str = "local-key-0123456789", name: str = "") -> None:
    """Add the server as one's own."""
    page.get_by_role("button", name="Add a key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Provider").select_option("compatible")
    dialog.get_by_label("Key, if the server asks for one").fill(key)
    dialog.get_by_label("Address").fill(url)
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def add_model(page: Page, name: str) -> None:
    """Put a model at the end of the chain."""
    page.get_by_role("button", name="Add a model").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Model", exact=True).fill(name)
    dialog.get_by_role("button", name="Add a model").click()
    expect(dialog).to_have_count(0)


def chain(page: Page) -> list[str]:
    """The models as they stand there."""
    return page.get_by_role("list", name="Who is asked").locator("strong").all_inner_texts()


def set_price(page: Page, model: str, amount: str) -> None:
    """Say in the open dialog what a model costs."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Model", exact=True).fill(model)
    dialog.get_by_label("A million tokens read").fill(amount)
    dialog.get_by_label("A million tokens written").fill(amount)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def test_without_a_key_it_says_that_none_is_needed(agent: Callable[..., Desk], place: Place, look: Look) -> None:
    for language, title in (
        ("de", "Alles funktioniert auch ohne Modell"),
        ("it", "Tutto funziona anche senza modello"),
    ):
        desk = agent(language=language)
        desk.open(place.slug, "settings/models")
        expect(desk.page.get_by_text(title)).to_be_visible()
        look.at(desk.page, f"desk-models-empty-{language}")


def test_an_owner_connects_a_model_and_sees_what_it_costs(
    agent: Callable[..., Desk], place: Place, provider: Callable[..., str], picture: Callable[..., None]
) -> None:
    desk = agent()
    page, look = desk.page, Look(picture, "1280-light")
    desk.open(place.slug, "settings/models")
    refused(desk, look)
    add_key(page, provider(), name="Workshop")
    expect(page.get_by_role("listitem").filter(has_text="Workshop")).to_contain_text("ends in 6789")
    tried(page, look)
    ordered(page, place, look)
    shown_pictures(page, place, look)
    budgeted(page, look)
    page.get_by_role("checkbox", name="Only my prices").uncheck()
    page.get_by_role("searchbox", name="Search models").fill("gpt-5-mini")
    page.get_by_role("combobox", name="Provider").select_option("openai")
    expect(page.get_by_role("row").filter(has_text="gpt-5-mini").first).to_contain_text("$0.25")
    page.get_by_role("heading", name="Prices").scroll_into_view_if_needed()
    look.at(page, "desk-models-prices")
    on_a_phone(agent(language="de", **LOOKS["375-dark"]), place, Look(picture, "375-dark"))
    # Without its key the chain is empty, and the assistant goes on by itself.
    page.get_by_role("button", name="Remove Workshop").click()
    expect(page.get_by_role("dialog")).to_contain_text("The assistant asks models with it")
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Everything works without a model")).to_be_visible()
    assert place.owner.get(place.api("assistants/default/draft/models")).json()["chain"] == []


def refused(desk: Desk, look: Look) -> None:
    """An address that is not allowed is refused where it is typed."""
    page = desk.page
    page.get_by_role("button", name="Add a key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Key", exact=True).fill("sk-ant-abcdefghijklmnop")
    expect(dialog.get_by_text("This looks like a key of Anthropic.")).to_be_visible()
    dialog.get_by_label("Address").fill("https://10.0.0.7/v1")
    desk.watch.expect(400, "POST /api/v1/workspaces/")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("MODEL_NETWORKS=10.0.0.7")
    look.at(page, "desk-models-key-refused")
    page.keyboard.press("Escape")
    expect(dialog.get_by_role("alert").filter(has_text="Drop what you have written?")).to_be_visible()
    dialog.get_by_role("button", name="Drop it").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Add a key").click()
    expect(dialog.get_by_role("button", name="Drop it")).to_have_count(0)
    expect(dialog.get_by_label("Address")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def shown_pictures(page: Page, place: Place, look: Look) -> None:
    """Pictures go to nobody until it is said; who can see is known by its name, or said."""
    pictures = page.get_by_role("switch", name="Show pictures that customers send")
    expect(pictures).not_to_be_checked()
    pictures.press("Space")
    expect(page.get_by_text("None of the models here can see")).to_be_visible()
    first = page.get_by_role("combobox", name=re.compile("can see pictures")).first
    expect(first.locator("option:checked")).to_have_text("by its name: cannot see")
    first.select_option("can see")
    expect(page.get_by_text("None of the models here can see")).to_have_count(0)
    look.at(page, "desk-models-pictures")
    form = page.locator("form").filter(has=pictures)
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Changes pending")).to_have_count(0)
    stored = place.owner.get(place.api("assistants/default/draft/models")).json()
    assert (stored["pictures"], stored["chain"][0]["sees"]) == (True, True)


def tried(page: Page, look: Look) -> None:
    """A model is tried before its price is known, which says what to do, and after."""
    page.get_by_role("button", name="Try Workshop").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Model", exact=True).fill("tiny")
    dialog.get_by_role("button", name="Try", exact=True).click()
    # The first question waits until the libraries are loaded.
    expect(dialog.get_by_text("Nobody knows what it costs")).to_be_visible(timeout=90_000)
    expect(dialog.get_by_text("The provider says")).to_have_count(0)
    look.at(page, "desk-models-try-unpriced")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Set a price").click()
    set_price(page, "tiny", "1.5")
    expect(page.get_by_role("row").filter(has_text="tiny")).to_contain_text("$1.50")
    page.get_by_role("button", name="Try Workshop").click()
    dialog.get_by_label("Model", exact=True).fill("tiny")
    dialog.get_by_role("button", name="Try", exact=True).click()
    expect(dialog.get_by_text("It answers")).to_be_visible(timeout=60_000)
    look.at(page, "desk-models-try")
    page.keyboard.press("Escape")


def ordered(page: Page, place: Place, look: Look) -> None:
    """The chain, moved by keyboard and drawn, and saved."""
    for name in ("tiny", "other", "third"):
        add_model(page, name)
    assert chain(page) == ["tiny", "other", "third", "Sportello itself"]
    page.get_by_role("button", name="Move third up").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move third up")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move third down")).to_be_focused()
    assert chain(page) == ["third", "tiny", "other", "Sportello itself"]
    lines = page.get_by_role("list", name="Who is asked").get_by_role("listitem")
    lines.filter(has_text="third").drag_to(lines.filter(has_text="other"))
    assert chain(page) == ["tiny", "other", "third", "Sportello itself"]
    page.get_by_role("radio", name="Always, the cheap one first").check()
    page.get_by_label("What models are told besides").fill("Two sentences at most.")
    page.locator("form").filter(has=page.get_by_role("radio")).get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved").first).to_be_visible()
    expect(lines.filter(has_text="other")).to_contain_text("price unknown")
    expect(lines.filter(has_text="tiny")).to_contain_text("an answer")
    stored = place.owner.get(place.api("assistants/default/draft/models")).json()
    assert [link["model"] for link in stored["chain"]] == ["tiny", "other", "third"]
    assert stored["routing"] == "cheap_then_strong"
    page.reload()
    expect(lines.first).to_contain_text("tiny")
    look.at(page, "desk-models")
    lines.filter(has_text="other").get_by_role("button", name="Set its price").click()
    expect(page.get_by_role("searchbox", name="Search models")).to_have_value("other")


def budgeted(page: Page, look: Look) -> None:
    """What is no amount is said, and a budget that is too small is spent at once."""
    month = page.get_by_label("A month, all together")
    month.fill("ten")
    expect(page.get_by_text("Write an amount")).to_be_visible()
    month.fill("0,0001")
    page.locator("form").filter(has=month).get_by_role("button", name="Save").click()
    expect(page.get_by_text("of €0.0001")).to_be_visible()
    page.get_by_role("button", name="Try Workshop").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Try", exact=True).click()
    expect(dialog.get_by_text("The budget of the month is spent.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Spent", exact=True)).to_be_visible()
    page.get_by_role("heading", name="Budget").scroll_into_view_if_needed()
    look.at(page, "desk-models-budget")


def on_a_phone(desk: Desk, place: Place, look: Look) -> None:
    """The whole page, part by part."""
    page = desk.page
    desk.open(place.slug, "settings/models")
    expect(page.get_by_role("list", name="Wer gefragt wird")).to_be_visible()
    for name in ("Schlüssel", "Wer gefragt wird", "Wann ein Modell gefragt wird", "Budget", "Ausgaben", "Preise"):
        heading = page.get_by_role("heading", name=name, exact=True)
        heading.evaluate("(one) => one.scrollIntoView({ block: 'start' })")
        look.at(page, f"desk-models-{name}")
