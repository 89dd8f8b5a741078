"""What people hand in, file by file, and what was left out of it and why."""

import codecs
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sportello.core.reasons import About, Reason, about, code_of
from sportello.core.safe_yaml import YamlRefused, lines_of

LARGEST_TEXT: Final = 5 * 1024 * 1024
"""Bytes of a text, a list or facts in one file; they are read in our own process."""
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class File:
    """A file as it was handed in; `name` is its path within the source, with slashes.

    `title` is what to call its article where the file itself does not say.
    """

    name: str
    content: bytes | str
    title: str | None = None


@dataclass(frozen=True)
class Skipped:
    """Something that was left out of an import, and how to mend it."""

    item: str
    reason: str

    @property
    def code(self) -> str | None:
        """By what programs know the reason."""
        return code_of(self.reason)

    @property
    def params(self) -> About:
        """What the reason is about."""
        return about(self.reason)


def decoded(content: bytes | str) -> str | None:
    """The text of a file in UTF-8, or in UTF-16 that says so by its mark (what Excel calls Unicode); None: neither."""
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return None


def too_large() -> Reason:
    """Why a file is not read into memory."""
    return Reason("file_large", "The file is larger than {most} MB. Split it.", most=LARGEST_TEXT // 1024 // 1024)


def not_text() -> Reason:
    """Why bytes are no text."""
    return Reason("encoding", "The file is not UTF-8 text. Save it again with the encoding UTF-8.")


def nul() -> Reason:
    """Why a text that no database keeps is left out."""
    return Reason("nul", "The text contains a character that is none (NUL, or half of one). Save it again as UTF-8.")


def storable(text: str) -> bool:
    """Whether a text is made of characters only: escapes of JSON can write what is none."""
    return "\0" not in text and not _HALF.search(text)


def load_json(text: str) -> Any:
    """The value of a JSON text in which nothing is written twice: of two answers, neither is dropped in silence."""
    value = load_json_loosely(text)
    flaw = flaw_in(value)
    if flaw is not None:
        raise JsonRefused(_with_line(flaw, text))
    return value


def load_json_loosely(text: str) -> Any:
    """The value of a JSON text, with a `Flaw` in place of each part that cannot be used.

    So that only the entry that holds it is left out: whoever uses a part asks `flaw_in` of it.
    """
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_int=_number)
    except json.JSONDecodeError as error:
        raise JsonRefused(_broken(error.lineno)) from error
    except RecursionError as error:
        raise JsonRefused(Reason("json_deep", "The JSON is nested too deeply.")) from error
    if isinstance(value, Flaw):
        raise JsonRefused(_with_line(value.reason, text))
    return value


@dataclass(frozen=True)
class Flaw:
    """What stands in place of a part of a file that cannot be used, and why it cannot."""

    reason: Reason


def flaw_in(value: Any) -> Reason | None:
    """Why a value cannot be used: something in it is written twice, is endless, or is no text; None: it can."""
    parts: list[Any] = [value]
    while parts:
        part = parts.pop()
        if isinstance(part, Flaw):
            return part.reason
        if isinstance(part, str) and not storable(part):
            return nul()
        if isinstance(part, dict):
            fields = cast("dict[str, Any]", part)
            parts += [*fields.values(), *fields]
        elif isinstance(part, (list, tuple)):
            parts += cast("Sequence[Any]", part)
    return None


class JsonRefused(ValueError):
    """The text is not JSON that we read; the reason says how to mend it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def _broken(line: int) -> Reason:
    return Reason("json", "Not valid JSON: look at line {line}, for a comma, a quote or a bracket.", line=line)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Flaw:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            return Flaw(_twice(name) if storable(name) else nul())
        fields[name] = value
    return fields


def _number(digits: str) -> int | Flaw:
    try:
        return int(digits)
    except ValueError:
        return Flaw(Reason("json_number", "A number in the JSON has thousands of digits: put it in quotes."))


def _twice(name: str) -> Reason:
    return Reason("json_twice", "“{name}” is written twice in one place: keep one of them.", name=name[:60])


def _with_line(flaw: Reason, text: str) -> Reason:
    """What is written twice with its line, where the text can be read as YAML too: that tells lines, JSON does not."""
    if flaw.code == "json_twice":
        try:
            lines_of(text.replace("\t", " "))
        except YamlRefused as refused:
            if refused.reason.code == "yaml_twice":
                return refused.reason
    return flaw
