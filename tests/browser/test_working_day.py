"""A whole day at the desk without a pointer: every step by keys alone, and the focus never lost on the way."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Place, Seat
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.installation import PASSWORD, Installation
from tests.browser.keys import Keys
from tests.browser.morning import OPERATOR, Visitors, begin_the_day
from tests.browser.websites import Websites

TICKET = "Quanto costa il biglietto intero?"


@pytest.fixture
def morning(place: Place, websites: Websites) -> Iterator[str]:
    """Who waits when the day begins, and what colleagues have prepared. Tells how to sign in."""
    with Visitors(place, websites.origin) as visitors:
        yield begin_the_day(place, visitors)


def _signs_in(keys: Keys, place: Place, email: str) -> None:
    page = keys.desk.page
    page.on("filechooser", lambda _: None)  # from now on: it is pressed for by key, and at once
    page.goto(f"{keys.desk.installation.desk}w/{place.slug}/inbox?view=mine")
    keys.at(page.get_by_label("E-mail"))
    keys.type(email)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("main")).to_be_visible()
    expect(page.get_by_text("Nothing on your desk")).to_be_visible()
    keys.here()
    for status in ("Away", "Online"):
        keys.press("g", "a")
        keys.told(status)
        expect(page.get_by_role("button", name=f"Status: {status}")).to_be_visible()
        keys.here()


def _looks_round(keys: Keys) -> None:
    """The sheet and the palette, and the queue by its view."""
    page = keys.desk.page
    for key, name in (("?", "Keyboard shortcuts"), ("Control+k", "")):
        keys.press(key)
        expect(page.get_by_role("dialog", name=name or None)).to_be_visible()
        keys.here()
        keys.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        keys.here()
    keys.press("2")
    keys.at(page.get_by_role("link", name=re.compile("^Unassigned")))
    expect(keys.desk.rows).to_have_count(5)
    keys.go(keys.desk.rows.first)
    keys.press("ArrowDown", "ArrowDown")
    keys.at(keys.desk.rows.nth(2))
    keys.press("Home")
    keys.at(keys.desk.rows.first)


def _walks(keys: Keys, name: str, *, back: bool = False) -> None:
    """To somebody's line of the list, which is one stop of Tab."""
    row = keys.desk.rows.filter(has_text=name).first
    keys.go(keys.desk.page.locator("a[data-id][tabindex='0']"), back=back)
    keys.press("Home")
    for _ in range(keys.desk.rows.count()):
        if not row.evaluate("(row) => row === document.activeElement"):
            keys.press("ArrowDown")
    keys.at(row)


def _opens(keys: Keys, name: str, *, back: bool = True) -> None:
    """Walk to somebody's conversation and open it: back from one that is open, or on from above the list."""
    _walks(keys, name, back=back)
    keys.press("Enter")
    expect(keys.desk.page.get_by_role("heading", level=2, name=name)).to_be_visible()
    keys.here()


def _takes(keys: Keys, name: str, *, back: bool = True) -> None:
    _opens(keys, name, back=back)
    expect(keys.desk.page.get_by_role("button", name=re.compile("^Take"))).to_be_visible()
    keys.press("t")
    keys.at(keys.desk.field)


def _out(keys: Keys) -> Locator:
    """Out of the field, where letters are shortcuts."""
    keys.press("Escape")
    heading = keys.desk.page.locator("header h2")
    keys.at(heading)
    return heading


def _reads(keys: Keys, guest: Customer) -> None:
    """Somebody new asks for a person: what it is about stands on the card."""
    page = keys.desk.page
    guest.say(OPERATOR)
    expect(keys.desk.rows.filter(has_text="Giulia Bianchi")).to_be_visible()
    keys.here()
    _takes(keys, "Giulia Bianchi")
    _out(keys)
    card = page.get_by_role("region", name="Handed over")
    body = card.get_by_role("region")
    keys.go(body)
    expect(body).to_contain_text(TICKET)
    toggle = card.get_by_role("button", name="Handed over")
    keys.go(toggle, back=True)
    for shown in ("false", "true"):
        keys.press("Enter")
        expect(toggle).to_have_attribute("aria-expanded", shown)
        keys.at(toggle)
    keys.press("r")
    keys.at(keys.desk.field)


