"""Notices in the desk, as people see them: the bell counts live, leads there, and each chooses how they are told."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

OPERATOR = "Vorrei parlare con un operatore"


def test_the_bell_counts_what_comes_and_forgets_what_was_looked_at(
    place: Place, customer: Callable[..., Customer], agent: Callable[..., Desk]
) -> None:
    anna, bruno = agent(), agent("Bruno Verdi", role="agent")
    for desk in (anna, bruno):
        desk.open(place.slug, "knowledge")
    guest = customer().open()
    guest.ask(OPERATOR)
    for desk in (anna, bruno):
        expect(desk.page.get_by_role("link", name="Notices 1 unread")).to_be_visible()

    anna.page.keyboard.press("g")
    anna.page.keyboard.press("n")
    anna.page.get_by_role("link", name="waits for a person").press("Enter")
    anna.take()
    for desk in (anna, bruno):
        expect(desk.page.get_by_role("link", name="Notices", exact=True)).to_be_visible()

    anna.open(place.slug, "knowledge")
    guest.say("Ci siete?")
    expect(anna.page.get_by_role("link", name="Notices 1 unread")).to_be_visible()
    anna.open(place.slug, "notices")
    expect(anna.page.get_by_role("listitem").filter(has_text="has answered")).to_be_visible()
    anna.page.get_by_role("button", name="Mark all as read").click()
    expect(anna.page.get_by_role("button", name="Mark all as read")).to_have_count(0)
    expect(anna.page.get_by_role("link", name="Notices", exact=True)).to_be_visible()


def test_the_list_and_how_one_is_told(
    place: Place, customer: Callable[..., Customer], agent: Callable[..., Desk], look: Look
) -> None:
    desk = agent(path="notices")
    page = desk.page
    expect(page.get_by_text("Nothing new")).to_be_visible()
    look.at(page, "notices-none")
    customer().open().ask(OPERATOR)
    expect(page.get_by_role("link", name="waits for a person")).to_be_visible()
    look.at(page, "notices")

    desk.open(place.slug, "me")
    page.get_by_role("checkbox", name="A customer waits: Push").press("Space")
    page.get_by_role("switch", name="Quiet hours").press("Space")
    page.get_by_label("Until").fill("08:15")
    page.get_by_role("heading", name="Notices").scroll_into_view_if_needed()
    look.at(page, "notices-mine")
    section = page.locator("section").filter(has=page.get_by_role("heading", name="Notices"))
    section.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("checkbox", name="A customer waits: Push")).not_to_be_checked()
    expect(page.get_by_label("Until")).to_have_value("08:15")

    desk.open(place.slug, "settings/notices")
    expect(page.get_by_text("No chat is told yet")).to_be_visible()
    page.get_by_label("After minutes").fill("7")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved").first).to_be_visible()
    page.get_by_role("button", name="Add a chat").click()
    page.get_by_label("Name").fill("Squadra")
    page.get_by_label("Address of the webhook").fill("https://hooks.example.com/services/segreto")
    look.at(page, "notices-chat")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    row = page.get_by_role("listitem").filter(has_text="Squadra")
    expect(row).to_contain_text("hooks.example.com")
    expect(row).not_to_contain_text("segreto")
    look.at(page, "notices-settings")
    page.get_by_role("button", name="Remove Squadra").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No chat is told yet")).to_be_visible()


def test_what_is_pushed_is_shown_while_the_desk_is_not_looked_at(place: Place, agent: Callable[..., Desk]) -> None:
    desk = agent()
    page = desk.page
    page.context.grant_permissions(["notifications"], origin=place.installation.url)
    desk.open(place.slug, "me")
    wire: Any = page.context.new_cdp_session(page)
    found: list[str] = []

    def registered(told: dict[str, list[dict[str, str]]]) -> None:
        found.extend(one["registrationId"] for one in told["registrations"])

    wire.on("ServiceWorker.workerRegistrationUpdated", registered)
    wire.send("ServiceWorker.enable")
    page.evaluate("async () => { await navigator.serviceWorker.register('/desk/sw.js', {scope: '/desk/'}); }")
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    while not found:
        page.evaluate("() => new Promise((later) => setTimeout(later, 10))")
    url = f"/desk/w/{place.slug}/notices"
    data = f'{{"title":"Luminarie","body":"Un cliente aspetta","url":"{url}","tag":"t","always":true}}'
    wire.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": place.installation.url, "registrationId": found[-1], "data": data},
    )
    shown = page.evaluate(
        """async () => {
          const worker = await navigator.serviceWorker.ready;
          for (let tried = 0; tried < 750; tried++) {
            const all = await worker.getNotifications();
            if (all.length > 0) return all.map(({title, body, data}) => ({title, body, url: data.url}));
            await new Promise((later) => setTimeout(later, 20));
          }
          return [];
        }"""
    )
    assert shown == [{"title": "Luminarie", "body": "Un cliente aspetta", "url": url}]
