"""Who may no longer do what they are doing: signed out, given another password or role, suspended, in mid-sentence."""

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, Place, Seat
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.installation import PASSWORD, Installation

OTHER = "lanterne sotto la neve di marzo"


def _who(desk: Desk) -> tuple[str, str]:
    """Id and e-mail of whoever sits there."""
    user = desk.page.context.request.get(f"{desk.installation.url}/api/v1/me").json()["user"]
    return user["id"], user["email"]


def _change_password_elsewhere(desk: Desk, new: str) -> str:
    """Their own doing, in another browser: every session but that one ends. Returns their e-mail."""
    _, email = _who(desk)
    with desk.installation.client() as client:
        client.post("/sessions", json={"email": email, "password": PASSWORD}).raise_for_status()
        client.post("/me/password", json={"current": PASSWORD, "new": new}).raise_for_status()
    return email


def test_who_is_signed_out_while_they_write_goes_on_where_they_were(
    customer: Callable[..., Customer], agent: Callable[..., Desk], place: Place
) -> None:
    guest, anna = customer().open(), agent()
    guest.ask("Vorrei parlare con un operatore")
    anna.rows.click()
    anna.take()
    anna.field.fill("Guardo subito e")
    anna.watch.expect(401, ".*")
    email = _change_password_elsewhere(anna, OTHER)
    expect(anna.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(anna.page.get_by_text("Your session has ended")).to_be_visible()
    expect(anna.page.get_by_text("operatore")).to_have_count(0)
    anna.sign_in(email, OTHER)
    expect(anna.field).to_have_value("Guardo subito e")
    anna.reply("Guardo subito e le dico.")
    expect(guest.by("agent")).to_have_count(1)

    # Somebody else's doing: a first password again, which is good for nothing but choosing another.
    anna.field.fill("Ecco: il")
    first = anna.installation.run("user", "reset-password", email).split()[1]
    expect(anna.page.get_by_role("heading", name="Sign in")).to_be_visible()
    anna.sign_in(email, first)
    anna.choose_password(first, PASSWORD)
    expect(anna.field).to_have_value("Ecco: il")
    expect(anna.by("agent")).to_have_count(1)

    anna.open(place.slug, "knowledge/new/faq")
    anna.page.get_by_label("Question", exact=True).fill("Si può pattinare?")
    anna.page.get_by_role("textbox", name="Answer").fill("Sì, fino alle 22.")
    _change_password_elsewhere(anna, OTHER)
    expect(anna.page.get_by_role("heading", name="Sign in")).to_be_visible()
    anna.sign_in(email, OTHER)
    expect(anna.page.get_by_text("Not saved yet")).to_be_visible()
    expect(anna.page.get_by_label("Question", exact=True)).to_have_value("Si può pattinare?")
    anna.page.get_by_role("button", name="Save").click()
    expect(anna.page.get_by_role("heading", name="Si può pattinare?")).to_be_visible()
    anna.open(place.slug, "knowledge/new/faq")
    expect(anna.page.get_by_label("Question", exact=True)).to_have_value("")


def test_who_gets_another_role_or_is_suspended_is_offered_what_they_may(
    agent: Callable[..., Desk], place: Place
) -> None:
    desk = agent()
    member, _ = _who(desk)
    desk.open(place.slug, "settings/workspace")
    name = desk.page.get_by_label("Name", exact=True)
    name.fill("Il mercatino")
    place.owner.patch(place.api(f"members/{member}"), json={"role": "agent"}).raise_for_status()
    desk.watch.expect(403, ".*")
    desk.page.get_by_role("button", name="Save").click()
    expect(desk.page.get_by_text("Your role does not allow this").first).to_be_visible()
    expect(desk.page.get_by_role("link", name=re.compile("Audit"))).to_have_count(0)

    desk.open(place.slug)
    desk.watch.expect(404, ".*")
    place.owner.patch(place.api(f"members/{member}"), json={"suspended": True}).raise_for_status()
    expect(desk.page.get_by_text("You no longer have access to this workspace")).to_be_visible()
    expect(desk.page.get_by_role("navigation")).to_have_count(0)
    desk.open(place.slug)
    expect(desk.page.get_by_text("You no longer have access to this workspace")).to_be_visible()
    desk.open("elsewhere")
    expect(desk.page.get_by_text("There is nothing here")).to_be_visible()


def test_settings_changed_and_not_saved_are_there_after_a_reload_and_a_session_that_ended(
    agent: Callable[..., Desk], place: Place
) -> None:
    desk = agent()
    page = desk.page
    _, email = _who(desk)
    for path, label in (
        ("assistant", "Name"),
        ("widget", "Name of the site"),
        ("workspace", "Name"),
    ):
        desk.open(place.slug, f"settings/{path}")
        field = page.get_by_label(label, exact=True).first
        before = field.input_value()
        field.fill("Lucciola")
        expect(page.get_by_text("Not saved yet")).to_have_count(0)
        page.reload()
        expect(field).to_have_value("Lucciola")
        expect(page.get_by_text("Not saved yet")).to_be_visible()
        page.get_by_role("button", name="Undo changes").first.click()
        expect(field).to_have_value(before)
        field.fill("Lanterna")
    desk.watch.expect(401, ".*")
    _change_password_elsewhere(desk, OTHER)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    desk.sign_in(email, OTHER)
    expect(field).to_have_value("Lanterna")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(page.get_by_text("Not saved yet")).to_have_count(0)
    page.reload()
    expect(field).to_have_value("Lanterna")
    expect(page.get_by_text("Not saved yet")).to_have_count(0)
    desk.open(place.slug, "settings/widget")
    expect(page.get_by_label("Name of the site").first).to_have_value("Lanterna")
    expect(page.get_by_text("Not saved yet")).to_be_visible()


def test_who_owns_an_empty_installation_opens_its_first_workspace(
    sit_down: Callable[..., Seat], picture: Callable[..., None]
) -> None:
    with TemporaryDirectory(prefix="sportello-browser-") as folder:
        Path(folder).chmod(0o755)
        served = Installation(Path(folder), "serve")
        try:
            served.start()
            seat = sit_down(at=served, viewport=PHONE, color_scheme="dark")
            _open_the_first_workspace(Desk(seat.page, seat.watch, served), picture)
        finally:
            served.stop()


def _open_the_first_workspace(desk: Desk, picture: Callable[..., None]) -> None:
    email, first = desk.installation.first_login
    page, name, address = desk.page, desk.page.get_by_label("Name"), desk.page.get_by_label("Address")
    page.goto(desk.installation.desk)
    desk.sign_in(email, first)
    desk.choose_password(first, PASSWORD)
    expect(page.get_by_role("heading", name="Open your first workspace")).to_be_visible()
    expect(name).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Give it a name.")).to_be_visible()
    page.keyboard.type("Luci d'Inverno")
    expect(address).to_have_value("luci-d-inverno")
    address.fill("luci d")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 to 40 small letters")).to_be_visible()
    expect(address).to_be_focused()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, "desk-first-workspace-375-dark")
    page.reload()
    expect(name).to_have_value("Luci d'Inverno")
    expect(address).to_have_value("luci d")

    # Somebody is quicker, on the command line.
    desk.installation.run("workspace", "create", "luci", "--name", "Luci")
    address.fill("Luci")
    desk.watch.expect(409, "POST /api/v1/platform/workspaces")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This address is taken")).to_be_visible()
    expect(address).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    assert_accessible(page)
    for language, title in (("Italiano", "Apri il tuo primo"), ("Deutsch", "Deinen ersten"), ("English", "Open your")):
        page.get_by_role("combobox").last.select_option(language)
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        picture(page, f"desk-first-workspace-1280-{language}")

    address.fill("luci-d-inverno")
    page.get_by_label("Main language").select_option("Italiano")
    page.get_by_label("Starts with").select_option("An example: a festival of lights")
    page.get_by_role("button", name="Open the workspace").click()
    expect(page).to_have_url(re.compile(r"/desk/w/luci-d-inverno/inbox"))
    steps = page.get_by_role("region", name="What comes first").get_by_role("link")
    expect(steps).to_have_text(["Import your knowledge", "Put the widget on your site", "Invite people"])
    desk.at_rest()
    assert_accessible(page)
    picture(page, "desk-first-steps")
    page.set_viewport_size({"width": 375, "height": 760})
    page.emulate_media(color_scheme="dark")
    picture(page, "desk-first-steps-375-dark")
    listed = desk.installation.run("workspace", "list")
    assert "luci-d-inverno  Luci d'Inverno  (it, 1 people)\n" in listed
