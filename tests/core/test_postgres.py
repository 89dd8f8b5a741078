"""The embedded server, through what happens to servers: crashes, restarts, neighbours, strange folders."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg
import pytest

from sportello.core import postgres, postgres_account
from sportello.core.postgres import EmbeddedPostgres
from sportello.core.postgres_account import PostgresRefused
from sportello.core.postgres_check import check_server
from tests.homes import Model, model

QUICK = {"fsync": "off"}
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other accounts may pass, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="sportello-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def empty(folder: Path) -> Iterator[Path]:
    """A folder for a server; whatever still runs in it is stopped at the end."""
    yield folder / "home"
    remove(folder / "home")


@pytest.fixture(scope="module")
def initialised() -> Iterator[Model]:
    """What the first start leaves behind."""
    with model(migrated=False) as made:
        yield made


@pytest.fixture
def home(empty: Path, initialised: Model) -> Path:
    """A folder with a server in it that has run before."""
    initialised.furnish(empty)
    return empty


def remove(home: Path) -> None:
    """End what runs there, and remove its data, which for root is elsewhere."""
    data = EmbeddedPostgres(home).place.data
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres" and Path(process.cwd()) == data:
                process.kill()
        except psutil.Error:
            continue
    shutil.rmtree(data, ignore_errors=True)


def answer(server: EmbeddedPostgres, statement: LiteralString = "SELECT 1") -> Any:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def neighbour(home: Path) -> "subprocess.Popen[str]":
    """Another process that uses the server, until its standard input is closed."""
    program = f"""
        import sys
        from pathlib import Path
        from sportello.core.postgres import EmbeddedPostgres
        server = EmbeddedPostgres(Path({str(home)!r}), conf={QUICK!r})
        server.start()
        print("started", flush=True)
        sys.stdin.read()
        server.stop()
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert any(line == "started\n" for line in process.stdout)
    return process


def end(process: "subprocess.Popen[str]") -> None:
    process.communicate()
    assert process.returncode == 0


def test_it_starts_serves_and_stops(empty: Path) -> None:
    server = EmbeddedPostgres(empty)
    server.start()
    assert answer(server, "SHOW server_version_num") >= "180000"
    with psycopg.connect(server.url()) as connection:
        check_server(connection)
    assert server.stop()
    assert server.process is None


def test_starting_again_joins_what_runs(home: Path) -> None:
    server = EmbeddedPostgres(home, conf=QUICK)
    server.start()
    process = server.process
    server.start()
    assert server.process == process


def test_a_stale_pid_file_with_a_recycled_pid_does_not_deceive(home: Path) -> None:
    server = EmbeddedPostgres(home, conf=QUICK)
    server.start()
    lines = (server.place.data / "postmaster.pid").read_text().splitlines()
    server.stop()
    (server.place.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))
    assert server.process is None
    server.start()
    assert answer(server) == 1


def test_it_outlives_a_killed_application_which_then_joins_it_again(home: Path) -> None:
    killed = neighbour(home)
    server = EmbeddedPostgres(home, conf=QUICK)
    answer(server, "CREATE TABLE kept AS SELECT 42 AS it")
    process = server.process
    killed.kill()
    killed.communicate()
    server.start()
    assert server.process == process
    assert answer(server, "SELECT it FROM kept") == 42
    assert server.stop()
    assert server.process is None


