"""A budget that is nearly spent, and spent: whoever may change it sees so on every screen, until it is not."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

FIRST = "Is there a shuttle bus from the car park to the entrance?"
SECOND = "Can I bring my dog along to the festival?"


def spend(place: Place, share: float) -> None:
    """Have so much of the month's budget be spent."""
    spent = float(place.owner.get(place.api("spending")).json()["month"]["spent"])
    assert spent > 0
    limit = {"workspace_month": f"{spent / share:.9f}"}
    amounts = dict.fromkeys(("conversation", "visitor_day", "address_day", "assistant_day")) | limit
    place.owner.put(place.api("budget"), json=amounts).raise_for_status()


def test_a_budget_that_runs_out_is_told_to_who_may_raise_it(
    modelled: Callable[..., Place],
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    picture: Callable[..., None],
) -> None:
    place = modelled()
    visitor = customer("en").open()
    visitor.say(FIRST)
    expect(visitor.by("assistant")).to_contain_text("Stand-in, quoting:", timeout=60_000)
    desk = agent()
    desk.open(place.slug, "inbox?view=all")
    near = desk.page.get_by_role("status").filter(has_text="Four fifths of this month")
    expect(desk.row("Stand-in")).to_be_visible()
    expect(near).to_have_count(0)

    spend(place, 0.9)
    expect(near).to_be_visible()
    Look(picture, "1280-light").at(desk.page, "desk-budget-near")
    desk.page.reload()
    expect(near).to_be_visible()
    colleague = agent(name="Bruno Bianchi", role="agent")
    colleague.open(place.slug, "inbox?view=all")
    expect(colleague.row("Stand-in")).to_be_visible()
    expect(colleague.page.get_by_text("Four fifths")).to_have_count(0)

    phone = agent(language="de", color_scheme="dark", viewport=PHONE, has_touch=True)
    visitor.say(SECOND)
    spent = desk.page.get_by_role("alert").filter(has_text="This month's budget for language models is spent")
    expect(spent).to_be_visible(timeout=30_000)
    expect(phone.page.get_by_role("alert").filter(has_text="Das Budget für Sprachmodelle")).to_be_visible()
    Look(picture, "375-dark").at(phone.page, "desk-budget-spent")
    expect(visitor.by("assistant")).to_have_count(2)

    desk.row("").first.click()
    expect(desk.page.get_by_text("Models cost", exact=True)).to_be_visible()
    Look(picture, "1280-light").at(desk.page, "desk-budget-conversation")
    spent.get_by_role("link", name="Change the budget").click()
    month = desk.page.get_by_label("A month, all together")
    expect(month).to_be_in_viewport()
    month.fill("25")
    desk.page.locator("form").filter(has=month).get_by_role("button", name="Save").click()
    expect(spent).to_have_count(0)
    expect(near).to_have_count(0)
