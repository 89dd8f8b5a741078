"""No file grows beyond what one reads in one go."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

PYTHON, WEB = 400, 250
_PYTHON_FOLDERS = ("src", "tests", "migrations", "benchmarks", "scripts")
_GENERATED = {"schema.d.ts"}
_NOT_OURS = {"node_modules", "static", "dist"}


def written_files() -> Iterator[Path]:
    """Every file of code that somebody wrote."""
    for folder in _PYTHON_FOLDERS:
        yield from (ROOT / folder).rglob("*.py")
    for kind in ("*.ts", "*.tsx", "*.mjs", "*.css"):
        yield from (ROOT / "web").rglob(kind)


def too_long(paths: Iterable[Path]) -> list[str]:
    """The files over their limit, with their length."""
    found: list[str] = []
    for path in paths:
        if path.name in _GENERATED or _NOT_OURS & set(path.parts):
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines >= (PYTHON if path.suffix == ".py" else WEB):
            found.append(f"{path.name}: {lines}")
    return found


def test_files_stay_short() -> None:
    assert not too_long(written_files())


@pytest.mark.parametrize(("name", "limit"), [("long.py", PYTHON), ("long.tsx", WEB)])
def test_a_long_file_is_caught(tmp_path: Path, name: str, limit: int) -> None:
    path = tmp_path / name
    path.write_text("line\n" * (limit - 1))
    assert not too_long([path])
    path.write_text("line\n" * limit)
    assert too_long([path]) == [f"{name}: {limit}"]
