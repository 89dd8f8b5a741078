"""`sportello serve` as a sysadmin meets it: one tree that starts, heals, drains, stops, and stays small."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from sportello.core.postgres import EmbeddedPostgres
from tests.homes import Model, model

IDLE_BUDGET = 200 * 1024 * 1024
PATIENCE = 60
"""Seconds to wait for what takes one on an idle machine: tests share theirs with others."""


@dataclass
class Serving:
    """A running `sportello serve`."""

    process: "subprocess.Popen[str]"
    home: Path
    port: int

    def get(self, path: str) -> tuple[int, Any]:
        """Ask over HTTP."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
            return response.status, json.load(response)

    def wait_until(self, path: str, seconds: float = PATIENCE) -> None:
        """Wait until this path answers 200."""
        patience = time.monotonic() + seconds
        while True:
            try:
                if self.get(path)[0] == 200:
                    return
            except OSError:
                assert time.monotonic() < patience, f"{path} did not answer in time"
                assert self.process.poll() is None, "serve has ended"
                time.sleep(0.1)

    def children(self) -> list[psutil.Process]:
        """Web and worker."""
        return psutil.Process(self.process.pid).children()

    def database(self) -> EmbeddedPostgres:
        """Its embedded server, looked at from outside."""
        return EmbeddedPostgres(self.home)

    def has_read(self) -> int:
        """How many callers it let in and has read all from that they sent."""
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(
            local.endswith(f":{self.port:04X}") and state == "01" and waiting.endswith(":00000000") and inode != "0"
            for _, local, _, state, waiting, _, _, _, _, inode, *_ in lines
        )

    def tree(self) -> list[psutil.Process]:
        """All of it, the database too."""
        server = self.database().process
        assert server
        return [psutil.Process(self.process.pid), *self.children(), server, *server.children()]

    def come_to_rest(self) -> None:
        """Wait until it has hardly anything to do."""
        patience, spent = time.monotonic() + PATIENCE, self._spent()
        while True:
            time.sleep(0.5)
            before, spent = spent, self._spent()
            if spent - before < 0.05:
                return
            assert time.monotonic() < patience, "it does not come to rest"

    def _spent(self) -> float:
        times = [process.cpu_times() for process in self.tree() if process.is_running()]
        return sum(each.user + each.system for each in times)

    def stop(self) -> int:
        """Ask it to stop, as systemd would, and wait."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=40)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def serving(home: Path, *words: str) -> Generator[Serving]:
    """A `sportello serve` in that home, once it is ready; killed if the test forgets it."""
    port = free_port()
    environment = {**os.environ, "SPORTELLO_HOME": str(home), "PORT": str(port), "LOG_FORMAT": "json"}
    with (home.parent / "output").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "sportello", *(words or ("serve",))],
            env=environment,
            stdout=output,
            stderr=output,
            text=True,
        )
    running = Serving(process, home, port)
    try:
        running.wait_until("/ready")
        yield running
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def installed() -> Iterator[Model]:
    """What the first start leaves behind of the database."""
    with model(migrated=True) as made:
        yield made


@pytest.fixture
def home(empty: Path, installed: Model) -> Path:
    """The home of an installation that has been started before."""
    installed.furnish(empty)
    return empty


@pytest.fixture(scope="module")
def standing(installed: Model) -> Iterator[Serving]:
    """One that has run for a while, and stands one fault after the other."""
    with a_home() as home:
        installed.furnish(home)
        with serving(home) as running:
            yield running
            assert running.stop() == 0


@pytest.fixture
def empty() -> Iterator[Path]:
    """A home for one installation, gone at the end with its database."""
    with a_home() as home:
        yield home


@contextmanager
def a_home() -> Generator[Path]:
    """A folder for an installation that other accounts may pass, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="sportello-test-") as folder:
        Path(folder).chmod(0o755)
        home = Path(folder) / "home"
        yield home
        server = EmbeddedPostgres(home)
        if server.process is not None:
            server.start()
            server.stop()
        server.erase()


def said(running: Serving) -> str:
    return (running.home.parent / "output").read_text()


def test_it_starts_from_nothing_and_leaves_nothing_running(empty: Path) -> None:
    with serving(empty) as running:
        assert re.search(r"First login: admin@sportello\.local  \S+", said(running))
        assert len(running.children()) == 2
        assert running.stop() == 0
        assert running.database().process is None
    with serving(empty) as running:
        assert "First login" not in said(running)
        assert running.stop() == 0


def test_it_stays_within_its_memory(standing: Serving) -> None:
    standing.come_to_rest()
    used = {process.pid: process.memory_full_info().pss for process in standing.tree()}
    assert sum(used.values()) <= IDLE_BUDGET, used


