"""The product as a newcomer starts it: `demo` or `serve` in a process of its own, on free ports and an empty folder.

Nothing of it runs in the tests' process, so it can be killed like anything else, and started again.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 90.0
"""Seconds; on an idle machine it takes five, but tests share theirs with others."""
PASSWORD = "neve sopra i lampioni accesi"
"""What people choose at their first sign-in."""


def free_ports(number: int) -> list[int]:
    """Ports nobody listens on; all different."""
    sockets = [socket.socket() for _ in range(number)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


class Installation:
    """One running demo, or one that is served: where it is, how to get in, and its power switch."""

    def __init__(self, home: Path, command: str = "demo") -> None:
        self._command = command
        self._last_line = {"demo": "API docs", "serve": "Sportello serves"}[command]
        self.home = home / "data"
        self._said = home / "output.txt"
        port, shop_port, self.model_port = free_ports(3)
        self.url = f"http://127.0.0.1:{port}"
        self.shop = f"http://127.0.0.1:{shop_port}/"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
            "SPORTELLO_HOME": str(self.home),
            "PORT": str(port),
            "SHOP_PORT": str(shop_port),
            "RATE_LIMITS": "off",
            # Where a test may let a language model listen.
            "MODEL_NETWORKS": "127.0.0.1",
            "MODEL_PORTS": str(self.model_port),
            "PYTHONPATH": str(ROOT / "src"),
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def desk(self) -> str:
        """Address of the desk."""
        return f"{self.url}/desk/"

    @property
    def said(self) -> str:
        """Everything it has printed."""
        return self._said.read_text(encoding="utf-8", errors="replace")

    @property
    def first_login(self) -> tuple[str, str]:
        """E-mail and password, as it printed them."""
        found = re.search(r"First login:? +(\S+) +(\S+) +\(", self.said)
        assert found, f"no first login among:\n{self.said}"
        return found[1], found[2]

    def start(self) -> None:
        """Start, and return when its lines are there and a request is answered."""
        with self._said.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "sportello", self._command],
                env=self._environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        patience = time.monotonic() + STARTS_WITHIN
        while self._last_line not in self.said or not self._answers():
            assert self._process.poll() is None, f"sportello {self._command} ended:\n{self.said}"
            assert time.monotonic() < patience, (
                f"sportello {self._command} is not ready after {STARTS_WITHIN} s:\n{self.said}"
            )
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to stop, as Ctrl-C or systemd would; what does not, is killed."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(40)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self._process = None

    def processes(self) -> list[psutil.Process]:
        """Every process of it: parent, web, worker, shop, PostgreSQL."""
        assert self._process is not None
        parent = psutil.Process(self._process.pid)
        tree = [parent, *parent.children(recursive=True)]
        return [*tree, *(process for process in self._database() if process not in tree)]

    def kill(self) -> None:
        """Kill -9 all of it at once."""
        assert self._process is not None
        tree = self.processes()
        for process in tree:
            process.send_signal(signal.SIGKILL)
        self._process.wait(10)
        psutil.wait_procs(tree, 10)
        self._process = None

    def kill_server(self) -> None:
        """Kill -9 only the process that was started; its children die with it, PostgreSQL may not notice."""
        assert self._process is not None
        children = psutil.Process(self._process.pid).children()
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        psutil.wait_procs([child for child in children if "sportello" in child.name()], 10)
        self._process = None

    def run(self, *arguments: str) -> str:
        """A command of the command line, beside the running server; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "sportello", *arguments],
            env=self._environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def client(self) -> httpx.Client:
        """A browser's way to the API without a browser, for what a test needs but is not about."""
        return httpx.Client(base_url=f"{self.url}/api/v1", headers={"X-Sportello": "1"}, timeout=30)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/ready", timeout=2) as response:  # noqa: S310 - our own
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def _database(self) -> list[psutil.Process]:
        for note in self.home.rglob("postmaster.pid"):
            server = psutil.Process(int(note.read_text().splitlines()[0]))
            return [server, *server.children(recursive=True)]
        return []
