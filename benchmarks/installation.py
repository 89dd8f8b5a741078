"""A throwaway installation of the product, started as a newcomer starts it and stopped for good afterwards."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from sportello.core.postgres import EmbeddedPostgres

START_WITHIN = 120.0
_UNDONE = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"


@dataclass(frozen=True)
class Installation:
    """Where it listens, the public key of its widget, and the processes to measure."""

    url: str
    key: str
    home: Path
    pid: int

    @property
    def api(self) -> str:
        """The root of the API."""
        return f"{self.url}/api/v1"

    @property
    def postmaster(self) -> int | None:
        """The process id of its PostgreSQL."""
        process = EmbeddedPostgres(self.home).process
        return process.pid if process else None

    def settle(self) -> None:
        """Wait until the jobs of a new installation are done: it fits its gate to what it has just been told."""
        end = time.monotonic() + START_WITHIN
        with psycopg.connect(EmbeddedPostgres(self.home).url(), autocommit=True) as owner:
            while owner.execute(_UNDONE).fetchone() != (0,):
                if time.monotonic() > end:
                    raise RuntimeError(f"There is still something to do after {START_WITHIN:.0f} s.")
                time.sleep(0.5)

    @contextmanager
    def worker_held_still(self) -> Generator[None]:
        """The receive transaction alone: nothing it asks for is done meanwhile."""
        worker = next(each for each in psutil.Process(self.pid).children() if each.name().startswith("worker@"))
        worker.suspend()
        try:
            yield
        finally:
            worker.resume()


@contextmanager
def throwaway_home() -> Generator[Path]:
    """A folder for an embedded server that has stopped by the end; nothing of its data stays behind."""
    with tempfile.TemporaryDirectory(prefix="sportello-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)  # root's database runs as another account, which has to get in
        try:
            yield home
        finally:
            EmbeddedPostgres(home).erase()


@contextmanager
def installation(**settings: str) -> Generator[Installation]:
    """The demo workspace on free ports, rate limits lifted: its many visitors all come from one address."""
    port, shop_port = _free_port(), _free_port()
    with throwaway_home() as home:
        environment = os.environ | {
            "SPORTELLO_HOME": str(home),
            "PORT": str(port),
            "SHOP_PORT": str(shop_port),
            "RATE_LIMITS": "off",
            "LOG_LEVEL": "warning",
            **settings,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "sportello", "demo"], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _await(f"{url}/ready", process)
            key = re.search(r'data-key="([^"]+)"', _await(f"http://127.0.0.1:{shop_port}/", process))
            assert key is not None  # noqa: S101 - the shop page always carries its widget
            yield Installation(url, key[1], home, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await(url: str, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + START_WITHIN
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"The product ended with exit code {process.returncode} before it was ready.")
        try:
            with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own server on loopback
                return response.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer within {START_WITHIN:.0f} s.")
