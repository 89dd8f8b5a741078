"""Pages and sites: read, read again, stopped, left alone."""

from datetime import timedelta

import pytest

from sportello import knowledge
from sportello.core import clock
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from sportello.knowledge.sources import crawling
from tests.api.conftest import Desk, People
from tests.api.desk.sources.sourcing import BASE, SOURCES, begun, counts, imported, made, titles
from tests.jobs import work
from tests.web import Website


async def test_a_site_is_read_by_its_sitemap_and_again(supervisor: Desk, resources: Resources, site: Website) -> None:
    site.page("/orari", "Orari", "Siamo aperti dalle 17 alle 22, ogni giorno tranne il lunedì.")
    site.page("/prezzi", "Prezzi", "Il biglietto intero costa dodici euro, il ridotto otto euro.")
    site.page("/cani", "Cani", "I cani sono benvenuti, se restano al guinzaglio per tutta la visita.")
    site.sitemap("/orari", "/prezzi", "/cani", "/vecchia")
    source = await made(supervisor, "site", "Sito", url=f"{site.url}/sitemap.xml", language="it")
    report = await imported(supervisor, resources, source)
    assert (report["state"], counts(report)) == ("done", {"found": 4, "read": 3, "added": 3, "skipped": 1})
    assert report["skipped_items"][0]["item"] == f"{site.url}/vecchia"
    articles = (await supervisor.get(f"{BASE}/articles", params={"query": "Orari"})).json()["items"]
    whole = (await supervisor.get(f"{BASE}/articles/{articles[0]['id']}")).json()
    assert (whole["source_url"], whole["language"]) == (f"{site.url}/orari", "it")

    site.page("/orari", "Orari", "Siamo aperti dalle 18 alle 23, ogni giorno tranne il lunedì.")
    site.status["/prezzi"] = 503
    site.status["/cani"] = 410
    site.sitemap("/orari", "/prezzi", "/cani")
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 3, "read": 1, "changed": 1, "removed": 1, "skipped": 1}
    assert await titles(supervisor) == {"Orari", "Prezzi"}, "what cannot be reached stays, what is gone goes"
    assert (await supervisor.get(f"{BASE}/articles/{articles[0]['id']}")).json()["slug"] == "orari"

    site.status.clear()
    del site.pages["/cani"]
    report = await imported(supervisor, resources, source)
    assert counts(report)["unchanged"] == 2
    assert site.unchanged["/orari"] == 1


async def test_how_far_a_site_is_read_is_told_of_all_its_pages(
    supervisor: Desk, resources: Resources, site: Website
) -> None:
    paths = [f"/p{number}" for number in range(5)]
    for number, path in enumerate(paths):
        site.page(path, f"Stanza {number}", f"La stanza numero {number} costa {number}0 euro a notte.")
    site.pages["/empty"] = "<main></main>"
    site.sitemap(*paths[:3], "/empty", *paths[3:])
    source = await made(supervisor, "site", "Sito", url=f"{site.url}/sitemap.xml", language="it", page_cap=5)
    seen: list[tuple[int, int, int]] = []

    async def look() -> None:
        shown = (await supervisor.get(source)).json()
        seen.append((shown["last_import"]["dealt"], shown["last_import"]["found"], shown["articles"]))

    site.before |= {"/p1": look, "/p3": look}
    report = await imported(supervisor, resources, source)
    assert seen == [(1, 6, 1), (4, 6, 3)], "of all from the start; what was left out is dealt with, too"
    assert counts(report) == {"found": 6, "read": 4, "added": 4, "skipped": 2}
    assert report["dealt"] == 6

    site.sitemap("/p0")
    seen.clear()
    report = await imported(supervisor, resources, source)
    assert seen == [(1, 4, 4), (3, 4, 4)], "pages that are not listed any more are read again, too"
    assert report["dealt"] == 4


