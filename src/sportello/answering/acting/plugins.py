"""Actions that others wrote, found by the entry point `sportello.actions`.

One that cannot be loaded is named, and costs nothing but itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final

import structlog

from sportello.answering.acting.kinds import MOST_SECONDS, Action
from sportello.answering.acting.shipped import shipped

GROUP: Final = "sportello.actions"
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_log = structlog.get_logger()


@dataclass(frozen=True)
class Broken:
    """A plug-in that could not be loaded, and why."""

    name: str
    why: str


@cache
def plugins() -> tuple[Mapping[str, Action], tuple[Broken, ...]]:
    """The plug-ins that are installed, and those that are broken. Looked for once: new ones need a restart."""
    loaded: dict[str, Action] = {}
    broken: list[Broken] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        try:
            made = _load(entry)
            if made.name in loaded:
                raise TypeError(f"There are two actions called {made.name}.")  # noqa: TRY301 - as any other fault of it
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the server works without
            why = f"{type(error).__name__}: {error}"
            _log.error("actions.plugin_broken", plugin=entry.name, where=entry.value, why=why)
            broken.append(Broken(entry.name, why))
        else:
            loaded[made.name] = made
    return loaded, tuple(broken)


def _load(entry: EntryPoint) -> Action:
    made = entry.load()
    if not isinstance(made, Action):
        raise TypeError(f"{entry.value} is no action: put @action(changes=…) above the function.")
    if not NAME.fullmatch(made.name) or made.name in shipped() or made.name == "answer":
        raise TypeError(
            f"{made.name} cannot be an action's name: use small letters, digits and _, and no name of ours."
        )
    if not 0 < made.seconds <= MOST_SECONDS:
        raise TypeError(f"{made.name} may take {MOST_SECONDS:g} seconds at most.")
    return made