def test_nobody_holds_the_stop_and_nobody_is_let_in_meanwhile(home: Path) -> None:
    with serving(home) as running:
        half_sent = [begin(running, sent) for sent in (b"", b"GET / HT", HALF, HALF + b"{")]
        patience = time.monotonic() + PATIENCE
        while running.has_read() < len(half_sent):
            assert time.monotonic() < patience, "somebody is not let in"
            time.sleep(0.02)
        began = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        refused = 0
        while running.process.poll() is None:
            assert time.monotonic() - began < DRAIN_WITHIN, "the stop is held"
            try:
                with socket.create_connection(("127.0.0.1", running.port), timeout=5) as late:
                    assert not refused, "somebody is let in again"
                    assert late.recv(1) == b""
            except ConnectionError:
                refused += 1
            time.sleep(0.05)
        assert running.process.returncode == 0
        assert refused
        assert "Traceback" not in said(running)
    for caller in half_sent:
        caller.close()


HALF = b"POST /api/v1/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Sportello: 1\r\nContent-Length: 90\r\n\r\n"
DRAIN_WITHIN = 30
"""Seconds. What one client can hold longer than this, it can hold for ever."""


def begin(running: Serving, sent: bytes) -> socket.socket:
    """Somebody who sends so much, and no more."""
    caller = socket.create_connection(("127.0.0.1", running.port))
    caller.sendall(sent)
    return caller


def test_a_killed_part_comes_back(standing: Serving) -> None:
    before = {child.pid for child in standing.children()}
    for child in standing.children():
        child.kill()
    patience = time.monotonic() + PATIENCE
    while len({child.pid for child in standing.children()} - before) < 2:
        assert time.monotonic() < patience
        time.sleep(0.05)
    standing.wait_until("/ready")


def test_a_killed_database_comes_back(standing: Serving) -> None:
    server = standing.database().process
    assert server
    server.kill()
    began = time.monotonic()
    while standing.database().process is None or standing.database().process == server:
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.05)
    standing.wait_until("/ready")


def test_killed_whole_it_starts_again_where_it_was(home: Path) -> None:
    with serving(home) as running:
        orphans = running.children()
        running.process.kill()
        running.process.wait()
        psutil.wait_procs(orphans, timeout=PATIENCE)
        assert not any(orphan.is_running() and orphan.status() != psutil.STATUS_ZOMBIE for orphan in orphans)
        survivor = running.database().process
        assert survivor
    with serving(home) as running:
        assert running.database().process == survivor
        assert running.stop() == 0
        assert running.database().process is None


def test_stopped_while_it_prepares_it_leaves_nothing_running(empty: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sportello", "serve"],
        env={**os.environ, "SPORTELLO_HOME": str(empty), "PORT": str(free_port())},
        stderr=subprocess.PIPE,
        text=True,
    )
    server = EmbeddedPostgres(empty)
    while not empty.exists() or server.process is None:
        assert process.poll() is None, "serve has ended"
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    _, heard = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in heard
    assert server.process is None


def test_a_taken_port_is_refused_in_a_sentence(empty: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("serve", SPORTELLO_HOME=str(empty), PORT=port)
    assert done.returncode == 1
    assert f"PORT={port}: Address already in use" in done.stderr
    assert "Traceback" not in done.stderr


def run(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "sportello", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_a_bad_environment_is_refused_in_a_sentence() -> None:
    done = run("serve", PORT="eighty", DATABASE_URL="mysql://me:hunter2@db/x")
    assert done.returncode == 1
    assert "PORT=eighty" in done.stderr
    assert "DATABASE_URL=mysql://…" in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_it_must_not_work_on_is_refused_in_a_sentence(empty: Path) -> None:
    server = EmbeddedPostgres(empty)
    server.start()
    try:
        bare = run("work", DATABASE_URL=server.url())
        seeing = run("serve", DATABASE_URL=server.url(), DATABASE_APP_URL=server.url(), PORT=str(free_port()))
        nowhere = run("serve", DATABASE_URL="postgresql://me:hunter2@127.0.0.1:1/x", PORT=str(free_port()))
    finally:
        server.stop()
    assert "The database is at no version, and this version of Sportello needs" in bare.stderr
    assert "could see every workspace" in seeing.stderr
    assert nowhere.stderr.startswith("DATABASE_URL: ")
    for refused in (bare, seeing, nowhere):
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
        assert "hunter2" not in refused.stderr


def test_help_is_there_at_once() -> None:
    before = psutil.Process().cpu_times().children_user
    done = run("--help")
    assert psutil.Process().cpu_times().children_user - before < 1
    for command in ("serve", "work", "migrate", "doctor", "import", "evaluate", "user", "openapi", "demo"):
        assert command in done.stdout


def test_openapi_needs_no_database() -> None:
    done = run("openapi", DATABASE_URL="postgresql://nobody@nowhere.invalid/x")
    assert json.loads(done.stdout)["openapi"].startswith("3.1")
