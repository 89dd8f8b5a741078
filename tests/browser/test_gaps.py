"""Gaps before an agent's eyes: from a question nobody could answer to the answer, and from a colleague's to the FAQ."""

import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Place
from tests.browser.desk import Desk
from tests.browser.looks import Look
from tests.browser.websites import Websites

CAMPERS = ("Avete un'area sosta camper?", "C'è un'area sosta per camper?", "area sosta camper")
MONGOLIA = "Qual è la capitale della Mongolia?"
ANSWER = "Sì, l'area sosta ha venti posti e costa 8 euro a notte; scriva a camper@example.com."


@pytest.fixture
def place(workspace: Callable[..., Place]) -> Place:
    """A workspace that knows nothing yet."""
    return workspace(template=None)


def until(read: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    """What is read, once it is as wanted: jobs take their moment."""
    found = None
    for _ in range(120):
        found = read()
        if wanted(found):
            return found
        time.sleep(0.5)
    pytest.fail(f"still {found}")


def asks(place: Place, origin: str, question: str) -> str:
    """A customer asks in a conversation of their own and gets no answer; tells which it is."""
    with place.installation.client() as http:
        http.headers["Origin"] = origin
        visitor = http.post("/widget/visitors", json={"language": "it"}, headers={"X-Sportello-Key": place.key})
        http.headers["Authorization"] = f"Bearer {visitor.raise_for_status().json()['token']}"
        begun = http.post("/widget/conversations", json={"id": str(uuid4()), "language": "it"}).raise_for_status()
        conversation: str = begun.json()["id"]
        path = f"/widget/conversations/{conversation}/messages"
        http.post(path, json={"id": str(uuid4()), "text": question, "choice": None}).raise_for_status()
        until(lambda: http.get(path).json()["items"], lambda said: said[-1]["author"] == "assistant")
        return conversation


def resolves(owner: httpx.Client, place: Place, conversation: str) -> None:
    """A colleague takes the conversation, answers and closes it."""
    path = place.api(f"conversations/{conversation}")
    owner.post(f"{path}/take").raise_for_status()
    owner.post(f"{path}/messages", json={"id": str(uuid4()), "text": ANSWER}).raise_for_status()
    owner.post(f"{path}/close", json={"outcome": "resolved", "reason": None}).raise_for_status()


def test_a_gap_gets_its_answer_and_a_colleagues_answer_its_place(
    agent: Callable[..., Desk], place: Place, websites: Websites, look: Look
) -> None:
    desk = agent()
    desk.open(place.slug, "knowledge/gaps")
    expect(desk.page.get_by_text("No open gaps")).to_be_visible()
    look.at(desk.page, "desk-gaps-empty")
    conversations = [asks(place, websites.origin, question) for question in (*CAMPERS, MONGOLIA)]
    resolves(place.owner, place, conversations[0])
    until(lambda: place.owner.get(place.api("knowledge/gaps/count")).json(), {"gaps": 2, "proposals": 1}.__eq__)

    everything_looks_right(desk, place, look)
    an_answer_is_written(desk, place)
    a_proposal_is_decided(desk, place)
    addresses_of_nothing_lead_back(desk, place)


def everything_looks_right(desk: Desk, place: Place, look: Look) -> None:
    """Each view, with something in it."""
    page = desk.page
    desk.open(place.slug, "knowledge/gaps")
    expect(page.get_by_role("link", name=CAMPERS[0])).to_be_visible()
    look.at(page, "desk-gaps")
    page.get_by_role("link", name=CAMPERS[0]).click()
    expect(page.get_by_text("Still no answer.").first).to_be_visible()
    expect(page.get_by_role("link", name=f"Conversation: {CAMPERS[0]}")).to_be_visible()
    look.at(page, "desk-gap")
    desk.open(place.slug, "knowledge/gaps?list=proposals")
    expect(page.get_by_text("Replaced by […]: e-mail addresses")).to_be_visible()
    look.at(page, "desk-gap-proposals")


def an_answer_is_written(desk: Desk, place: Place) -> None:
    """By the keyboard, from the list to the published article; the gap goes."""
    page = desk.page
    desk.open(place.slug, "knowledge/gaps")
    page.get_by_role("link", name=MONGOLIA).focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Write the answer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Question", exact=True)).to_have_value(MONGOLIA)
    expect(page.get_by_role("radio", name="Draft")).to_be_checked()
    page.get_by_label("Answer", exact=True).last.fill("Ulan Bator.")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"/knowledge/[0-9a-f-]{36}$"))
    (written,) = place.owner.get(place.api("knowledge/articles"), params={"query": "Mongolia"}).json()["items"]
    assert written["status"] == "draft"

    page.get_by_text("Published", exact=True).click()
    page.get_by_role("button", name="Save").click()
    # What "Saved" says on the screen may still be of the draft.
    article = place.api(f"knowledge/articles/{written['id']}")
    until(lambda: place.owner.get(article).json()["status"], "published".__eq__)
    desk.open(place.slug, "knowledge/gaps?list=answered")
    page.get_by_role("link", name=MONGOLIA).click()
    expect(page.get_by_text("Answered now:")).to_be_visible()
    page.get_by_role("button", name="Back to the gaps").click()
    page.get_by_role("link", name=CAMPERS[0]).click()
    page.get_by_role("button", name="Dismiss").click()
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_role("button", name="Dismiss")).to_be_visible()


def a_proposal_is_decided(desk: Desk, place: Place) -> None:
    """Edited, and approved as a draft; nothing is left to decide."""
    page = desk.page
    desk.open(place.slug, "knowledge/gaps?list=proposals")
    page.get_by_role("link", name="Edit").click()
    answer = page.get_by_label("Answer", exact=True).last
    expect(answer).to_have_value(ANSWER.replace("camper@example.com", "[…]"))
    answer.fill("Sì, venti posti.")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"/knowledge/[0-9a-f-]{36}$"))
    desk.open(place.slug, "knowledge/gaps?list=proposals")
    expect(page.get_by_text("Nothing proposed")).to_be_visible()
    assert place.owner.get(place.api("knowledge/gaps/count")).json() == {"gaps": 0, "proposals": 0}


def addresses_of_nothing_lead_back(desk: Desk, place: Place) -> None:
    """Whether mistyped or gone: there is nothing, and a way to where there is something."""
    desk.watch.expect(404, r"GET .*/knowledge/")
    desk.watch.expect(422, r"GET .*/knowledge/.*mistyped")
    for address, said, back, leads_to in (
        ("knowledge/mistyped", "There is nothing here", "Back to the knowledge", "knowledge"),
        (f"knowledge/{uuid4()}", "This article is gone", "Back to the knowledge", "knowledge"),
        ("knowledge/gaps/mistyped", "There is nothing here", "Back to the gaps", "knowledge/gaps"),
        (f"knowledge/sources/{uuid4()}", "This source is gone", "Back to the sources", "knowledge/sources"),
        ("knowledge/sources/mistyped/imports/x", "There is nothing here", "Back to the sources", "knowledge/sources"),
    ):
        desk.open(place.slug, address)
        expect(desk.page.get_by_text(said)).to_be_visible()
        expect(desk.page.get_by_role("button", name="Try again")).to_have_count(0)
        desk.page.get_by_role("button", name=back).click()
        expect(desk.page).to_have_url(re.compile(f"/{place.slug}/{leads_to}$"))
