"""What the architecture tests know of the house: its rooms, their floors, and who imports whom."""

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = "sportello"


def floors() -> dict[str, int]:
    """The floor of each room, counted from the ground, as pyproject.toml has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = settings["contracts"][0]["layers"]
    return {room.strip(" ()"): height for height, floor in enumerate(reversed(layers)) for room in floor.split("|")}


def room_of(module: str) -> str:
    """The room a module is in."""
    return module.split(".")[1] if "." in module else ""


@dataclass(frozen=True)
class Import:
    """One module importing another."""

    importer: str
    imported: str
    line: str = ""

    def passes_a_wall(self, rooms: set[str]) -> bool:
        """Whether it enters another room otherwise than by its door."""
        there = room_of(self.imported)
        if there not in rooms or there == room_of(self.importer) or self.imported.count(".") == 1:
            return False
        # `from sportello.knowledge import search` shows what the door calls search, though a file is called so too.
        shown = self.imported.rpartition(".")[2]
        by_the_door = self.line.startswith(f"from {PACKAGE}.{there} import") and shown in shown_by(there)
        return not by_the_door


def shown_by(room: str) -> set[str]:
    """The names in a door's `__all__`."""
    tree = ast.parse((ROOT / "src" / PACKAGE / room / "__init__.py").read_text())
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()
