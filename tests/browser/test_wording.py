"""An answer that a model words: the customer watches it being written, an agent reads why and for how much."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.installation import ROOT, Installation
from tests.browser.test_views import Look

MODEL = "stand-in"
QUESTION = "Is there a shuttle bus from the car park to the entrance?"


@pytest.fixture
def asked(installation: Installation, place: Place) -> Iterator[Place]:
    """A festival whose assistant has a slow model word all that it finds."""
    command = [sys.executable, "-m", "sportello", "dev", "llm", "--port", str(installation.model_port)]
    running = subprocess.Popen([*command, "--pace", "0.4"], cwd=ROOT, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{installation.model_port}/v1"
    for _ in range(300):
        try:
            httpx.get(url)
            break
        except httpx.TransportError:
            time.sleep(0.1)
    owner = place.owner
    added = {"key": "local-key-0123456789", "provider": "compatible", "url": url, "name": "Workshop"}
    key = owner.post(place.api("model-keys"), json=added).raise_for_status().json()
    price = {"provider": "compatible", "model": MODEL, "read": "1", "write": "2", "cached": None}
    owner.put(place.api("model-prices"), json=price).raise_for_status()
    chain = [{"model_key_id": key["id"], "model": MODEL}]
    models = {"chain": chain, "routing": "model_always", "wishes": ""}
    owner.put(place.api("assistants/default/draft/models"), json=models).raise_for_status()
    place.go_live()
    yield place
    running.terminate()
    running.wait(20)


def test_an_answer_is_seen_while_it_is_written_and_explained_afterwards(
    asked: Place,
    customer: Callable[..., Customer],
    agent: Callable[..., Desk],
    picture: Callable[..., None],
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

    for suffix, options in (
        ("1280-light", {"color_scheme": "light"}),
        ("375-dark", {"color_scheme": "dark", "viewport": PHONE, "has_touch": True}),
    ):
        desk = agent(**options)
        desk.open(asked.slug, "inbox?view=all")
        desk.row("Stand-in").click()
        desk.by("assistant").first.get_by_role("button", name="Why this answer").click()
        trace = desk.page.get_by_role("dialog", name="Why this answer")
        expect(trace).to_contain_text(f"compatible:{MODEL}")
        expect(trace).to_contain_text("answered")
        expect(trace).to_contain_text("tokens read")
        expect(trace).to_contain_text("€0.000")
        trace.get_by_role("heading", name="Language models").scroll_into_view_if_needed()
        Look(picture, suffix).at(desk.page, "desk-trace-model")
