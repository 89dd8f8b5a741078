"""The widget on other people's websites: languages, keyboard, phone, motion, strict and hostile pages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Place, Seat
from tests.browser.customer import OPEN, Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look
from tests.browser.websites import Websites

PRICES = "Quanto costano i biglietti?"
UNKNOWN = "Qual è la capitale della Mongolia?"
WORDS = {
    "it": ("Invia", "Sportello · IA", "Sì, chiama una persona", "In coda, posto 1"),
    "en": ("Send", "Sportello · AI", "Yes, call a person", "In the queue, place 1"),
    "de": ("Senden", "Sportello · KI", "Ja, einen Menschen rufen", "In der Warteschlange, Platz 1"),
}
NONSENSE = {"it": UNKNOWN, "en": "What is the capital of Mongolia?", "de": "Wie heißt die Hauptstadt der Mongolei?"}


@pytest.mark.parametrize("language", ["it", "en", "de"])
def test_it_speaks_the_language_of_the_page(
    customer: Callable[..., Customer], workspace: Callable[..., Place], websites: Websites, language: str
) -> None:
    place = workspace(template=None, language="en")
    guest = customer(language, url=websites.put(place.page(language))).open()
    send, assistant, yes, queue = WORDS[language]
    expect(guest.panel.get_by_role("button", name=send)).to_be_visible()
    expect(guest.widget.locator(".r")).to_have_attribute("lang", language)
    expect(guest.ask(NONSENSE[language])).to_contain_text(assistant)
    guest.press(yes)
    expect(guest.status).to_have_text(queue)


def test_the_keyboard_is_enough(customer: Callable[..., Customer]) -> None:
    guest = customer()
    expect(guest.launcher).to_be_visible()
    keys = guest.page.keyboard
    keys.press("Tab")
    expect(guest.launcher).to_be_focused()
    keys.press("Enter")
    expect(guest.field).to_be_focused()
    keys.type(PRICES)
    keys.press("Enter")
    citation = guest.by("assistant").get_by_role("link")
    expect(citation).to_be_visible()
    keys.press("Shift+Tab")
    expect(citation).to_be_focused()
    with guest.page.expect_popup() as opened:
        keys.press("Enter")
    expect(opened.value.locator(":target")).to_be_in_viewport()
    opened.value.close()
    keys.press("Tab")
    keys.type(UNKNOWN)
    keys.press("Shift+Enter")
    keys.type("Lo sa?")
    keys.press("Enter")
    no = guest.panel.get_by_role("button", name="No, continua")
    expect(no).to_be_visible()
    keys.press("Shift+Tab")
    expect(no).to_be_focused()
    keys.press("Shift+Tab")
    keys.press("Enter")
    expect(guest.status).to_have_text("In coda, posto 1")
    keys.press("Escape")
    expect(guest.panel).to_be_hidden()
    expect(guest.launcher).to_be_focused()


def test_on_a_phone_it_fills_the_screen_and_keeps_the_focus(
    customer: Callable[..., Customer], place: Place, websites: Websites
) -> None:
    url = websites.put(place.page(body="<p><a href='#elsewhere'>Altrove</a> <button>Compra</button></p>"))
    guest = customer(url=url, viewport=PHONE, has_touch=True, is_mobile=True).open()
    box = guest.panel.bounding_box()
    assert box == {"x": 0, "y": 0, **PHONE}
    guest.ask(PRICES)
    expect(guest.panel).to_have_attribute("aria-modal", "true")
    for _ in range(12):
        guest.page.keyboard.press("Tab")
        assert guest.page.evaluate("document.activeElement.tagName") in {"SPORTELLO-WIDGET", "BODY"}
    guest.page.reload()
    guest.open()
    guest.panel.get_by_role("button", name="Chiudi").click()
    expect(guest.panel).to_be_hidden()


def test_it_is_on_the_next_page_as_it_was_on_the_last_and_leaves_it_the_focus(
    customer: Callable[..., Customer], place: Place, websites: Websites
) -> None:
    guest = customer().open()
    guest.ask(PRICES)
    guest.page.goto(websites.put(place.page(body="<button autofocus>Compra</button>")))
    expect(guest.by("assistant")).to_be_visible()
    expect(guest.page.get_by_role("button", name="Compra")).to_be_focused()
    guest.panel.get_by_role("button", name="Chiudi").click()
    guest.page.reload()
    expect(guest.launcher).to_have_accessible_name(OPEN["it"])
    expect(guest.panel).to_be_hidden()


@pytest.mark.parametrize(("width", "size"), [(320, "16px"), (640, "32px")])
def test_it_reflows_on_small_screens_and_with_large_text(
    customer: Callable[..., Customer], place: Place, websites: Websites, width: int, size: str
) -> None:
    page = place.page(head=f"<style>html {{ font-size: {size} }}</style>")
    guest = customer(url=websites.put(page), viewport={"width": width, "height": 640}).open()
    guest.ask(PRICES)
    guest.ask(UNKNOWN)
    assert _sideways(guest.page) == []
    expect(guest.field).to_be_in_viewport(ratio=1)
    expect(guest.panel.get_by_role("button", name="Chiudi")).to_be_in_viewport(ratio=1)


def _sideways(page: Page) -> list[str]:
    """What of the widget reaches out of its box to the side."""
    return page.evaluate(
        """() => [...document.querySelector("sportello-widget").shadowRoot.querySelectorAll(".panel, .panel *")]
          .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1 && !one.matches(".sr, svg"))
          .map((one) => `${one.tagName}.${one.className}`)"""
    )


def test_a_long_answer_is_read_from_its_beginning(customer: Callable[..., Customer]) -> None:
    guest = customer(viewport={"width": 375, "height": 480}).open()
    answer = guest.ask(PRICES)
    expect(answer.locator("p").first).to_be_in_viewport(ratio=1)
    expect(answer.get_by_role("link").last).not_to_be_in_viewport()
    guest.panel.locator(".log").evaluate("(log) => { log.scrollTop = 0 }")
    guest.page.evaluate("dispatchEvent(new Event('online'))")
    expect(guest.panel.locator(".log > .text").first).to_be_in_viewport()
    expect(guest.ask(UNKNOWN)).to_be_in_viewport()


@pytest.mark.parametrize("zoom", [1.5, 2])
@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, PHONE], ids=["wide", "phone"])
def test_the_panel_stays_in_the_window_of_a_page_that_is_zoomed(
    customer: Callable[..., Customer], place: Place, websites: Websites, zoom: float, size: dict[str, int]
) -> None:
    url = websites.put(place.page("en", head=f"<style>html{{zoom:{zoom}}}</style>"))
    guest = customer("en", url=url, viewport=size).open()
    for part in (guest.panel, guest.field):
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size["width"] + 1
        assert box["y"] + box["height"] <= size["height"] + 1


def test_on_a_page_from_right_to_left_each_keeps_to_their_side(customer: Callable[..., Customer]) -> None:
    guest = customer("en").open()
    guest.ask("How much is a ticket?")
    for direction, mine, theirs in (("ltr", "right", "left"), ("rtl", "left", "right")):
        guest.page.evaluate("(direction) => document.documentElement.dir = direction", direction)
        for author, side in (("customer", mine), ("assistant", theirs)):
            line = guest.by(author).first
            gap = "(item, side) => Math.abs(item.querySelector('.text').getBoundingClientRect()[side]"
            assert line.evaluate(f"{gap} - item.getBoundingClientRect()[side])", side) < 1, (direction, author)


@pytest.mark.parametrize(("motion", "animation"), [("reduce", "none"), ("no-preference", "dot")])
def test_dots_move_only_for_those_who_like_it(customer: Callable[..., Customer], motion: str, animation: str) -> None:
    guest = customer(reduced_motion=motion).open()
    dots = guest.panel.locator(".busy i")
    expect(dots).to_have_count(3)
    # Their style comes with the second file, and a dot has a border from no other.
    expect(dots.first).not_to_have_css("border-top-width", "0px")
    for dot in dots.all():
        expect(dot).to_have_css("animation-name", animation)


def test_a_screen_reader_hears_each_answer_once(customer: Callable[..., Customer]) -> None:
    guest = customer().open()
    guest.page.evaluate(
        """() => {
          window.heard = [];
          const live = document.querySelector("sportello-widget").shadowRoot.querySelector("[aria-live]");
          new MutationObserver((changes) => changes.forEach(({ addedNodes }) =>
            addedNodes.forEach((node) => heard.push(node.textContent)))).observe(live, { childList: true });
        }"""
    )
    guest.ask(PRICES)
    guest.ask(UNKNOWN)
    heard: list[str] = guest.page.evaluate("heard")
    assert len(heard) == 2
    assert "14\N{NO-BREAK SPACE}€" in heard[0]
    guest.page.reload()
    expect(guest.by("assistant")).to_have_count(2)
    expect(guest.widget.locator("[aria-live]")).to_be_empty()


STRICT = (
    "default-src 'none'; script-src {sportello}; connect-src {sportello}; img-src {sportello} data:;"
    " style-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HOSTILE_STYLE = """<style>
