"""A conversation by e-mail: its customer asks for it, and an agent sends it, to a mail server of this test's own."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, WIDE, Seat
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.installation import PASSWORD, Installation
from tests.post import Post, post_office


@pytest.fixture
def post() -> Iterator[Post]:
    """A mail server, beside this test."""
    told: Future[tuple[Post, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        done = asyncio.Event()
        async with post_office() as office:
            told.set_result((office, asyncio.get_running_loop(), done))
            await done.wait()

    thread = threading.Thread(target=asyncio.run, args=[serve()])
    thread.start()
    office, loop, done = told.result(20)
    yield office
    loop.call_soon_threadsafe(done.set)
    thread.join(20)


@pytest.fixture
def mailing(post: Post, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """A demo that sends mail."""
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{post.port}")
    monkeypatch.setenv("MAIL_FROM", "Sportello <desk@example.com>")
    with TemporaryDirectory(prefix="sportello-mailing-") as folder:
        Path(folder).chmod(0o755)
        installation = Installation(Path(folder))
        try:
            installation.start()
            yield installation
        finally:
            installation.stop()


def looked_at(page: Page, name: str, picture: Callable[..., None], within: str | None = None) -> None:
    """Accessible in each of the four looks."""
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page, within)
            picture(page, f"{name}-{size['width']}-{scheme}")


def colleague(seat: Seat, installation: Installation) -> Desk:
    """Whoever may sign in first, before the inbox."""
    with installation.client() as client:
        email, first = installation.first_login
        client.post("/sessions", json={"email": email, "password": first}).raise_for_status()
        client.post("/me/password", json={"current": first, "new": PASSWORD}).raise_for_status()
        me = client.patch("/me", json={"language": "en"}).raise_for_status().json()
        cookies = [{"name": one.name, "value": one.value or "", "url": installation.url} for one in client.cookies.jar]
    seat.context.add_cookies(cookies)  # pyright: ignore[reportArgumentType] - the fields that are asked for
    desk = Desk(seat.page, seat.watch, installation)
    desk.open(me["workspaces"][0]["slug"], "inbox?view=unassigned")
    return desk


def test_a_conversation_is_sent_to_who_asks_for_it_and_by_an_agent(
    mailing: Installation, post: Post, sit_down: Callable[..., Seat], picture: Callable[..., None]
) -> None:
    seat = sit_down(at=mailing)
    seat.watch.excuse(f"asks elsewhere: {mailing.shop}")
    seat.page.goto(mailing.shop)
    guest = Customer(seat.page, seat.watch, "it").open()
    panel = guest.panel
    guest.ask("Vorrei parlare con un operatore")
    panel.get_by_role("button", name="Le Sue conversazioni").click()
    panel.get_by_role("button", name="Ricevere la conversazione per e-mail").click()
    letter = panel.locator("form.mail:not(.reach)")
    field = letter.get_by_label("E-mail")
    expect(field).to_be_focused()
    field.fill("giulia@example")
    field.press("Enter")
    expect(letter).to_be_visible()
    looked_at(guest.page, "widget-letter", picture, "sportello-widget")
    field.fill("giulia@example.com")
    field.press("Enter")
    expect(panel.get_by_text("La inviamo a giulia@example.com.")).to_be_focused()
    expect(letter).to_be_hidden()

    desk = colleague(sit_down(at=mailing), mailing)
    desk.rows.first.click()
    expect(desk.page.get_by_role("button", name="Take")).to_be_visible()
    desk.page.keyboard.press("Shift+M")
    dialog = desk.page.get_by_role("dialog", name="Send the conversation by e-mail")
    to = dialog.get_by_label("To")
    expect(to).to_be_focused()
    looked_at(desk.page, "desk-letter", picture)
    to.fill("carlo@example.com")
    to.press("Enter")
    expect(dialog).to_be_hidden()
    expect(desk.page.get_by_text("It is on its way to carlo@example.com.").first).to_be_visible()

    patience = time.monotonic() + 30
    while len(post.letters) < 2:
        assert time.monotonic() < patience, "the letters did not come"
        time.sleep(0.05)
    assert sorted(letter["to"] for letter in post.letters) == ["carlo@example.com", "giulia@example.com"]
    for one in post.letters:
        body = one.get_body(("plain",))
        assert body
        assert "Vorrei parlare con un operatore" in body.get_content()
