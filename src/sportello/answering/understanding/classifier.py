"""Which intent a message has, by a linear model small enough to be asked in passing.

It is trained elsewhere (`training.py`, with numpy, in a process of its own) and asked here in plain Python: numpy
would cost every process its memory for one small product. A row of weights is one byte an intent, and a whole row
is multiplied at once, as one long integer with a lane of four bytes for each intent.

A workspace whose embedding model knows the language has a second layer of weights over the numbers of that model's
vectors. Where a message comes with its vector, both have their weight in what each intent's share of it is; where it
does not, the words answer alone.
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
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
SHARP: Final = 4.0
"""What a score of the words is multiplied by beside what its meaning says for an intent."""
_LANE_HOLDS: Final = 2 ** (8 * _LANE) - 1
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
class NearHead:
    """What a model says of its second layer, over the vectors of one embedding model."""

    model: str
    """Whose vectors: others mean nothing to it."""
    dimensions: int
    scales: tuple[float, ...]
    bias: tuple[float, ...]
    weight: float
    """What meaning counts for; the rest is for words."""
    calibration: tuple[float, float, float]
    threshold: float
    measured: Measured
    """How well both do together."""

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "NearHead":
        """From JSON values."""
        by_score, by_lead, constant = written["calibration"]
        return cls(
            model=written["model"],
            dimensions=written["dimensions"],
            scales=tuple(written["scales"]),
            bias=tuple(written["bias"]),
            weight=written["weight"],
            calibration=(by_score, by_lead, constant),
            threshold=written["threshold"],
            measured=_measured(written["measured"]),
        )


@dataclass(frozen=True)
class Point:
    """What a message means, in the numbers of one embedding model."""

    model: str
    vector: Sequence[float]


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
    near: NearHead | None = None

    def written(self) -> dict[str, Any]:
        """As JSON values."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "Head":
        """From JSON values."""
        by_score, by_lead, constant = written["calibration"]
        near = written.get("near")
        if near and "weight" not in near:
            near = None  # calibrated for another way of adding up: it is learnt anew
        return cls(
            language=written["language"],
            intents=tuple(written["intents"]),
            buckets=written["buckets"],
            scales=tuple(written["scales"]),
            bias=tuple(written["bias"]),
            calibration=(by_score, by_lead, constant),
            threshold=written["threshold"],
            trained_on=written["trained_on"],
            measured=_measured(written["measured"]),
            near=NearHead.read(near) if near else None,
        )


def _measured(written: Mapping[str, Any]) -> Measured:
    plain = dict(written)
    found = {intent: Found(**one) for intent, one in plain.pop("by_intent", {}).items()}
    return Measured(**plain, by_intent=found)


@dataclass(frozen=True)
class Guess:
    """The likeliest intent. `known` says whether it is likely enough; below, it is only the nearest."""

    intent: str
    confidence: float
    known: bool
    by_meaning: bool = False
    """Whether an embedding model had its share in it."""


