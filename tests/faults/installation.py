"""A whole installation in a folder of its own, started as everybody starts it, and killed in every way there is.

kill -9 traps met: whatever survives of PostgreSQL holds its memory, so all of it is killed together; a killed
supervisor must be buried by us, its parent; its children die with it.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from sportello.core.postgres import EmbeddedPostgres

START_WITHIN = 120.0
_FAILED = re.compile(r'"(request\.failed|worker\.answer_failed)"')
_DATABASE_AWAY = re.compile(r'"worker\.answer_failed".*sqlalchemy\.exc\.(OperationalError|InterfaceError)')
"""What is no answer's own fault; it is tried again."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@dataclass
class Installation:
    """One `sportello demo` with its embedded server; rate limits lifted, for all customers share one address."""

    folder: Path
    port: int = field(default_factory=free_port)
    shop_port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def home(self) -> Path:
        """Where its data is."""
        return self.folder / "home"

    @property
    def log(self) -> Path:
        """Everything it said."""
        return self.folder / "log"

    @property
    def database(self) -> EmbeddedPostgres:
        """Its server, looked at from outside."""
        return EmbeddedPostgres(self.home)

    def start(self, *words: str, port: int | None = None) -> "subprocess.Popen[bytes]":
        """Start a command on this home; not waited for."""
        environment = os.environ | {
            "SPORTELLO_HOME": str(self.home),
            "PORT": str(port or self.port),
            "SHOP_PORT": str(self.shop_port),
            "RATE_LIMITS": "off",
            "LOG_FORMAT": "json",
            "LOG_LEVEL": "info",
        }
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "sportello", *(words or ("demo",))], env=environment, stdout=log, stderr=log
            )

    def up(self) -> None:
        """Start it, if it does not run."""
        if self.process is None or self.process.poll() is not None:
            self.process = self.start()

    def answers(self, path: str = "/ready", *, port: int | None = None) -> bool:
        """Whether this address answers 200 right now."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port or self.port}{path}", timeout=1) as response:
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def wait_until_ready(self, *, port: int | None = None) -> None:
        """Wait for it, before anything is tried."""
        patience = time.monotonic() + START_WITHIN
        while not self.answers(port=port):
            assert time.monotonic() < patience, self.log.read_text()[-3_000:]
            time.sleep(0.05)

    def child(self, name: str) -> psutil.Process:
        """A process of the tree by its name: web, worker, shop."""
        assert self.process
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):
                if child.name() == f"{name}@sportello"[:15]:
                    return child
        raise LookupError(name)

    def kill_server(self) -> None:
        """The whole tree at once: supervisor, web, worker, shop. PostgreSQL survives, as it would."""
        assert self.process
        kill(self._tree())
        self.process.wait()

    def kill_supervisor(self) -> None:
        """The first process alone: the others must not outlive it, or they would keep its port."""
        assert self.process
        children = psutil.Process(self.process.pid).children()
        self.process.kill()
        self.process.wait()
        _, left = psutil.wait_procs(children, timeout=START_WITHIN)
        assert not left

    @contextmanager
    def stalled_database(self) -> Generator[None]:
        """PostgreSQL neither works nor dies, as on a disk that hangs."""
        servers = self._servers()
        for server in servers:
            server.suspend()
        try:
            yield
        finally:
            for server in servers:
                with suppress(psutil.Error):
                    server.resume()

    def kill_machine(self) -> None:
        """Everything at once, PostgreSQL too."""
        assert self.process
        kill([*self._tree(), *self._servers()])
        self.process.wait()

    def kill_child(self, name: str) -> None:
        """One process of the tree; returns when another has taken its place."""
        before = self._child_within(name, START_WITHIN)
        before.kill()
        patience = time.monotonic() + START_WITHIN
        while self._child_within(name, START_WITHIN) == before:
            assert time.monotonic() < patience, f"no other {name} came"
            time.sleep(0.02)

    def _child_within(self, name: str, seconds: float) -> psutil.Process:
        patience = time.monotonic() + seconds
        while True:
            try:
                return self.child(name)
            except LookupError:
                assert time.monotonic() < patience, f"no {name} came"
                time.sleep(0.02)

    def kill_database(self) -> None:
        """The postmaster and all its children at once; returns when they are dead."""
        kill(self._servers())

    def _tree(self) -> list[psutil.Process]:
        assert self.process
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def _servers(self) -> list[psutil.Process]:
        postmaster = self.database.process
        assert postmaster, "PostgreSQL does not run"
        return [postmaster, *postmaster.children(recursive=True)]

    def wait_for_database(self) -> None:
        """Wait until its server runs."""
        patience = time.monotonic() + START_WITHIN
        while self.database.process is None:
            assert time.monotonic() < patience, "PostgreSQL did not come back"
            time.sleep(0.02)

    def drain(self) -> float:
        """Ask it to stop, as systemd does; returns the seconds it took."""
        assert self.process
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=60) == 0
        return time.monotonic() - began

    def widget_key(self) -> str:
        """The key on the shop page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.shop_port}/", timeout=5) as response:
            found = re.search(r'data-key="([^"]+)"', response.read().decode())
        assert found
        return found[1]

    def first_password(self) -> str:
        """The generated password of the first admin."""
        return (self.home / "first-login").read_text()

    def failures(self) -> list[str]:
        """Every request that ended with a traceback, and every answer that failed for itself, from its log."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line[:1_500] for line in lines if _FAILED.search(line) and not _DATABASE_AWAY.search(line)]

    def close(self) -> None:
        """Stop it and delete it."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                self.kill_server()
        if self.home.exists():
            server = self.database
            if server.process is not None:
                server.start()
                server.stop()
            server.erase()


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def kill(processes: list[psutil.Process]) -> None:
    """Kill -9 all of them at once; returns when they are dead. Who has to bury them may take longer."""
    for process in processes:
        with suppress(psutil.Error):
            process.kill()
    while any(_lives(process) for process in processes):
        time.sleep(0.01)


@contextmanager
def installation(**more: Any) -> Generator[Installation]:
    """A fresh one, ready, and gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="sportello-faults-"))
    folder.chmod(0o755)
    made = Installation(folder, **more)
    try:
        made.up()
        made.wait_until_ready()
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)
