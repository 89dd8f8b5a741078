"""Two businesses as books of facts: the festival of the template, and a trattoria where hours are hard."""

from importlib.resources import files
from pathlib import Path

import pytest

from sportello.knowledge import FactBook, File
from sportello.knowledge.facts import read_facts_file

HERE = Path(__file__).parent


def book_of(name: str, content: str) -> FactBook:
    """A book of the facts that a file holds, all of them readable."""
    read = read_facts_file(File("facts.yaml", content))
    assert not read.skipped, read.skipped
    return FactBook(slug=name, name=name.capitalize(), time_zone="Europe/Rome", facts=tuple(read.facts))


@pytest.fixture(scope="session")
def books() -> dict[str, FactBook]:
    """Both, by name."""
    festival = (files("sportello.templates") / "festival" / "facts.yaml").read_text(encoding="utf-8")
    trattoria = (HERE / "trattoria.yaml").read_text(encoding="utf-8")
    return {"festival": book_of("festival", festival), "trattoria": book_of("trattoria", trattoria)}
