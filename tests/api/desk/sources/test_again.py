"""Sites read again: what is only away, moved, hidden or disguised takes no knowledge with it, and each says why."""

import pytest

from sportello.core.resources import Resources
from sportello.knowledge.sources import crawling
from tests.api.conftest import Desk
from tests.api.desk.sources.sourcing import BASE, counts, imported, made, removed, titles
from tests.web import Website

HOURS = "Siamo aperti dalle 17 alle 22, ogni giorno tranne il lunedì."
PRICES = "Il biglietto intero costa dodici euro, il ridotto otto euro."
DOGS = "I cani sono benvenuti, se restano al guinzaglio per tutta la visita."
BACK_SOON = "<!doctype html><title>Torniamo presto</title><main><p>Stiamo lavorando al sito, torniamo presto.</main>"
SIGN_IN = (
    "<!doctype html><title>Accedi</title><main><h1>Accedi</h1><form><p>Utente e parola chiave, prego."
    "<input name=who><input type=password></form></main>"
)


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_pause(_seconds: float) -> None:
        return None

    monkeypatch.setattr(crawling, "sleep", no_pause)


@pytest.fixture
async def source(supervisor: Desk, resources: Resources, site: Website) -> str:
    """A site of three pages that has been read once."""
    site.page("/orari", "Orari", HOURS)
    site.page("/prezzi", "Prezzi", PRICES)
    site.page("/cani", "Cani", DOGS)
    site.sitemap("/orari", "/prezzi", "/cani")
    source = await made(supervisor, "site", "Sito", url=f"{site.url}/sitemap.xml", language="it")
    assert counts(await imported(supervisor, resources, source))["added"] == 3
    return source


async def reasons(desk: Desk, resources: Resources, source: str, site: Website) -> dict[str, str]:
    """Why things were left out of another reading, by path; none of the three articles may have gone."""
    report = await imported(desk, resources, source)
    assert (report["state"], report["removed"]) == ("done", 0), report["reason"]
    assert await titles(desk) >= {"Orari", "Prezzi", "Cani"}
    return {one["item"].removeprefix(site.url): one["code"] for one in report["skipped_items"]}


async def test_pages_that_call_another_their_proper_one_stay(
    supervisor: Desk, resources: Resources, site: Website, source: str
) -> None:
    for path, title, text in (("/orari", "Orari", HOURS), ("/prezzi", "Prezzi", PRICES), ("/cani", "Cani", DOGS)):
        site.page(path, title, f"{text} Nuovo.", head='<link rel="canonical" href="/">')
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 3, "read": 3, "changed": 3}
    for path, title, text in (("/orari", "Orari", HOURS), ("/prezzi", "Prezzi", PRICES), ("/cani", "Cani", DOGS)):
        site.page(path, title, text, head='<link rel="canonical" href="/orari">')
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 3, "read": 3, "changed": 3}


async def test_a_page_listed_twice_is_one_article_and_stays_one(
    supervisor: Desk, resources: Resources, site: Website, source: str
) -> None:
    site.page("/a-orari", "Orari", HOURS)
    site.moved["/vecchi-prezzi"] = "/prezzi"
    site.sitemap("/a-orari", "/vecchi-prezzi", "/orari", "/prezzi", "/cani")
    for text in (PRICES, f"{PRICES} Nuovo."):
        site.page("/prezzi", "Prezzi", text)
        told = await reasons(supervisor, resources, source, site)
        assert told == {"/a-orari": "same_page", "/vecchi-prezzi": "same_page"}
        assert await titles(supervisor) == {"Orari", "Prezzi", "Cani"}


async def test_what_is_hidden_is_left_alone(supervisor: Desk, resources: Resources, site: Website, source: str) -> None:
    site.page("/nuova", "Nuova", "Questa pagina non è fatta per chi cerca.", head="<meta name=robots content=noindex>")
    site.page("/orari", "Orari", "Nuovi orari.", head="<meta name=robots content=noindex>")
    site.page("/prezzi", "Prezzi", "Nuovi prezzi, da non elencare.")
    site.robots["/prezzi"] = "max-snippet:-1, noindex"
    site.page("/altra", "Altra", "Questa pagina è nascosta soltanto a un altro.")
    site.robots["/altra"] = "otherbot: nofollow, noindex"
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /cani\n"
    site.sitemap("/orari", "/prezzi", "/nuova", "/altra")
    before = site.asked["/cani"]
    told = await reasons(supervisor, resources, source, site)
    assert told == {"/orari": "noindex", "/prezzi": "noindex", "/nuova": "noindex", "/cani": "robots"}
    assert site.asked["/cani"] == before, "also what is not listed any more is read only where the site lets us"


async def test_what_leads_to_strangers_is_not_read(
    supervisor: Desk, resources: Resources, site: Website, source: str
) -> None:
    site.page("/altrove", "Altrove", "Qui parla qualcun altro di tutt'altre cose.")
    site.moved["/orari"] = f"http://localhost:{site.port}/altrove"
    assert await reasons(supervisor, resources, source, site) == {"/orari": "leads_elsewhere"}
    page = await made(supervisor, "page", "Pagina", url=f"{site.url}/orari")
    report = await imported(supervisor, resources, page)
    assert (report["state"], report["reason_code"]) == ("failed", "leads_elsewhere")
    assert "/robots.txt" in site.asked
    assert "Altrove" not in await titles(supervisor)


