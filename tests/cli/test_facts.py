"""`sportello import` with files of facts, and `sportello facts export`: what goes in comes out."""

import asyncio
from pathlib import Path

import pytest

from sportello.core.db import Database
from tests.cli.conftest import Run
from tests.house import build_house

FILE = """facts: 1
hours:
  - {id: shop, main: true, name: {it: negozio, en: shop}, week: {mon-fri: 09:00-18:00}}
policies:
  - {id: dogs, topic: pets, name: {en: dogs}, answer: {en: Dogs may come in.}}
"""


@pytest.fixture(autouse=True)
async def _workspace(database: Database) -> None:
    await build_house(database)


async def test_a_file_goes_in_and_comes_out_again(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(FILE)
    first = await asyncio.to_thread(run, "import", "lumina", str(file))
    out = await asyncio.to_thread(run, "facts", "export", "lumina")
    file.write_text(out.stdout)
    again = await asyncio.to_thread(run, "import", "lumina", str(file))

    assert (first.returncode, out.returncode, again.returncode) == (0, 0, 0)
    assert "facts: 2 added, 0 changed, 0 removed, 0 unchanged, 0 skipped" in first.stdout
    assert "facts: 0 added, 0 changed, 0 removed, 2 unchanged, 0 skipped" in again.stdout


async def test_a_mistake_is_told_with_its_line_and_loses_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(FILE)
    await asyncio.to_thread(run, "import", "lumina", str(file))
    file.write_text(FILE.replace("18:00", "28:00"))
    wrong = await asyncio.to_thread(run, "import", "lumina", str(file), "--strict")
    file.write_text("facts: 1\nhours: [")
    broken = await asyncio.to_thread(run, "import", "lumina", str(file))
    out = await asyncio.to_thread(run, "facts", "export", "lumina")

    assert wrong.returncode == 1
    assert "skipped facts.yaml:3 hours.1.week.mon-fri.1: “28:00” is no time: write it like 17:00." in wrong.stderr
    assert broken.returncode == 1
    assert "facts.yaml: Not valid YAML: look at line" in broken.stderr
    assert out.stdout.count("- id: ") == 2
