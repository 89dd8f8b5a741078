"""Businesses as books of facts: the template's festival, a shop anywhere, and a dozen more."""

from importlib.resources import files
from pathlib import Path

import pytest

from sportello.knowledge import FactBook, File
from sportello.knowledge.facts import read_facts_file

HERE = Path(__file__).parent
BUSINESSES = (
    *("shop", "trattoria", "workshop", "pub", "kayak", "salon", "museum", "pizzeria", "kennel", "cycles", "vet"),
    *("inn", "lakeside", "practice", "school", "stitcher", "bakehouse"),
)
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
    shop = (HERE / "shop.yaml").read_text(encoding="utf-8")
    shops = {f"shop-{one}": book_of("shop", f"{shop}calendar: {{country: {one}}}\n") for one in COUNTRIES}
    written = {name: (HERE / f"{name}.yaml").read_text(encoding="utf-8") for name in BUSINESSES}
    return {
        "festival": book_of("festival", festival),
        **{name: book_of(name, content) for name, content in written.items()},
        **shops,
    }
