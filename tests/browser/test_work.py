"""A day's work in the desk: long names, a folder of knowledge, what waits and why, a slip of the key, a lost line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, SIZES, WIDE, Place, Seat
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.installation import PASSWORD, Installation

OPERATOR = "Vorrei parlare con un operatore"


def _inside(part: Locator, whole: Locator) -> bool:
    inner, outer = part.bounding_box(), whole.bounding_box()
    assert inner is not None
    assert outer is not None
    left, right = inner["x"], inner["x"] + inner["width"]
    return left >= outer["x"] and right <= outer["x"] + outer["width"] + 1


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_no_name_pushes_anything_away(
    customer: Callable[..., Customer], agent: Callable[..., Desk], picture: Callable[..., None], size: dict[str, int]
) -> None:
    guest = customer().open()
    guest.page.evaluate("(name) => sportello.identify({ name })", "w" * 200)
    guest.ask(OPERATOR)
    desk = agent(viewport=size)
    desk.rows.click()
    take = desk.page.get_by_role("button", name=re.compile("^Take"))
    expect(take).to_be_visible()
    expect(desk.by("assistant")).to_be_visible()
    picture(desk.page, f"desk-long-name-{size['width']}")
    talk = desk.page.locator("section:has(#composer-panel)").first
    assert _inside(take, talk)
    for article in desk.page.locator("article[data-author]").all():
        assert _inside(article.locator("header, > div").first, talk)
    assert desk.page.evaluate("document.documentElement.scrollWidth") == size["width"]
    take.click()
    expect(desk.field).to_be_focused()
    expect(guest.status).to_have_text("Anna Rossi è qui")
    guest.field.press_sequentially("Pronto", delay=10)
    typing = desk.page.get_by_text("is writing")
    expect(typing).to_have_count(1)
    assert _inside(typing, talk)
    state = talk.locator("header").get_by_text("With an agent", exact=True)
    expect(state).to_be_visible()
    assert state.evaluate("(one) => one.scrollWidth <= one.clientWidth"), "The state is cut off"


HOURS = {"it": "Siamo aperti dalle 17 alle 22.", "en": "We are open from 5 to 10 pm."}


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    """A folder as people keep it: two languages, the same name in both, a picture, what a tool has left."""
    for language, text in HOURS.items():
        (folder := tmp_path / "manual" / language).mkdir(parents=True)
        (folder / "hours.md").write_text(f"# Orari {language}\n\n{text}\n", encoding="utf-8")
    (tmp_path / "manual" / "logo.png").write_bytes(b"png")
    (tmp_path / "manual" / ".DS_Store").write_bytes(b"x")
    return tmp_path / "manual"


def test_a_folder_becomes_knowledge_with_its_paths(
    agent: Callable[..., Desk], place: Place, manual: Path, picture: Callable[..., None]
) -> None:
    desk = agent()
    page = desk.page
    desk.open(place.slug, "knowledge/sources/new")
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Choose a folder").click()
    choosing.value.set_files(manual)
    files = page.get_by_role("list", name="Files to read").get_by_role("listitem")
    expect(files).to_have_count(3)
    assert_accessible(page)
    picture(page, "sources-folder")
    page.get_by_role("button", name="Add and read").click()
    leave_out = page.get_by_role("button", name="Leave out the one that cannot be imported")
    expect(leave_out).to_be_focused()
    leave_out.press("Enter")
    expect(files).to_have_text([re.compile(r"^(it|en)/hours\.md")] * 2)
    expect(page.get_by_label("Name", exact=True)).to_have_value("manual")
    page.get_by_role("button", name="Add and read").click()
    expect(page.get_by_role("heading", name="manual")).to_be_visible()
    expect(page.get_by_text("2 articles")).to_be_visible()
    found = place.owner.get(place.api("knowledge/articles"), params={"query": "Orari"}).raise_for_status()
    kept = {(one["title"], one["language"]) for one in found.json()["items"]}
    assert kept >= {("Orari it", "it"), ("Orari en", "en")}


def test_a_second_file_of_a_name_is_not_taken_for_the_first(
    agent: Callable[..., Desk], place: Place, manual: Path, picture: Callable[..., None]
) -> None:
    desk = agent()
    page = desk.page
    desk.open(place.slug, "knowledge/sources/new")
    for language in HOURS:
        page.locator("input[type=file]").first.set_input_files(manual / language / "hours.md")
    files = page.get_by_role("list", name="Files to read").get_by_role("listitem")
    expect(files).to_have_count(2)
    expect(page.get_by_text("Another file is called the same.")).to_have_count(1)
    expect(page.get_by_label("Name", exact=True)).to_have_value("hours.md and 1 more")
    page.set_viewport_size(PHONE)  # pyright: ignore[reportArgumentType] - width and height
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)
    picture(page, "sources-twice-375-dark")


def test_the_queue_says_what_each_wants_and_whose_words_the_last_are(
    customer: Callable[..., Customer], agent: Callable[..., Desk], picture: Callable[..., None]
) -> None:
    first, second = customer().open(), customer().open()
    first.ask("Chi ha vinto il campionato?")
    first.say("operatore")
    expect(first.status).to_have_text("In coda, posto 1")
    second.ask(OPERATOR)
    expect(second.status).to_have_text("In coda, posto 2")
    anna, bruno = agent("Anna Rossi"), agent("Bruno Verdi")
    expect(anna.rows.first).to_contain_text("Chi ha vinto il campionato?")
    expect(anna.rows.last).to_contain_text(OPERATOR)
    names = [row.locator("bdi").first.inner_text() for row in anna.rows.all()]
    assert len(set(names)) == 2
    assert_accessible(anna.page)
    for (name, size), scheme in zip(SIZES.items(), ("light", "dark"), strict=True):
        bruno.page.set_viewport_size(size)  # pyright: ignore[reportArgumentType] - width and height
        bruno.page.emulate_media(color_scheme=scheme)
        picture(bruno.page, f"desk-queue-{name}-{scheme}")
    bruno.page.set_viewport_size(WIDE)  # pyright: ignore[reportArgumentType] - width and height
    anna.rows.first.click()
    expect(anna.page.locator("blockquote")).to_have_text("Chi ha vinto il campionato?")
    anna.take()
    anna.reply("Guardo subito")
    anna.page.keyboard.press("Escape")
    anna.page.keyboard.press("Shift+T")
    dialog = anna.page.get_by_role("dialog", name="Transfer")
    dialog.get_by_label("To", exact=True).first.click()
    anna.page.get_by_role("option", name=re.compile("Bruno")).click()
    dialog.get_by_role("button", name="Transfer").click()
    bruno.page.get_by_role("link", name=re.compile("^Mine")).click()
    expect(bruno.rows).to_contain_text("Anna: Guardo subito")
    bruno.rows.click()
    expect(bruno.by("agent")).to_be_visible()
    bruno.page.keyboard.press("Shift+T")
    dialog = bruno.page.get_by_role("dialog", name="Transfer")
    dialog.get_by_label("To", exact=True).first.click()
    bruno.page.get_by_role("option", name="Back to the queue").click()
    dialog.get_by_role("button", name="Transfer").click()
    card = bruno.page.get_by_role("region", name="Handed over")
    expect(card).to_contain_text("The customer asked for a person")
    expect(card).to_contain_text("Passed on by an agent")


def test_a_slip_of_the_key_is_undone_before_the_customer_hears_of_it(
    customer: Callable[..., Customer], agent: Callable[..., Desk], place: Place, picture: Callable[..., None]
) -> None:
    guest, desk = customer().open(), agent()
    guest.ask(OPERATOR)
    desk.rows.click()
    desk.take()
    keys, closed = desk.page.keyboard, guest.panel.locator("form.rate")
    keys.press("Escape")
    keys.press("e")
    bar = desk.page.get_by_text("Resolving: Visitor")
    expect(bar).to_be_visible()
    keys.press("z")
    expect(bar).to_have_count(0)
    expect(desk.page.get_by_role("button", name="Resolve")).to_be_visible()

    keys.press("e")
    expect(bar).to_be_visible()
    guest.say("Aspetti!")
    expect(desk.page.get_by_text("wrote on: the conversation stays open")).to_be_visible()
    expect(desk.page.get_by_role("button", name="Resolve")).to_be_visible()
    expect(closed).to_be_hidden()

    keys.press("e")
    expect(bar).to_be_visible()
    assert_accessible(desk.page)
    for (name, size), scheme in zip(SIZES.items(), ("light", "dark"), strict=True):
        desk.page.set_viewport_size(size)  # pyright: ignore[reportArgumentType] - width and height
        desk.page.emulate_media(color_scheme=scheme)
        picture(desk.page, f"desk-undo-{name}-{scheme}")
    desk.open(place.slug, "knowledge")  # who leaves meant it
    expect(closed).to_be_visible()


def test_letters_typed_while_the_palette_comes_are_in_it(agent: Callable[..., Desk]) -> None:
    desk = agent()
    desk.page.route(re.compile(r"/Palette-.*\.js"), lambda route: (desk.page.wait_for_timeout(500), route.continue_()))
    desk.page.reload()
    expect(desk.page.get_by_role("heading", name="Inbox")).to_be_visible()
    desk.at_rest()  # it is the palette that comes late, not the page
    desk.page.keyboard.press("Control+k")
    desk.page.keyboard.type("knowledgx", delay=40)
    desk.page.keyboard.press("Backspace")
    desk.page.keyboard.type("e", delay=40)
    field = desk.page.get_by_placeholder("Search commands and conversations")
    expect(field).to_be_focused()
    expect(field).to_have_value("knowledge")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("heading", name="Knowledge")).to_be_visible()


@pytest.mark.parametrize(("locale", "language"), [("it-IT", "it"), ("de-DE", "de")])
def test_who_chooses_their_first_password_in_a_language_works_in_it(
    sit_down: Callable[..., Seat], installation: Installation, place: Place, locale: str, language: str
) -> None:
    email = f"nuovo-{place.slug}@example.com"
    first = installation.run("user", "create", email, "--name", "Nora Nuova", "--owner").split()[1]
    page = sit_down(locale=locale).page
    page.goto(installation.desk)
    for field, words in (("email", email), ("password", first)):
        page.locator(f"input[name={field}]").fill(words)
    page.keyboard.press("Enter")
    for field, words in (("current", first), ("new", PASSWORD), ("again", PASSWORD)):
        page.locator(f"input[name={field}]").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator("input[name=current]")).to_have_count(0)
    expect(page.get_by_role("navigation").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("navigation").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_an_article_with_a_long_address_stays_in_its_preview(agent: Callable[..., Desk], place: Place) -> None:
    desk = agent(viewport=PHONE)
    desk.open(place.slug, "knowledge/new/page")
    desk.page.get_by_label("Title", exact=True).fill("Lungo")
    desk.page.get_by_role("textbox", name="Text").fill(f"Vedi https://example.com/{'w' * 200}\n")
    desk.page.get_by_role("tab", name="Preview").click()
    box = desk.page.locator("main ol li").last
    expect(box).to_contain_text("Vedi")
    assert _inside(box, desk.page.get_by_role("main"))
    assert box.locator("p").evaluate("(one) => one.scrollWidth <= one.clientWidth")