def _writes(keys: Keys, file: Path) -> None:
    """A reply from what is ready, with a file; a macro; a note that calls somebody."""
    page, desk = keys.desk.page, keys.desk
    keys.type("/arrive")
    expect(page.get_by_role("option", name=re.compile("arrivederci"))).to_be_visible()
    keys.press("Enter")
    expect(desk.field).to_have_value(re.compile("Buona serata"))
    keys.at(desk.field)
    attach = page.get_by_role("button", name="Attach files")
    keys.go(attach)
    with page.expect_file_chooser() as choosing:
        keys.press("Enter")
    choosing.value.set_files(file)
    keys.at(desk.field)
    expect(page.get_by_role("button", name=f"Remove {file.name}")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_be_enabled()
    keys.press("Control+Enter")
    keys.at(desk.field)
    expect(desk.by("agent").get_by_role("link", name=re.compile(file.name))).to_be_visible()

    keys.type("/partito")
    expect(page.get_by_role("option", name="Rimborso partito")).to_be_visible()
    keys.press("Enter")
    dialog = page.get_by_role("dialog", name="Rimborso partito")
    expect(dialog).to_be_visible()
    keys.use(dialog.get_by_role("button", name="Do it"))
    keys.told("Rimborso partito")
    keys.at(desk.field)
    expect(desk.by("agent").last).to_contain_text("Il rimborso è partito.")

    _out(keys)
    keys.press("n")
    keys.at(desk.field)
    keys.type("Guarda tu, @Bru")
    expect(page.get_by_role("option", name="Bruno Verdi")).to_be_visible()
    keys.press("Enter")
    keys.press("Control+Enter")
    expect(page.get_by_text("Guarda tu, @Bruno Verdi")).to_be_visible()
    keys.at(desk.field)


def _sorts(keys: Keys) -> None:
    """A label, and how urgent it is."""
    page = keys.desk.page
    _out(keys)
    keys.press("Shift+L")
    entry = page.get_by_role("menuitemcheckbox", name="Rimborso")
    keys.at(entry)
    keys.press("Enter")
    expect(entry).to_be_checked()
    keys.press("Escape")
    keys.at(page.get_by_role("button", name="Choose labels"))
    keys.press("p")
    priority = page.get_by_label("Priority")
    keys.at(priority)
    keys.press("ArrowUp")
    expect(priority).to_have_value("urgent")
    keys.press("Escape")
    keys.at(page.get_by_role("button", name="Choose labels"))
    keys.press("l")
    keys.at(page.get_by_role("heading", level=1, name="Inbox"))  # the queue has it no more


def _passes_on(keys: Keys) -> None:
    """One is put aside, one goes to a team with a word about it."""
    page = keys.desk.page
    _takes(keys, "Luca Ferri", back=False)
    heading = _out(keys)
    keys.press("h")
    dialog = page.get_by_role("dialog", name="Put aside")
    keys.at(dialog.get_by_role("radio", name="Tomorrow"))
    keys.press("Enter")
    expect(dialog).to_have_count(0)
    keys.told("Put aside until")
    keys.at(heading)

    _takes(keys, "Carlo Moretti")
    heading = _out(keys)
    keys.press("Shift+T")
    dialog = page.get_by_role("dialog", name="Transfer")
    keys.at(dialog.get_by_role("combobox", name="To"))
    keys.type("Bigl")
    expect(page.get_by_role("option", name="Team Biglietteria")).to_be_visible()
    keys.press("ArrowDown", "Enter", "Tab")
    keys.type("Ha perso il biglietto")
    keys.use(dialog.get_by_role("button", name="Transfer", exact=True))
    expect(dialog).to_have_count(0)
    keys.told("Biglietteria")
    keys.at(heading)


def _merges(keys: Keys) -> None:
    """Two of one customer become one."""
    page = keys.desk.page
    _takes(keys, "Dora Riva")
    heading = _out(keys)
    keys.press("m")
    dialog = page.get_by_role("dialog", name="Merge conversations")
    keys.at(dialog.get_by_role("radio").first)
    keys.press("Space")
    expect(dialog.get_by_role("region", name="What was said last")).to_contain_text("Dove si parcheggia?")
    keys.use(dialog.get_by_role("button", name="Merge"))
    expect(dialog).to_have_count(0)
    keys.told("merged")
    keys.at(heading)


def _uses_the_copilot(keys: Keys, guest: Customer) -> None:
    """A question, and a reply to begin from."""
    page, desk = keys.desk.page, keys.desk
    guest.say(TICKET)
    keys.press("1")
    keys.at(page.get_by_role("link", name=re.compile("^Mine")))
    _opens(keys, "Giulia Bianchi", back=False)
    expect(desk.by("customer").last).to_contain_text(TICKET)
    keys.press("r")
    keys.at(desk.field)
    keys.press("Control+j")
    card = page.get_by_role("region", name="Copilot")
    use = card.get_by_role("button", name="Use it")
    keys.told("€")
    keys.at(desk.field)
    keys.use(use, back=True)
    expect(desk.field).to_have_value(re.compile("14"))
    keys.at(desk.field)
    keys.press("Control+Enter")
    expect(guest.by("agent").last).to_contain_text("14")


def _finds_and_keeps(keys: Keys) -> None:
    """What was said is found; a list is narrowed and kept under a name."""
    page, desk = keys.desk.page, keys.desk
    _out(keys)
    keys.press("/")
    sought = page.get_by_role("searchbox", name="Search conversations")
    keys.at(sought)
    keys.type("parcheggia")
    expect(desk.rows).to_have_count(1)
    keys.at(sought)
    keys.press("ArrowDown")
    keys.at(desk.rows.first)
    keys.press("/")
    keys.at(sought)
    keys.press("Escape")
    keys.here()
    keys.press("Escape")
    keys.here()
    keys.press("2")
    keys.at(page.get_by_role("link", name=re.compile("^Unassigned")))
    keys.press("f")
    keys.pick(page.get_by_role("button", name="Team: Any team"), "Biglietteria", back=True)
    keys.press("Escape")
    expect(desk.rows).to_have_count(1)
    keys.at(page.get_by_role("button", name="Team: Biglietteria"))
    keys.pick(page.get_by_role("button", name="Save or change this view"), "Save this view")
    dialog = page.get_by_role("dialog")
    keys.at(dialog.get_by_label("Name"))
    keys.type("Cassa")
    keys.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("^Cassa"))).to_have_attribute("aria-current", "page")
    keys.here()


