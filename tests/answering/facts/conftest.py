"""Businesses as books of facts: the template's festival, a trattoria, a shop anywhere, a workshop, an inn."""

from importlib.resources import files
from pathlib import Path

import pytest

from sportello.knowledge import FactBook, File
from sportello.knowledge.facts import read_facts_file

HERE = Path(__file__).parent
COUNTRIES = ("AT", "CA", "DE", "GB", "GR", "RS", "US")


def book_of(name: str, content: str) -> FactBook:
    """A book of the facts that a file holds, all of them readable."""
    read = read_facts_file(File("facts.yaml", content))
    assert not read.skipped, read.skipped
    return FactBook(slug=name, name=name.capitalize(), time_zone="Europe/Rome", facts=tuple(read.facts))


@pytest.fixture(scope="session")
def books() -> dict[str, FactBook]:
    """All of them, by name; the shop also by the country of its calendar."""
    festival = (files("sportello.templates") / "festival" / "facts.yaml").read_text(encoding="utf-8")
    trattoria = (HERE / "trattoria.yaml").read_text(encoding="utf-8")
    shop = (HERE / "shop.yaml").read_text(encoding="utf-8")
    workshop = (HERE / "workshop.yaml").read_text(encoding="utf-8")
    pub = (HERE / "pub.yaml").read_text(encoding="utf-8")
    shops = {f"shop-{one}": book_of("shop", f"{shop}calendar: {{country: {one}}}\n") for one in COUNTRIES}
    return {
        "festival": book_of("festival", festival),
        "trattoria": book_of("trattoria", trattoria),
        "shop": book_of("shop", shop),
        "workshop": book_of("workshop", workshop),
        "pub": book_of("pub", pub),
        **shops,
    }
