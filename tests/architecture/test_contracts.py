"""The import contracts hold, and each of them catches what it is there for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLANTED = {
    # A floor reaching up, and a room that stands on no floor.
    "core/planted_up.py": "import sportello.answering\n",
    "attic/__init__.py": "",
    # Two files of one room that need each other.
    "core/planted_hen.py": "import sportello.core.planted_egg\n",
    "core/planted_egg.py": "import sportello.core.planted_hen\n",
    # The domain speaking HTTP, reading the environment, and knowing the tools behind jobs and models.
    "contacts/planted_web.py": "import fastapi\n",
    "contacts/planted_environment.py": "import sportello.core.settings\n",
    "contacts/planted_queue.py": "import procrastinate\n",
    "contacts/planted_model.py": "import pydantic_ai\n",
}
CAUGHT = {
    "Floors: imports point down": ("sportello.core.planted_up", "attic"),
    "No cycles between the files of a room": ("planted_hen",),
    "The domain knows neither the web": ("sportello.contacts.planted_web",),
    "The environment is read in one file": ("sportello.contacts.planted_environment",),
    "Only the files of jobs know procrastinate": ("sportello.contacts.planted_queue",),
    "Only the assistant and the model driver know pydantic_ai": ("sportello.contacts.planted_model",),
}


def lint(source: Path, work: Path) -> str:
    """What import-linter says of the package in that folder, in one line for easy reading."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    environment = {**os.environ, "PYTHONPATH": str(source), "COLUMNS": "400"}
    done = subprocess.run(
        [sys.executable, "-c", program, "--config", str(ROOT / "pyproject.toml"), "--no-cache"],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return " ".join((done.stdout + done.stderr).split())


def test_the_contracts_hold(tmp_path: Path) -> None:
    said = lint(ROOT / "src", tmp_path)
    assert "0 broken" in said, said


@pytest.fixture(scope="module")
def caught(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said of a copy of the house with all violations planted in it."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "src" / "sportello", folder / "sportello", ignore=shutil.ignore_patterns("static", "*.md"))
    for name, text in PLANTED.items():
        path = folder / "sportello" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return lint(folder, folder)


@pytest.mark.parametrize("contract", CAUGHT)
def test_a_planted_violation_is_caught(caught: str, contract: str) -> None:
    for culprit in CAUGHT[contract]:
        assert culprit in caught, caught
    broken = caught.partition("Broken contracts")[2]
    assert contract in broken, caught
