"""What people hand in, file by file, and what was left out of it and why."""

import codecs
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Final

from sportello.core.reasons import About, Reason, about, code_of

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


def bad_json(error: JSONDecodeError) -> Reason:
    """Why a text is no JSON."""
    return Reason("json", "Not valid JSON: look at line {line}, for a comma, a quote or a bracket.", line=error.lineno)


def deep_json() -> Reason:
    """Why some JSON is not read."""
    return Reason("json_deep", "The JSON is nested too deeply.")
