"""The help centre: all there is to read, in each language, searched without a script."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from sportello.core.clock import now
from sportello.core.ids import new_id
from sportello.knowledge import Content, File, create_article, import_articles, import_facts
from tests.api.conftest import HERE
from tests.house import House, build_house

FACTS = """facts: 1
prices:
  - {id: lantern, name: {en: lantern}, price: 4}
places:
  - {id: house, main: true, name: {en: shop}, address: 14 Mill Lane, phone: +44 20 7946 0011}
policies:
  - {id: dogs, topic: pets, name: {en: dogs}, synonyms: {en: [dachshund]}, answer: {en: Dogs are welcome on a lead.}}
"""


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
        replace(article("Riservato"), assistants=(new_id(),)),
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


async def test_search_finds_facts_by_name_by_what_they_say_and_by_what_they_answer(
    stranger: httpx.AsyncClient, shelf: House
) -> None:
    async with shelf.database.transaction(shelf.workspace_id) as session:
        await import_facts(session, source="facts.yaml", files=[File("facts.yaml", FACTS)])

    for asked, place, told in (
        ("dogs", "dogs", "Dogs are welcome on a lead."),
        ("dachshund", "dogs", "Dogs are welcome on a lead."),
        ("Mill Lane", "house", "14 Mill Lane"),
        ("phone", "house", "+44 20 7946 0011"),
        ("lanterns", "lantern", "\u20ac4"),
    ):
        page = (await stranger.get(f"{HERE}/help/lumina", params={"lang": "en", "q": asked})).text
        assert f'href="/help/lumina/facts?lang=en#{place}"' in page
        assert told in page
    other = (await stranger.get(f"{HERE}/help/lumina", params={"lang": "en", "q": "xylophone dogs"})).text
    assert "#dogs" not in other


@pytest.mark.parametrize("hidden", ["Segreto", "Scaduto", "Riservato", "Altrove"])
async def test_search_finds_nothing_that_may_not_be_read(
    stranger: httpx.AsyncClient, shelf: House, hidden: str
) -> None:
    page = (await stranger.get(f"{HERE}/help/lumina?lang=it&q={hidden}+ponte")).text
    said_back = page.replace(f"{hidden} ponte", "").replace(f"{hidden}+ponte", "")
    assert hidden not in said_back
    assert "/help/lumina/orari#" in page


async def test_search_that_finds_nothing_says_so(stranger: httpx.AsyncClient, shelf: House) -> None:
    page = (await stranger.get(f"{HERE}/help/lumina?lang=en&q=<b>xylophone")).text
    assert "Nothing was found" in page
    assert "&lt;b&gt;xylophone" in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    ("language", "said"),
    [("it", "ancora nulla da leggere"), ("en", "nothing to read here yet"), ("de", "noch nichts zu lesen")],
)
async def test_nothing_to_read_is_said(stranger: httpx.AsyncClient, house: House, language: str, said: str) -> None:
    answer = await stranger.get(f"{HERE}/help/{house.slug}?lang={language}")
    assert answer.status_code == 200
    assert said in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text


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
        "lumina?lang=en",
        "lumina?lang=it",
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


async def test_what_some_assistants_know_is_read_but_not_listed(stranger: httpx.AsyncClient, shelf: House) -> None:
    answer = await stranger.get(f"{HERE}/help/lumina/riservato")
    assert answer.status_code == 200, "its assistant's citations lead here"
    assert '<meta name="robots" content="noindex">' in answer.text


async def test_each_page_says_its_one_address_and_its_other_languages(
    stranger: httpx.AsyncClient, shelf: House
) -> None:
    front = (await stranger.get(f"{HERE}/help/lumina", headers={"Accept-Language": "it"})).text
    page = (await stranger.get(f"{HERE}/help/lumina/orari?from=mail")).text
    found = (await stranger.get(f"{HERE}/help/lumina?lang=it&q=ponte")).text

    assert f'<link rel="canonical" href="{HERE}/help/lumina?lang=it">' in front
    assert re.findall(r'rel="alternate" hreflang="([^"]+)" href="[^"]*lumina([^"]*)"', front) == [
        ("en", "?lang=en"),
        ("it", "?lang=it"),
        ("x-default", ""),
    ]
    assert f'<link rel="canonical" href="{HERE}/help/lumina/orari">' in page
    assert '<meta name="description" content="Orari. Si entra dal ponte.">' in page
    assert "noindex" not in front + page
    assert '<meta name="robots" content="noindex">' in found, "engines list the articles, not searches for them"


async def test_an_article_leads_to_itself_in_other_languages(stranger: httpx.AsyncClient, house: House) -> None:
    files = [
        File(name=f"faq/{language}.json", content=json.dumps([{"id": "dog", "question": asked, "answer": "12"}]))
        for language, asked in (("it", "Il cane?"), ("en", "The dog?"), ("he", "הכלב?"))
    ]
    async with house.database.transaction(house.workspace_id) as session:
        await import_articles(session, source="Domande", files=files)
    page = (await stranger.get(f"{HERE}/help/lumina/il-cane")).text

    assert '<a href="/help/lumina/the-dog" hreflang="en" lang="en">English</a>' in page
    assert f'hreflang="en" href="{HERE}/help/lumina/the-dog"' in page
    assert 'hreflang="he" lang="he">עברית</a>' in page
    assert '<html lang="he" dir="rtl">' in (await stranger.get(f"{HERE}/help/lumina?lang=he")).text
    assert '<html lang="it">' in page


async def test_whoever_has_a_page_is_told_that_it_has_not_changed(stranger: httpx.AsyncClient, shelf: House) -> None:
    first = await stranger.get(f"{HERE}/help/lumina/orari")
    again = await stranger.get(f"{HERE}/help/lumina/orari", headers={"If-None-Match": first.headers["etag"]})
    other = await stranger.get(f"{HERE}/help/lumina?lang=it", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "no-cache", "what was taken down is gone at once"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    assert other.status_code == 200


@pytest.mark.parametrize("query", ["page=9", "page=0", "page=x", "page=99999999999999999999"])
async def test_a_part_that_is_not_there_is_missing(stranger: httpx.AsyncClient, shelf: House, query: str) -> None:
    assert (await stranger.get(f"{HERE}/help/lumina?lang=it&{query}")).status_code == 404


@pytest.mark.parametrize("query", ["lang=xx", "lang=" + "x" * 900, "q=" + "ponte+" * 300, "q=+", "q=%00"])
async def test_addresses_are_read_as_far_as_they_make_sense(
    stranger: httpx.AsyncClient, shelf: House, query: str
) -> None:
    answer = await stranger.get(f"{HERE}/help/lumina?{query}")
    assert (answer.status_code == 400) == ("%00" in query), "NUL is refused before any page is asked"
    assert answer.status_code in {200, 400}


async def test_robots_are_kept_out_of_the_desk_and_told_of_no_workspace(
    stranger: httpx.AsyncClient, shelf: House
) -> None:
    answer = await stranger.get(f"{HERE}/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "Disallow: /desk/" in answer.text
    assert "/help/" not in answer.text
    assert "lumina" not in answer.text


async def test_an_article_called_as_a_page_of_ours_has_another_address(
    stranger: httpx.AsyncClient, house: House
) -> None:
    await write(house, article("Facts"))
    assert links((await stranger.get(f"{HERE}/help/lumina?lang=it")).text) == ["facts-2"]
    assert "Si entra dal ponte" in (await stranger.get(f"{HERE}/help/lumina/facts-2")).text
