"""The help centre: all there is to read, in each language, searched without a script."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from sportello.core.clock import now
from sportello.knowledge import Content, create_article
from tests.api.conftest import HERE
from tests.house import House, build_house


def article(title: str) -> Content:
    return Content(kind="article", title=title, language="it", status="published", body=f"{title}. Si entra dal ponte.")


async def write(house: House, *contents: Content) -> None:
    async with house.database.transaction(house.workspace_id) as session:
        for content in contents:
            await create_article(session, content=content)


@pytest.fixture
async def shelf(house: House) -> House:
    """A house with something to read in Italian and in English, and something that nobody may read."""
    question = "Il cane può entrare?"
    await write(
        house,
        article("Orari"),
        replace(article(question), kind="faq", body="Sì, al **guinzaglio**.", questions=(question,)),
        replace(article("Opening hours"), language="en", body="We open at five, over the bridge."),
        replace(article("Segreto"), status="draft"),
        replace(article("Scaduto"), valid_until=now() - timedelta(days=1)),
    )
    await write(await build_house(house.database, "other"), article("Altrove"))
    return house


def links(page: str) -> list[str]:
    return re.findall(r'<li><a href="/help/lumina/([^"?]+)"', page)


async def test_it_lists_what_may_be_read_in_the_readers_language(stranger: httpx.AsyncClient, shelf: House) -> None:
    italian = await stranger.get(f"{HERE}/help/lumina", headers={"Accept-Language": "it"})
    english = await stranger.get(f"{HERE}/help/lumina?lang=en", headers={"Accept-Language": "it"})

    assert italian.status_code == 200
    assert links(italian.text) == ["orari", "il-cane-puo-entrare"]
    assert '<html lang="it">' in italian.text
    assert links(english.text) == ["opening-hours"]
    assert '<html lang="en">' in english.text
    assert 'aria-current="true">English<' in english.text


async def test_search_finds_and_leads_to_the_place(stranger: httpx.AsyncClient, shelf: House) -> None:
    page = (await stranger.get(f"{HERE}/help/lumina?lang=it&q=posso+portare+il+cane")).text

    assert 'href="/help/lumina/il-cane-puo-entrare#' in page
    assert "<strong>guinzaglio</strong>" in page
    assert 'value="posso portare il cane"' in page


@pytest.mark.parametrize("hidden", ["Segreto", "Scaduto", "Altrove"])
async def test_search_finds_nothing_that_may_not_be_read(
    stranger: httpx.AsyncClient, shelf: House, hidden: str
) -> None:
    page = (await stranger.get(f"{HERE}/help/lumina?lang=it&q={hidden}+ponte")).text
    assert hidden not in page.replace(f"{hidden} ponte", "")
    assert "/help/lumina/orari#" in page


async def test_search_that_finds_nothing_says_so(stranger: httpx.AsyncClient, shelf: House) -> None:
    page = (await stranger.get(f"{HERE}/help/lumina?lang=en&q=<b>xylophone")).text
    assert "Nothing was found" in page
    assert "&lt;b&gt;xylophone" in page
    assert "<b>" not in page


async def test_nothing_to_read_is_said(stranger: httpx.AsyncClient, house: House) -> None:
    answer = await stranger.get(f"{HERE}/help/{house.slug}?lang=en")
    assert answer.status_code == 200
    assert "ancora nulla da leggere" in answer.text


async def test_a_long_list_comes_in_parts(stranger: httpx.AsyncClient, house: House) -> None:
    await write(house, *(article(f"Articolo {number:03}") for number in range(65)))
    first = (await stranger.get(f"{HERE}/help/lumina?lang=it")).text
    later = re.search(r'href="([^"]+)" rel="next"', first)
    assert later is not None
    second = (await stranger.get(HERE + later[1].replace("&amp;", "&"))).text
    assert links(first) + links(second) == [f"articolo-{number:03}" for number in range(65)]
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


async def test_no_script_is_needed_and_none_may_run(stranger: httpx.AsyncClient, shelf: House) -> None:
    answer = await stranger.get(f"{HERE}/help/lumina")
    policy = answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "script-src" not in policy
    assert "form-action 'self'" in policy
    assert "default-src 'none'" in policy


async def test_search_engines_get_every_address(stranger: httpx.AsyncClient, shelf: House) -> None:
    answer = await stranger.get(f"{HERE}/help/lumina/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    assert re.findall(r"<loc>[^<]*/help/([^<]+)</loc>", answer.text) == [
        "lumina",
        "lumina/il-cane-puo-entrare",
        "lumina/opening-hours",
        "lumina/orari",
    ]


@pytest.mark.parametrize("path", ["/help/nowhere", "/help/nowhere/sitemap.xml"])
async def test_a_centre_that_is_not_there_looks_like_any_missing_page(stranger: httpx.AsyncClient, path: str) -> None:
    answer = await stranger.get(HERE + path, headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert "This page does not exist" in answer.text


async def test_an_article_leads_back_to_the_centre(stranger: httpx.AsyncClient, shelf: House) -> None:
    page = (await stranger.get(f"{HERE}/help/lumina/orari")).text
    assert '<a href="/help/lumina?lang=it">' in page
