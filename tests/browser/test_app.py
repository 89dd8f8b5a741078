"""The desk as an app: it can be kept, stands in for itself without a connection, and says when it is an old one."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Dialog, Page, Route, expect

from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

_WORKS = "async () => { await navigator.serviceWorker.ready; }"
_LED = "() => navigator.serviceWorker.controller !== null"


def _with_worker(page: Page) -> None:
    """The service worker is there, and leads this page."""
    page.evaluate(_WORKS)
    page.wait_for_function(_LED)


def test_the_desk_can_be_kept_as_an_app(place: Place, agent: Callable[..., Desk]) -> None:
    page = agent().page
    wire: Any = page.context.new_cdp_session(page)
    told = wire.send("Page.getAppManifest")
    assert told["url"] == f"{place.installation.desk}manifest.webmanifest"
    assert told["errors"] == []
    # A window of Playwright's is one that keeps nothing when it closes; the browser has nothing else against it.
    found = {one["errorId"] for one in wire.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert found <= {"in-incognito"}

    for go, path in (("waiting", "inbox?view=waiting"), ("notices", "notices"), ("elsewhere", "inbox?view=mine")):
        page.goto(f"{place.installation.desk}?go={go}")
        page.wait_for_url(f"**/w/{place.slug}/{path}")


def test_without_a_connection_a_page_of_its_own_stands_in_and_comes_back_by_itself(
    place: Place, agent: Callable[..., Desk], look: Look
) -> None:
    desk = agent("Dora Blau", language="de", path="knowledge")
    page = desk.page
    _with_worker(page)
    page.context.set_offline(offline=True)
    page.reload()
    expect(page.get_by_role("heading", name="Keine Verbindung")).to_be_visible()
    expect(page.get_by_text("bleibt in diesem Browser")).to_be_hidden()
    assert page.evaluate("() => document.images[0].naturalWidth") > 0
    look.at(page, "offline")
    again = page.get_by_role("button", name="Jetzt versuchen")
    again.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Noch immer keine Verbindung.")

    # It stands where one was; what is asked for meanwhile is reached, too.
    page.goto(f"{place.installation.desk}w/{place.slug}/notices")
    expect(page.get_by_role("heading", name="Keine Verbindung")).to_be_visible()
    page.context.set_offline(offline=False)
    expect(page.get_by_role("heading", name="Hinweise", level=1)).to_be_visible()
    assert page.url.endswith("/notices")


def test_an_old_page_says_that_there_is_a_new_one_and_loses_no_word(
    place: Place, customer: Callable[..., Customer], agent: Callable[..., Desk], look: Look
) -> None:
    customer().open().ask("Vorrei parlare con un operatore")
    desk = agent()
    page = desk.page
    build = page.locator("meta[name=build]").get_attribute("content") or ""

    def of_before(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(build, "of-before"))

    page.route("**/desk/w/**", of_before)
    desk.open(place.slug)
    page.unroute("**/desk/w/**")
    desk.rows.click()
    desk.take()
    desk.field.fill("Le rispondo sub")
    told = page.get_by_role("status").filter(has_text="A new version of the desk is here")
    expect(told).to_have_count(0)

    # A server that is installed anew is gone for a moment.
    page.context.set_offline(offline=True)
    expect(page.get_by_text("trying again")).to_be_visible()
    page.context.set_offline(offline=False)
    expect(told).to_be_visible()
    look.at(page, "new-version")
    told.get_by_role("button", name="Reload").press("Enter")
    expect(told).to_have_count(0)
    expect(desk.field).to_have_value("Le rispondo sub")

    # What stands in a dialog is kept nowhere: the browser asks before it goes.
    desk.open(place.slug, "settings/notices")
    page.get_by_role("button", name="Add a chat").click()
    page.get_by_label("Name").fill("Squadra")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("() => location.reload()")
    page.wait_for_function("() => document.visibilityState === 'visible'")
    expect(page.get_by_label("Name")).to_have_value("Squadra")
    assert asked == ["beforeunload"]


def test_a_push_that_the_browser_readdresses_is_renewed_with_the_server(
    place: Place, agent: Callable[..., Desk]
) -> None:
    desk = agent()
    page = desk.page
    _with_worker(page)
    (worker,) = page.context.service_workers
    # No push service can be reached from here: what the browser would say of its subscription is said for it.
    endpoint, wanted = "https://push.example.com/old", "https://push.example.com/new"
    made = {"endpoint": endpoint, "p256dh": _POINT, "auth": "AAAAAAAAAAAAAAAAAAAAAA"}
    devices = f"/api/v1/workspaces/{place.slug}/notices/push/devices"
    page.evaluate(
        """async ([devices, made]) => {
          const headers = {"Content-Type": "application/json", "X-Sportello": "1"};
          await fetch(devices, {method: "POST", headers, body: JSON.stringify(made)});
          const note = new Response(JSON.stringify({endpoint: made.endpoint, key: made.p256dh}));
          await (await caches.open("push")).put("/desk/push", note);
        }""",
        [devices, made],
    )
    worker.evaluate(_READDRESS, [wanted, _POINT])
    page.evaluate(_TOLD_BY, [devices, wanted])


_POINT = "BIydCI0Wl2QcJZnNG6S_LdDPYaACSnee1TWS6Iaj4Bs7SxC6Jdz1wGtuL8ce0ro-Kb14ZFbWglpMXN4qTKlfciE"
_TOLD_BY = """async ([devices, wanted]) => {
  for (;;) {
    const { items } = await (await fetch(devices)).json();
    if (items.length === 1 && items[0].endpoint === wanted) return;
    await new Promise((later) => setTimeout(later, 50));
  }
}"""
"""Comes back once the server tells this browser there, and nowhere else."""
_READDRESS = """([endpoint, point]) => {
  const base64 = (text) => text.replaceAll("-", "+").replaceAll("_", "/");
  const octets = (text) => Uint8Array.from(atob(base64(text)), (one) => one.charCodeAt(0));
  const keys = { p256dh: octets(point), auth: new Uint8Array(16) };
  const now = {
    endpoint,
    options: { applicationServerKey: octets(point).buffer },
    getKey: (name) => keys[name].buffer,
  };
  Object.defineProperty(self.registration, "pushManager", { value: { getSubscription: async () => now } });
  self.dispatchEvent(new ExtendableEvent("pushsubscriptionchange"));
}"""
"""A browser that has taken another address for its messages, and says so."""
