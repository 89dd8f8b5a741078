"""Prints docs/reference/events.md: every fact that is told and kept, and what it carries, from the code."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin
from uuid import UUID

import sportello
from sportello.core.events import Event

HEAD = """\
# Events

Whatever happens in a workspace is told once and kept, in the table `events`, by the transaction that makes it so: its
`name`, when it `occurred_at`, its `workspace_id`, the `conversation_id` where it is about one, and as `data` what
stands here. Events carry ids, numbers and names of states, never what anybody wrote. Rows are added, never changed.

| Event | What happened | `data` |
|---|---|---|
"""
_EVERYWHERE = {field.name for field in fields(Event)}
_SAID: Final = {
    UUID: "id",
    str: "text",
    int: "number",
    float: "number",
    bool: "bool",
    datetime: "time",
    NoneType: "null",
}


def main() -> None:
    """Print the page."""
    for module in pkgutil.walk_packages(sportello.__path__, "sportello."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    print(HEAD, end="")
    told = {kind.name: kind for kind in _kinds(Event) if "name" in vars(kind)}
    for name, kind in sorted(told.items()):
        said = " ".join((kind.__doc__ or "").split()).replace("|", "\\|")
        own = [f"`{field.name}` {_type(field.type)}" for field in fields(kind) if field.name not in _EVERYWHERE]
        print(f"| `{name}` | {said} | {', '.join(own)} |")


def _kinds(kind: type[Event]) -> Iterator[type[Event]]:
    for narrower in kind.__subclasses__():
        if narrower.__module__.startswith("sportello."):
            yield narrower
            yield from _kinds(narrower)


def _type(declared: Any) -> str:
    if get_origin(declared) in {Union, UnionType}:
        return " or ".join(_type(one) for one in get_args(declared))
    if get_origin(declared) is Literal:
        return "text"
    if get_args(declared):
        return f"list of {_type(get_args(declared)[0])}"
    return _SAID[declared]


if __name__ == "__main__":
    main()
