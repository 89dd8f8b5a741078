"""The list of articles in the desk: what is not found, or not by all, is marked, and can be looked for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Place
from tests.browser.desk import Desk
from tests.browser.looks import Look


def test_what_is_not_found_is_marked_and_listed_by_its_state(
    agent: Callable[..., Desk], place: Place, look: Look
) -> None:
    desk = agent()
    page = desk.page
    (assistant,) = place.owner.get(place.api("assistants")).json()["items"]
    today = datetime.now(UTC)
    later = today + timedelta(days=40)
    written: dict[str, tuple[dict[str, Any], str]] = {
        "Corsi di cucina d'inverno": ({"valid_from": later.isoformat()}, "From "),
        "Mercatino di Pasqua": ({"valid_until": (today - timedelta(days=3)).isoformat()}, "Expired"),
        "Bozza sulle renne": ({"status": "draft"}, "Draft"),
        "Solo per Lume": ({"assistants": [assistant["id"]]}, f"Only for {assistant['name']}"),
    }
    for title, (change, _) in written.items():
        body = {"kind": "article", "language": "it", "title": title, "body": "Una pagina.", **change}
        place.owner.post(place.api("knowledge/articles"), json=body).raise_for_status()

    desk.open(place.slug, "knowledge")
    rows = page.get_by_role("list", name="Knowledge").get_by_role("listitem")
    for title, (_, mark) in written.items():
        expect(rows.filter(has_text=title)).to_contain_text(mark)
    expect(rows.filter(has_text="Corsi di cucina")).to_contain_text(str(later.year))
    look.at(page, "desk-articles-states")

    choice = page.get_by_role("combobox", name="State")
    for state, title in (
        ("Not yet valid", "Corsi di cucina d'inverno"),
        ("Expired", "Mercatino di Pasqua"),
        ("Drafts", "Bozza sulle renne"),
        ("Limited to an assistant", "Solo per Lume"),
    ):
        choice.select_option(state)
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(title)
    choice.select_option("Live")
    expect(rows.filter(has_text="Solo per Lume")).to_be_visible()
    expect(rows.filter(has_text="Mercatino di Pasqua")).to_have_count(0)
    page.reload()
    expect(choice).to_have_value("live")
