"""What people mend in imported articles stays as long as their source says what it said, whatever they mend."""

from typing import Any

import pytest

from sportello.core.resources import Resources
from tests.api.conftest import Desk
from tests.api.desk.sources.sourcing import BASE, HOURS, PARKING, counts, handed_in, imported, made

KEPT = ("kind", "title", "language", "status", "body", "questions", "valid_from", "valid_until", "assistants")


async def articles(desk: Desk) -> dict[str, dict[str, Any]]:
    """Each article whole, by its id."""
    listed = (await desk.get(f"{BASE}/articles")).json()["items"]
    return {one["id"]: (await desk.get(f"{BASE}/articles/{one['id']}")).json() for one in listed}


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Quando siamo aperti"},
        {"body": "Aperti sempre."},
        {"language": "en"},
        {"status": "draft"},
        {"valid_until": "2030-01-01T00:00:00Z"},
    ],
    ids=lambda edit: next(iter(edit)),
)
async def test_the_same_source_read_again_leaves_an_edit_alone(
    supervisor: Desk, resources: Resources, edit: dict[str, Any]
) -> None:
    source = await made(supervisor, language="it")
    await handed_in(supervisor, source, hours__md=HOURS, parking__md=PARKING)
    await imported(supervisor, resources, source)
    before = await articles(supervisor)
    mended = next(key for key, one in before.items() if one["title"] == "Orari")
    answer = await supervisor.put(
        f"{BASE}/articles/{mended}", json={name: before[mended][name] for name in KEPT} | edit
    )
    assert answer.status_code == 200, answer.text

    for _ in range(2):
        await handed_in(supervisor, source, hours__md=HOURS, parking__md=PARKING)
        report = await imported(supervisor, resources, source)
        assert counts(report) == {"found": 2, "read": 2, "unchanged": 2}
    after = await articles(supervisor)
    assert after.keys() == before.keys()
    assert {name: after[mended][name] for name in edit} == edit


async def test_an_article_may_be_given_the_language_that_its_translation_has(
    supervisor: Desk, resources: Resources
) -> None:
    source = await made(supervisor)
    italian = "- {id: dogs, language: it, question: Cani?, answer: Sì.}\n"
    faq = f"{italian}- {{id: dogs, language: en, question: Dogs?, answer: Yes.}}\n"
    await handed_in(supervisor, source, faq__yaml=faq)
    await imported(supervisor, resources, source)
    before = await articles(supervisor)
    cani = next(key for key, one in before.items() if one["language"] == "it")

    kept = {name: before[cani][name] for name in KEPT} | {"language": "en"}
    assert (await supervisor.put(f"{BASE}/articles/{cani}", json=kept)).status_code == 200
    await handed_in(supervisor, source, faq__yaml=faq)
    assert counts(await imported(supervisor, resources, source)) == {"found": 1, "read": 1, "unchanged": 2}
    assert {key: one["language"] for key, one in (await articles(supervisor)).items()} == dict.fromkeys(before, "en")
