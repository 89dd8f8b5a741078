"""What people hand in, file by file, and what was left out of it and why."""

import codecs
import json
from dataclasses import dataclass
from typing import Any, Final

from sportello.core.reasons import About, Reason, about, code_of
from sportello.core.safe_yaml import YamlRefused, lines_of

LARGEST_TEXT: Final = 5 * 1024 * 1024
"""Bytes of a text, a list or facts in one file; they are read in our own process."""


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


def load_json(text: str) -> Any:
    """The value of a JSON text in which nothing is written twice: of two answers, neither is dropped in silence."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise JsonRefused(_broken(error.lineno)) from error
    except RecursionError as error:
        raise JsonRefused(Reason("json_deep", "The JSON is nested too deeply.")) from error
    except _Twice as error:
        raise JsonRefused(_twice(text, error.args[0])) from error


class JsonRefused(ValueError):
    """The text is not JSON that we read; the reason says how to mend it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def _broken(line: int) -> Reason:
    return Reason("json", "Not valid JSON: look at line {line}, for a comma, a quote or a bracket.", line=line)


class _Twice(ValueError):
    """A name that stands twice in one place."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise _Twice(name)
        fields[name] = value
    return fields


def _twice(text: str, name: str) -> Reason:
    """With its line, where the text can be read as YAML too: that tells lines, JSON does not."""
    try:
        lines_of(text.replace("\t", " "))
    except YamlRefused as refused:
        if refused.reason.code == "yaml_twice":
            return refused.reason
    return Reason("json_twice", "“{name}” is written twice in one place: keep one of them.", name=name[:60])
