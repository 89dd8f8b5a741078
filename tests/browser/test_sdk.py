"""What a page says to the widget, and hears from it: `window.sportello`."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.websites import Websites


def test_the_page_can_open_close_listen_and_say_who_it_is(
    customer: Callable[..., Customer], agent: Callable[..., Desk], place: Place, websites: Websites
) -> None:
    made = place.owner.post(place.api("widget-keys"), json={"name": "VIP", "allowed_origins": [websites.origin]}).json()
    signature = hmac.new(made["identity_secret"].encode(), b"cliente-7", hashlib.sha256).hexdigest()
    early = (
        "<script>window.happened = []; window.sportello = ["
        "['on', 'ready', () => happened.push('ready')], ['on', 'open', () => happened.push('open')],"
        "['on', 'close', () => happened.push('close')], ['on', 'message', ({ author }) => happened.push(author)],"
        "['identify', { external_id: 'cliente-7', name: 'Carla Blu', email: 'carla@example.com',"
        f" phone: '+39 055 1', signature: '{signature}' }}],"
        "['open']]</script>"
    )
    guest = customer(url=websites.put(place.page(head=early).replace(place.key, made["key"])))
    expect(guest.panel).to_be_visible()
    guest.ask("Vorrei parlare con un operatore")
    desk = agent()
    desk.row("Carla Blu").click()
    expect(desk.page.locator("dd", has_text="cliente-7")).to_contain_text("Confirmed by the website")
    expect(desk.page.get_by_text("Said by the visitor, not confirmed")).to_be_visible()
    expect(desk.page.locator("dd", has_text=re.compile(r"^\+39 055 1$"))).to_be_visible()
    expect(desk.page).to_have_title(re.compile(r"^\(\d+\) Carla Blu · .+ · Sportello$"))
    desk.take()
    guest.page.evaluate("sportello.close()")
    expect(guest.panel).to_be_hidden()
    desk.reply("Buongiorno")
    expect(guest.launcher).to_have_accessible_name(re.compile(r"\([1-3]\)"))
    happened: list[str] = guest.page.evaluate("happened")
    assert happened[:2] in (["open", "ready"], ["ready", "open"])
    assert "close" in happened
    assert happened.count("agent") == 1
    guest.page.evaluate("sportello.open()")
    expect(guest.by("agent")).to_be_visible()


def test_a_forged_identity_stays_anonymous(
    customer: Callable[..., Customer], agent: Callable[..., Desk], place: Place, websites: Websites
) -> None:
    forged = base64.b16encode(b"x" * 32).decode().lower()
    head = (
        "<script>window.sportello = [['identify', { external_id: 'cliente-7', name: 'Carla Blu',"
        f" signature: '{forged}' }}]]</script>"
    )
    guest = customer(url=websites.put(place.page(head=head)))
    guest.watch.expect(403, "POST /api/v1/widget/identify")
    guest.watch.expect(401, "POST /api/v1/widget/identify")
    guest.open()
    guest.ask("Vorrei parlare con un operatore")
    desk = agent()
    desk.rows.click()
    expect(desk.page.get_by_text("Has not said who they are")).to_be_visible()
