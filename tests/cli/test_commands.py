"""The commands of an operator, on a database of their own."""

import re
from pathlib import Path

import psycopg
import pytest

from sportello.bootstrap import Access
from sportello.core.db import Database
from sportello.templates import start_workspace
from tests.cli.conftest import Run
from tests.meaning import write_tiny_model


async def opened(database: Database) -> None:
    async with database.transaction() as session:
        await start_workspace(session, template="festival", widget_origins=[])


def test_users(run: Run, access: Access) -> None:
    made = run("user", "create", "anna@example.com", "--name", "Anna", "--owner")
    assert re.match(r"anna@example\.com  \S+  \(to be changed", made.stdout), made.stderr
    reset = run("user", "reset-password", "anna@example.com")
    assert reset.stdout != made.stdout
    assert run("user", "list").stdout == "anna@example.com  Anna  (owner)\n"
    refused = run("user", "reset-password", "bruno@example.com")
    assert refused.returncode == 1
    assert "bruno@example.com" in refused.stderr
    assert "Traceback" not in refused.stderr
    nowhere = run("user", "create", "not an address", "--name", "Anna")
    assert nowhere.returncode == 1
    assert "name@example.com" in nowhere.stderr
    with psycopg.connect(access.owner_url) as owner:
        noted = owner.execute("SELECT action, ip FROM account_events ORDER BY occurred_at").fetchall()
    assert noted == [("owner.created", "operator"), ("password.reset", "operator")]


def test_workspaces(run: Run, access: Access) -> None:
    run("user", "create", "anna@example.com", "--name", "Anna", "--owner")
    made = run("workspace", "create", "luci", "--name", "Luci", "--language", "de", "--template", "festival")
    assert made.stdout.startswith("Luci is open: http://"), made.stderr
    assert made.stdout.endswith("/desk/w/luci/inbox\n")
    taken = run("workspace", "create", "luci", "--name", "Luci")
    assert (taken.returncode, taken.stdout) == (1, "")
    assert "another address than luci" in taken.stderr
    run("workspace", "create", "bottega", "--name", "Bottega")
    assert run("workspace", "list").stdout == "bottega  Bottega  (en, 1 people)\nluci  Luci  (de, 1 people)\n"
    assert "places" in run("facts", "export", "luci").stdout
    with psycopg.connect(access.owner_url) as owner:
        owner.execute("SET row_security = off")
        assert owner.execute("SELECT DISTINCT role FROM memberships").fetchall() == [("admin",)]


async def test_import_and_evaluate(run: Run, database: Database, tmp_path: Path) -> None:
    await opened(database)
    (tmp_path / "faq.yaml").write_text(
        "- {id: hats, language: en, question: 'Do you sell hats?', answer: We sell hats.}\n"
    )
    first = run("import", "luminarie", str(tmp_path / "faq.yaml"))
    assert "1 added" in first.stdout, first.stderr
    assert "1 unchanged" in run("import", "luminarie", str(tmp_path / "faq.yaml")).stdout
    nowhere = run("import", "nowhere", str(tmp_path / "faq.yaml"))
    assert nowhere.returncode == 1
    assert "nowhere" in nowhere.stderr
    scenarios = tmp_path / "scenarios.yaml"
    scenarios.write_text("- {name: Hats, language: en, question: 'do you sell hats?', expect: {source: hats}}\n")
    assert "1 of 1 scenarios pass" in run("evaluate", "scenarios", "luminarie", "--file", str(scenarios)).stdout
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "scenarios.yaml"
    other.write_text("- {name: Hats, language: en, question: 'quantum flux', expect: {source: hats}}\n")
    namesake = run("evaluate", "scenarios", "luminarie", "--file", str(other)).stdout
    assert "0 of 1 scenarios pass" in namesake
    assert "Since the run" not in namesake
    scenarios.write_text("- {name: Hats, language: en, question: 'do you sell hats?', expect: {unsure: true}}\n")
    junit, html = tmp_path / "report.xml", tmp_path / "report.html"
    asked = ("evaluate", "scenarios", "luminarie", "--file", str(scenarios), "--junit", str(junit), "--html", str(html))
    failed = run(*asked)
    assert failed.returncode == 1
    assert "FAIL  Hats" in failed.stdout
    assert "it said: “" in failed.stdout
    assert "1 failing now (Hats)" in failed.stdout
    assert 'failures="1"' in junit.read_text()
    assert "0 of 1 scenarios pass" in html.read_text()


def test_migrate_says_when_there_is_nothing_to_do(run: Run) -> None:
    assert run("migrate").stdout.endswith("already.\n")


def test_the_doctor_names_what_is_wrong(run: Run) -> None:
    seen = run("doctor")
    assert "ok   schema: at " in seen.stdout
    assert "ok   wall between workspaces: sportello_app is bound" in seen.stdout
    # The tests' own server is forgetful on purpose.
    assert "BAD  durability: " in seen.stdout
    assert seen.returncode == 1


def test_models_are_listed_and_what_cannot_be_pulled_is_said(run: Run) -> None:
    assert run("models", "list").stdout.startswith("all-MiniLM-L6-v2  en  91 MB")
    nowhere = run("models", "pull", "--origin", "http://no-such-host.invalid")
    assert nowhere.returncode == 1
    assert "no-such-host.invalid cannot be found" in nowhere.stderr
    assert "Traceback" not in nowhere.stderr


async def test_a_model_that_cannot_be_used_is_said_before_anything_starts(
    run: Run, database: Database, access: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(database)
    write_tiny_model(tmp_path / "tiny")
    monkeypatch.setenv("EMBEDDING_FOLDER", str(tmp_path / "tiny"))
    assert "ok   meanings: tiny@" in run("doctor").stdout
    seen = re.match(r"(tiny@\w+) has seen 0 of \d\d+ texts", run("models", "progress", "luminarie").stdout)
    assert seen
    with psycopg.connect(access.owner_url) as owner:
        owner.execute("SET row_security = off")
        owner.execute(
            "INSERT INTO meaning_refusals SELECT DISTINCT ON (said) workspace_id, %s, language, said, 'too long', now()"
            " FROM search_rows WHERE language = 'en' AND said IS NOT NULL LIMIT 3",
            [seen[1]],
        )
    told = run("models", "progress", "luminarie").stdout
    assert "It refused 3, which are found by their words" in told
    assert re.search(r"  \d of “.+” \(en\): too long", told)
    assert "ok   texts of luminarie: 3 refused by the model" in run("doctor").stdout
    monkeypatch.setenv("EMBEDDING_FOLDER", str(tmp_path / "none"))
    refused = run("user", "list")
    assert refused.returncode == 1
    assert "sportello.json cannot be read" in refused.stderr
    assert "Traceback" not in refused.stderr