class Classifier:
    """A trained model of one language, ready to be asked."""

    def __init__(self, head: Head, rarity: bytes, weights: bytes, near: bytes = b"") -> None:
        self.head = head
        self._rarity = rarity
        self._weights = weights
        self._near = near

    def guess(self, text: str, point: Point | None = None) -> Guess | None:
        """The likeliest intent of a message; None where it holds no word at all, or no intent is known."""
        scores, near = self._fused(text, point)
        if not scores:
            return None
        best = max(range(len(scores)), key=scores.__getitem__)
        second = max((score for place, score in enumerate(scores) if place != best), default=-1.0)
        calibrated = near or self.head
        by_score, by_lead, constant = calibrated.calibration
        evidence = by_score * scores[best] + by_lead * (scores[best] - second) + constant
        confidence = 1 / (1 + exp(-max(-30.0, min(30.0, evidence))))
        return Guess(self.head.intents[best], confidence, confidence >= calibrated.threshold, near is not None)

    def nearest(self, text: str, *, most: int, point: Point | None = None) -> list[str]:
        """The likeliest intents of a message, the likeliest first."""
        scores, _ = self._fused(text, point)
        return [self.head.intents[at] for at in sorted(range(len(scores)), key=lambda at: -scores[at])[:most]]

    def _fused(self, text: str, point: Point | None) -> tuple[list[float], NearHead | None]:
        """How much speaks for each intent, and the second layer where it had its say."""
        scores, near = self.scores(text), self.head.near
        if (
            not scores
            or near is None
            or point is None
            or (point.model, len(point.vector))
            != (
                near.model,
                near.dimensions,
            )
        ):
            return scores, None
        meant = self._meant(point.vector, near)
        both = [
            (1 - near.weight) * SHARP * words + near.weight * means for words, means in zip(scores, meant, strict=True)
        ]
        return _shares(both), near

    def scores(self, text: str) -> list[float]:
        """How much the words say for each intent, in their order; empty for a message without words."""
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

    def _meant(self, vector: Sequence[float], near: NearHead) -> list[float]:
        """How much the meaning says for each intent: as with words, its numbers moved up so that none is negative."""
        units = _LANE_HOLDS // (near.dimensions * 255 * 2)
        shares = [round((min(1.0, max(-1.0, number)) + 1) * units) for number in vector]
        sums = sum(share * row for share, row in zip(shares, self._near_rows, strict=True))
        whole = sum(shares)
        lanes = memoryview(sums.to_bytes(len(self.head.intents) * _LANE, "little")).cast("I")
        return [
            ((lane - ZERO * whole) / units - moved) * scale + bias
            for lane, moved, scale, bias in zip(lanes, self._near_moved, near.scales, near.bias, strict=True)
        ]

    @cached_property
    def _near_rows(self) -> list[int]:
        """The second layer's rows as long integers."""
        count = len(self.head.intents)
        wide = bytearray(count * _LANE)
        rows: list[int] = []
        for start in range(0, len(self._near), count):
            wide[::_LANE] = self._near[start : start + count]
            rows.append(int.from_bytes(wide, "little"))
        return rows

    @cached_property
    def _near_moved(self) -> list[int]:
        """What moving all numbers of a vector up by one adds to each intent."""
        count = len(self.head.intents)
        return [sum(self._near[place::count]) - ZERO * (len(self._near) // count) for place in range(count)]

    def _shares(self, counts: Counts) -> Iterator[tuple[int, int]]:
        """Each piece's share of the message: the rarer, the larger; the squares of all make one."""
        rarity = self._rarity
        weighed = [(bucket, times * rarity[bucket]) for bucket, times in damped(counts)]
        length = sqrt(sum([weight * weight for _, weight in weighed])) or 1.0
        for bucket, weight in weighed:
            yield bucket, round(weight / length * _UNITS)


def _shares(scores: Sequence[float]) -> list[float]:
    """Scores as shares of one."""
    most = max(scores)
    raised = [exp(score - most) for score in scores]
    whole = sum(raised)
    return [each / whole for each in raised]


def pack(head: Head, rarity: bytes, weights: bytes, near: bytes = b"") -> bytes:
    """A model as it is stored."""
    written = json.dumps(head.written()).encode()
    return zlib.compress(len(written).to_bytes(4, "little") + written + rarity + weights + near, 9)


@lru_cache(maxsize=_LOADED)
def load(packed: bytes) -> Classifier:
    """A stored model, ready to be asked; those asked last stay at hand."""
    return unpack(packed)


def unpack(packed: bytes) -> Classifier:
    """A packed model, ready to be asked."""
    plain = zlib.decompress(packed)
    body = 4 + int.from_bytes(plain[:4], "little")
    head = Head.read(json.loads(plain[4:body]))
    words = body + head.buckets
    meaning = words + head.buckets * len(head.intents)
    return Classifier(head, plain[body:words], plain[words:meaning], plain[meaning:])
