"""Sources and imports in the desk: handed in, read by jobs, followed, stopped and reported."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sportello import knowledge
from sportello.core import clock
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from sportello.core.settings import Settings
from tests.api.conftest import Desk, People
from tests.house import build_house
from tests.jobs import work
from tests.live import Street
from tests.web import Website, serving

BASE = "/workspaces/lumina/knowledge"
SOURCES = f"{BASE}/sources"
HOURS = "# Orari\n\nSiamo aperti dalle 17 alle 22, il museo chiude il lunedì.\n"
PARKING = "# Parcheggio\n\nIl parcheggio costa 5 euro al giorno.\n"


@pytest.fixture
async def site() -> AsyncGenerator[Website]:
    """A web site on this machine."""
    async with serving() as site:
        yield site


@pytest.fixture
def settings(tmp_path: Path, site: Website) -> Settings:
    """Settings that let pages be read from it."""
    networks = (ip_network("127.0.0.0/8"),)
    return Settings(home=tmp_path, fetch_networks=networks, fetch_ports=frozenset({site.port}))


@pytest.fixture
async def supervisor(people: People) -> Desk:
    """A supervisor at work."""
    return await people.at_work("Sara", "supervisor")


async def made(desk: Desk, kind: str = "files", name: str = "handbook", **more: Any) -> str:
    """A new source: its address."""
    answer = await desk.post(SOURCES, json={"id": str(new_id()), "kind": kind, "name": name, **more})
    assert answer.status_code == 201, answer.text
    return f"{SOURCES}/{answer.json()['id']}"


async def handed_in(desk: Desk, source: str, **files: str | bytes) -> None:
    """Files for the next import, by name with `__` for the dot."""
    parts = [("files", (name.replace("__", "."), content)) for name, content in files.items()]
    answer = await desk.post(f"{source}/files", files=parts)
    assert answer.status_code == 200, answer.text


async def begun(desk: Desk, source: str, **more: Any) -> str:
    """An import that has been asked for: its address."""
    run = new_id()
    answer = await desk.post(f"{source}/imports", json={"id": str(run), **more})
    assert answer.status_code == 202, answer.text
    return f"{source}/imports/{run}"


async def imported(desk: Desk, resources: Resources, source: str, **more: Any) -> dict[str, Any]:
    """The report of an import that jobs have carried out."""
    run = await begun(desk, source, **more)
    await work(resources)
    return (await desk.get(run)).json()


async def titles(desk: Desk) -> set[str]:
    return {item["title"] for item in (await desk.get(f"{BASE}/articles")).json()["items"]}


def counts(report: dict[str, Any]) -> dict[str, int]:
    names = ("found", "read", "added", "changed", "removed", "unchanged", "skipped")
    return {name: report[name] for name in names if report[name]}


# --- files -----------------------------------------------------------------------------------------------------


async def test_files_are_handed_in_read_and_forgotten(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor, language="it")
    await handed_in(supervisor, source, hours__md=HOURS, faq__csv="question,answer\nParking?,Free.\nDogs?,\n")
    waiting = (await supervisor.get(f"{source}/files")).json()["items"]
    assert [(one["name"], one["waiting"], one["outcome"]) for one in waiting] == [
        ("faq.csv", True, None),
        ("hours.md", True, None),
    ]

    report = await imported(supervisor, resources, source)
    assert (report["state"], report["reason"], report["current"]) == ("done", None, None)
    assert counts(report) == {"found": 2, "read": 2, "added": 2, "skipped": 1}
    assert report["skipped_items"] == [
        {"item": "faq.csv: row 3", "reason": "'Dogs?' has no answer: fill in `answer` (risposta, Antwort)"}
    ]
    assert report["begun_by"] == "person"
    assert report["begun_by_name"] == "Sara"
    assert await titles(supervisor) == {"Orari", "Parking?"}
    kept = (await supervisor.get(f"{source}/files")).json()["items"]
    assert [(one["waiting"], one["outcome"]) for one in kept] == [(False, "read"), (False, "read")]
    shown = (await supervisor.get(source)).json()
    assert shown["articles"] == 2
    assert shown["last_import"] == {name: report[name] for name in shown["last_import"]}


async def test_a_file_that_lost_an_entry_to_another_gives_it_its_id(supervisor: Desk, resources: Resources) -> None:
    row = "- {id: dogs, language: it, question: Cani?, answer: Sì.}\n"
    cats = "- {id: cats, language: it, question: Gatti?, answer: No.}\n"
    source = await made(supervisor)
    await handed_in(supervisor, source, a__yaml=row + cats)
    await imported(supervisor, resources, source)
    ids = {item["title"]: item["id"] for item in (await supervisor.get(f"{BASE}/articles")).json()["items"]}

    await handed_in(supervisor, source, a__yaml=cats, b__yaml=row)
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 2, "read": 2, "unchanged": 2}
    after = {item["title"]: item["id"] for item in (await supervisor.get(f"{BASE}/articles")).json()["items"]}
    assert after == ids

    await handed_in(supervisor, source, a__yaml=cats + row, b__yaml=row)
    twice = await imported(supervisor, resources, source)
    assert counts(twice) == {"found": 2, "read": 2, "unchanged": 2, "skipped": 1}
    assert "used twice" in twice["skipped_items"][0]["reason"]


async def test_what_vanished_is_removed_unless_the_files_are_only_some(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, hours__md=HOURS, parking__md=PARKING)
    await imported(supervisor, resources, source)

    await handed_in(supervisor, source, dogs__md="# Cani\n\nAl guinzaglio.")
    assert counts(await imported(supervisor, resources, source, complete=False))["added"] == 1
    assert await titles(supervisor) == {"Orari", "Parcheggio", "Cani"}

    await handed_in(supervisor, source, hours__md=HOURS)
    assert counts(await imported(supervisor, resources, source)) == {
        "found": 1,
        "read": 1,
        "removed": 2,
        "unchanged": 1,
    }
    assert await titles(supervisor) == {"Orari"}


async def test_what_cannot_be_read_fails_alone_and_removes_nothing(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, hours__md=HOURS, manual__md=PARKING)
    await imported(supervisor, resources, source)
    await handed_in(supervisor, source, hours__md=HOURS, manual__md=b"\xff\xfe\x00", plan__pdf=b"%PDF-1.4 nonsense")
    report = await imported(supervisor, resources, source)

    assert (report["state"], counts(report)) == ("done", {"found": 3, "read": 1, "unchanged": 1, "skipped": 2})
    assert [one["item"] for one in report["skipped_items"]] == ["manual.md", "plan.pdf"]
    assert await titles(supervisor) == {"Orari", "Parcheggio"}

    await handed_in(supervisor, source, plan__pdf=b"%PDF-1.4 nonsense")
    failed = await imported(supervisor, resources, source)
    assert failed["state"] == "failed"
    assert failed["reason"] == failed["skipped_items"][0]["reason"]
    assert await titles(supervisor) == {"Orari", "Parcheggio"}


async def test_an_import_needs_something_to_read_and_runs_once(supervisor: Desk) -> None:
    source = await made(supervisor)
    nothing = await supervisor.post(f"{source}/imports", json={"id": str(new_id())})
    assert (nothing.status_code, nothing.json()["code"]) == (400, "nothing_to_import")

    await handed_in(supervisor, source, hours__md=HOURS)
    run = await begun(supervisor, source)
    again = await supervisor.post(f"{source}/imports", json={"id": run.rpartition("/")[2]})
    assert (again.status_code, again.json()["id"]) == (202, run.rpartition("/")[2])
    other = await supervisor.post(f"{source}/imports", json={"id": str(new_id())})
    assert (other.status_code, other.json()["code"], other.json()["run_id"]) == (
        409,
        "import_running",
        run.rpartition("/")[2],
    )
    late = await supervisor.post(f"{source}/files", files=[("files", ("b.md", b"x"))])
    assert late.json()["code"] == "import_running"


async def test_an_import_is_stopped_before_it_reads(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, hours__md=HOURS)
    run = await begun(supervisor, source)
    stopped = (await supervisor.post(f"{run}/cancel")).json()
    await work(resources)

    assert stopped["state"] == "cancelled"
    assert (await supervisor.get(run)).json()["state"] == "cancelled"
    assert await titles(supervisor) == set()
    assert (await supervisor.post(f"{source}/imports", json={"id": str(new_id())})).json()["code"] == (
        "nothing_to_import"
    ), "what was handed in for a stopped import is not kept"


async def test_a_run_goes_on_where_a_dead_worker_left_it(
    supervisor: Desk, people: People, resources: Resources
) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, a__md="# Uno\n\nPrimo.", b__md="# Due\n\nSecondo.", c__md="# Tre\n\nTerzo.")
    run = await begun(supervisor, source)
    async with resources.database.transaction(people.house.workspace_id) as session:
        # The worker had read one file when it died.
        await session.execute(
            text("UPDATE import_runs SET state = 'running', started_at = now(), tries = 1, read = 1, added = 1")
        )
        await session.execute(
            text(
                "UPDATE source_items SET run_id = (SELECT id FROM import_runs), content = NULL, outcome = 'read'"
                " WHERE name = 'a.md'"
            )
        )
    await work(resources)
    report = (await supervisor.get(run)).json()
    assert (report["state"], counts(report)) == ("done", {"found": 3, "read": 3, "added": 3})
    assert await titles(supervisor) == {"Due", "Tre"}, "what was dealt with is not dealt with twice"


async def test_a_run_that_nobody_moves_on_is_given_to_another(
    supervisor: Desk, people: People, resources: Resources
) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, hours__md=HOURS)
    run = await begun(supervisor, source)
    async with resources.database.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    clock.travel(timedelta(minutes=6))
    async with resources.database.transaction() as session:
        assert await knowledge.begin_due_imports(session) == 1
    await work(resources)
    assert (await supervisor.get(run)).json()["state"] == "done"

    await handed_in(supervisor, source, hours__md=HOURS)
    lost = await begun(supervisor, source)
    async with resources.database.transaction(people.house.workspace_id) as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
        await session.execute(text("UPDATE import_runs SET tries = 3 WHERE state = 'queued'"))
    clock.travel(timedelta(minutes=6))
    async with resources.database.transaction() as session:
        await knowledge.begin_due_imports(session)
    assert (await supervisor.get(lost)).json()["state"] == "failed"


async def test_a_text_is_imported_and_replaced(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor, "text", "FAQ Torino", text="Il museo apre alle 9.", language="it")
    await imported(supervisor, resources, source)
    (item,) = (await supervisor.get(f"{BASE}/articles")).json()["items"]
    assert (item["title"], item["source_name"]) == ("FAQ Torino", "FAQ Torino")

    assert (await supervisor.put(f"{source}/text", json={"text": "Il museo apre alle 10."})).status_code == 200
    assert counts(await imported(supervisor, resources, source)) == {"found": 1, "read": 1, "changed": 1}
    assert "alle 10" in (await supervisor.get(f"{BASE}/articles/{item['id']}")).json()["body"]


# --- the web ---------------------------------------------------------------------------------------------------


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


async def test_a_page_is_read_and_one_that_is_away_keeps_its_article(
    supervisor: Desk, resources: Resources, site: Website
) -> None:
    site.page("/faq", "Domande", "Il parcheggio dietro il teatro è gratuito per due ore al giorno.")
    source = await made(supervisor, "page", "Domande", url=f"{site.url}/faq")
    assert counts(await imported(supervisor, resources, source)) == {"found": 1, "read": 1, "added": 1}

    site.status["/faq"] = 500
    away = await imported(supervisor, resources, source)
    assert (away["state"], counts(away)) == ("failed", {"found": 1, "skipped": 1})
    assert "500" in away["reason"]
    assert await titles(supervisor) == {"Domande"}

    site.status["/faq"] = 404
    gone = await imported(supervisor, resources, source)
    assert (gone["state"], counts(gone)) == ("done", {"found": 1, "removed": 1})
    assert await titles(supervisor) == set()


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


# --- who may what ----------------------------------------------------------------------------------------------


async def test_a_source_is_changed_and_removed_with_its_articles_or_without(
    supervisor: Desk, resources: Resources
) -> None:
    kept, gone = await made(supervisor, name="kept"), await made(supervisor, name="gone")
    await handed_in(supervisor, kept, hours__md=HOURS)
    await handed_in(supervisor, gone, parking__md=PARKING)
    await imported(supervisor, resources, kept)
    await imported(supervisor, resources, gone)

    taken = await supervisor.patch(kept, json={"name": "gone"})
    assert (taken.status_code, taken.json()["code"]) == (409, "source_name_taken")
    assert taken.json()["source_id"] in gone
    assert (await supervisor.patch(kept, json={"name": "stays", "language": None})).json()["name"] == "stays"
    assert (await supervisor.patch(kept, json={"schedule": {"every": "daily"}})).json()["code"] == "source_invalid"

    assert (await supervisor.delete(gone)).status_code == 422, "it must be said what becomes of the articles"
    assert (await supervisor.delete(gone, params={"articles": "remove"})).status_code == 204
    assert (await supervisor.delete(kept, params={"articles": "keep"})).status_code == 204
    assert (await supervisor.get(kept)).json()["code"] == "source_not_found"
    (left,) = (await supervisor.get(f"{BASE}/articles")).json()["items"]
    assert (left["title"], left["source_id"]) == ("Orari", None)


async def test_agents_look_and_strangers_see_nothing(supervisor: Desk, agent: Desk, people: People) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, hours__md=HOURS)
    run = await begun(supervisor, source)
    for path in (SOURCES, source, f"{source}/files", f"{source}/imports", run):
        assert (await agent.get(path)).status_code == 200
    assert (await agent.post(f"{source}/imports", json={"id": str(new_id())})).status_code == 403
    assert (await agent.post(f"{source}/files", files=[("files", ("a.md", b"x"))])).status_code == 403
    assert (await agent.patch(source, json={"name": "mine"})).status_code == 403
    assert (await agent.delete(source, params={"articles": "keep"})).status_code == 403

    other = await build_house(people.house.database, "other")
    stranger = await people.at_work("Otto", "admin", house=other)
    theirs = source.replace("/lumina/", "/other/")
    unknown = f"{theirs.rpartition('/')[0]}/{new_id()}"
    assert (await stranger.get(theirs)).content == (await stranger.get(unknown)).content
    for path in ("", "/files", "/imports"):
        assert (await stranger.get(theirs + path)).status_code == 404
    assert (await stranger.post(f"{theirs}/files", files=[("files", ("a.md", b"x"))])).status_code == 404
    assert (await stranger.post(f"{theirs}/imports", json={"id": str(new_id())})).status_code == 404
    assert (await stranger.get(run.replace("/lumina/", "/other/"))).json()["code"] == "import_not_found"
    assert (await stranger.post(f"{run.replace('/lumina/', '/other/')}/cancel")).status_code == 404
    assert (await stranger.delete(theirs, params={"articles": "remove"})).status_code == 404
    assert (await stranger.get("/workspaces/other/knowledge/sources")).json()["items"] == []


async def test_uploads_are_bounded(supervisor: Desk) -> None:
    source = await made(supervisor)
    many = [("files", (f"{number}.md", b"x")) for number in range(1_001)]
    assert (await supervisor.post(f"{source}/files", files=many)).status_code == 400
    large = [("files", ("large.pdf", bytes(33 * 1024 * 1024)))]
    assert (await supervisor.post(f"{source}/files", files=large)).json()["code"] == "body_too_large"
    single = [("files", ("single.pdf", bytes(21 * 1024 * 1024)))]
    assert (await supervisor.post(f"{source}/files", files=single)).json()["code"] == "source_invalid"
    longest = [("files", ("x" * 300 + ".md", b"x"))]
    assert (await supervisor.post(f"{source}/files", files=longest)).json()["code"] == "source_invalid"
    field = b'--x\r\nContent-Disposition: form-data; name="files"\r\n\r\n' + bytes(2 * 1024 * 1024) + b"\r\n--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await supervisor.post(f"{source}/files", content=field, headers=headers)).status_code == 400
    assert (await supervisor.get(f"{source}/files")).json()["items"] == []


async def test_the_desk_follows_an_import_live(street: Street, resources: Resources) -> None:
    boss = await street.agent("Sara", "supervisor")
    source = str(new_id())
    async with boss.listen() as ear:
        await boss.post("/knowledge/sources", id=source, kind="text", name="Orari", text=HOURS)
        run = await boss.post(f"/knowledge/sources/{source}/imports", id=str(new_id()))
        await ear.until("import", run_id=run["id"], state="queued")
        await work(resources)
        heard = await ear.until("import", state="done")
    assert heard.data == {"source_id": source, "run_id": run["id"], "state": "done", "found": 1, "read": 1}
