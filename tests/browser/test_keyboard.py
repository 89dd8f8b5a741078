"""The desk without a pointer: passing conversations on, closing them, and a focus that is never lost or hidden."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk

OPERATOR = "Vorrei parlare con un operatore"
PLACES = (
    "inbox?view=unassigned",
    "knowledge",
    "knowledge/new/faq",
    "knowledge/sources",
    "knowledge/facts",
    "settings/assistant",
    "settings/assistants",
    "settings/assistant/default/versions",
    "settings/intents",
    "settings/widget",
    "settings/replies",
    "settings/people",
    "settings/workspace",
    "me",
)
STOPS = 45
"""How often Tab is pressed on a page: enough for all of it but the longest forms."""
_FOCUSED = """() => {
  const here = document.activeElement;
  const name = here.getAttribute("aria-label") || here.innerText || here.getAttribute("name") || "";
  // A radio is drawn by its label.
  const drawn = here.getBoundingClientRect().width > 0 ? here : (here.labels?.[0] ?? here);
  const box = drawn.getBoundingClientRect();
  const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  const around = [here.parentElement, here.nextElementSibling, here.closest("section"), here.closest("li")];
  const ringed = [drawn, ...around].some((one) => {
    if (!one) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow.includes("0px 0px 0px 1px");
  });
  return { lost: here === document.body, name: `${here.tagName} ${name.slice(0, 40)}`, seen, ringed };
}"""


def _where(page: Page) -> str:
    """What has the focus, which somebody who looks can see."""
    here = page.evaluate(_FOCUSED)
    assert not here["lost"], f"the focus is nowhere on {page.url}"
    return str(here["name"])


def test_tab_stops_nowhere_unseen(agent: Callable[..., Desk], customer: Callable[..., Customer], place: Place) -> None:
    customer().open().ask(OPERATOR)
    desk = agent()
    unseen: list[str] = []
    for path in PLACES:
        desk.open(place.slug, path)
        for _ in range(STOPS):
            desk.page.keyboard.press("Tab")
            here = desk.page.evaluate(_FOCUSED)
            if here["lost"]:  # past the end: the browser's own bars
                break
            field = here["name"].startswith(("INPUT", "TEXTAREA", "SELECT"))
            if not here["seen"] or not (here["ringed"] or field):
                unseen.append(f"{path}: {here['name']}")
    assert not unseen


def test_the_keyboard_passes_a_conversation_on_and_closes_it(
    agent: Callable[..., Desk], customer: Callable[..., Customer]
) -> None:
    guest = customer().open()
    guest.ask(OPERATOR)
    anna, bruno = agent("Anna Rossi"), agent("Bruno Verdi")
    bruno.page.keyboard.press("1")
    expect(bruno.page.get_by_text("Nothing on your desk")).to_be_visible()

    keys = anna.page.keyboard
    keys.press("j")
    expect(anna.page.get_by_role("button", name=re.compile("^Take"))).to_be_visible()
    keys.press("t")
    expect(anna.field).to_be_focused()
    keys.press("Escape")
    keys.press("Shift+T")
    dialog = anna.page.get_by_role("dialog", name="Transfer")
    to = dialog.get_by_role("textbox", name="To", exact=True).or_(dialog.get_by_label("To")).first
    expect(to).to_be_focused()
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    _where(anna.page)
    keys.press("Shift+T")
    expect(to).to_be_focused()
    keys.type("Bruno")
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.press("Tab")
    keys.type("Vuole un rimborso")
    dialog.get_by_role("button", name="Transfer").focus()
    keys.press("Enter")
    expect(dialog).to_have_count(0)
    expect(anna.page.get_by_text("Bruno Verdi has this conversation.")).to_be_visible()
    _where(anna.page)
    expect(guest.status).to_have_text("Bruno Verdi è qui")

    # It came to him by itself.
    expect(bruno.rows).to_have_count(1)
    bruno.page.keyboard.press("j")
    expect(bruno.page.get_by_text("Vuole un rimborso").first).to_be_visible()
    _close(bruno)
    expect(bruno.rows).to_have_count(0)


def _close(desk: Desk) -> None:
    """As not resolved, thought better of, and then as cancelled."""
    keys = desk.page.keyboard
    more = desk.page.get_by_role("button", name="More actions")
    for steps_back, title in ((1, "Close as not resolved"), (0, "Cancel the conversation")):
        more.focus()
        keys.press("Enter")
        expect(desk.page.get_by_role("menuitem").first).to_be_focused()
        keys.press("End")
        for _ in range(steps_back):
            keys.press("ArrowUp")
        keys.press("Enter")
        dialog = desk.page.get_by_role("dialog", name=title)
        expect(dialog.get_by_role("textbox", name="Reason")).to_be_focused()
        if steps_back:
            keys.press("Escape")
            expect(dialog).to_have_count(0)
            expect(more).to_be_focused()
    keys.type("Era una prova")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    expect(desk.page.get_by_text("This conversation is closed")).to_be_visible()
    _where(desk.page)


_CHOSEN = """(select, value) => {
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return select.value;
}"""
"""What a choice shows in the same moment in which it was made."""


def test_the_keyboard_says_how_urgent_it_is_and_copies_the_link(
    agent: Callable[..., Desk], customer: Callable[..., Customer]
) -> None:
    customer().open().ask(OPERATOR)
    anna, bruno = agent("Anna Rossi"), agent("Bruno Verdi")
    keys = anna.page.keyboard
    keys.press("j")
    priority = anna.page.get_by_label("Priority")
    expect(priority).to_have_value("normal")
    keys.press("p")
    expect(priority).to_be_focused()
    for _ in range(2):  # the last is the least
        keys.press("ArrowUp")
    expect(priority).to_have_value("urgent")
    expect(bruno.rows.get_by_title("Urgent")).to_be_visible()
    assert priority.evaluate(_CHOSEN, "low") == "low", "the next key starts from what is shown"

    anna.page.locator("header h2").focus()
    anna.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys.press("c")
    expect(anna.page.get_by_text("Link copied")).to_be_visible()
    link = anna.page.evaluate("navigator.clipboard.readText()")
    assert link == anna.page.url.partition("?")[0]


def test_a_page_that_was_asked_for_by_keys_takes_the_focus_at_its_heading(agent: Callable[..., Desk]) -> None:
    desk = agent()
    keys = desk.page.keyboard
    heading = desk.page.get_by_role("heading", level=1)
    for asked, name in (("gk", "Knowledge"), ("gs", "Settings"), ("gi", "Inbox")):
        for key in asked:
            keys.press(key)
        expect(heading.filter(has_text=name)).to_be_focused()
    keys.press("Control+k")
    expect(desk.page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    keys.type("people")
    keys.press("Enter")
    expect(desk.page.get_by_role("heading", name="Settings: People")).to_be_focused()
