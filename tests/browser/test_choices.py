"""The nearest answers, offered in the widget: seen, pressed by finger and by key, and answered from."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, Place
from tests.browser.customer import Customer

DOGS = "Posso portare il cane?"


@pytest.fixture
def place(workspace: Callable[..., Place]) -> Place:
    """A festival whose assistant is never sure enough to answer unasked."""
    place = workspace()
    path = place.api("assistants/default/draft")
    assistant = place.owner.get(path).raise_for_status().json()
    place.owner.put(path, json=assistant | {"threshold": 1}).raise_for_status()
    place.go_live()
    return place


@pytest.mark.parametrize(("scheme", "size"), [("light", "1280"), ("dark", "375")])
def test_the_nearest_answers_are_offered_and_one_is_chosen(
    customer: Callable[..., Customer], picture: Callable[..., None], scheme: str, size: str
) -> None:
    options = {"viewport": PHONE, "has_touch": True} if size == "375" else {}
    guest = customer(color_scheme=scheme, **options).open()

    def check(state: str) -> None:
        picture(guest.page, f"widget-{state}-{size}-{scheme}")
        assert_accessible(guest.page)

    offered = guest.ask("Posso venire lì con il cane?")
    choices = offered.get_by_role("button")
    chosen = offered.get_by_role("button", name=DOGS)
    expect(choices.last).to_have_text("No, continua")
    expect(chosen).to_be_visible()
    assert 3 <= choices.count() <= 5
    expect(offered.get_by_role("link")).to_have_count(0)
    pair = offered.locator(".chips").last.get_by_role("button")
    expect(pair).to_have_text(["Sì, chiama una persona", "No, continua"])
    check("choices")
    if size == "375":
        chosen.tap()
    else:
        chosen.focus()
        guest.page.keyboard.press("Enter")
    answer = guest.by("assistant").nth(1)
    expect(answer.get_by_role("link")).to_contain_text(DOGS)
    expect(answer).to_contain_text("guinzaglio")
    assert guest.said()[-1] == DOGS
    check("chosen")


@pytest.mark.parametrize(("scheme", "size"), [("light", "1280"), ("dark", "375")])
def test_who_waits_for_a_person_can_go_back_to_the_assistant_as_long_as_they_wait(
    customer: Callable[..., Customer], picture: Callable[..., None], scheme: str, size: str
) -> None:
    guest = customer(color_scheme=scheme, **({"viewport": PHONE} if size == "375" else {})).open()
    back = guest.panel.get_by_role("button", name="Torna all'assistente")
    guest.ask("Vorrei parlare con un operatore")
    expect(back).to_have_count(1)
    guest.say("C'è qualcuno?")
    expect(guest.by("customer")).to_have_count(2)
    expect(back).to_be_visible()
    picture(guest.page, f"widget-waiting-{size}-{scheme}")
    assert_accessible(guest.page, "sportello-widget")
    guest.page.reload()
    if size == "375":
        guest.open()
    expect(guest.by("customer")).to_have_count(2)
    back.click()
    expect(guest.status).to_contain_text("IA")
    expect(back).to_be_hidden()
    assert guest.said()[-1] == "Torna all'assistente"
