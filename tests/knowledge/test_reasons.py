"""Reasons of imports: every code is in the desk's catalogues, in the words the command line has for it."""

import ast
import json
import re
from pathlib import Path

import pytest

import sportello
from sportello.knowledge.documents.sentences import SENTENCES

SOURCE = Path(sportello.__file__).parent
TEXTS = SOURCE.parents[1] / "web" / "desk" / "src" / "texts" / "sources"


def templates() -> dict[str, str]:
    """The template of each code, as the source has it."""
    found = dict(SENTENCES)
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name("Reason"), args=[ast.Constant(str(code)), ast.Constant(str(template))]):
                    assert found.setdefault(code, template) == template, f"{code} is said in two ways"
                case ast.Call(func=ast.Name("Reason"), args=[ast.Constant(code), *_]):
                    pytest.fail(f"{path.name}: the template of {code} stands elsewhere")
                case _:
                    pass
    return found


@pytest.mark.parametrize("language", ["en", "it", "de"])
def test_every_reason_is_said_in_every_language(language: str) -> None:
    said = json.loads((TEXTS / f"{language}.json").read_text())["sources"]["reasons"]
    known = templates()
    assert set(said) == set(known)
    for code, template in known.items():
        assert set(re.findall(r"{(\w+)}", said[code])) == set(re.findall(r"{(\w+)}", template)), code
    if language == "en":
        assert said == known
