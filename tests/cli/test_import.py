"""`sportello import`: folders and addresses, with what was left out, how far it is, and a stop half-way."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from sportello import knowledge
from sportello.core.db import Database
from sportello.imported import Teller
from sportello.knowledge import SourceLine
from sportello.knowledge.writing import write_alone
from tests.cli.conftest import Run
from tests.house import build_house
from tests.web import Website, serving


@pytest.fixture
async def workspace(database: Database) -> UUID:
    """The workspace `lumina`."""
    return (await build_house(database)).workspace_id


@pytest.fixture
async def site() -> AsyncGenerator[Website]:
    """A web site on this machine, with three pages."""
    async with serving() as site:
        site.page("/a", "Orari", "Siamo aperti dalle 17 alle 22, ogni giorno tranne il lunedì.")
        site.page("/b", "Prezzi", "Il biglietto intero costa dodici euro, il ridotto otto euro.")
        site.page("/c", "Cani", "I cani sono benvenuti, se restano al guinzaglio per tutta la visita.")
        site.sitemap("/a", "/b", "/c")
        yield site


@pytest.fixture
def reaching(site: Website, environment: dict[str, str]) -> dict[str, str]:
    """An environment that lets pages be read from it."""
    return environment | {"FETCH_NETWORKS": "127.0.0.0/8", "FETCH_PORTS": str(site.port)}


async def only_source(database: Database, workspace: UUID) -> SourceLine:
    async with database.transaction(workspace) as session:
        (line,) = await knowledge.list_sources(session)
        return line


async def test_a_source_typed_wrong_is_told_and_taken_back(
    run: Run, database: Database, workspace: UUID, site: Website, reaching: dict[str, str]
) -> None:
    wrong = ("import", "lumina", f"{site.url}/orrari")
    failed = await asyncio.to_thread(lambda: run(*wrong, **reaching))
    assert failed.returncode == 1
    assert "has nothing at /orrari (404). Check the address." in failed.stderr
    assert "the same command tries again, and with --remove it is gone" in failed.stderr
    assert (await only_source(database, workspace)).articles == 0

    gone = await asyncio.to_thread(run, *wrong, "--remove")
    assert (gone.returncode, gone.stdout, gone.stderr) == (0, f"{site.url}/orrari: removed, with 0 articles\n", "")
    again = await asyncio.to_thread(run, *wrong, "--remove")
    assert (again.returncode, "There is no source" in again.stderr) == (1, True)


async def test_a_folder_is_read_and_what_was_left_out_is_told(
    run: Run, database: Database, workspace: UUID, tmp_path: Path
) -> None:
    folder = tmp_path / "handbook"
    (folder / "it").mkdir(parents=True)
    (folder / "it" / "orari.md").write_text("# Orari\n\nAperti dalle 17.\n")
    (folder / "plan.pdf").write_bytes(b"%PDF-1.4 nonsense")
    (folder / "photo.jpg").write_bytes(b"x")
    done = await asyncio.to_thread(run, "import", "lumina", str(folder), "--strict")

    assert done.stdout == "handbook: 1 added, 0 changed, 0 removed, 0 unchanged, 1 skipped\n  added: Orari\n"
    assert "skipped plan.pdf: " in done.stderr
    assert "passed over, of no kind that can be read (1): photo.jpg" in done.stderr
    assert done.returncode == 1, "scripts may ask to be told"
    line = await only_source(database, workspace)
    assert (line.source.name, line.source.kind, line.articles) == ("handbook", "files", 1)

    (folder / "it" / "orari.md").rename(tmp_path / "elsewhere.md")
    (folder / "it" / "orari.md").symlink_to(tmp_path / "on-a-drive-that-is-not-there.md")
    (folder / "prezzi.md").write_text("# Prezzi\n\nDodici euro.\n")
    away = await asyncio.to_thread(run, "import", "lumina", str(folder))
    assert "orari.md cannot be read now (No such file or directory). Nothing was imported." in away.stderr
    line = await only_source(database, workspace)
    assert (away.returncode, line.articles) == (1, 1), "what is only away is not taken for removed"

    (folder / "it" / "orari.md").unlink()
    gone = await asyncio.to_thread(run, "import", "lumina", str(folder))
    assert "  removed: Orari: it/orari.md is not part of the source any more.\n" in gone.stdout


def _oddly_named(folder: Path) -> None:
    folder.mkdir()
    odd = (b"citt\xe0.md", b"citt\xe8.md", "👩‍👧 bimbi.md".encode(), "שעות.md".encode(), b"a\nb  <i>.md")
    for name in odd:
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_text("Siamo aperti ogni giorno dalle 17 alle 22.\n")


async def test_a_file_that_is_too_large_is_left_out_alone(
    run: Run, database: Database, workspace: UUID, tmp_path: Path
) -> None:
    folder = tmp_path / "aiuto"
    folder.mkdir()
    (folder / "cani.md").write_text("# Cani\n\nI cani sono benvenuti al guinzaglio.")
    (folder / "mostra.md").write_text("# Mostra\n\nLa mostra è aperta fino al 6 gennaio.")
    assert (await asyncio.to_thread(run, "import", "lumina", str(folder))).returncode == 0
    for name in ("mostra.md", "catalogo.pdf"):
        with (folder / name).open("wb") as opened:
            opened.truncate(knowledge.LARGEST_DOCUMENT + 10_000_000)
    (folder / "cani.md").write_text("# Cani\n\nI cani sono benvenuti, anche senza guinzaglio.")
    done = await asyncio.to_thread(run, "import", "lumina", str(folder))
    assert "0 added, 1 changed, 0 removed, 0 unchanged, 2 skipped" in done.stdout
    assert "catalogo.pdf: It is larger than 20 MB, the most that is read." in done.stderr
    assert "mostra.md: The file is larger than 5 MB. Split it." in done.stderr
    line = await only_source(database, workspace)
    assert line.articles == 2, "what is not read now is not taken for removed"


async def test_links_that_lead_out_of_a_folder_are_left_out(run: Run, workspace: UUID, tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "handbook", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (elsewhere / "secret.md").write_text("# Segreto\n\nroot:x:0:0.\n")
    (elsewhere / "prezzi.yaml").write_text("facts: 1\nplaces:\n- id: ufficio\n")
    for name, target in (("a.md", "secret.md"), ("b.yaml", "prezzi.yaml"), ("c", "")):
        (folder / name).symlink_to(elsewhere / target)
    refused = await asyncio.to_thread(run, "import", "lumina", str(folder))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Links that lead out of it are left out: a.md, b.yaml, c." in refused.stderr

    (folder / "orari.md").write_text("# Orari\n\nAperti dalle 17.\n")
    (folder / "again").symlink_to(folder)
    (folder / "d.md").symlink_to("orari.md")
    done = await asyncio.to_thread(run, "import", "lumina", str(folder), "--json", "--strict")
    (source,) = json.loads(done.stdout)["sources"]
    assert json.loads(done.stdout)["facts"] == []
    assert (done.returncode, [one["title"] for one in source["changes"]]) == (1, ["Orari", "Orari"])
    assert [(one["item"], one["code"]) for one in source["left_out"]] == [
        ("a.md", "link_outside"),
        ("b.yaml", "link_outside"),
        ("c", "link_outside"),
    ]
    told = await asyncio.to_thread(run, "import", "lumina", str(folder))
    assert "  left out a.md: It is a link that leads out of the folder." in told.stderr

    (folder / "e.md").symlink_to("e.md")
    circle = await asyncio.to_thread(run, "import", "lumina", str(folder))
    assert "e.md cannot be read now (Too many levels of symbolic links). Nothing was imported." in circle.stderr


async def test_what_nobody_could_find_is_refused(run: Run, workspace: UUID, tmp_path: Path) -> None:
    (tmp_path / "e.md").write_text("# \n\n")
    empty = await asyncio.to_thread(run, "import", "lumina", str(tmp_path / "e.md"))
    assert "skipped e.md: E: The text is empty. Write something that can be found." in empty.stderr
    assert empty.returncode == 1
    (tmp_path / "e.md").write_text("# Orari\n\nAperti dalle 17.\n")
    strange = await asyncio.to_thread(run, "import", "lumina", str(tmp_path / "e.md"), "--language", "xx")
    assert (strange.returncode, strange.stdout) == (1, "")
    assert "which this workspace speaks; not 'xx'." in strange.stderr
    assert strange.stderr.count("\n") == 1


async def test_a_folder_with_odd_names_is_read(run: Run, workspace: UUID, tmp_path: Path) -> None:
    folder = tmp_path / "🎭 cartella"
    _oddly_named(folder)
    done = await asyncio.to_thread(run, "import", "lumina", str(folder), "--strict", "--language", "it")
    assert done.returncode == 0, done.stderr
    # On a busy machine it is said now and then how far it is.
    assert all(" of 5 looked at" in line or "looking for" in line for line in done.stderr.splitlines()), done.stderr
    assert done.stdout.startswith("🎭 cartella: 5 added, ")
    assert "\n  added: A b <i>\n" in done.stdout
    again = await asyncio.to_thread(run, "import", "lumina", str(folder))
    assert again.stdout.startswith("🎭 cartella: 0 added, 0 changed, 0 removed, 5 unchanged, 0 skipped")


async def test_programs_are_told_every_article_and_code(run: Run, workspace: UUID, tmp_path: Path) -> None:
    faq = tmp_path / "faq.csv"
    faq.write_text("question,answer\n" + "".join(f"Stanza {n}?,{n} euro.\n" for n in range(25)) + "Cani?,\n")
    first = await asyncio.to_thread(run, "import", "lumina", str(faq))
    assert first.stdout.splitlines()[-2:] == ["  added: Stanza 19?", "  added: … and 5 more (--json names all)"]

    faq.write_text(
        "question,answer\n" + "".join(f"Stanza {n}?,{n} euro.\n" for n in range(2, 25)) + "Stanza 0?,Gratis.\n"
    )
    facts = tmp_path / "places.yaml"
    facts.write_text("facts: 1\nplaces:\n- id: ufficio\n")
    again = await asyncio.to_thread(run, "import", "lumina", str(faq), str(facts), "--json")
    assert again.stdout, again.stderr
    document = json.loads(again.stdout)
    (source,) = document["sources"]
    assert [(one["did"], one["title"], one["article_id"] is None) for one in source["changes"]] == [
        ("changed", "Stanza 0?", False),
        ("removed", "Stanza 1?", True),
    ]
    assert [(one["reason_code"], one["reason_params"]) for one in source["changes"]] == [(None, {}), ("left_item", {})]
    assert (source["state"], source["reason_code"], source["unchanged"]) == ("done", None, 23)
    (places,) = document["facts"]
    assert (places["name"], len(places["skipped"])) == (str(facts), 1)

    faq.write_text("question;answer\nCani?;\n")
    failed = await asyncio.to_thread(run, "import", "lumina", str(faq), "--json")
    (source,) = json.loads(failed.stdout)["sources"]
    assert (failed.returncode, source["state"], source["reason_code"]) == (1, "failed", "no_answer_given")
    assert source["skipped_items"][0]["params"] == {"question": "'Cani?'"}


async def test_only_what_is_on_the_web_is_read_again_by_itself(
    run: Run, database: Database, workspace: UUID, site: Website, *, reaching: dict[str, str], tmp_path: Path
) -> None:
    """An option that fits one of several targets is for that one; where it fits none, it is refused by name."""
    (tmp_path / "faq.md").write_text("# Cani\n\nAl guinzaglio.", encoding="utf-8")
    words = ("import", "lumina", "--every", "daily", str(tmp_path / "faq.md"))
    refused = await asyncio.to_thread(run, *words, **reaching)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"--every is for web addresses: {tmp_path / 'faq.md'} is read when" in refused.stderr

    both = await asyncio.to_thread(run, *words, f"{site.url}/a", **reaching)
    assert both.returncode == 0, both.stderr
    async with database.transaction(workspace) as session:
        lines = await knowledge.list_sources(session)
    assert {line.source.kind: line.source.every for line in lines} == {"files": "never", "page": "daily"}


async def test_a_site_is_read_scheduled_and_stopped_half_way(
    run: Run,
    database: Database,
    workspace: UUID,
    site: Website,
    reaching: dict[str, str],
) -> None:
    address = f"{site.url}/sitemap.xml"
    words = ("import", "lumina", address, "--source", "Sito", "--every", "daily", "--language", "it")
    first = await asyncio.to_thread(run, *words, **reaching)
    told = ["Sito: 3 added, 0 changed, 0 removed, 0 unchanged, 0 skipped", "  added: Orari", "  added: Prezzi"]
    assert first.stdout.splitlines() == [*told, "  added: Cani"], first.stderr
    line = await only_source(database, workspace)
    assert (line.source.kind, line.source.every, line.source.due_at is None) == ("site", "daily", False)

    for path in ("/a", "/b"):
        site.page(path, "Nuovo", f"Da domani è tutto diverso, anche la pagina {path} di questo sito.")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sportello", "import", "lumina", address, "--source", "Sito"),
        env={**os.environ, **reaching},
        stdout=PIPE,
        stderr=PIPE,
    )

    assert process.stderr
    stopped = asyncio.Event()
    site.before["/b"] = stopped.wait
    async with asyncio.timeout(60):
        while not (told := (await process.stderr.readline()).decode()).startswith("Sito: 1 of "):
            assert told, "who waits is told how far it is"
        os.kill(process.pid, signal.SIGINT)
        _, told = await process.communicate()
    stopped.set()
    assert told.decode().endswith("Sito: stopped. What was written stays; the same command brings the rest.\n")
    assert process.returncode != 0
    line = await only_source(database, workspace)
    assert line.last is not None
    assert (line.last.run.state, line.last.run.changed) == ("cancelled", 1)
    assert line.articles == 3


async def _begin_and_kill(site: Website, reaching: dict[str, str], address: str) -> None:
    """An import that dies without a word when it has come to /b."""
    reached, never = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        reached.set()
        await never.wait()

    site.before["/b"] = wait
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sportello", "import", "lumina", address, "--source", "Sito"),
        env={**os.environ, **reaching},
    )
    async with asyncio.timeout(60):
        await reached.wait()
    process.kill()
    await process.wait()
    never.set()
    del site.before["/b"]


async def test_what_a_killed_command_was_reading_is_read_by_the_next_one_at_once(
    run: Run, database: Database, workspace: UUID, site: Website, reaching: dict[str, str]
) -> None:
    address = f"{site.url}/sitemap.xml"
    await _begin_and_kill(site, reaching, address)
    line = await only_source(database, workspace)
    assert line.last is not None
    assert (line.last.run.state, line.last.run.added) == ("running", 1), "nobody was left to say that it is over"

    words = ("import", "lumina", address, "--source", "Sito")
    again = await asyncio.to_thread(run, *words, **reaching)
    assert again.stdout.startswith("Sito: 2 added, 0 changed, 0 removed, 1 unchanged, 0 skipped"), again.stderr
    async with database.transaction(workspace) as session:
        runs = await knowledge.list_imports(session, source_id=line.source.id)
    assert [(one.run.state, (one.run.because or {}).get("code")) for one in runs] == [
        ("done", None),
        ("failed", "abandoned"),
    ]
    assert (await only_source(database, workspace)).articles == 3


async def test_who_reads_a_source_is_told_and_can_be_stopped(
    run: Run, database: Database, workspace: UUID, site: Website, reaching: dict[str, str]
) -> None:
    words = ("import", "lumina", f"{site.url}/sitemap.xml", "--source", "Sito")
    reached = asyncio.Event()
    async with database.transaction(workspace) as writing:

        async def hold() -> None:
            await writing.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            await write_alone(writing)
            reached.set()

        site.before["/b"] = hold
        going = asyncio.create_task(asyncio.to_thread(run, *words, **reaching))
        async with asyncio.timeout(60):
            await reached.wait()
        refused = await asyncio.to_thread(run, *words, **reaching)
        stopped = await asyncio.to_thread(run, *words, "--stop", **reaching)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Another command reads it, and 1 of 3 are looked at. Wait until it has ended, or stop" in refused.stderr
    assert (stopped.returncode, stopped.stdout) == (0, "Sito: stopped\n"), stopped.stderr
    first = await going
    assert (first.returncode, "Sito: stopped from elsewhere.\n" in first.stderr) == (1, True), first.stderr
    again = await asyncio.to_thread(run, *words, "--stop", **reaching)
    assert again.stdout == "Sito: nothing to stop\n"


def test_how_far_a_long_list_is_shows_in_its_articles(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    teller = Teller()
    for written in (0, 1, 1_200):
        counts = {"found": 1, "dealt": 0, "to_compare": 0, "changed": 0, "unchanged": 0, "added": written}
        teller.progress("big", knowledge.ImportRun(current="big.csv", **counts))
    told = [line.strip() for line in capsys.readouterr().err.split("\r") if line.strip()]
    assert told == [
        "big: 0 of 1 looked at · big.csv",
        "big: 0 of 1 looked at, 1 article so far · big.csv",
        "big: 0 of 1 looked at, 1200 articles so far · big.csv",
    ]
