"""Rooms are entered by their door: what `__init__` shows, and nothing behind it."""

import grimp

from tests.architecture.house import PACKAGE, ROOT, Import, shown_by

OPEN = {"core", "api"}
"""`core` is one tool a file, entered file by file; nothing but the process itself enters `api`."""


def rooms() -> set[str]:
    """The packages that have a door."""
    return {path.parent.name for path in (ROOT / "src" / PACKAGE).glob("*/__init__.py")} - OPEN


def test_others_enter_by_the_door() -> None:
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    imports = (
        Import(importer, imported, details["line_contents"])
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        for details in graph.get_import_details(importer=importer, imported=imported)
    )
    behind = sorted(f"{one.importer} -> {one.imported}" for one in imports if one.passes_a_wall(rooms()))
    assert not behind, "\n".join(behind)


def test_a_way_around_the_door_is_seen() -> None:
    planted = Import("sportello.conversations.actions", "sportello.contacts.models")
    assert planted.passes_a_wall(rooms())
    line = "from sportello.contacts.models import Contact"
    assert Import("sportello.conversations.actions", "sportello.contacts.models", line).passes_a_wall(rooms())
    line = "from sportello.contacts import models"
    assert Import("sportello.conversations.actions", "sportello.contacts.models", line).passes_a_wall(rooms())
    assert not Import("sportello.conversations.actions", "sportello.contacts").passes_a_wall(rooms())
    assert not Import("sportello.contacts.actions", "sportello.contacts.models").passes_a_wall(rooms())


def test_every_door_says_what_it_shows() -> None:
    assert not [room for room in rooms() if not shown_by(room)]
