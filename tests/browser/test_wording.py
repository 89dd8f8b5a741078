"""An answer that a model words: the customer watches it being written, an agent reads why and for how much."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MODEL, Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

QUESTION = "Is there a shuttle bus from the car park to the entrance?"


@pytest.fixture
def asked(modelled: Callable[..., Place]) -> Place:
    """A festival whose assistant has a slow model word all that it finds."""
    return modelled(pace=0.4)


def test_an_answer_is_seen_while_it_is_written_and_explained_afterwards(
    asked: Place,
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    look: Look,
) -> None:
    visitor = customer("en").open()
    visitor.say(QUESTION)
    answer = visitor.by("assistant")
    expect(answer).to_contain_text("Stand-in, quoting:", timeout=60_000)  # the first question loads the libraries
    begun = answer.locator(".text").first.inner_text()
    expect(answer.get_by_role("link")).not_to_have_count(0)
    assert answer.locator(".text").first.inner_text().startswith(begun.rstrip())
    assert answer.count() == 1
    visitor.page.reload()
    expect(visitor.by("assistant")).to_have_count(1)

    desk = agent()
    desk.open(asked.slug, "inbox?view=all")
    desk.row("Stand-in").click()
    desk.by("assistant").first.get_by_role("button", name="Why this answer").click()
    trace = desk.page.get_by_role("dialog", name="Why this answer")
    expect(trace).to_contain_text(f"compatible:{MODEL}")
    expect(trace).to_contain_text("answered")
    expect(trace).to_contain_text("tokens read")
    expect(trace).to_contain_text("€0.000")
    trace.get_by_role("heading", name="Language models").scroll_into_view_if_needed()
    look.at(desk.page, "desk-trace-model")