async def test_texts_of_the_web_are_read_as_files_are(supervisor: Desk, resources: Resources, site: Website) -> None:
    site.pages |= {
        "/orari.txt": "# Orari\n\nSiamo aperti dalle 17 alle 22, perciò la sera è lunga.\n".encode("cp1252"),
        "/prezzi.md": "---\ntitle: Prezzi\ndraft: true\n---\nIl biglietto intero costa dodici euro.\n",
        "/bin.txt": b"\x00\x01\x02\x81",
    }
    site.sitemap("/orari.txt", "/prezzi.md", "/bin.txt")
    source = await made(supervisor, "site", "Sito", url=f"{site.url}/sitemap.xml", language="it")
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 3, "read": 2, "added": 2, "skipped": 1}
    assert report["skipped_items"][0]["code"] == "no_document"
    articles = (await supervisor.get(f"{BASE}/articles")).json()["items"]
    assert {(one["title"], one["status"]) for one in articles} == {("Orari", "published"), ("Prezzi", "draft")}


async def test_what_was_not_read_says_why(supervisor: Desk, resources: Resources, site: Website) -> None:
    site.page("/orari", "Orari", "Siamo aperti dalle 17 alle 22, ogni giorno tranne il lunedì.")
    site.page("/vecchia", "Vecchia", "Fino al 2019 il museo era in un'altra via della stessa città.")
    site.sitemap("/orari", "/vecchia", "/persa")
    source = await made(supervisor, "site", "Sito", url=f"{site.url}/sitemap.xml", language="it")
    await imported(supervisor, resources, source)
    site.status |= {"/vecchia": 410, "/persa": 503}
    await imported(supervisor, resources, source)
    pages = (await supervisor.get(f"{source}/files")).json()["items"]
    assert [(one["name"].removeprefix(site.url), one["outcome"], one["reason"]) for one in pages] == [
        ("/orari", "read", None),
        ("/persa", "unread", "127.0.0.1 answered 503 for /persa. Try again later."),
        ("/vecchia", "gone", "127.0.0.1 has nothing at /vecchia (410). Check the address."),
    ]
    lost = pages[1]
    assert (lost["reason_code"], lost["reason_params"]["path"]) == ("answered", "/persa")


async def test_a_pause_lies_before_each_page_of_a_site(
    supervisor: Desk, resources: Resources, site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(crawling, "sleep", pause)
    site.page("/orari", "Orari", "Siamo aperti dalle 17 alle 22, ogni giorno tranne il lunedì.")
    site.page("/prezzi", "Prezzi", "Il biglietto intero costa dodici euro, il ridotto otto euro.")
    site.sitemap("/orari", "/prezzi")
    source = await made(supervisor, "site", "Sito", url=f"{site.url}/sitemap.xml", language="it")
    await imported(supervisor, resources, source)
    assert pauses == [0.5, 0.5]

    site.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 3\n"
    site.sitemap("/orari")
    await imported(supervisor, resources, source)
    assert pauses[2:] == [3, 3], "as long as the site asks for, also before a page that is not listed any more"


async def test_a_section_of_a_site_is_read_by_its_links(supervisor: Desk, resources: Resources, site: Website) -> None:
    site.page("/aiuto/", "Aiuto", "Qui si trovano le risposte alle domande più frequenti.", "/aiuto/orari", "/negozio")
    site.page("/aiuto/orari", "Orari", "Siamo aperti dalle 17 alle 22, ogni giorno tranne il lunedì.")
    site.page("/negozio", "Negozio", "Qui si comprano magliette e manifesti del festival.")
    source = await made(supervisor, "site", "Aiuto", url=f"{site.url}/aiuto/", language="it")
    report = await imported(supervisor, resources, source)
    assert (report["state"], counts(report)) == ("done", {"found": 2, "read": 2, "added": 2})
    assert site.asked["/negozio"] == 0
    pages = (await supervisor.get(f"{source}/files")).json()["items"]
    assert [(one["name"], one["outcome"]) for one in pages] == [
        (f"{site.url}/aiuto/", "read"),
        (f"{site.url}/aiuto/orari", "read"),
    ]


async def test_the_page_cap_counts_only_pages_of_the_prefix(
    supervisor: Desk, resources: Resources, site: Website
) -> None:
    for path in ("/negozio/a", "/negozio/b", "/aiuto/orari", "/aiuto/prezzi"):
        site.page(path, path[1:], f"Qui si legge tutto su {path}, una pagina come le altre.")
    site.sitemap(*site.pages)
    more = {"path_prefix": "/aiuto/", "page_cap": 2, "language": "it"}
    source = await made(supervisor, "site", "Aiuto", url=f"{site.url}/sitemap.xml", **more)
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 2, "read": 2, "added": 2}, report["skipped_items"]