async def test_a_site_that_shows_everybody_one_notice_loses_nothing(
    supervisor: Desk, resources: Resources, site: Website, source: str
) -> None:
    site.pages["/accedi"] = SIGN_IN
    site.moved |= dict.fromkeys(("/orari", "/prezzi", "/cani"), "/accedi")
    report = await imported(supervisor, resources, source)
    assert (report["state"], report["reason_code"], report["removed"]) == ("failed", "page_login", 0)
    site.moved.clear()
    site.pages |= dict.fromkeys(("/orari", "/prezzi", "/cani"), SIGN_IN)
    assert (await imported(supervisor, resources, source))["reason_code"] == "page_login"
    site.pages |= dict.fromkeys(("/orari", "/prezzi", "/cani"), "")
    assert (await imported(supervisor, resources, source))["reason_code"] == "page_empty"
    assert await titles(supervisor) == {"Orari", "Prezzi", "Cani"}

    site.pages |= dict.fromkeys(("/orari", "/prezzi", "/cani"), BACK_SOON)
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 3, "read": 1, "changed": 1, "skipped": 2}, "no server may say this with 200"
    assert {one["code"] for one in report["skipped_items"]} == {"same_page"}


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503])
async def test_a_server_in_trouble_takes_nothing(
    supervisor: Desk, resources: Resources, site: Website, source: str, status: int
) -> None:
    site.status |= dict.fromkeys(("/orari", "/prezzi", "/cani"), status)
    report = await imported(supervisor, resources, source)
    said = "turned_away" if status in {401, 403} else "answered"
    assert (report["state"], report["reason_code"], counts(report)) == (
        "failed",
        said,
        {"found": 3, "skipped": 3},
    )
    site.status["/sitemap.xml"] = status
    report = await imported(supervisor, resources, source)
    assert (report["state"], report["reason_code"], report["removed"]) == ("failed", said, 0)
    site.status = {"/robots.txt": 503}
    report = await imported(supervisor, resources, source)
    assert (report["state"], report["reason_code"]) == ("failed", "robots_unknown")
    assert await titles(supervisor) == {"Orari", "Prezzi", "Cani"}


async def test_what_is_gone_goes_and_is_told_once(
    supervisor: Desk, resources: Resources, site: Website, source: str
) -> None:
    site.status |= {"/orari": 404, "/prezzi": 410}
    site.sitemap("/cani")
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 3, "removed": 2, "unchanged": 1, "read": 1}
    assert await titles(supervisor) == {"Cani"}
    assert await removed(supervisor, report, source) == {
        "Orari": ("page_missing", {"host": "127.0.0.1", "status": 404, "path": "/orari"}),
        "Prezzi": ("page_missing", {"host": "127.0.0.1", "status": 410, "path": "/prezzi"}),
    }
    assert counts(await imported(supervisor, resources, source)) == {"found": 1, "unchanged": 1, "read": 1}


async def test_what_is_gone_goes_though_the_site_still_links_to_it(
    supervisor: Desk, resources: Resources, site: Website
) -> None:
    site.page("/aiuto/", "Aiuto", "Qui si trovano le risposte.", "/aiuto/orari", "/aiuto/prezzi", "/aiuto/mai")
    site.page("/aiuto/orari", "Orari", HOURS)
    site.page("/aiuto/prezzi", "Prezzi", PRICES)
    source = await made(supervisor, "site", "Aiuto", url=f"{site.url}/aiuto/", language="it")
    assert counts(await imported(supervisor, resources, source)) == {"found": 4, "read": 3, "added": 3, "skipped": 1}

    site.status |= {"/aiuto/orari": 410, "/aiuto/prezzi": 503}
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 4, "removed": 1, "unchanged": 1, "read": 1, "skipped": 2}
    assert await titles(supervisor) == {"Aiuto", "Prezzi"}
    assert await removed(supervisor, report, source) == {
        "Orari": ("page_missing", {"host": "127.0.0.1", "status": 410, "path": "/aiuto/orari"})
    }


async def test_pages_that_change_their_language_keep_their_articles(
    supervisor: Desk, resources: Resources, site: Website
) -> None:
    site.page("/orari", "Orari", HOURS, language="")
    page = await made(supervisor, "page", "Pagina", url=f"{site.url}/orari")
    assert counts(await imported(supervisor, resources, page)) == {"found": 1, "read": 1, "added": 1}
    (before,) = (await supervisor.get(f"{BASE}/articles")).json()["items"]
    assert before["language"] == "it"

    answer = await supervisor.patch(page, json={"language": "en"})
    assert answer.status_code == 200, answer.text
    for language, text in (("en", HOURS), ("de", "Wir haben jeden Tag von 17 bis 22 Uhr geöffnet, außer montags.")):
        if language == "de":
            site.page("/orari", "Orari", text, language="de")
        assert counts(await imported(supervisor, resources, page)) == {"found": 1, "read": 1, "changed": 1}
        (after,) = (await supervisor.get(f"{BASE}/articles")).json()["items"]
        assert after["language"] == language
        assert {name: after[name] for name in ("id", "slug")} == {name: before[name] for name in ("id", "slug")}
    assert counts(await imported(supervisor, resources, page)) == {"found": 1, "read": 1, "unchanged": 1}
