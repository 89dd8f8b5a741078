"""A site gives up its pages: politely, each once, and with the reason for each that is left out."""

import gzip
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from sportello.core.http import FetchFailed, FetchRefused
from sportello.knowledge.documents import Found, discover, discovering
from tests.core.outside import Reply, Site, moved, open_site, page

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@pytest.fixture
async def site() -> AsyncGenerator[Site]:
    """An empty site, and no robots.txt."""
    async with open_site() as site:
        yield site


async def walk(site: Site, path: str = "/", **limits: float | str) -> list[Found]:
    """All that is found, without pauses, addresses without the site's."""
    limits.setdefault("pause", 0)
    pages = discover(site.url + path, reach=site.reach, **limits)  # pyright: ignore[reportArgumentType]
    return [found async for found in pages if not found.looked_at]


def told(site: Site, found: list[Found]) -> dict[str, str | None]:
    """What was said of each path."""
    return {each.url.removeprefix(site.url): each.left_out for each in found}


def xml(kind: str, *entries: str) -> Reply:
    return Reply(
        f'<?xml version="1.0"?><{kind} {NS}>{"".join(entries)}</{kind}>'.encode(), headers={"Content-Type": "text/xml"}
    )


def links(*to: str, text: str = "") -> Reply:
    found = "".join(f'<a href="{each}">x</a>' for each in to)
    return page(f"<main><p>{text}</p>{found}</main>")


async def test_a_section_is_walked_nearest_first(site: Site) -> None:
    site.pages = {
        "/help/": links(
            "b", "a#part", "/shop", "https://elsewhere.example/help/", "mailto:x@y.it", "p.jpg", text="Start"
        ),
        "/help/a": links("/help/deep/c", "b", text="A"),
        "/help/b": links("gone", text="B"),
        "/help/deep/c": links("../", text="C"),
    }
    found = await walk(site, "/help/")
    assert [each.url.removeprefix(site.url) for each in found] == [
        *("/help/", "/help/b", "/help/a", "/help/gone", "/help/deep/c"),
    ]
    assert told(site, found) == {
        "/help/": None,
        "/help/b": None,
        "/help/a": None,
        "/help/gone": "127.0.0.1 has nothing at /help/gone (404). Check the address.",
        "/help/deep/c": None,
    }
    assert sorted(site.asked) == ["/help/", "/help/a", "/help/b", "/help/deep/c", "/help/gone", "/robots.txt"]
    assert [each.known for each in found] == [3, 4, 5, 5, 5]
    start = found[0]
    assert start.fetched is not None
    assert start.document is not None
    assert start.document.markdown.startswith("Start")


async def test_what_is_told_twice_is_told_once(site: Site) -> None:
    site.pages = {
        "/": links("/print", "/part", "/copy", "/old", "/away", "/hidden", "/empty", "/x?utm=1", text="Home"),
        "/print": page('<link rel=canonical href="/"><main><p>Home</main>'),
        "/part": page('<link rel=canonical href="/"><main><p>Prices, which stand nowhere else</main>'),
        "/copy": page("<main><p>The same words</main>"),
        "/x?utm=1": page("<main><p>The same words</main>"),
        "/old": moved("/copy"),
        "/away": moved("http://127.0.0.3/"),
        "/hidden": page('<meta name=robots content="noindex,nofollow"><main><p>Hidden <a href="/secret">x</a></main>'),
        "/empty": page("<script>draw()</script>"),
    }
    found = told(site, await walk(site))
    assert found["/"] is None
    assert found["/copy"] is None
    assert found["/print"] == f"It is the same page as {site.url}/."
    assert found["/part"] is None, "a page that says something of its own is one, whatever it calls its proper address"
    assert found["/x?utm=1"] == f"It is the same page as {site.url}/copy."
    assert found["/old"] == f"It is the same page as {site.url}/copy."
    assert "127.0.0.3" in str(found["/away"]) or "Port 80" in str(found["/away"])
    assert found["/hidden"] == "The page asks not to be listed (noindex)."
    assert found["/empty"] == "The page holds no text of its own."
    assert "/secret" not in found