async def test_a_page_is_read_and_one_that_is_away_keeps_its_article(
    supervisor: Desk, resources: Resources, site: Website
) -> None:
    site.page("/faq", "Domande", "Il parcheggio dietro il teatro è gratuito per due ore al giorno.")
    source = await made(supervisor, "page", "Domande", url=f"{site.url}/faq")
    assert counts(await imported(supervisor, resources, source)) == {"found": 1, "read": 1, "added": 1}

    site.status["/faq"] = 500
    away = await imported(supervisor, resources, source)
    assert (away["state"], counts(away)) == ("failed", {"found": 1, "skipped": 1})
    assert away["reason"] == "127.0.0.1 answered 500 for /faq. Try again later."
    assert (away["reason_code"], away["reason_params"]) == (
        "answered",
        {"host": "127.0.0.1", "status": 500, "path": "/faq"},
    ), "programs know it without reading English"
    assert away["skipped_items"][0]["code"] == "answered"
    assert await titles(supervisor) == {"Domande"}

    site.status["/faq"] = 404
    gone = await imported(supervisor, resources, source)
    assert (gone["state"], counts(gone)) == ("done", {"found": 1, "removed": 1})
    assert await titles(supervisor) == set()


async def test_an_import_is_stopped_while_it_reads(supervisor: Desk, resources: Resources, site: Website) -> None:
    site.page("/a", "Orari", "Siamo aperti dalle 17 alle 22, ogni giorno tranne il lunedì.")
    site.page("/b", "Prezzi", "Il biglietto intero costa dodici euro, il ridotto otto euro.")
    site.page("/c", "Cani", "I cani sono benvenuti, se restano al guinzaglio per tutta la visita.")
    site.sitemap("/a", "/b", "/c")
    source = await made(supervisor, "site", "Sito", url=f"{site.url}/sitemap.xml", language="it")
    run = await begun(supervisor, source)

    async def stop() -> None:
        assert (await supervisor.post(f"{run}/cancel")).json()["state"] == "cancelled"

    site.before["/b"] = stop
    await work(resources)
    stopped = (await supervisor.get(run)).json()
    assert (stopped["state"], stopped["added"], stopped["current"]) == ("cancelled", 1, None)
    assert await titles(supervisor) == {"Orari"}, "what it had written stays"
    assert site.asked["/c"] == 0

    site.before.clear()
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 3, "read": 3, "added": 2, "unchanged": 1}


async def test_addresses_inside_are_not_fetched(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor, "page", "Inside", url="http://169.254.169.254/latest/meta-data")
    report = await imported(supervisor, resources, source)
    assert (report["state"], counts(report)) == ("failed", {"found": 1, "skipped": 1})

    for url in ("ftp://example.com/", "file:///etc/passwd", "http://user:secret@example.com/"):
        body = {"id": str(new_id()), "kind": "page", "name": url, "url": url}
        assert (await supervisor.post(SOURCES, json=body)).json()["code"] == "fetch_refused"


async def test_a_site_is_read_again_by_the_workspaces_clock(
    people: People, supervisor: Desk, admin: Desk, resources: Resources, site: Website
) -> None:
    site.page("/faq", "Domande", "Il parcheggio dietro il teatro è gratuito per due ore al giorno.")
    daily = {"every": "daily", "at_hour": 4}
    source = await made(supervisor, "page", "Domande", url=f"{site.url}/faq", schedule=daily)
    before = (await supervisor.get(source)).json()["due_at"]
    assert before is not None

    moved = await admin.patch("/workspaces/lumina", json={"time_zone": "America/New_York"})
    assert moved.status_code == 200
    after = (await supervisor.get(source)).json()["due_at"]
    assert after != before

    clock.travel(timedelta(days=1, minutes=1))
    async with resources.database.transaction() as session:
        assert await knowledge.begin_due_imports(session) == 1
        assert await knowledge.begin_due_imports(session) == 0
    await work(resources)
    supervisor = await people.at_work("Sandra", "supervisor")  # a day later everybody signs in again
    shown = (await supervisor.get(source)).json()
    assert (shown["last_import"]["begun_by"], shown["last_import"]["state"], shown["articles"]) == ("clock", "done", 1)
    assert shown["due_at"] > after

    never = (await supervisor.patch(source, json={"schedule": {"every": "never"}})).json()
    assert never["due_at"] is None
