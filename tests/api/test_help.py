"""The public page of an article: where citations lead, for everybody, without anything that runs."""

import re
from base64 import b64encode
from hashlib import sha256
from uuid import UUID

import httpx
import pytest

from sportello.knowledge import Content, create_article
from tests.api.conftest import HERE
from tests.house import House, build_house

BODY = """# Orari & prezzi

Siamo **aperti**.

## Estate

| Giorno | Ore |
|---|---|
| Lunedì | 9-18 |

<script>alert(1)</script> [qui](javascript:alert(1)) [sito](https://example.com) ![x](https://evil.example/p.gif)
"""


@pytest.fixture
async def page(house: House) -> str:
    """The address of a published article."""
    return await write(house, "Orari & prezzi", "published")


async def write(house: House, title: str, status: str) -> str:
    async with house.database.transaction(house.workspace_id) as session:
        made = await create_article(
            session,
            content=Content(kind="article", title=title, language="it", status=status, body=BODY),  # pyright: ignore[reportArgumentType]
        )
        assert isinstance(made.id, UUID)
        return f"{HERE}/help/{house.slug}/{made.slug}"


async def test_an_article_is_readable_at_its_passages(stranger: httpx.AsyncClient, page: str) -> None:
    answer = await stranger.get(page)
    html = answer.text

    assert answer.status_code == 200
    assert '<html lang="it">' in html
    assert "<title>Orari &amp; prezzi · Lumina</title>" in html
    assert html.count("<h1>") == 1, "the title is said once"
    assert re.findall(r'<section id="([^"]+)">', html) == ["orari-prezzi", "estate"]
    assert "<strong>aperti</strong>" in html
    assert "<td>9-18</td>" in html
    assert re.search(r"Aggiornato il\s+<time datetime=", html)


async def test_nothing_on_it_runs_or_comes_from_elsewhere(stranger: httpx.AsyncClient, page: str) -> None:
    answer = await stranger.get(page)
    policy = answer.headers["content-security-policy"]

    assert "<script" not in answer.text
    assert "javascript:" not in answer.text.replace("](javascript:", "")
    assert "<img" not in answer.text
    assert '<a href="https://example.com" rel="noopener noreferrer">' in answer.text
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style
    assert f"style-src 'sha256-{b64encode(sha256(style[1].encode()).digest()).decode()}'" in policy
    assert " style=" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert "set-cookie" not in answer.headers


async def test_drafts_strangers_and_unknown_ones_look_alike(
    stranger: httpx.AsyncClient, house: House, page: str
) -> None:
    draft = await write(house, "Bozza", "draft")
    other = await build_house(house.database, "other")
    await write(other, "Altrove", "published")
    addresses = [
        draft,
        f"{HERE}/help/lumina/altrove",
        f"{HERE}/help/lumina/unknown",
        f"{HERE}/help/nowhere/orari-prezzi",
        f"{HERE}/help/other/orari-prezzi",
    ]
    answers = [await stranger.get(address) for address in addresses]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("it-IT,it;q=0.9,en;q=0.8", "it"),
        ("de", "de"),
        ("fr,en;q=0.3,de;q=0.7", "de"),
        ("fr", "en"),
        ("", "en"),
        (";;q=", "en"),
    ],
)
async def test_what_is_not_there_is_told_in_the_readers_language(
    stranger: httpx.AsyncClient, accepts: str, language: str
) -> None:
    answer = await stranger.get(f"{HERE}/help/no/where", headers={"Accept-Language": accepts})

    assert f'<html lang="{language}">' in answer.text


async def test_a_citation_of_search_opens_the_page_at_its_passage(
    stranger: httpx.AsyncClient, house: House, page: str
) -> None:
    from sportello.knowledge import search  # noqa: PLC0415 - only here

    async with house.database.transaction(house.workspace_id) as session:
        hit, *_ = await search(session, question="orari lunedì estate", language="it")
    path, _, anchor = hit.url_path.partition("#")

    assert f'<section id="{anchor}">' in (await stranger.get(HERE + path)).text
