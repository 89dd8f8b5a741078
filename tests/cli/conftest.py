"""The command line, on a database of a test's own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sportello.bootstrap import Access

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environment(access: Access, tmp_path: Path) -> dict[str, str]:
    """What a command is told of this test's database, as of an external server."""
    return {
        "DATABASE_URL": access.owner_url,
        "DATABASE_APP_URL": access.app_url,
        "SPORTELLO_HOME": str(tmp_path),
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Runs a command; `typed` is its input, the rest more of its environment by name."""

    def run(*words: str, typed: str | None = None, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "sportello", *words],
            env={**os.environ, **environment, **more},
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
