"""What documents say of the code that can be looked up: floors, decisions, doors, files, settings, links."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import psycopg

from sportello.bootstrap import Access
from sportello.conversations import FOLLOWING
from sportello.core.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "src/sportello/templates/README.md"])
PLACES = [ROOT, *(ROOT / "src/sportello" / room for room in (".", "answering", "knowledge"))]
"""Where a path named in a text may begin."""
EXAMPLES = {"en/hours.md"}
"""Files of other people that texts speak of."""
_PATH = re.compile(r"`(\w[\w.-]*/[\w./-]+\.\w+)`")


def without_code(text: str) -> str:
    """A text without the blocks that are to be typed or read as they are."""
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def floors() -> list[set[str]]:
    """The floors as the linter holds them, highest first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers: list[str] = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [set(layer.split(" | ")) for layer in layers]


def test_the_floors_are_those_that_the_linter_holds() -> None:
    written = re.search(r"## The floors\n+```\n(.*?)```", (ROOT / "ARCHITECTURE.md").read_text(), re.DOTALL)
    assert written is not None
    assert [set(line.split(" | ")) for line in written[1].splitlines()] == floors()


def states_written(document: str) -> dict[str, set[str]]:
    """The states a document tells of, and what it says may follow each."""
    rows = [line.split(" | ") for line in document.splitlines() if line.startswith("| `")]
    named = re.compile(r"`(\w+)`")
    return {state: set(named.findall(row[-1])) for row in rows if len(row) == 4 for state in named.findall(row[0])}


def test_the_states_are_those_that_may_follow_each_other() -> None:
    document = (ROOT / "ARCHITECTURE.md").read_text()
    assert states_written(document) == FOLLOWING
    assert states_written(document.replace("`idle`, `resolved`", "`idle`")) != FOLLOWING


def test_every_decision_is_listed() -> None:
    pages = {path.name for path in (ROOT / "docs/adr").glob("0*.md")}
    for place, pattern in (
        ("docs/adr/README.md", r"\]\((0[\w-]+\.md)"),
        ("ARCHITECTURE.md", r"docs/adr/(0[\w-]+\.md)"),
    ):
        assert set(re.findall(pattern, (ROOT / place).read_text())) == pages, place


def test_every_door_through_the_wall_is_explained(access: Access) -> None:
    with psycopg.connect(access.owner_url) as owner:
        doors = {row[0] for row in owner.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'door\\_%'")}
    assert set(re.findall(r"`(door_\w+)`", (ROOT / "docs/why/tenancy.md").read_text())) == doors


def broken(document: Path) -> Iterator[str]:
    """Links of a document that lead nowhere, and files it names that are not there."""
    text = without_code(document.read_text())
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, place = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        found = (document.parent / path).resolve() if path else document
        if not found.exists() or (place and place not in headings(found)):
            yield target
    for named in set(_PATH.findall(text)) - EXAMPLES:
        # What is to be written for French is there for English.
        if not any((place / named.replace("fr.", "en.")).exists() for place in PLACES):
            yield named


def headings(document: Path) -> set[str]:
    """The places of a document that can be linked to."""
    lines = re.findall(r"^#+ (.*)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines}


def test_links_lead_somewhere_and_named_files_are_there() -> None:
    assert [(document.name, one) for document in DOCUMENTS for one in broken(document)] == []


def led_to(documents: list[Path]) -> set[Path]:
    """What the documents link to, or show."""
    links = ((document, each) for document in documents for each in re.findall(r"\]\(([^)\s#]+)", document.read_text()))
    return {(document.parent / each).resolve() for document, each in links if "://" not in each}


def test_every_page_and_picture_is_led_to() -> None:
    there = {path for kind in ("md", "png") for path in (ROOT / "docs").glob(f"**/*.{kind}")}
    shown_by_the_dark = {ROOT / "docs/images/desk-dark.png"}  # `make pictures` makes it, no page shows it
    assert there - led_to(DOCUMENTS) <= shown_by_the_dark
    guides = led_to([*(ROOT / "docs/guides").glob("*.md")])
    heavy = {path.name for path in guides if path.suffix == ".png" and path.stat().st_size > 100_000}
    assert heavy == set()


def test_a_broken_link_and_a_missing_file_are_found(tmp_path: Path) -> None:
    document = tmp_path / "planted.md"
    document.write_text(
        "# Here\n[a](none.md) [b](#here) [c](#there) [d](planted.md#here) `core/none.py` `core/db.py`\n"
    )
    assert list(broken(document)) == ["none.md", "#there", "core/none.py"]


def test_every_setting_is_named_somewhere() -> None:
    text = "\n".join(document.read_text() for document in DOCUMENTS)
    variables = {"SPORTELLO_HOME" if name == "home" else name.upper() for name in Settings.model_fields}
    assert {name for name in variables if not re.search(rf"\b{name}\b", text)} == set()