async def test_robots_are_heeded(site: Site) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: Sportello\nDisallow: /private\nDisallow: /*.php$\n"
    site.pages = {
        "/robots.txt": Reply(rules.encode()),
        "/": links("/private/x", "/a.php", "/b", text="Home"),
        "/b": links(text="B"),
    }
    reason = "The site asks in its robots.txt not to read it."
    assert told(site, await walk(site)) == {"/": None, "/private/x": reason, "/a.php": reason, "/b": None}
    assert "/private/x" not in site.asked
    with pytest.raises(FetchRefused, match=r"asks in its robots\.txt"):
        await walk(site, "/private/")


async def test_of_very_long_robots_the_beginning_is_heeded(site: Site) -> None:
    """And no half of a rule: `Disallow: /b` is not what stands where it is cut, in the midst of `/better`."""
    rules = b"User-agent: *\nDisallow: /a\n"
    half, unread = b"Disallow: /b", b"etter\nDisallow: /c\n"
    rules += b"#" * (512_000 - len(rules) - len(half) - 1) + b"\n" + half + unread
    site.pages = {"/robots.txt": Reply(rules), "/": links("/a", "/b", "/c", text="Home")}
    site.pages |= {path: links(text=path) for path in ("/a", "/b", "/c")}
    reason = "The site asks in its robots.txt not to read it."
    for headers in ({}, {"Content-Encoding": "gzip"}):
        site.pages["/robots.txt"] = Reply(gzip.compress(rules) if headers else rules, headers=headers)
        assert told(site, await walk(site)) == {"/": None, "/a": reason, "/b": None, "/c": None}


async def test_where_robots_cannot_be_asked_nothing_is_read(site: Site) -> None:
    site.pages = {"/robots.txt": Reply(status=503), "/": links(text="Home")}
    with pytest.raises(FetchFailed, match="does not say what may be read") as failed:
        await walk(site)
    assert failed.value.again
    assert site.asked == ["/robots.txt"]


async def test_a_crawl_ends_at_its_limits(site: Site) -> None:
    site.pages = {f"/{at}": links(f"/{at + 1}", f"/{at + 1}?again", text=f"Page {at}") for at in range(20)}
    found = await walk(site, "/0", most=3)
    assert [each.left_out is None for each in found] == [True, True, False, True, False]
    assert found[-1].left_out == "Only 3 pages are read of one source."
    late = await walk(site, "/0", within=0)
    assert [each.left_out for each in late] == ["The time for finding pages was over."]


async def test_a_pause_lies_between_two_requests(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages = {"/": links("/a", "/b", text="Home"), "/a": links(text="A"), "/b": links(text="B")}
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(discovering, "sleep", pause)
    await walk(site, pause=0.2)
    assert pauses == [0.2, 0.2]
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 7\n")
    await walk(site, pause=0.2)
    assert pauses[2:] == [7, 7]


async def test_a_sitemap_lists_its_own_site(site: Site) -> None:
    inner = xml("urlset", *(f"<url><loc> {site.url}/p{at} </loc></url>" for at in range(3)))
    site.pages = {
        "/sitemap.xml": xml(
            "sitemapindex",
            f"<sitemap><loc>{site.url}/one.xml</loc></sitemap><sitemap><loc>{site.url}/two.xml.gz</loc></sitemap>",
            f"<sitemap><loc>{site.url}/lost.xml</loc></sitemap><sitemap><loc>http://127.0.0.9:{site.port}/x.xml</loc></sitemap>",
            f"<sitemap><loc>{site.url}/sitemap.xml</loc></sitemap>",
        ),
        "/one.xml": xml(
            "urlset",
            f"<url><loc>{site.url}/a?x=1&amp;y=2</loc><lastmod>2026-11-01</lastmod></url>",
            f"<url><loc>{site.url}/a?x=1&amp;y=2#again</loc></url><url><loc>http://127.0.0.9:{site.port}/</loc></url>",
            "<url><loc>http://user@127.0.0.1/</loc></url>",
        ),
        "/two.xml.gz": Reply(
            gzip.compress(inner.body[:150]) + gzip.compress(inner.body[150:]),
            headers={"Content-Type": "application/gzip"},
        ),
    }
    found = await walk(site, "/sitemap.xml")
    assert told(site, found) == {
        "/lost.xml": "127.0.0.1 has nothing at /lost.xml (404). Check the address.",
        f"http://127.0.0.9:{site.port}/x.xml": "This sitemap is on another site.",
        "/a?x=1&y=2": None,
        f"http://127.0.0.9:{site.port}/": "It is on another site than its sitemap.",
        "http://user@127.0.0.1/": "The address holds a user name or password; pages are read without signing in.",
        **{f"/p{at}": None for at in range(3)},
    }
    assert {each.last_modified for each in found if each.left_out is None} == {"2026-11-01", None}
    assert all(each.document is None for each in found)
    assert {each.known for each in found} == {len(found)}, "how many there are is known from the first"


async def test_a_sitemap_ends_at_its_limit(site: Site) -> None:
    site.pages = {"/sitemap.xml": xml("urlset", *(f"<url><loc>{site.url}/{at}</loc></url>" for at in range(9)))}
    found = await walk(site, "/sitemap.xml", most=4)
    assert [each.left_out for each in found] == [*[None] * 4, "Only 4 pages are read of one source."]


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b"<urlset>" + b"<url><loc>http://127.0.0.1/" + bytes(80_000_000)),
        b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&a;</loc></url></urlset>",
        b"<urlset>" + b"<url>" * 100_000,
    ],
)
async def test_a_hostile_sitemap_does_no_harm(site: Site, body: bytes) -> None:
    site.pages = {"/sitemap.xml": Reply(body, headers={"Content-Type": "application/xml"})}
    found = await walk(site, "/sitemap.xml")
    assert all(each.left_out for each in found)
    assert "root:" not in repr(found)


async def test_no_sitemap_is_passed_over_in_silence(site: Site) -> None:
    inner = "".join(f"<sitemap><loc>{site.url}/{at}.xml</loc></sitemap>" for at in range(60))
    site.pages = {f"/{at}.xml": xml("urlset", f"<url><loc>{site.url}/p{at}</loc></url>") for at in range(60)}
    site.pages["/sitemap.xml"] = xml("sitemapindex", inner)
    found = told(site, await walk(site, "/sitemap.xml"))
    assert sum(reason is None for reason in found.values()) == 49
    assert {url for url, reason in found.items() if reason == "Only 50 sitemaps of one source are read."} == {
        f"/{at}.xml" for at in range(49, 60)
    }


async def test_a_sitemap_that_is_too_long_says_so(site: Site) -> None:
    lines = [f"<url><loc>{site.url}/{at}</loc></url>" for at in range(50_001)]
    site.pages = {"/sitemap.xml": xml("urlset", *lines)}
    found = told(site, await walk(site, "/sitemap.xml", prefix="/49999"))
    assert found == {
        "/49999": None,
        "/sitemap.xml": "It lists more than 50000 pages; only these are looked at.",
    }


async def test_a_site_may_be_listed_with_and_without_www(site: Site) -> None:
    async def here(_name: str) -> list[str]:
        return ["127.0.0.1"]

    reach = replace(site.reach, resolve=here)
    www = f"http://www.museo.example:{site.port}"
    site.pages = {
        "/sitemap.xml": xml(
            "urlset", f"<url><loc>{www}/a</loc></url><url><loc>http://shop.museo.example:{site.port}/b</loc></url>"
        )
    }
    address = f"http://museo.example:{site.port}/sitemap.xml"
    found = {each.url: each.left_out async for each in discover(address, pause=0, reach=reach)}
    assert found == {
        f"{www}/a": None,
        f"http://shop.museo.example:{site.port}/b": "It is on another site than its sitemap.",
    }
    assert site.asked.count("/robots.txt") == 2, "each host says for itself what may be read"
