"""What comes of asking a chain: pieces of text while it speaks, then a reply, or the news that nobody could."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

T = TypeVar("T")

Reason = Literal[
    "unreachable",  # no connection
    "address_refused",  # an address that is not dialled
    "key_refused",
    "not_found",  # no such model there
    "rejected",  # the request itself is not taken
    "rate_limited",
    "quota_spent",
    "overloaded",
    "server_error",
    "slow_start",  # no first word in time
    "stalled",  # no next word in time
    "slow",  # not done in time
    "broken_off",  # the connection ended, or the stream without saying why
    "cut_short",  # its own limit of tokens
    "too_long",  # more than is read
    "garbled",  # not its protocol
    "empty",
    "filtered",  # the provider will not
    "wrong_output",  # again and again not what was asked for
    "over_budget",
    "unpriced",  # nobody knows what it costs
    "resting",  # it failed again and again a moment ago, and is not asked
    "failed",  # something else; the log knows
]


@dataclass(frozen=True)
class Delta:
    """The text goes on."""

    text: str


@dataclass(frozen=True)
class Replace:
    """What was told is void; this stands in its place."""

    text: str


Piece = Delta | Replace


@dataclass(frozen=True)
class Usage:
    """Tokens of one call, by kind. `read` counts all that was sent, the part found in a cache and put there too."""

    read: int = 0
    from_cache: int = 0
    to_cache: int = 0
    written: int = 0
    exact: bool = True
    """Whether the provider said so; otherwise it is an estimate that is not too low."""


@dataclass(frozen=True)
class Failure:
    """Why a call was of no use. `detail` is for people who run this, not for customers."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True)
class Attempt:
    """One call of a model, or one that was not made. Times in seconds."""

    model: str
    usage: Usage
    took: float
    first_word: float | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class Reply(Generic[T]):
    """What a model said in the end. All pieces put together are `text`."""

    output: T
    text: str
    model: str
    attempts: Sequence[Attempt]
    messages: Sequence[dict[str, Any]]
    """What went to and fro, for the trace; plain JSON."""


class ChainExhausted(Exception):
    """No model of the chain had an answer: the engine that needs none must."""

    def __init__(self, attempts: Sequence[Attempt], told: str = "") -> None:
        why = [f"{each.model}: {each.failure.reason}" for each in attempts if each.failure]
        super().__init__("; ".join(why) or "nobody was asked")
        self.attempts = attempts
        self.told = told
        """What has been told all the same, and is void."""