def _closes_several(keys: Keys) -> None:
    """Two are chosen, made one's own and closed together."""
    page, desk = keys.desk.page, keys.desk
    keys.press("2")
    keys.at(page.get_by_role("link", name=re.compile("^Unassigned")))
    for name in ("Eva Galli", "Fabio Costa"):
        _walks(keys, name)
        keys.press("x")
    bar = page.get_by_role("region", name="Chosen conversations")
    expect(bar).to_contain_text("2 chosen")
    keys.pick(bar.get_by_role("button", name="Assign"), "To me")
    keys.told("2 conversations changed")
    expect(desk.rows.filter(has_text="Eva Galli")).to_have_count(0)
    keys.here()
    keys.press("1")
    keys.at(page.get_by_role("link", name=re.compile("^Mine")))
    for name in ("Eva Galli", "Fabio Costa"):
        _walks(keys, name)
        keys.press("x")
    keys.press("b", "r")
    keys.at(page.get_by_role("menuitem", name="Rimborso partito"))
    keys.press("Enter")
    macro = page.get_by_role("dialog", name="Rimborso partito")
    expect(macro).to_contain_text("It is done to each of 2 conversations.")
    keys.use(macro.get_by_role("button", name="Do it"))
    expect(desk.rows.filter(has_text=re.compile("(Eva Galli|Fabio Costa).*Il rimborso è partito."))).to_have_count(2)
    expect(macro).to_have_count(0)
    keys.here()
    keys.press("b", "e")
    keys.at(page.get_by_role("menuitem", name="As resolved"))
    keys.press("Enter")
    asked = page.get_by_role("dialog", name="Close 2 conversations?")
    expect(asked).to_be_visible()
    keys.here()
    keys.use(asked.get_by_role("button", name="Close", exact=True).last)
    keys.told("2 conversations changed")
    expect(desk.rows.filter(has_text="Eva Galli")).to_have_count(0)
    keys.here()


def _ends(keys: Keys, guest: Customer) -> None:
    """The last is solved, somebody writes once more and is answered; then home."""
    page, desk = keys.desk.page, keys.desk
    _opens(keys, "Dora Riva")
    keys.press("e")
    keys.at(page.locator("header h2"))
    keys.press("l")
    keys.at(desk.rows.filter(has_text="Dora Riva"))
    guest.say("Grazie, e i bambini?")
    expect(desk.rows.filter(has_text="e i bambini?")).to_be_visible()
    _opens(keys, "Giulia Bianchi")
    keys.press("r")
    keys.at(desk.field)
    keys.type("I bambini entrano gratis.")
    keys.press("Control+Enter")
    expect(guest.by("agent").last).to_contain_text("I bambini entrano gratis.")
    _out(keys)
    keys.pick(page.get_by_role("button", name=re.compile("^Workspace")), "Sign out", back=True)
    keys.at(page.get_by_label("E-mail"))


def test_a_whole_day_by_keys_alone(
    *,
    sit_down: Callable[..., Seat],
    agent: Callable[..., Desk],
    customer: Callable[..., Customer],
    place: Place,
    installation: Installation,
    morning: str,
    tmp_path: Path,
) -> None:
    form = tmp_path / "Modulo.pdf"
    form.write_bytes(b"%PDF-1.7\nmodulo")
    guest = customer().open()
    guest.page.evaluate("() => sportello.identify({ name: 'Giulia Bianchi' })")
    guest.ask(TICKET)
    bruno = agent("Bruno Verdi", role="agent")
    seat = sit_down()
    keys = Keys(Desk(seat.page, seat.watch, installation))
    _signs_in(keys, place, morning)
    _looks_round(keys)
    _reads(keys, guest)
    _writes(keys, form)
    _sorts(keys)
    _passes_on(keys)
    _merges(keys)
    _uses_the_copilot(keys, guest)
    _finds_and_keeps(keys)
    _closes_several(keys)
    _ends(keys, guest)
    expect(bruno.page.get_by_role("link", name=re.compile("Notices [1-9]"))).to_be_visible()
    solved = place.owner.get(place.api("conversations?view=all&state=resolved")).raise_for_status().json()["items"]
    names = {"Dora Riva", "Eva Galli", "Fabio Costa"}
    assert {one["contact"]["name"] for one in solved} == names, "what was solved last waited for nobody who has left"
