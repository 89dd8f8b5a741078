"""Groups: which questions ask the same, told by the letters they share and, where a model knows, by what they mean.

Letters as search compares them where stems miss: the runs of four of the words that say something, each weighed by how
few groups have it. A question joins the group of the question that is most like it; a group is compared by its first
questions alone, so that none wanders from its subject, one question like the next.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sportello.core.ids import new_id
from sportello.knowledge import grams, split_words

ALIKE: Final = 0.32
"""From this cosine on, questions are alike by their letters. See docs/how-to/close-gaps.md for what that comes to."""
ALIKE_MEANT: Final = 0.43
"""The same, where half of it is the cosine of what they mean."""
FIRST: Final = 8
"""Questions that a group is known by, its oldest: later ones move nothing."""
_FEW: Final = 300
"""How many groups are taken to be there at least: among few, all words would seem to say much."""
_OUTGROWN: Final = 1.1
_LONGEST: Final = 1_000
"""Characters of a question that are looked at."""

Place = tuple[UUID, UUID]
"""Where a question was asked: its conversation, and the message that was no answer."""


@dataclass(frozen=True)
class Near:
    """The questions that mean nearly the same as one, with their cosines; what is not among them is no nearer."""

    cosines: Mapping[Place, float]

    def of(self, place: Place) -> float:
        """The cosine of one of them; of others, the least there is."""
        return self.cosines.get(place, min(self.cosines.values(), default=0.0))


class Groups:
    """The gaps of one language, as far as new questions are compared with them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._gaps: list[UUID] = []
        self._firsts: list[list[int]] = []
        self._at: dict[UUID, int] = {}
        self._group: list[int] = []
        self._places: list[Place] = []
        self._numbers: dict[Place, int] = {}
        self._meant: list[bool] = []
        self._runs: list[frozenset[str]] = []
        self._lengths: list[float] = []
        self._having: dict[str, list[int]] = defaultdict(list)
        self._spread: dict[str, int] = defaultdict(int)
        self._weighed = 0

    def know(self, gap_id: UUID, place: Place, question: str, *, meant: bool = False) -> None:
        """A question that is in a gap already; `meant` if it is known what it means."""
        self._add(self._of(gap_id), place, letters(question, self.language), meant=meant)

    def place(self, place: Place, question: str, near: Near | None = None) -> tuple[UUID, bool]:
        """The gap this question belongs to, and whether it begins it. `near`: where it is known what it means."""
        asked = letters(question, self.language)
        if len(self._gaps) > self._weighed * _OUTGROWN:
            self._weigh()
        likeness = self._likeness(asked, near)
        best = max(likeness, key=lambda at: (likeness[at], -at), default=None)
        begins = best is None or likeness[best] < 1
        if best is None or begins:
            best = self._of(new_id())
        self._add(best, place, asked, meant=near is not None)
        return self._gaps[best], begins

    def _likeness(self, asked: frozenset[str], near: Near | None) -> dict[int, float]:
        """How like each group is, by its question that is most like this one: 1 is alike."""
        shared: dict[int, float] = defaultdict(float)
        for run in asked:
            worth = self._worth(run) ** 2
            for at in self._having.get(run, ()):
                shared[at] += worth
        for place in near.cosines if near else ():
            if place in self._numbers:
                shared[self._numbers[place]] += 0.0
        length = self._length(asked)
        alike: dict[int, float] = defaultdict(float)
        for at, common in shared.items():
            by_letters = common / (length * self._lengths[at])
            meant = (by_letters + max(0.0, near.of(self._places[at]))) / 2 if near and self._meant[at] else None
            found = by_letters / ALIKE if meant is None else meant / ALIKE_MEANT
            alike[self._group[at]] = max(alike[self._group[at]], found)
        return alike

    def _of(self, gap_id: UUID) -> int:
        if gap_id not in self._at:
            self._at[gap_id] = len(self._gaps)
            self._gaps.append(gap_id)
            self._firsts.append([])
        return self._at[gap_id]

    def _add(self, group: int, place: Place, runs: frozenset[str], *, meant: bool) -> None:
        if len(self._firsts[group]) >= FIRST:
            return
        met = frozenset[str]().union(*(self._runs[at] for at in self._firsts[group]))
        number = len(self._runs)
        for run in runs:
            self._having[run].append(number)
            self._spread[run] += run not in met
        self._firsts[group].append(number)
        self._group.append(group)
        self._places.append(place)
        self._numbers[place] = number
        self._meant.append(meant)
        self._runs.append(runs)
        self._lengths.append(self._length(runs))

    def _worth(self, run: str) -> float:
        """What is said in few groups tells them apart; what one group says again and again is its subject."""
        return math.log(1 + (self._weighed + _FEW) / (self._spread.get(run, 0) + 0.5))

    def _length(self, runs: frozenset[str]) -> float:
        return math.sqrt(sum(self._worth(run) ** 2 for run in runs)) or 1.0

    def _weigh(self) -> None:
        """Weigh all runs anew; worth it when many groups have come."""
        self._weighed = len(self._gaps)
        self._lengths = [self._length(runs) for runs in self._runs]


def letters(question: str, language: str) -> frozenset[str]:
    """The runs of letters of the words that say something; of all words, where none does."""
    said = question[:_LONGEST]
    return frozenset(grams(split_words(said, language) or split_words(said, "")))
