"""A picture that a customer sends, shown to a model: what the customer reads of that, and what people at work see."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.test_attaching import choose
from tests.browser.test_attachments import picture


def test_people_at_work_see_what_a_model_saw(
    modelled: Callable[..., Place],
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
) -> None:
    place = modelled(pictures=True)
    guest = customer().open()
    guest.ask("Vorrei sapere una cosa")
    expect(guest.by("assistant").last).to_contain_text("Accessibilità")  # else both are answered together
    choose(guest, [{"name": "Schermata.png", "mimeType": "image/png", "buffer": picture("red")}])
    guest.field.press("Enter")
    expect(guest.by("assistant").last).to_contain_text("Ho guardato l'immagine")
    expect(guest.panel.get_by_text("Stand-in")).to_have_count(0)
    desk = agent()
    desk.open(place.slug, "inbox?view=all")
    desk.rows.first.click()
    seen = desk.by("customer").last
    expect(seen).to_contain_text("What compatible:stand-in saw on it")
    expect(seen).to_contain_text("Stand-in: a picture of")
    expect(seen).to_contain_text("The customer does not see it.")
    for _ in desk.looks():
        assert_accessible(desk.page)
    desk.by("assistant").last.get_by_role("button", name="Why this answer").click()
    trace = desk.page.get_by_role("dialog")
    expect(trace.get_by_role("heading", name="Pictures")).to_be_visible()
    expect(trace).to_contain_text("Seen by compatible:stand-in")
    expect(trace).to_contain_text("A picture came without a question")
    for _ in desk.looks():
        assert_accessible(desk.page)
