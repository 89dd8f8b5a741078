"""What people hand in, file by file, and what was left out of it and why."""

from dataclasses import dataclass
from typing import Final

from sportello.core.reasons import About, about, code_of

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
