"""Which intent a message has, by a linear model small enough to be asked in passing.

It is trained elsewhere (`training.py`, with numpy, in a process of its own) and asked here in plain Python: numpy
would cost every process its memory for one small product. A row of weights is one byte an intent, and a whole row
is multiplied at once, as one long integer with a lane of four bytes for each intent.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from math import exp, sqrt
from typing import Any, Final

from sportello.answering.understanding.features import Counts, damped, features_of

ZERO: Final = 128
"""The byte that stands for a weight of nothing."""
IDF_STEPS: Final = 20
"""Steps of a byte into which one unit of a piece's rarity is divided."""
_LANE: Final = 4
_UNITS: Final = 1_000
"""Steps into which a piece's share of the message is divided: what a lane sums stays under four bytes."""
_LOADED: Final = 64


@dataclass(frozen=True, kw_only=True)
class Found:
    """How well one intent is found again: how many of its examples were asked for, and how many were known rightly.

    `mistaken_for` is the intent that the others were mostly taken for.
    """

    asked: int
    right: int
    mistaken_for: str | None


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How well a model does on examples that it was not trained on, in shares of one."""

    examples: int
    accuracy: float
    kept: float
    """Messages of known intents that are known rightly, at the threshold."""
    told_apart: float
    """Messages of unknown intents that are told to be unknown, at the threshold."""
    by_intent: Mapping[str, Found] = field(default_factory=dict[str, Found])


@dataclass(frozen=True, kw_only=True)
class Head:
    """Everything about a model but its weights."""

    language: str
    intents: tuple[str, ...]
    buckets: int
    scales: tuple[float, ...]
    """What one step of a byte is worth, by intent."""
    bias: tuple[float, ...]
    calibration: tuple[float, float, float]
    """How score, lead over the second, and a constant make a confidence."""
    threshold: float
    trained_on: str
    """Fingerprint of the examples."""
    measured: Measured

    def written(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "Head":
        """From JSON values."""
        by_score, by_lead, constant = written["calibration"]
        measured = dict(written["measured"])
        found = {intent: Found(**one) for intent, one in measured.pop("by_intent", {}).items()}
        return cls(
            language=written["language"],
            intents=tuple(written["intents"]),
            buckets=written["buckets"],
            scales=tuple(written["scales"]),
            bias=tuple(written["bias"]),
            calibration=(by_score, by_lead, constant),
            threshold=written["threshold"],
            trained_on=written["trained_on"],
            measured=Measured(**measured, by_intent=found),
        )


@dataclass(frozen=True)
class Guess:
    """The likeliest intent. `known` says whether it is likely enough; below, it is only the nearest."""

    intent: str
    confidence: float
    known: bool


class Classifier:
    """A trained model of one language, ready to be asked."""

    def __init__(self, head: Head, rarity: bytes, weights: bytes) -> None:
        self.head = head
        self._rarity = rarity
        self._weights = weights

    def guess(self, text: str) -> Guess | None:
        """The likeliest intent of a message; None where it holds no word at all, or no intent is known."""
        scores = self.scores(text)
        if not scores:
            return None
        best = max(range(len(scores)), key=scores.__getitem__)
        second = max((score for place, score in enumerate(scores) if place != best), default=-1.0)
        by_score, by_lead, constant = self.head.calibration
        evidence = by_score * scores[best] + by_lead * (scores[best] - second) + constant
        confidence = 1 / (1 + exp(-max(-30.0, min(30.0, evidence))))
        return Guess(self.head.intents[best], confidence, confidence >= self.head.threshold)

    def nearest(self, text: str, *, most: int) -> list[str]:
        """The likeliest intents of a message, the likeliest first."""
        scores = self.scores(text)
        return [self.head.intents[at] for at in sorted(range(len(scores)), key=lambda at: -scores[at])[:most]]

    def scores(self, text: str) -> list[float]:
        """How much speaks for each intent, in their order; empty for a message without words."""
        count = len(self.head.intents)
        words, letters = features_of(text, buckets=self.head.buckets)
        if not words or not count:
            return []
        sums, units = 0, 0
        wide = bytearray(count * _LANE)
        for counts in (words, letters):
            for bucket, share in self._shares(counts):
                row = self._weights[bucket * count : (bucket + 1) * count]
                wide[::_LANE] = row
                sums += share * int.from_bytes(wide, "little")
                units += share
        lanes = memoryview(sums.to_bytes(count * _LANE, "little")).cast("I")
        return [
            (lane - ZERO * units) / _UNITS * scale + bias
            for lane, scale, bias in zip(lanes, self.head.scales, self.head.bias, strict=True)
        ]

    def _shares(self, counts: Counts) -> Iterator[tuple[int, int]]:
        """Each piece's share of the message: the rarer, the larger; the squares of all make one."""
        rarity = self._rarity
        weighed = [(bucket, times * rarity[bucket]) for bucket, times in damped(counts)]
        length = sqrt(sum(weight * weight for _, weight in weighed)) or 1.0
        for bucket, weight in weighed:
            yield bucket, round(weight / length * _UNITS)


def pack(head: Head, rarity: bytes, weights: bytes) -> bytes:
    """A model as it is stored."""
    written = json.dumps(head.written()).encode()
    return zlib.compress(len(written).to_bytes(4, "little") + written + rarity + weights, 9)


@lru_cache(maxsize=_LOADED)
def load(packed: bytes) -> Classifier:
    """A stored model, ready to be asked; those asked last stay at hand."""
    plain = zlib.decompress(packed)
    body = 4 + int.from_bytes(plain[:4], "little")
    head = Head.read(json.loads(plain[4:body]))
    return Classifier(head, plain[body : body + head.buckets], plain[body + head.buckets :])
