"""What an operator gets wrong is told in a line that says how to mend it: no traceback, and no success."""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner

from sportello import workspaces
from sportello.bootstrap import Access
from sportello.cli import app
from sportello.core.errors import Invalid
from tests.cli.conftest import Run

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def told(done: "subprocess.CompletedProcess[str]") -> str:
    """What was said of something that was refused."""
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stderr + done.stdout
    assert done.stdout == ""
    return done.stderr


def test_a_home_that_is_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    home = f"{tmp_path}/file"
    embedded = {"DATABASE_URL": "", "DATABASE_APP_URL": "", "SPORTELLO_HOME": home}

    refused = told(run("migrate", **embedded))
    looked = run("doctor", **embedded)

    assert re.fullmatch(rf"SPORTELLO_HOME={home}: .*Name a folder in which you may write\.\n", refused)
    assert f"BAD  home: {tmp_path}/file is no folder. Name another in SPORTELLO_HOME\n" in looked.stdout


BEGUN = ["user list", "user create a@b.it --name A --owner", "workspace list", "import lumina .", "work"]


@pytest.mark.parametrize("command", BEGUN)
def test_a_folder_without_an_installation_gets_none(run: Run, tmp_path: Path, command: str) -> None:
    home = tmp_path / "mistyped"

    refused = told(run(*command.split(), DATABASE_URL="", DATABASE_APP_URL="", SPORTELLO_HOME=str(home)))

    assert refused.startswith(f"There is no installation in {home}: `sportello serve` makes it there;")
    assert "SPORTELLO_HOME" in refused
    assert "DATABASE_URL" in refused
    assert refused.count("\n") == 1
    assert not home.exists()


def test_a_database_in_which_sportello_never_was_gets_nothing(run: Run, access: Access) -> None:
    with psycopg.connect(access.owner_url, autocommit=True) as owner:
        owner.execute("DROP TABLE alembic_version")

    refused = told(run("user", "list"))

    assert refused.startswith("The database of DATABASE_URL is empty: `sportello serve` makes it there;")
    with psycopg.connect(access.owner_url) as owner:
        assert owner.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,)


WORKSPACES = [
    (["Two Words", "--name", "A"], "2 to 40 small letters, digits and hyphens, like winter-lights"),
    (["lumina", "--name", " "], "1 to 100 characters"),
    (["lumina", "--name", "A", "--language", "fr"], "among it, en, de"),
    (["lumina", "--name", "A", "--template", "circus"], "The templates are: festival"),
]


@pytest.mark.parametrize(("words", "said"), WORKSPACES)
def test_a_workspace_that_cannot_be_opened(run: Run, words: list[str], said: str) -> None:
    ownerless = told(run("workspace", "create", *words))
    assert "start `sportello serve`, which makes the first admin" in ownerless
    run("user", "create", "anna@example.com", "--name", "Anna", "--owner")

    refused = told(run("workspace", "create", *words))

    assert said in refused
    assert refused.count("\n") == 1
    assert run("workspace", "list").stdout == "There is none yet: `sportello workspace create` opens one.\n"


@pytest.mark.parametrize("command", [["user", "list"], ["serve"]])
def test_a_database_that_does_not_answer(run: Run, command: list[str]) -> None:
    refused = told(run(*command, DATABASE_URL=NOWHERE, DATABASE_APP_URL="", PORT="18471"))

    assert refused.startswith("DATABASE_URL: ")
    assert refused.count("\n") == 1
    assert "Check its host, port, database, user and password" in refused


def test_a_database_that_does_not_let_us(run: Run, access: Access) -> None:
    with psycopg.connect(access.owner_url) as owner:
        owner.execute("REVOKE SELECT ON users FROM sportello_app")

    refused = told(run("user", "list"))

    assert "permission denied for table users" in refused
    assert "sportello doctor" in refused
    assert refused.count("\n") == 1


def test_a_database_of_a_newer_version(run: Run, access: Access) -> None:
    with psycopg.connect(access.owner_url) as owner:
        owner.execute("UPDATE alembic_version SET version_num = '9999_tomorrow'")

    refused = told(run("user", "list"))
    looked = run("doctor").stdout

    assert "at 9999_tomorrow, which only a newer version of Sportello knows" in refused
    assert refused.count("\n") == 1
    assert "BAD  schema: at 9999_tomorrow" in looked
    assert "install the newer version that made it" in looked


REPORTS = [
    ("--file", "", "is a directory"),
    ("--file", "none.yaml", "does not exist"),
    ("--html", "", "cannot be written"),
    ("--junit", "none/report.xml", "cannot be written"),
]


@pytest.mark.parametrize(("option", "path", "said"), REPORTS)
def test_a_report_that_cannot_be_written_is_refused_before_anything_is_tried(
    tmp_path: Path, option: str, path: str, said: str
) -> None:
    refused = CliRunner().invoke(app, ["evaluate", "scenarios", "lumina", option, str(tmp_path / path)])

    assert refused.exit_code == 2
    assert option in refused.output
    assert said in refused.output


@pytest.mark.parametrize(
    ("email", "name", "said"),
    [
        ("", "Anna", "write one like name@example.com"),
        (f"{'a' * 250}@example.com", "Anna", "write one like name@example.com"),
        ("anna@example.com", " ", "1 to 100 characters"),
        ("anna@example.com", "A" * 101, "1 to 100 characters"),
        ("anna@example.com", "An\nna", "1 to 100 characters"),
    ],
)
async def test_a_login_without_an_address_or_a_name(session: AsyncSession, email: str, name: str, said: str) -> None:
    with pytest.raises(Invalid, match=re.escape(said)):
        await workspaces.create_user(session, email=email, name=name)


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"sportello \d+\.\d+\.\d+\n", CliRunner().invoke(app, ["--version"]).output)


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
@pytest.mark.parametrize("command", ["migrate", "doctor"])
def test_a_database_that_cannot_hold_every_letter_is_refused(
    run: Run, access: Access, command: str, encoding: str
) -> None:
    name = f"letters_{uuid4().hex[:8]}"
    with psycopg.connect(access.owner_url, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'".encode())
    try:
        url = urlsplit(access.owner_url)._replace(path=f"/{name}").geturl()
        done = run(command, DATABASE_URL=url, DATABASE_APP_URL="")
        assert done.returncode != 0
        assert f"encoded in {encoding}; make one with ENCODING 'UTF8'" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    finally:
        with psycopg.connect(access.owner_url, autocommit=True) as owner:
            owner.execute(f"DROP DATABASE {name}".encode())
