"""The guides' pictures, made by walking through what they tell: `make pictures` makes them anew."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk

_WALKED = {"width": 1200, "height": 720}


@pytest.fixture(autouse=True)
def wanted(request: pytest.FixtureRequest) -> None:
    """What the pages do is tested elsewhere: here they are only looked at."""
    if request.config.getoption("--pictures") is None:
        pytest.skip("makes pictures, with --pictures")


def test_an_agents_day(
    agent: Callable[..., Desk], customer: Callable[..., Customer], place: Place, picture: Callable[..., None]
) -> None:
    macro: dict[str, Any] = {"name": "Rimborso partito", "text": "Buongiorno {name}, il rimborso è partito."}
    rest: dict[str, Any] = {"personal": False, "labels": [], "priority": "normal", "ending": "resolved", "target": None}
    place.owner.post(place.api("macros"), json=macro | rest).raise_for_status()
    for name, question in (
        ("Luca Ferri", "Quanto costano i biglietti?"),
        ("Carlo Moretti", "Dove posso parcheggiare?"),
    ):
        guest = customer().open()
        guest.page.evaluate("(name) => sportello.identify({ name })", name)
        guest.ask(question)
        guest.ask("Voglio il rimborso del biglietto di ieri")
    desk = agent(viewport=_WALKED)
    desk.open(place.slug)
    desk.row("Carlo Moretti").click()
    expect(desk.page.get_by_role("button", name="Take").first).to_be_visible()
    expect(desk.by("customer").last).to_contain_text("rimborso")
    picture(desk.page, "agent-waiting", readme=True)
    desk.take()
    desk.field.press_sequentially("/rimb")
    expect(desk.page.get_by_role("option", name="Rimborso partito")).to_be_visible()
    picture(desk.page, "agent-macro", readme=True)
    desk.field.fill("")
    desk.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    desk.page.reload()
    expect(desk.by("customer").last).to_be_visible()
    desk.at_rest()
    expect(desk.by("assistant").last).to_be_in_viewport()
    picture(desk.page, "agent-phone", readme=True)


def test_an_admins_first_day(agent: Callable[..., Desk], place: Place, picture: Callable[..., None]) -> None:
    desk = agent(viewport=_WALKED)
    for path, heading in (
        ("knowledge", "Knowledge"),
        ("settings/assistant", "Settings: Assistant"),
        ("settings/rules", "Settings: Rules"),
    ):
        desk.open(place.slug, path)
        expect(desk.page.get_by_role("heading", name=heading).first).to_be_attached()
        picture(desk.page, f"admin-{path.rpartition('/')[2]}", readme=True)
