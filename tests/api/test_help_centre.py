"""The help centre: all there is to read, in each language, searched without a script."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

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

HOURS = """facts: 1
hours:
  - id: mill
    main: true
    name: {en: mill, it: mulino, de: Mühle}
    week: {mon-sun: 10-18}
"""

WEEK, SUMMER = '<td class="whole">10 am\u20136 pm</td>', '<td class="whole">9 am\u201310 pm</td>'


def article(title: str) -> Content:
    return Content(kind="article", title=title, language="it", status="published", body=f"{title}. Si entra dal ponte.")


async def write(house: House, *contents: Content) -> None:
    async with house.database.transaction(house.workspace_id) as session:
        for content in contents:
            await create_article(session, content=content)


async def write_facts(house: House, facts: str) -> None:
    async with house.database.transaction(house.workspace_id) as session:
        await import_facts(session, source="facts.yaml", files=[File("facts.yaml", facts)])


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
    await write_facts(shelf, FACTS)

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


async def test_search_finds_no_other_language_by_a_number_alone(stranger: httpx.AsyncClient, shelf: House) -> None:
    licence = replace(article("Motorbike licence"), language="en", body="You ride a motorbike from 24 years on.")
    await write(shelf, licence)

    async def found(asked: str) -> bool:
        page = (await stranger.get(f"{HERE}/help/lumina", params={"lang": "it", "q": asked})).text
        return "/help/lumina/motorbike-licence#" in page

    assert [await found(asked) for asked in ("24 dicembre", "motorbike 24", "24")] == [False, True, True]


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("en", "{day} {month}", "we are open from 9 am to 1 pm"),
        ("it", "{day}/{number}", "siamo aperti dalle 9 alle 13"),
        ("de", "{day}.{number}.", "haben wir von 9 bis 13 Uhr geöffnet"),
    ],
)
async def test_search_finds_the_hours_of_a_day(
    stranger: httpx.AsyncClient, house: House, language: str, asked: str, told: str
) -> None:
    special = (now() + timedelta(days=30)).date()
    await write_facts(house, f"{HOURS}    exceptions: [{{on: {special}, hours: 9-13}}]\n")
    asked = asked.format(day=special.day, month=f"{special:%B}", number=special.month)
    page = (await stranger.get(f"{HERE}/help/lumina", params={"lang": language, "q": asked})).text
    assert f'href="/help/lumina/facts?lang={language}#mill"' in page
    assert told in page


async def test_facts_alone_can_be_searched(stranger: httpx.AsyncClient, house: House) -> None:
    await write_facts(house, FACTS)
    page = (await stranger.get(f"{HERE}/help/lumina?lang=en")).text
    assert '<form action="/help/lumina" role="search">' in page
    assert "nothing to read" not in page


async def test_the_page_of_facts_tells_the_year(stranger: httpx.AsyncClient, house: House) -> None:
    today = now().astimezone(ZoneInfo("Europe/Rome")).date()

    def day(ahead: int) -> date:
        return today + timedelta(days=ahead)

    season = f"    seasons: [{{from: {day(100):%m-%d}, to: {day(150):%m-%d}, week: {{mon-sun: 9-22}}}}]\n"
    exceptions = (
        f"    exceptions: [{{on: {day(2)}, hours: 8-9}}, {{from: {day(200)}, to: {day(206)}, hours: closed}}, "
        f"{{on: {day(380)}, hours: 7-8}}, {{on: {day(-3)}, hours: 6-7}}]\n"
    )
    await write_facts(house, HOURS + season + exceptions)
    page = (await stranger.get(f"{HERE}/help/lumina/facts?lang=en")).text
    section = re.sub(r"\s+", " ", page.partition('<section id="mill">')[2].partition("</section>")[0])

    assert section.index(WEEK) < section.index(SUMMER), "this week before the summer's"
    assert f"{day(150):%B}" in re.findall("<h4>(.*?)</h4>", section)[0], "the season to come says its days"
    special = dict(
        re.findall('<tr><th scope="row">([^<]+)</th><td[^>]*>([^<]+)</td></tr>', section.rpartition("</h4>")[2])
    )
    assert list(special.values()) == ["8 am\u20139 am", "closed"], (
        "what is over, and what is more than a year away, is not"
    )
    assert f"{day(206).day} {day(206):%B}" in list(special)[1]


async def test_a_season_that_runs_leaves_the_usual_week_to_read(stranger: httpx.AsyncClient, house: House) -> None:
    today = now().astimezone(ZoneInfo("Europe/Rome")).date()
    first, last = today - timedelta(days=20), today + timedelta(days=20)
    season = f"    seasons: [{{from: {first:%m-%d}, to: {last:%m-%d}, week: {{mon-sun: 9-22}}}}]\n"
    await write_facts(house, HOURS + season)
    page = (await stranger.get(f"{HERE}/help/lumina/facts?lang=en")).text

    assert page.index(SUMMER) < page.index(WEEK)
    assert f"{last:%B}" in page.partition("<table>")[0], "until when it runs"
    assert page.count(WEEK) == 1


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


async def test_what_search_finds_comes_in_parts(stranger: httpx.AsyncClient, house: House) -> None:
    await write(house, *(article(f"Ponte {number:03}") for number in range(62)))
    seen: list[str] = []
    next_part: str | None = "/help/lumina?lang=it&q=ponte"
    while next_part is not None:
        page = (await stranger.get(HERE + next_part)).text
        assert ('rel="prev"' in page) == bool(seen)
        seen += re.findall(r'<a href="/help/lumina/ponte-(\d+)#', page)
        later = re.search(r'href="([^"]+)" rel="next"', page)
        next_part = later[1].replace("&amp;", "&") if later else None
    assert len(seen) == len(set(seen)) == 60, "the most that is shown, none of it twice"
    for part in ("6", "0", "x"):
        assert (await stranger.get(f"{HERE}/help/lumina?lang=it&q=ponte&page={part}")).status_code == 404


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


async def test_who_comes_to_what_was_withdrawn_is_shown_the_way_on(stranger: httpx.AsyncClient, shelf: House) -> None:
    for path in ("segreto", "never-was", "?lang=it&page=9"):
        gone = await stranger.get(f"{HERE}/help/lumina/{path}".replace("/?", "?"), headers={"Accept-Language": "it"})
        assert gone.status_code == 404
        assert '<form action="/help/lumina" role="search">' in gone.text
        assert '<a href="/help/lumina?lang=it">Tutti gli articoli e le domande</a>' in gone.text
    nobody = await stranger.get(f"{HERE}/help/nobody/segreto")
    assert (nobody.status_code, "<form" in nobody.text) == (404, False)


async def test_a_slash_too_many_leads_to_the_page_and_what_is_nowhere_says_so(
    stranger: httpx.AsyncClient, shelf: House
) -> None:
    for typed, meant in (("/", ""), ("/?q=cane%20nero", "?q=cane%20nero"), ("/orari//", "/orari"), ("/à/", "/%C3%A0")):
        answer = await stranger.get(f"{HERE}/help/lumina{typed}")
        assert (answer.status_code, answer.headers["location"]) == (308, f"/help/lumina{meant}")
    for nowhere in ("/help", "/help/", "/help/lumina/a/b", "/help//evil.example"):
        answer = await stranger.get(f"{HERE}{nowhere}", headers={"Accept-Language": "de"})
        assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert (await stranger.get(f"{HERE}/help//evil.example/")).headers["location"] == "/help//evil.example"
