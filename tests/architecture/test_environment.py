"""The environment is read in one file, so that every refusal and every default of it can be found there."""

import ast
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

_SOURCE = ROOT / "src" / "sportello"
_MAY = {
    "core/settings.py",  # the one
    # They write to it what numpy reads when it is imported.
    "answering/understanding/training.py",
    "knowledge/retrieval/contrast.py",
}
_NAMES = {"environ", "environb", "getenv", "getenvb"}


def readers(source: Path) -> list[str]:
    """The files that look into the environment by themselves."""
    found: list[str] = []
    for path in sorted(source.rglob("*.py")):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if any(_looks(node) for node in nodes):
            found.append(path.relative_to(source).as_posix())
    return found


def _looks(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "os" and any(alias.name in _NAMES for alias in node.names)
    return isinstance(node, ast.Attribute) and node.attr in _NAMES and ast.unparse(node.value) == "os"


def test_the_environment_is_read_in_one_file() -> None:
    assert set(readers(_SOURCE)) <= _MAY


@pytest.mark.parametrize(
    "line",
    [
        "import os\nhere = os.environ.get('SPORTELLO_COLOUR')",
        "import os\nhere = os.environ['SPORTELLO_COLOUR']",
        "import os\nhere = os.getenv('SPORTELLO_COLOUR')",
        "from os import environ",
    ],
)
def test_another_reader_is_caught(tmp_path: Path, line: str) -> None:
    (tmp_path / "planted.py").write_text(line)
    assert readers(tmp_path) == ["planted.py"]