def test_a_killed_server_is_healed_and_nothing_is_lost(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    answer(server, "CREATE TABLE kept AS SELECT 42 AS it")
    assert not server.heal()
    assert server.process
    server.process.send_signal(signal.SIGKILL)
    patience = time.monotonic() + 60
    while not server.heal():
        assert time.monotonic() < patience
        time.sleep(0.01)
    assert answer(server, "SELECT it FROM kept") == 42


def test_orphans_of_a_killed_server_are_cleared_before_the_next_start(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "ORPHANS_LEAVE_WITHIN", 0.3)
    server = EmbeddedPostgres(home, conf=QUICK)
    server.start()
    assert server.process
    children = server.process.children()
    children[0].suspend()
    server.process.kill()
    server.start()
    assert answer(server) == 1
    assert not children[0].is_running() or children[0].status() == psutil.STATUS_ZOMBIE


def test_the_last_of_two_processes_stops_it(home: Path) -> None:
    other = neighbour(home)
    server = EmbeddedPostgres(home, conf=QUICK)
    server.start()
    assert not server.stop()
    assert answer(server) == 1
    end(other)
    assert server.process is None


def test_one_of_two_processes_leaves_it_running(home: Path) -> None:
    other = neighbour(home)
    server = EmbeddedPostgres(home, conf=QUICK)
    server.start()
    end(other)
    assert answer(server) == 1
    assert server.stop()


def test_a_path_too_long_for_a_socket(folder: Path) -> None:
    server = EmbeddedPostgres(folder / ("long-" * 30), conf=QUICK)
    server.start()
    assert answer(server) == 1
    assert server.place.sockets.stat().st_mode & 0o777 == 0o700
    assert server.stop()
    server.place.sockets.rmdir()
    remove(server.home)


def test_a_start_killed_within_initdb_does_not_block_the_next(empty: Path) -> None:
    half = empty / "postgres"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(empty, conf=QUICK)
    server.start()
    assert answer(server) == 1
    assert list(empty.glob("postgres.unfinished-*/PG_VERSION"))


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    server = EmbeddedPostgres(home, conf={**QUICK, "shared_buffers": "a lot"})
    with pytest.raises(PostgresRefused, match=r"shared_buffers.*a lot"):
        server.start()


@pytest.mark.parametrize("unusable", ["/dev/null", "/dev/null/home", "/proc/home"])
def test_a_home_that_cannot_be_is_refused_by_name(unusable: str) -> None:
    with pytest.raises(PostgresRefused, match=f"SPORTELLO_HOME={unusable}: .*folder"):
        EmbeddedPostgres(Path(unusable)).start()


def as_user(uid: int, run: Callable[[], None]) -> str:
    """Run something as another system user; returns what refused it, or nothing."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            run()
            code = 0
        except PostgresRefused as refused:
            os.write(writing, str(refused).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        heard = pipe.read()
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    return heard


@needs_root
def test_root_and_another_user_in_turn(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    home = folder / "home"
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)

    def start_and_stop() -> None:
        server = EmbeddedPostgres(home, conf=QUICK)
        server.start()
        answer(server)
        assert server.stop()

    assert as_user(nobody.pw_uid, start_and_stop) == ""
    start_and_stop()
    assert as_user(nobody.pw_uid, start_and_stop) == ""


@needs_root
def test_root_as_the_first_user_leaves_a_clear_word_for_others(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "home", conf=QUICK)
    server.start()
    server.stop()
    other = EmbeddedPostgres(folder / "home", conf=QUICK)
    refused = as_user(pwd.getpwnam("nobody").pw_uid, other.start)
    assert "belongs to sportello, and you are nobody" in refused
    assert "SPORTELLO_HOME" in refused
    remove(server.home)


@needs_root
def test_a_home_one_may_not_write_to_is_refused_by_name(folder: Path) -> None:
    home = folder / "home"
    home.mkdir(mode=0o755)
    refused = as_user(pwd.getpwnam("nobody").pw_uid, EmbeddedPostgres(home).start)
    assert f"SPORTELLO_HOME={home}: Permission denied" in refused


@needs_root
def test_folders_of_root_stay_closed(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "home", conf=QUICK)
    server.start()
    assert answer(server) == 1
    assert closed.stat().st_mode & 0o777 == 0o700
    assert server.stop()
    remove(server.home)


class OldServer:
    """What `check_server` sees of a PostgreSQL 15 without pgvector, which we have none of."""

    class info:  # noqa: N801 - psycopg's name
        """As psycopg's."""

        server_version = 150_004

        @staticmethod
        def parameter_status(_name: str) -> str:
            """As the server says of itself."""
            return "LATIN1"

    def execute(self, statement: str, _words: tuple[str, ...] = ()) -> "OldServer":
        """Every setting is on; there are no extensions."""
        self.rowcount = 0 if "vector" in statement else 1
        return self

    def fetchone(self) -> tuple[str]:
        """One row."""
        return ("on",)


def test_an_old_server_without_vectors_is_refused() -> None:
    with pytest.raises(PostgresRefused, match=r"PostgreSQL 15.*encoded in LATIN1.*pgvector is missing"):
        check_server(OldServer())  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("careless", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_forgetful_server_is_refused_by_name(home: Path, careless: str) -> None:
    server = EmbeddedPostgres(home, conf={careless: "off"})
    server.start()
    with psycopg.connect(server.url()) as connection, pytest.raises(PostgresRefused, match=f"set {careless} = on"):
        check_server(connection)


def test_programs_run_from_where_they_were_copied_for_another_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_account, "SHARED", tmp_path)
    copied = postgres_account.copied_programs()
    assert copied.is_relative_to(tmp_path)
    said = subprocess.run([copied / "bin" / "initdb", "--version"], capture_output=True, text=True, check=True)
    assert "18" in said.stdout
    assert postgres_account.copied_programs() == copied