* { all: unset !important; font-size: 60px !important; color: red !important; display: block !important }
sportello-widget { display: none !important; opacity: 0.1 !important; transform: scale(3) !important }
</style>"""
HOSTILE_SCRIPT = """<script>
Array.prototype.last = function () { return this[this.length - 1] };
Object.prototype.extra = "from the page";
JSON.parse = ((parse) => (text, ...rest) => parse(text, ...rest))(JSON.parse);
Date.prototype.toJSON = function () { return "2001-01-01T00:00:00Z" };
window.fetch = ((fetch) => (...all) => fetch(...all))(fetch);
window.Node = undefined; window.$ = window._ = () => { throw new Error("touched") };
</script>"""


def test_the_strictest_policy_lets_it_work(customer: Callable[..., Customer], place: Place, websites: Websites) -> None:
    policy = STRICT.format(sportello=place.installation.url)
    guest = customer(url=websites.put(place.page(), {"Content-Security-Policy": policy})).open()
    expect(guest.ask(PRICES)).to_contain_text("14 €")


def test_hostile_styles_do_not_reach_it(
    customer: Callable[..., Customer], place: Place, websites: Websites, picture: Callable[..., None]
) -> None:
    plain = customer().open()
    hurt = customer(url=websites.put(place.page(head=HOSTILE_STYLE))).open()
    for guest in (plain, hurt):
        expect(guest.ask(PRICES)).to_contain_text("14 €")
    picture(hurt.page, "widget-hostile-styles")
    for part in (".panel", ".launch", ".assistant .text", "textarea"):
        assert hurt.widget.locator(part).first.bounding_box() == plain.widget.locator(part).first.bounding_box()
    styles = [
        guest.by("assistant")
        .locator(".text")
        .first.evaluate(
            "(one) => { const { color, fontSize, display } = getComputedStyle(one); return [color, fontSize, display] }"
        )
        for guest in (plain, hurt)
    ]
    assert styles[0] == styles[1]


def test_a_page_that_changes_the_language_itself_does_not_break_it(
    customer: Callable[..., Customer], place: Place, websites: Websites
) -> None:
    guest = customer(url=websites.put(place.page(head=HOSTILE_SCRIPT))).open()
    expect(guest.ask(PRICES)).to_contain_text("14 €")
    guest.ask(UNKNOWN)
    guest.press("Sì, chiama una persona")
    expect(guest.status).to_have_text("In coda, posto 1")


def test_it_leaves_one_global_and_no_trace_in_the_page(
    sit_down: Callable[..., Seat], place: Place, websites: Websites
) -> None:
    page = sit_down().page
    page.goto(websites.put("<!doctype html><title>Bottega</title><link rel='icon' href='data:,'>"))
    before: list[str] = page.evaluate("Object.getOwnPropertyNames(window)")
    page.goto(websites.put(place.page()))
    expect(page.locator("sportello-widget button.launch")).to_be_visible()
    after: list[str] = page.evaluate("Object.getOwnPropertyNames(window)")
    assert set(after) - set(before) == {"sportello"}
    shift = page.evaluate("performance.getEntriesByType('layout-shift').reduce((sum, one) => sum + one.value, 0)")
    assert shift == 0
    assert page.evaluate("document.cookie") == ""


def test_a_visit_for_testing_is_marked(customer: Callable[..., Customer], agent: Callable[..., Desk]) -> None:
    guest = customer(query="?sportello=test").open()
    expect(guest.panel.get_by_role("heading", level=2).first).to_contain_text("test")
    guest.ask("Vorrei parlare con un operatore")
    desk = agent()
    expect(desk.rows).to_contain_text("Test")
    guest.page.goto(guest.page.url.partition("?")[0])
    guest.open()
    expect(guest.messages).to_have_count(0)


def test_a_page_not_on_the_list_gets_no_widget_and_its_owner_a_hint(
    sit_down: Callable[..., Seat], place: Place, websites: Websites
) -> None:
    seat = sit_down()
    seat.watch.expect(403, "GET /api/v1/widget/config")
    with seat.page.expect_console_message(lambda said: said.type == "warning" and "allow" in said.text) as hint:
        seat.page.goto(websites.put(place.page()).replace(websites.origin, websites.stranger))
    assert websites.stranger in hint.value.text
    expect(seat.page.locator("sportello-widget")).to_have_count(0)


def test_what_customers_and_agents_write_is_never_markup(
    customer: Callable[..., Customer], agent: Callable[..., Desk]
) -> None:
    payload = "<img src=x onerror=alert(1)> [click](javascript:alert(2)) <script>alert(3)</script>"
    guest, desk = customer().open(), agent()
    for page in (guest.page, desk.page):
        page.on("dialog", lambda dialog: pytest.fail(f"ran: {dialog.message}"))
    guest.ask("Vorrei parlare con un operatore")
    guest.say(payload)
    desk.rows.click()
    expect(desk.by("customer").last).to_contain_text(payload)
    desk.take()
    desk.reply(payload)
    expect(guest.by("agent")).to_contain_text("onerror")
    assert guest.said()[-1] == payload
    for page in (guest.page, desk.page):
        expect(page.locator("a[href^='javascript'], img[src=x]")).to_have_count(0)


def test_two_tabs_show_one_conversation(customer: Callable[..., Customer]) -> None:
    one = customer().open()
    one.ask(PRICES)
    page = one.page.context.new_page()
    page.goto(one.page.url)
    two = Customer(page, one.watch).open()
    expect(two.by("assistant")).to_have_count(1)
    two.ask("Dove si parcheggia?")
    expect(one.by("assistant")).to_have_count(2)
    expect(one.by("customer")).to_have_count(2)
    assert one.shown() == two.shown()


def test_every_state_is_accessible(customer: Callable[..., Customer], agent: Callable[..., Desk], look: Look) -> None:
    guest = customer()

    def check(state: str) -> None:
        look.at(guest.page, f"widget-{state}")

    expect(guest.launcher).to_be_visible()
    check("closed")
    guest.open()
    check("empty")
    guest.ask(PRICES)
    check("answered")
    guest.ask(UNKNOWN)
    check("unsure")
    guest.press("Sì, chiama una persona")
    expect(guest.status).to_have_text("In coda, posto 1")
    check("queued")
    guest.page.context.set_offline(offline=True)
    guest.say("In galleria")
    expect(guest.panel).to_contain_text("Parte dopo")
    check("offline")
    guest.page.context.set_offline(offline=False)
    expect(guest.panel).not_to_contain_text("Parte dopo")
    desk = agent()
    desk.rows.click()
    desk.take()
    expect(guest.status).to_have_text("Anna Rossi è qui")
    desk.reply(
        "Buongiorno, sono **Anna**. Le serve:\n- un biglietto\n- un parcheggio\n\nVeda https://example.com/orari"
    )
    expect(guest.by("agent")).to_be_visible()
    for seen in look.each(guest.page):
        desk.field.press_sequentially("Ancora")
        expect(guest.status).to_contain_text("sta scrivendo")
        seen.at(guest.page, "widget-with-agent")
    desk.page.get_by_role("button", name="Resolve").click()
    expect(guest.panel.locator("form.rate")).to_be_visible()
    guest.panel.get_by_role("button", name="4/5").click()
    check("rating")
    guest.panel.locator("form.rate").get_by_role("button", name="Invia").click()
    expect(guest.panel.locator("form.rate")).to_contain_text("Grazie")
    check("rated")
    guest.say("Ah, ancora una cosa")
    expect(guest.panel.locator("form.rate")).to_be_hidden()
    check("reopened")
