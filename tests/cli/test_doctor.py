"""The doctor looks, says what is missing, and leaves everything as it was."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sportello.core.postgres import EmbeddedPostgres


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for an installation that other accounts may pass, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="sportello-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name) / "home"


def doctor(home: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Ask the doctor about an installation with an embedded database."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "SPORTELLO"))}
    return subprocess.run(
        [sys.executable, "-m", "sportello", "doctor"],
        env={**inherited, "SPORTELLO_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def seen_in(folder: Path) -> dict[str, tuple[int, int]]:
    """Everything there, as it was last written. A running server writes of its own accord, so only for one at rest."""
    return {str(path): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in folder.rglob("*")}


def test_of_what_is_not_there_nothing_is_made(home: Path) -> None:
    seen = doctor(home)

    assert f"BAD  database: {home} has none yet. `sportello serve` makes it there" in seen.stdout
    assert seen.returncode == 1
    assert not home.exists()


def test_an_address_that_cannot_be_had_is_told(home: Path) -> None:
    with socket.socket() as taken, socket.socket() as left:
        taken.bind(("127.0.0.1", 0))
        left.bind(("127.0.0.1", 0))
        port = left.getsockname()[1]
        left.close()
        free = doctor(home, PORT=str(port))
        taken.listen()
        seen = doctor(home, PORT=str(taken.getsockname()[1]))

    assert "BAD  address: HOST=127.0.0.1 PORT=" in seen.stdout
    assert "Choose another port" in seen.stdout
    assert "address: 127.0.0.1:" in free.stdout


def test_more_connections_than_the_server_lets_in_are_told(home: Path) -> None:
    server = EmbeddedPostgres(home, conf={"fsync": "off", "max_connections": "40"})
    server.start()
    try:
        few, many = doctor(home, DATABASE_POOL="5"), doctor(home, DATABASE_POOL="50")
    finally:
        server.stop()
    assert "ok   connections: 37 allowed, `serve` opens at most 19" in few.stdout
    assert "BAD  connections: 37 allowed, `serve` opens at most 109: set DATABASE_POOL lower" in many.stdout


def test_the_usual_folder_is_left_alone_too(home: Path) -> None:
    home.mkdir()
    seen = doctor(Path(), SPORTELLO_HOME="", HOME=str(home))

    assert f"BAD  database: {home}/.local/share/sportello has none yet" in seen.stdout
    assert seen_in(home) == {}


def test_a_server_is_neither_migrated_nor_started(home: Path) -> None:
    server = EmbeddedPostgres(home, conf={"fsync": "off"})
    server.start()
    try:
        running = doctor(home)
    finally:
        server.stop()
    resting = seen_in(home)
    stopped = doctor(home)

    assert "BAD  schema: empty, this version needs " in running.stdout
    assert f"BAD  database: the one in {home} does not run. Start it with `sportello serve`" in stopped.stdout
    assert server.process is None
    assert seen_in(home) == resting
