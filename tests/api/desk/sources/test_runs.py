"""Runs: one at a time, stopped, taken over from the dead, followed live."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from sportello import knowledge
from sportello.core import clock
from sportello.core.holding import holding
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from tests.api.conftest import Desk, People
from tests.api.desk.sources.sourcing import BASE, HOURS, begun, counts, done, handed_in, made, titles
from tests.jobs import work
from tests.live import Street


async def test_an_import_needs_something_to_read_and_runs_once(supervisor: Desk) -> None:
    source = await made(supervisor)
    nothing = await supervisor.post(f"{source}/imports", json={"id": str(new_id())})
    assert (nothing.status_code, nothing.json()["code"]) == (400, "nothing_to_import")

    await handed_in(supervisor, source, hours__md=HOURS)
    word = {"id": str(new_id())}
    run = (await supervisor.post(f"{source}/imports", json=word)).json()["id"]
    again = await supervisor.post(f"{source}/imports", json=word)
    assert (again.status_code, again.json()["id"]) == (202, run)
    other = await supervisor.post(f"{source}/imports", json={"id": str(new_id())})
    assert (other.status_code, other.json()["code"], other.json()["run_id"]) == (
        409,
        "import_running",
        run,
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


async def test_a_long_list_is_written_in_portions_and_counted_once(
    supervisor: Desk, people: People, resources: Resources
) -> None:
    source = await made(supervisor)
    rows = [f"Quanto costa la stanza {n}?,Costa {n} euro.\n" for n in range(900)]
    await handed_in(supervisor, source, faq__csv="question,answer\n" + "".join(rows))
    run = await begun(supervisor, source)
    database, house = resources.database, people.house.workspace_id
    run_id = UUID(run.rpartition("/")[2])
    dying = asyncio.create_task(knowledge.carry_out(database, workspace_id=house, run_id=run_id))
    while not (known := (await supervisor.get(run)).json()["added"]):
        pass
    dying.cancel()
    with suppress(asyncio.CancelledError):
        await dying
    assert 0 < known < 900, "what has been written is there before all is"
    await work(resources)
    report = (await supervisor.get(run)).json()
    assert (report["state"], counts(report)) == ("done", {"found": 1, "read": 1, "added": 900})
    await handed_in(supervisor, source, faq__csv="question,answer\n" + "".join(rows[1:]))
    again = await begun(supervisor, source)
    await work(resources)
    assert counts((await supervisor.get(again)).json()) == {"found": 1, "read": 1, "unchanged": 899, "removed": 1}


async def test_a_report_lists_what_was_done_to_which_article(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, a__md="# Uno\n\nPrimo.", b__md="# Due\n\nSecondo.", c__md="# Tre\n\nTerzo.")
    first = await begun(supervisor, source)
    await work(resources)
    assert await done(supervisor, first) == [("added", "Uno", True), ("added", "Due", True), ("added", "Tre", True)]

    await handed_in(supervisor, source, a__md="# Uno\n\nPrimo.", b__md="# Due\n\nDiverso.", d__md="# Quattro\n\nNuovo.")
    again = await begun(supervisor, source)
    await work(resources)
    assert await done(supervisor, again) == [
        ("changed", "Due", True),
        ("added", "Quattro", True),
        ("removed", "Tre", False),
    ]
    assert await done(supervisor, first) == [("added", "Uno", True), ("added", "Due", True), ("added", "Tre", False)]
    assert await done(supervisor, first, query="TRE") == [("added", "Tre", False)]
    assert await done(supervisor, again, did="removed") == [("removed", "Tre", False)]
    (item, *_) = (await supervisor.get(f"{again}/changes", params={"did": "changed"})).json()["items"]
    assert (await supervisor.get(f"{BASE}/articles/{item['article_id']}")).json()["title"] == "Due"

    page = (await supervisor.get(f"{first}/changes", params={"limit": 2})).json()
    rest = await supervisor.get(f"{first}/changes", params={"limit": 2, "cursor": page["next_cursor"]})
    assert [one["title"] for one in page["items"] + rest.json()["items"]] == ["Uno", "Due", "Tre"]
    assert rest.json()["next_cursor"] is None
    assert (await supervisor.get(f"{first}/changes", params={"cursor": "WyJ4Il0"})).json()["code"] == "bad_cursor"
    assert (await supervisor.get(f"{first}x/changes")).status_code == 422
    unknown = await supervisor.get(f"{first.rpartition('/')[0]}/{new_id()}/changes")
    assert unknown.json()["code"] == "import_not_found"


async def test_an_import_from_before_there_was_a_list_says_so(
    supervisor: Desk, people: People, resources: Resources
) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, a__md="# Uno\n\nPrimo.")
    run = await begun(supervisor, source)
    async with resources.database.transaction(people.house.workspace_id) as session:
        await session.execute(text("UPDATE import_runs SET listed = false"))
    await work(resources)
    report = (await supervisor.get(run)).json()
    assert (report["listed"], report["added"]) == (False, 1)
    assert await done(supervisor, run) == [], "a list that lacks its beginning would be a lie"


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


async def test_a_run_that_somebody_holds_is_left_to_them(
    supervisor: Desk, people: People, resources: Resources
) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, hours__md=HOURS)
    run = await begun(supervisor, source)
    house, run_id = people.house.workspace_id, UUID(run.rpartition("/")[2])
    async with resources.database.transaction(house) as session:
        await session.execute(text("UPDATE import_runs SET state = 'running', started_at = now(), tries = 1"))
    async with holding(resources.database, f"import {run_id}") as ours:
        assert ours
        clock.travel(timedelta(minutes=6))
        async with resources.database.transaction() as session:
            await knowledge.begin_due_imports(session)
        await work(resources)
        assert (await supervisor.get(run)).json()["state"] == "running", "nobody else carries it out"
        late = await supervisor.post(f"{source}/files", files=[("files", ("b.md", b"x"))])
        assert late.json()["code"] == "import_running"

    await handed_in(supervisor, source, b__md="# Prezzi\n\nDodici euro.")
    abandoned = (await supervisor.get(run)).json()
    assert (abandoned["state"], abandoned["reason_code"]) == ("failed", "abandoned")
    again = await begun(supervisor, source)
    await work(resources)
    assert (await supervisor.get(again)).json()["state"] == "done"
    assert await titles(supervisor) == {"Prezzi"}, "what the dead one was to read was forgotten with it"


async def test_the_desk_follows_an_import_live(street: Street, resources: Resources) -> None:
    boss = await street.agent("Sara", "supervisor")
    async with boss.listen() as ear:
        made = await boss.post("/knowledge/sources", id=str(new_id()), kind="text", name="Orari", text=HOURS)
        source = made["id"]
        run = await boss.post(f"/knowledge/sources/{source}/imports", id=str(new_id()))
        await ear.until("import", run_id=run["id"], state="queued")
        await work(resources)
        heard = await ear.until("import", state="done")
    noughts = dict.fromkeys(("changed", "removed", "unchanged", "skipped"), 0)
    assert heard.data == {
        "source_id": source,
        "run_id": run["id"],
        "state": "done",
        "current": None,
        "found": 1,
        "dealt": 1,
        "read": 1,
        "added": 1,
        "to_compare": 1,
        "compared": 1,
        "articles": 1,
        **noughts,
    }


async def test_a_long_list_is_followed_by_its_articles(street: Street, supervisor: Desk, resources: Resources) -> None:
    rows = "".join(f"Che cosa c'è nella sala {at}?,Quadri.\n" for at in range(150))
    source = await made(supervisor)
    await handed_in(supervisor, source, faq__csv=f"domanda,risposta\n{rows}")
    async with (await street.agent("Sara", "supervisor")).listen() as ear:
        await begun(supervisor, source)
        await work(resources)
        first = await ear.until("import", state="running", added=100)
        last = await ear.until("import", state="done")
    assert (first.data["dealt"], first.data["found"], last.data["added"]) == (0, 1, 150)


async def test_sentences_that_were_kept_before_they_had_codes_are_shown_as_they_are(
    supervisor: Desk, people: People, resources: Resources
) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, hours__md=HOURS)
    run = await begun(supervisor, source)
    await work(resources)
    kept = '[{"item": "b.pdf", "reason": "It has no pages."}]'
    async with resources.database.transaction(people.house.workspace_id) as session:
        await session.execute(text("UPDATE import_runs SET skipped_items = cast(:kept AS jsonb)"), {"kept": kept})
    report = (await supervisor.get(run)).json()
    assert report["skipped_items"] == [{"item": "b.pdf", "reason": "It has no pages.", "code": None, "params": {}}]
    assert (report["reason"], report["reason_code"], report["reason_params"]) == (None, None, {})
