"""Every view of the desk and every page of ours: accessible and unbroken, light and dark, wide and on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Place, Seat
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.installation import PASSWORD, Installation
from tests.browser.looks import Look

MAKES = {"widget": "Add a widget", "replies": "Add a reply"}
"""What is made in a dialog, by the button that opens it."""
SETTINGS = (
    "assistant",
    "assistants",
    "intents",
    "models",
    "trials",
    "widget",
    "replies",
    "people",
    "workspace",
    "keys",
    "audit",
)


def test_before_the_desk(
    sit_down: Callable[..., Seat],
    installation: Installation,
    place: Place,
    look: Look,
) -> None:
    email = "nuova@example.com"
    first = installation.run("user", "create", email, "--name", "Nora Nuova", "--owner").split()[1]
    seat = sit_down()
    desk = Desk(seat.page, seat.watch, installation)
    desk.page.goto(installation.desk)
    expect(desk.page.get_by_role("heading", name="Sign in")).to_be_visible()
    look.at(desk.page, "desk-sign-in")
    desk.watch.expect(401, "POST /api/v1/sessions")
    desk.sign_in(email, "wrong password")
    expect(desk.page.get_by_role("alert")).to_be_visible()
    look.at(desk.page, "desk-sign-in-refused")
    desk.sign_in(email, first)
    desk.watch.expect(400, "POST /api/v1/me/password")
    desk.choose_password(first, "password123")
    expect(desk.page.get_by_role("alert")).to_be_visible()
    look.at(desk.page, "desk-first-password-refused")
    invited = place.owner.post(place.api("invitations"), json={"email": f"x{email}", "role": "agent"}).json()
    desk.page.context.clear_cookies()
    desk.page.goto(invited["link"])
    expect(desk.page.get_by_label("Your name")).to_be_visible()
    look.at(desk.page, "desk-invitation")
    desk.watch.expect(404, "POST /api/v1/invitations/")
    desk.page.goto(f"{installation.desk}invitation#inv_nobody")
    expect(desk.page.get_by_role("heading", name="does not work any more")).to_be_visible()
    look.at(desk.page, "desk-invitation-run-out")
    # Somebody sends the next link: pasted here, only what stands after the # changes, and nothing would load.
    desk.page.goto(invited["link"])
    expect(desk.page.get_by_label("Your name")).to_be_visible()


def test_the_inbox_and_a_conversation(
    agent: Callable[..., Desk],
    customer: Callable[..., Customer],
    place: Place,
    look: Look,
) -> None:
    desk = agent()
    look.at(desk.page, "desk-inbox-empty")
    for question in ("Quanto costano i biglietti?", "Avete posto per i camper?"):
        customer().open().ask(question)
    guest = customer().open()
    guest.ask("Quanto costano i biglietti?")
    guest.ask("Qual è la capitale della Mongolia?")
    guest.press("Sì, chiama una persona")
    expect(desk.rows).to_have_count(1)
    look.at(desk.page, "desk-inbox-queue")
    desk.rows.click()
    expect(desk.by("customer")).to_have_count(3)
    look.at(desk.page, "desk-conversation-queued")
    desk.take()
    desk.note("Cliente gentile; chiede della Mongolia.")
    expect(desk.page.get_by_text("only your team sees it")).to_be_visible()
    look.at(desk.page, "desk-note")
    desk.reply("Buongiorno! La capitale è **Ulan Bator**, ma da noi trova le *luminarie*.")
    expect(desk.by("agent")).to_have_count(1)
    guest.say("Grazie mille, gentilissima!")
    expect(desk.by("customer")).to_have_count(4)
    desk.field.fill("Di nulla")
    look.at(desk.page, "desk-conversation")
    desk.field.fill("/")
    expect(desk.page.get_by_role("listbox")).to_be_visible()
    look.at(desk.page, "desk-ready-made-replies")
    desk.field.fill("")
    desk.by("assistant").first.get_by_role("button", name="Why this answer").click()
    expect(desk.page.get_by_role("dialog", name="Why this answer")).to_contain_text("Confidence")
    look.at(desk.page, "desk-trace")
    desk.page.keyboard.press("Escape")
    _dialogs(desk, look)
    desk.open(place.slug, "inbox?view=all")
    expect(desk.rows).to_have_count(3)
    look.at(desk.page, "desk-inbox-all")


def _dialogs(desk: Desk, look: Look) -> None:
    """What opens above a conversation, and closes by Escape."""
    page = desk.page
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="More actions").click()
    expect(page.get_by_role("menu")).to_be_visible()
    look.at(page, "desk-menu")
    for item, name in (("Transfer", "desk-transfer"), ("Not resolved", "desk-not-resolved")):
        if not page.get_by_role("menu").is_visible():
            page.get_by_role("button", name="More actions").click()
        page.get_by_role("menuitem", name=re.compile(item)).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        look.at(page, name)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    for key, name in (("Control+k", "desk-palette"), ("?", "desk-shortcuts")):
        page.get_by_role("heading", level=2).first.focus()
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        look.at(page, name)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_knowledge_and_account(
    agent: Callable[..., Desk], workspace: Callable[..., Place], place: Place, look: Look
) -> None:
    desk = agent()
    page = desk.page
    desk.open(place.slug, "knowledge")
    expect(page.get_by_text("Festival").or_(page.get_by_text("biglietti")).first).to_be_visible()
    look.at(page, "desk-knowledge")
    page.get_by_role("button", name="Try a question").click()
    drawer = page.get_by_role("dialog", name="Try a question")
    drawer.get_by_role("textbox").fill("Quanto costano i biglietti?")
    drawer.get_by_role("button", name="Ask").click()
    expect(drawer).to_contain_text("Confidence")
    look.at(page, "desk-try")
    desk.open(place.slug, "knowledge?query=niente-del-genere")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    look.at(page, "desk-knowledge-nothing")
    articles = place.owner.get(place.api("knowledge/articles?kind=article&language=it")).json()["items"]
    desk.open(place.slug, f"knowledge/{articles[0]['id']}")
    expect(page.get_by_label("Title")).to_be_visible()
    look.at(page, "desk-article")
    page.get_by_role("tab", name="Preview").click()
    expect(page.get_by_text(re.compile(r"\d passages?")).first).to_be_visible()
    look.at(page, "desk-article-preview")
    desk.open(place.slug, "knowledge/new/article")
    expect(page.get_by_label("Title")).to_be_visible()
    look.at(page, "desk-article-new")
    desk.open(place.slug, "knowledge/new/faq")
    expect(page.get_by_label("Question", exact=True)).to_be_visible()
    look.at(page, "desk-faq-new")
    desk.open(place.slug, "me")
    expect(page.get_by_text("Where you are signed in")).to_be_visible()
    look.at(page, "desk-me")


def test_settings(agent: Callable[..., Desk], place: Place, look: Look) -> None:
    desk = agent()
    place.owner.post(place.api("api-keys"), json={"name": "Cassa", "scopes": ["read"]})
    place.owner.post(place.api("invitations"), json={"email": "bruno@example.com", "role": "supervisor"})
    titles: set[str] = set()
    for name in SETTINGS:
        desk.open(place.slug, f"settings/{name}")
        expect(desk.page.get_by_role("heading").nth(1)).to_be_visible()
        look.at(desk.page, f"desk-settings-{name}")
        titles.add(desk.page.title())
        if name in MAKES:
            desk.page.get_by_role("button", name=MAKES[name]).click()
            expect(desk.page.get_by_role("dialog")).to_be_visible()
            look.at(desk.page, f"desk-settings-{name}-new")
    assert len(titles) == len(SETTINGS), titles


def test_an_empty_workspace_says_what_comes_next(
    sit_down: Callable[..., Seat],
    workspace: Callable[..., Place],
    installation: Installation,
    look: Look,
) -> None:
    place = workspace(template=None, language="en", name="Nuova bottega")
    seat = sit_down()
    desk = Desk(seat.page, seat.watch, installation)
    desk.page.goto(installation.desk)
    desk.sign_in("owner@sportello.local", PASSWORD)
    expect(desk.page.get_by_role("heading", name="Inbox")).to_be_visible()
    for path, words in (
        ("inbox?view=mine", "Nothing on your desk"),
        ("inbox?view=waiting", "Nobody is waiting"),
        ("inbox?view=all", "No conversations yet"),
        ("knowledge", "No knowledge yet"),
        ("knowledge/sources", "No sources yet"),
        ("settings/replies", "No ready-made replies yet"),
        ("nowhere", "There is nothing here"),
    ):
        desk.open(place.slug, path)
        expect(desk.page.get_by_text(words)).to_be_visible()
        look.at(desk.page, f"desk-empty-{path.replace('inbox?view=', 'inbox-')}")


BROKEN_WORDS = """(where) => [...document.querySelectorAll(where)].flatMap((cell) => {
  const words = [];
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode())
    for (const { 0: word, index } of text.data.matchAll(/[^\\s\\u2013]+/g)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      if (range.getClientRects().length > 1) words.push(word);
    }
  return words;
})"""
"""Words of a table that stand on two lines."""


def test_large_text_on_a_small_screen_breaks_no_words(
    agent: Callable[..., Desk], customer: Callable[..., Customer]
) -> None:
    customer().open().ask("Vorrei parlare con un operatore")
    desk = agent(viewport={"width": 320, "height": 640})
    desk.rows.click()
    desk.page.get_by_role("button", name="Details").click()
    details = desk.page.get_by_role("dialog", name="Details")
    expect(details.get_by_text("Has not said who they are")).to_be_visible()
    for size in ("100%", "200%"):
        desk.page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
        assert desk.page.evaluate(BROKEN_WORDS, "[role=dialog] dt, [role=dialog] h3, [role=dialog] p") == []
    wide = desk.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]


def test_the_frame_of_the_desk_stands_there_before_its_code(agent: Callable[..., Desk], place: Place) -> None:
    desk = agent()

    def hold(_: Route) -> None:
        """Neither answer nor let it go on, until there is no such route any more."""

    desk.page.route("**/assets/*.js", hold)
    desk.page.goto(f"{desk.installation.desk}w/{place.slug}/inbox", wait_until="commit")
    expect(desk.page.locator(".frame")).to_be_visible()
    desk.page.unroute("**/assets/*.js")
    expect(desk.page.get_by_role("heading", name="Inbox")).to_be_visible()
    expect(desk.page.locator(".frame")).to_have_count(0)


def test_the_pages_anybody_can_read(sit_down: Callable[..., Seat], installation: Installation, look: Look) -> None:
    page = (seat := sit_down()).page
    page.goto(installation.shop)
    expect(page.locator("sportello-widget button.launch")).to_be_visible()
    look.at(page, "shop")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("button", name="Chat öffnen")).to_be_visible()
    look.at(page, "shop-de")
    with installation.client() as client:
        listed = client.get(f"{installation.url}/help/luminarie/quanto-costano-i-biglietti")
    assert listed.status_code == 200
    page.goto(f"{installation.url}/help/luminarie/quanto-costano-i-biglietti#quanto-costano-i-biglietti")
    expect(page.locator(":target")).to_be_in_viewport()
    look.at(page, "help")
    for path, name in (("", "help-centre"), ("?lang=en&q=dogs", "help-found"), ("?q=xylophon", "help-nothing")):
        page.goto(f"{installation.url}/help/luminarie{path}")
        expect(page.get_by_role("searchbox")).to_be_visible()
        look.at(page, name)
    page.goto(f"{installation.url}/help/luminarie/facts?lang=it")
    expect(page.get_by_role("table").first).to_be_visible()
    assert page.evaluate(BROKEN_WORDS, "th[scope=col], td") == []
    look.at(page, "help-facts")
    seat.watch.expect(404, "GET /help/")
    page.goto(f"{installation.url}/help/luminarie/niente")
    look.at(page, "help-missing")


@pytest.mark.parametrize("path", ["docs", "redoc"])
def test_the_api_s_documentation_loads_nothing_from_elsewhere(
    sit_down: Callable[..., Seat], installation: Installation, picture: Callable[..., None], path: str
) -> None:
    page = sit_down().page
    page.goto(f"{installation.url}/{path}")
    expect(page.get_by_text("/api/v1/widget/conversations").first).to_be_attached(timeout=80_000)
    expect(page.get_by_role("heading", name=re.compile("Sportello")).first).to_be_visible()
    picture(page, path)
