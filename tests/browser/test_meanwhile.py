"""Two people write the same page: what only one changed comes together, and nothing is lost unseen."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Place
from tests.browser.desk import Desk


def _stored(place: Place) -> dict[str, str]:
    texts: dict[str, str] = place.owner.get(place.api("assistants/default/draft")).json()["texts"]["en"]
    return texts


def _write(desk: Desk, at: int, text: str) -> None:
    """Write over one of the assistant's texts."""
    desk.page.get_by_role("tab", name="English").click()
    desk.page.get_by_role("tabpanel", name="English").get_by_role("textbox").nth(at).fill(text)


def _save(desk: Desk) -> None:
    button = desk.page.get_by_role("button", name="Save", exact=True)
    expect(button).to_be_in_viewport()
    button.click()


def test_two_who_change_different_texts_both_get_their_way_and_of_one_text_they_choose(
    agent: Callable[..., Desk], place: Place
) -> None:
    anna, dora = agent("Anna Rossi"), agent("Dora Neri")
    for desk in (anna, dora):
        desk.watch.expect(409, "PUT .*/assistants/default/draft$")
        desk.open(place.slug, "settings/assistant")
    _write(anna, 0, "Anna's title")
    _save(anna)
    expect(anna.page.get_by_text("Saved in the draft")).to_be_visible()
    _write(dora, 1, "Dora's welcome")
    _save(dora)
    expect(dora.page.get_by_text("Saved in the draft")).to_be_visible()
    assert (_stored(place)["title"], _stored(place)["welcome"]) == ("Anna's title", "Dora's welcome")

    _write(anna, 1, "Anna's welcome")
    _save(anna)
    told = anna.page.get_by_role("alert").filter(has_text="Dora Neri saved this meanwhile")
    expect(told).to_be_in_viewport()
    assert _stored(place)["welcome"] == "Dora's welcome"
    assert_accessible(anna.page)
    anna.page.get_by_role("button", name="Take the other version").click()
    expect(told).to_have_count(0)
    welcome = anna.page.get_by_role("tabpanel", name="English").get_by_role("textbox").nth(1)
    expect(welcome).to_have_value("Dora's welcome")

    _write(anna, 1, "Anna's second welcome")
    _write(dora, 1, "Dora's second welcome")
    _save(dora)
    expect(dora.page.get_by_text("Changes pending")).to_have_count(0)
    _save(anna)
    anna.page.get_by_role("button", name="Save mine over it").click()
    expect(anna.page.get_by_text("Changes pending")).to_have_count(0)
    assert _stored(place)["welcome"] == "Anna's second welcome"


def test_an_article_that_somebody_changed_meanwhile_is_not_written_over_unseen(
    agent: Callable[..., Desk], place: Place
) -> None:
    body = {"kind": "article", "title": "Dogs", "language": "en", "body": "On a lead."}
    made = place.owner.post(place.api("knowledge/articles"), json=body).raise_for_status().json()
    article = place.api(f"knowledge/articles/{made['id']}")
    anna = agent()
    anna.watch.expect(409, "PUT .*/articles/")
    anna.open(place.slug, f"knowledge/{made['id']}")
    answer = anna.page.get_by_role("textbox", name="Text")
    answer.fill("Anna's text")
    place.owner.put(article, json=body | {"body": "Another text"}).raise_for_status()
    _save(anna)
    expect(anna.page.get_by_role("alert")).to_contain_text("Somebody else saved this meanwhile")
    expect(answer).to_have_value("Anna's text")
    assert place.owner.get(article).json()["body"] == "Another text"

    anna.page.get_by_role("button", name="Save mine over it").click()
    expect(anna.page.get_by_text("Changes pending")).to_have_count(0)
    assert place.owner.get(article).json()["body"] == "Anna's text"
