"""YAML from strangers: text, lists and mappings, no aliases, no depth, and a message that says where it went wrong.

YAML 1.1 turns `No` into false, `12:30` into 750 and `+39 …` or `0471…` into numbers, in silence. Here every scalar is
the text that was written; who reads a field knows what it expects. Only nothing (empty, `null`, `~`) is None.
"""

from collections.abc import Mapping
from typing import Any, cast

import yaml

from sportello.core.reasons import Reason

_DEEPEST = 12
_LARGEST = 2 * 1024 * 1024
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Place = tuple[str | int, ...]
"""Names of fields and numbers of entries, from 0."""


class YamlRefused(ValueError):
    """The text is not YAML that we read; the reason says how to mend it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def load_yaml(text: str, *, nul: bool = False) -> Any:
    """The value of a YAML text: None, text, lists and mappings of these.

    With `nul`, text may hold NUL characters: for who leaves out the part that holds one, and not the whole.
    """
    return _Building(nul=nul).build(text)


def lines_of(text: str) -> Mapping[Place, int]:
    """On which line each part of a YAML text begins; JSON is YAML as far as places go."""
    building = _Building()
    building.build(text)
    return building.lines


class _Building:
    """One pass over the parser's events; what is refused is refused before anything is built of it."""

    def __init__(self, *, nul: bool = False) -> None:
        self._nul = nul
        self.lines: dict[Place, int] = {(): 1}
        self._value: Any = None
        self._open: list[tuple[Any, Place]] = []
        self._key: list[str | None] = []
        self._documents = 0

    def build(self, text: str) -> Any:
        if len(text) > _LARGEST:
            raise YamlRefused(
                Reason(
                    "yaml_large",
                    "YAML of more than {most} MB is not read: use CSV or several files.",
                    most=_LARGEST // 1024 // 1024,
                )
            )
        try:
            for event in yaml.parse(text, Loader=_Loader):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise YamlRefused(_broken(mark.line + 1 if mark else 1, text)) from error
        except (yaml.YAMLError, ValueError) as error:
            if isinstance(error, YamlRefused):
                raise
            position = min(cast("int", getattr(error, "position", 0)), len(text))
            raise YamlRefused(_broken(text.count("\n", 0, position) + 1, text)) from error
        return self._value

    def _take(self, event: Any) -> None:
        line: int = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise YamlRefused(
                Reason(
                    "yaml_alias",
                    "Line {line} has an alias (*name), which is not read: write the text out.",
                    line=line,
                )
            )
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise YamlRefused(
                    Reason(
                        "yaml_documents",
                        "In line {line} a second document begins (---): keep one in a file.",
                        line=line,
                    )
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._key.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._node(event)

    def _node(self, event: Any) -> None:
        tag, line = cast("str | None", event.tag), cast("int", event.start_mark.line + 1)
        if tag and tag != "!":
            raise YamlRefused(
                Reason(
                    "yaml_tag",
                    "Line {line} has a tag ({tag}), which is not read: put text in quotes.",
                    line=line,
                    tag=tag.replace("tag:yaml.org,2002:", "!!")[:40],
                )
            )
        scalar = isinstance(event, yaml.ScalarEvent)
        if scalar and "\0" in event.value and not self._nul:
            raise YamlRefused(Reason("yaml_nul", "In line {line} stands a NUL character: take it out.", line=line))
        if self._open and isinstance(self._open[-1][0], dict) and self._key[-1] is None:
            self._name(event, scalar=scalar)
            return
        value: Any = _text(event) if scalar else {} if isinstance(event, yaml.MappingStartEvent) else []
        place = self._add(value, event)
        if not scalar:
            if len(self._open) >= _DEEPEST:
                raise YamlRefused(Reason("yaml_deep", "The YAML is nested deeper than {most} levels.", most=_DEEPEST))
            self._open.append((value, place))
            self._key.append(None)

    def _name(self, event: Any, *, scalar: bool) -> None:
        if not scalar:
            raise YamlRefused(
                Reason(
                    "yaml_name",
                    "In line {line} a list or a mapping stands where a name belongs: put text in quotes.",
                    line=event.start_mark.line + 1,
                )
            )
        name = cast("str", event.value)
        fields, place = self._open[-1]
        if name in fields:
            raise YamlRefused(
                Reason(
                    "yaml_twice",
                    "In line {line} “{name}” is written for the second time: keep one of them.",
                    line=event.start_mark.line + 1,
                    name=name[:60],
                )
            )
        self.lines[*place, name] = event.start_mark.line + 1
        self._key[-1] = name

    def _add(self, value: Any, event: Any) -> Place:
        """Put a value where it belongs, and tell where that is."""
        if not self._open:
            self._value = value
            return ()
        within, place = self._open[-1]
        if isinstance(within, dict):
            name = cast("str", self._key[-1])
            cast("dict[str, Any]", within)[name] = value
            self._key[-1] = None
            return (*place, name)
        listed = cast("list[Any]", within)
        self.lines[*place, len(listed)] = event.start_mark.line + 1
        listed.append(value)
        return (*place, len(listed) - 1)


def _text(event: Any) -> str | None:
    written = cast("str", event.value)
    return None if not event.style and written in _NOTHING else written


def _broken(line: int, text: str) -> Reason:
    lines = text.split("\n")
    if line <= len(lines) and "\t" in lines[line - 1][: -len(lines[line - 1].lstrip()) or None]:
        return Reason("yaml_tab", "Line {line} is indented with a tab; YAML wants spaces.", line=line)
    return Reason("yaml", "Not valid YAML: look at line {line}, for a quote, a colon or the indentation.", line=line)
