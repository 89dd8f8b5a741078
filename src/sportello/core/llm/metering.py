"""What calls may cost: before each, the worst it can cost is reserved; after it, what it did cost is settled."""

import re
from dataclasses import dataclass
from typing import Protocol

from sportello.core.llm.chain import Model
from sportello.core.llm.outcomes import Usage

_PLAIN = re.compile(r"[A-Za-z\s]+")
_FRAME = 8
"""Tokens around each message."""
_PICTURE = 3_000
"""Tokens of a picture: squares of 28 points, or of 32 counted two and a half times, are the most there is."""
_DEAR, _DEAR_PICTURE = re.compile("4o-mini"), 26_000
"""The one that is told to have read thirty times as much, for a thirtieth of the price."""
_MOST_LETTERS = 16
"""Of a token, on average over an answer: three to five are usual."""


class OverBudget(Exception):
    """This call may cost more than is left."""


class Unpriced(OverBudget):
    """Nobody knows what this call may cost: something to configure, not zero."""


@dataclass(frozen=True)
class Worst:
    """The most that a call can use."""

    model: Model
    read: int
    written: int


class Reservation(Protocol):
    """Money set aside for one call."""

    async def settle(self, usage: Usage) -> None:
        """Give back what was not needed. Called once, however the call ended; zero tokens for one never made."""
        ...


class Meter(Protocol):
    """Who pays."""

    async def reserve(self, worst: Worst) -> Reservation:
        """Set aside the most that a call can cost. Raises `OverBudget`, and that model is passed over."""
        ...


class _Nothing:
    async def settle(self, usage: Usage) -> None:
        pass


class Unmetered:
    """Nobody counts."""

    async def reserve(self, worst: Worst) -> Reservation:  # noqa: ARG002 - as meters have it
        """Always granted."""
        return _Nothing()


def most_tokens(*texts: str) -> int:
    """So many tokens these texts have at most, whoever counts.

    Two plain letters make one at least; of every other sign each byte may be one.
    """
    return sum(_FRAME + len(text.encode(errors="replace")) - _plain(text) // 2 for text in texts)


def most_of_pictures(model: Model, pictures: int) -> int:
    """So many tokens these pictures have at most, whoever counts: each is of 1,024 points a side or less."""
    return pictures * (_DEAR_PICTURE if _DEAR.search(model.name) else _PICTURE)


def least_tokens(written: int) -> int:
    """So many tokens a text of these bytes has at least, whoever counts: none puts more letters into one on average."""
    return -(-written // _MOST_LETTERS)


def _plain(text: str) -> int:
    return sum(map(len, _PLAIN.findall(text)))
