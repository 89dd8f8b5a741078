"""Colleagues see each other at a conversation: in the list, in its head, and where their replies cross."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

OPERATOR = "Vorrei parlare con un operatore"
REPLIED = "Bruno Verdi has replied while you were writing"


def test_who_else_looks_and_writes_is_seen_until_they_are_gone(
    customer: Callable[..., Customer], agent: Callable[..., Desk], place: Place, look: Look
) -> None:
    guest = customer().open()
    guest.ask(OPERATOR)
    anna, bruno = agent(), agent("Bruno Verdi")
    for desk in (anna, bruno):
        desk.open(place.slug, "inbox?view=all")
    anna.rows.click()
    anna.take()
    expect(bruno.rows).to_contain_text("Anna Rossi is looking")
    look.at(bruno.page, "beside-row")
    bruno.rows.click()
    head = anna.page.locator("header").filter(has=anna.page.get_by_role("heading", level=2))
    expect(head).to_contain_text("Bruno Verdi is looking")
    expect(head.get_by_text("With an agent")).to_be_in_viewport(ratio=1)
    bruno.page.get_by_role("tab", name="Note").click()
    bruno.field.press_sequentially("La conosco")
    expect(head).to_contain_text("Bruno Verdi is writing")
    expect(anna.page.locator("[aria-live=polite]", has_text="Bruno Verdi is writing")).to_have_count(1)
    expect(anna.rows).to_contain_text("Bruno Verdi is writing")
    look.at(anna.page, "beside-head")
    anna.field.press_sequentially("Un momento")
    expect(guest.status).to_contain_text("Anna Rossi")
    # The customer learns of the reply alone; and who closes their page is gone.
    expect(guest.panel).not_to_contain_text("Bruno")
    bruno.page.goto("about:blank")
    expect(head).not_to_contain_text("Bruno Verdi")
    expect(anna.rows).not_to_contain_text("Bruno Verdi")


def test_a_reply_that_crosses_a_colleagues_is_not_sent_unseen(
    customer: Callable[..., Customer], agent: Callable[..., Desk], place: Place, look: Look
) -> None:
    guest = customer().open()
    guest.ask(OPERATOR)
    anna, bruno = agent(), agent("Bruno Verdi")
    anna.rows.click()
    anna.take()
    anna.field.fill("Serve una ricevuta")
    bruno.open(place.slug, "inbox?view=all")
    bruno.rows.click()
    conversation = bruno.page.url.rpartition("/")[2].partition("?")[0]

    def passed_to(desk: Desk) -> None:
        me = desk.page.request.get(f"{desk.installation.url}/api/v1/me").json()["user"]["id"]
        address = place.api(f"conversations/{conversation}/transfer")
        place.owner.post(address, json={"user_id": me}).raise_for_status()

    passed_to(bruno)
    bruno.reply("Rimborsato")
    expect(guest.by("agent").last).to_contain_text("Rimborsato")
    passed_to(anna)
    expect(anna.page.get_by_role("tabpanel", name="Reply").get_by_text(REPLIED)).to_be_visible()
    expect(anna.by("agent").last).to_be_in_viewport(ratio=0.9)
    expect(anna.field).to_have_value("Serve una ricevuta")
    look.at(anna.page, "crossed")
    anna.page.get_by_role("button", name="Send anyway").click()
    expect(guest.by("agent").last).to_contain_text("Serve una ricevuta")
    expect(anna.page.get_by_role("button", name="Send anyway")).to_have_count(0)
    expect(bruno.by("agent").last).to_contain_text("Serve una ricevuta")

    # Written while the line was down, it stays here until its writer has read what a colleague said.
    anna.watch.expect(409, "POST .*/messages$")
    anna.page.context.set_offline(offline=True)
    anna.field.fill("Tutto a posto?")
    anna.field.press("Control+Enter")
    passed_to(bruno)
    bruno.reply("Chiuso io")
    passed_to(anna)
    anna.page.context.set_offline(offline=False)
    expect(anna.page.get_by_role("alert")).to_contain_text("A colleague has replied meanwhile")
    # What came meanwhile moves what stands below it: pressed before it is there, a button is somewhere else.
    expect(anna.by("agent").last).to_contain_text("Chiuso io")
    expect(guest.by("agent").last).to_contain_text("Chiuso io")
    anna.page.get_by_role("alert").get_by_role("button", name="Try again").click()
    expect(guest.by("agent").last).to_contain_text("Tutto a posto?")
