"""Files of facts: YAML or JSON, in sections by kind, marked `facts: 1`. Problems are told with their line."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import yaml

from sportello.core.reasons import Reason
from sportello.core.safe_yaml import YamlRefused, lines_of, load_yaml
from sportello.knowledge.facts.documents import read_fact, write_fact
from sportello.knowledge.facts.errors import FactsFileInvalid
from sportello.knowledge.facts.kinds import AnyFact, FactKind, kind_of
from sportello.knowledge.facts.values import FactProblem, Path
from sportello.knowledge.files import (
    LARGEST_TEXT,
    File,
    JsonRefused,
    Skipped,
    decoded,
    load_json,
    not_text,
    too_large,
)

FORMAT: Final = 1
_MARK: Final = "facts"
_SECTIONS: Final[Mapping[str, FactKind]] = {
    "calendar": "calendar",
    "hours": "hours",
    "prices": "price",
    "places": "place",
    "policies": "policy",
}
_OPENING = 4_000
"""Characters within which a file says what it is."""


@dataclass
class FactsFile:
    """The facts of a file in its order, and what of it could not be read."""

    facts: list[AnyFact] = field(default_factory=list[AnyFact])
    skipped: list[Skipped] = field(default_factory=list[Skipped])


def is_facts_file(file: File) -> bool:
    """Whether a file holds facts: it says so near its beginning, with `facts: 1`."""
    if not file.name.lower().endswith((".yaml", ".yml", ".json")):
        return False
    beginning = file.content[:_OPENING]
    text = decoded(beginning)
    if text is None and isinstance(beginning, bytes):  # cut within a letter, perhaps
        text = beginning.decode("utf-8", "replace")
    lines = (line.strip().removeprefix("{").strip() for line in (text or "").splitlines())
    return any(line.replace('"', "").replace(" ", "").startswith(f"{_MARK}:") for line in lines)


def read_facts_file(file: File) -> FactsFile:
    """Read a file; a fact that cannot be read is skipped with its line and reason, the others are not."""
    text = _decode(file)
    sections = _sections(file, text)
    places = _Lines(text)
    read = FactsFile()
    taken: dict[str, int] = {}
    for name, listed in sections.items():
        kind = _SECTIONS.get(name)
        if kind is None:
            problem = FactProblem(
                (name,),
                Reason("fact_section", "There is no such section; there are: {known}.", known=", ".join(_SECTIONS)),
            )
            read.skipped.append(places.skipped(file, problem))
            continue
        for document, path in _entries(name, listed):
            try:
                fact = read_fact(kind, document, path)
                _check_alone(fact, path, read.facts, taken)
            except FactProblem as problem:
                read.skipped.append(places.skipped(file, problem))
            else:
                taken[fact.id] = places.line(path)
                read.facts.append(fact)
    return read


def write_facts_file(facts: Sequence[AnyFact], *, as_json: bool = False) -> str:
    """The facts as a file that can be read again: the same facts come of it."""
    sections: dict[str, Any] = {_MARK: FORMAT}
    for name, kind in _SECTIONS.items():
        found = [_short(document) for document in map(write_fact, facts) if document["kind"] == kind]
        if found:
            sections[name] = found[0] if kind == "calendar" else found
    if as_json:
        return json.dumps(sections, ensure_ascii=False, indent=2) + "\n"
    return yaml.safe_dump(sections, allow_unicode=True, sort_keys=False, width=120)


def _short(document: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty and what the section says; opening times in one line each."""
    return {
        key: _times(value)
        for key, value in document.items()
        if key != "kind" and value not in (None, "", False) and (value != {} and (value != [] or key in _CLOSED))
    }


_CLOSED = frozenset({"hours", "holidays", "mon", "tue", "wed", "thu", "fri", "sat", "sun"})
"""Where an empty list says something: closed."""


def _times(value: Any) -> Any:
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        if fields.keys() == {"opens", "closes"}:
            return f"{fields['opens']}-{fields['closes']}"
        return _short(fields) if "prices" not in fields else _short(fields) | {"prices": fields["prices"]}
    return [_times(one) for one in cast("list[Any]", value)] if isinstance(value, list) else value


def _decode(file: File) -> str:
    if len(file.content) > LARGEST_TEXT:
        raise FactsFileInvalid(too_large(), file=file.name)
    text = decoded(file.content)
    if text is None:
        raise FactsFileInvalid(not_text(), file=file.name)
    return text


def _sections(file: File, text: str) -> dict[str, Any]:
    try:
        value: Any = load_json(text) if file.name.lower().endswith(".json") else load_yaml(text)
    except (JsonRefused, YamlRefused) as error:
        raise FactsFileInvalid(error.reason, file=file.name) from None
    sections = {str(key): one for key, one in cast("dict[Any, Any]", value).items()} if isinstance(value, dict) else {}
    if str(sections.pop(_MARK, None)) != str(FORMAT):
        unmarked = Reason("facts_mark", "It does not begin with the line `facts: {format}`.", format=FORMAT)
        raise FactsFileInvalid(unmarked, file=file.name)
    if not sections:
        none = Reason("facts_none", "It has no facts: give one of the sections {known}.", known=", ".join(_SECTIONS))
        raise FactsFileInvalid(none, file=file.name)
    return sections


def _check_alone(fact: AnyFact, path: Path, before: Sequence[AnyFact], lines: Mapping[str, int]) -> None:
    """Refuse what only one fact of a file may be, where another is: which of the two is meant is not guessed."""
    if fact.id in lines:
        raise FactProblem(path, _twice(fact.id, lines[fact.id]))
    main = next((one.id for one in before if fact.main and one.main and kind_of(one) == kind_of(fact)), None)
    if main is not None:
        raise FactProblem((*path, "main"), _two_mains(main, lines[main]))


def _twice(fact_id: str, line: int) -> Reason:
    return Reason("fact_id_twice", "The id “{id}” is used already in line {line}.", id=fact_id, line=line)


def _two_mains(fact_id: str, line: int) -> Reason:
    return Reason(
        "fact_main_twice",
        "“{id}” in line {line} is `main` already, and one of a kind is: take it out here or there.",
        id=fact_id,
        line=line,
    )


def _entries(name: str, listed: Any) -> Iterable[tuple[Any, Path]]:
    if name == "calendar":
        return [(listed, (name,))]
    if not isinstance(listed, list):
        return [(None, (name,))]
    return [(one, (name, place)) for place, one in enumerate(cast("list[Any]", listed))]


class _Lines:
    """Where things stand in a file. JSON is YAML as far as places go."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: Mapping[Path, int] | None = None

    def line(self, path: Path) -> int:
        """The line of a place, or of what it is in."""
        if self._lines is None:
            try:
                self._lines = lines_of(self._text.replace("\t", " "))
            except YamlRefused:  # not all JSON is YAML: then the place in words must do
                self._lines = {(): 1}
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def skipped(self, file: File, problem: FactProblem) -> Skipped:
        """A problem as the report of an import tells it."""
        return Skipped(f"{file.name}:{self.line(problem.path)} {problem.place}".rstrip(), problem.reason)
