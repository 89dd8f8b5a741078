"""A sentence held against its sources: each of its marks, and what it denies, to where they say it of the same."""

import math
from collections.abc import Iterable, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from sportello.answering.grounding.lexicon import FREE
from sportello.answering.grounding.marks import Clause, Mark
from sportello.knowledge import grams, is_code

SAID: Final = 0.5
"""A word is said from this share of its runs of letters on."""
_NEAR, _BESIDE, _ABOVE = 1.0, 0.5, 0.25
"""What a word is worth in the clause itself, in the rest of its sentence or row, and in what stands over it."""
_APART: Final = 0.4
"""… and in a part of the sentence that says another figure."""
_AGAINST: Final = 1.25
"""So much more like a sentence must be the place that contradicts it than any that does not."""
_LEAST: Final = 0.5
"""The share of a clause's words that a sentence must have to contradict it by denying nothing."""
_SIGNED: Final = ("weekday", "date", "refund")
"""Kinds of marks that say nothing by themselves, but what is said or denied of them."""
_CLAIMING: Final = ("always", "promise", "law", "safe")
_TELLING: Final = 2.0
"""A date, an age or a day tells one row from the next better than a word does."""
_WHEN: Final = ("weekday", "date")
_QUALIFYING: Final = ("weekday", "date", "year")
_SHORTEST: Final = 4
_INNER: Final = 5
"""Letters of a word that another may hold in its midst: "einchecken"."""
_AKIN: Final = 0.6


@dataclass(frozen=True)
class Held:
    """A sentence held against its sources."""

    clauses: Sequence[Clause]
    known: Sequence[Clause]
    asked: Sequence[Clause]
    topic: set[str]
    compared: bool
    """Whether words can be: where the sources speak the same language."""

    def all(self) -> bool:
        """Whether every mark of its clauses is right, and whether it denies what they deny."""
        return all(self._mark(clause, mark) for clause in self.clauses for mark in clause.marks) and (
            not self.compared or all(self._sign(clause) for clause in self.clauses)
        )

    @property
    def marks(self) -> list[Mark]:
        """Those of the whole sentence."""
        return [mark for clause in self.clauses for mark in clause.marks]

    def _mark(self, clause: Clause, mark: Mark) -> bool:
        if mark.kind == "everybody" and not any(each.kind in {"price", "refund"} for each in clause.marks):
            return True
        if not mark.kind and self._counted(mark):
            return True
        if mark.kind == "without":
            known = [place for place in self.known if not _of_others(clause, place)]
            return any(self._lacks(place, mark.noun) for place in known) or not self.compared
        places = [(place, other) for place in self.known for other in place.marks if _alike(mark, other, place)]
        right = [place for place, other in places if _same(mark, other, place, clause)]
        if mark.kind == "price" and FREE in mark.values and clause.negative:
            right = [place for place, other in places if FREE not in other.values]
        if mark.kind == "price" and FREE in mark.values:
            right = [place for place in right if self._qualified(place)]
        if not right or not self.compared:
            return bool(right)
        if mark.kind in _QUALIFYING:
            return True  # when it is so; what is so at that time is held by the other marks
        signed = mark.kind in _SIGNED
        rivals = [
            place
            for place, other in places
            if mark.kind == other.kind
            and not (signed and place.negative != clause.negative)
            and not self._told_too(clause, place, other, right)
        ]
        return self._best(clause, mark, right, rivals)

    @staticmethod
    def _told_too(clause: Clause, place: Clause, other: Mark, right: Sequence[Clause]) -> bool:
        """Whether a rival is said in the same breath: "from 17 to 22" where a page opens at 17 and closes at 22."""
        return any(other.values == each.values for each in clause.marks if each.kind == other.kind) and any(
            place.around is each.around for each in right
        )

    def _qualified(self, place: Clause) -> bool:
        """Whether a sentence names one of the days or ages that a place says something of only."""
        only = [mark for mark in place.within or place.marks if mark.kind in _QUALIFYING]
        told = [mark for each in (*self.clauses, *self.asked) for mark in each.marks]
        return not only or any(one.values & other.values for one in told for other in only)

    def _lacks(self, place: Clause, noun: str) -> bool:
        if place.negative and is_among(noun, place.words):
            return True
        return any(each.kind == "without" and is_among(noun, {each.noun}) for each in place.marks)

    def _counted(self, mark: Mark) -> bool:
        """Whether the customer says themselves how many there are."""
        return any(mark.values <= other.values and not other.kind for each in self.asked for other in each.marks)

    def _best(self, clause: Clause, mark: Mark, right: Sequence[Clause], rivals: Sequence[Clause]) -> bool:
        kinds = {mark.kind, ""} if mark.kind not in _SIGNED else {mark.kind}
        own = {
            f"{sign}{value.split(' ')[0].split('/')[0]}"
            for each in self.marks
            if not mark.kind or each.kind in kinds
            for value in each.values
            for sign in "#@"
        }
        siblings = [
            each for each in self.clauses if each is not clause and any(m.kind == mark.kind for m in each.marks)
        ]
        theirs = {word for each in siblings for word in each.words} - clause.words
        near = replace(clause, around=clause.around - theirs)
        likeness = _Likeness(near, self.topic, [*right, *rivals], own=own, apart=theirs)
        best = max(map(likeness.of, right))
        if mark.kind in _CLAIMING and not any(likeness.share(place) > _LEAST for place in right):
            return False
        return best > 0 and best >= max(map(likeness.of, rivals), default=0)

    def _sign(self, clause: Clause) -> bool:
        """Whether the sources deny what it denies, and nothing of what it does not."""
        if not clause.words:
            return True
        if clause.pays and not (clause.negative or clause.free or clause.priced) and not self._paid(clause):
            return False
        saying = [place for place in self.known if not place.negative]
        if clause.negative and not clause.free:
            likeness = _Likeness(replace(clause, around=frozenset()), set(), self.known)
            if not any(map(likeness.of, self.known)):
                likeness = _Likeness(clause, set(), self.known)
            denying = [place for place in self.known if self._denies(place, clause) and self._qualified(place)]
            most = max((likeness.of(place) for place in denying), default=0)
            return most > 0 and most * _AGAINST >= max((likeness.of(place) for place in saying), default=0)
        for place in self.known:
            shared = {word for word in place.words if is_among(word, clause.words)}
            lacking = {
                each.noun for each in place.marks if each.kind == "without" and is_among(each.noun, clause.words)
            }
            against = place.negative and (
                len(shared) >= _LEAST * len(place.words) or all(is_among(word, place.words) for word in clause.words)
            )
            against = against or bool(lacking and not any(mark.kind == "without" for mark in clause.marks))
            if lacking:
                saying = [each for each in saying if not any(mark.kind == "without" for mark in each.marks)]
            if shared and against and not any(all(is_among(word, other.words) for word in shared) for other in saying):
                return False
        return True

    def _paid(self, clause: Clause) -> bool:
        """Whether a clause that says "is to be paid" resembles nothing that is free more than what is not."""
        likeness = _Likeness(clause, self.topic, self.known)
        free = max((likeness.of(place) for place in self.known if place.free), default=0)
        paid = (place for place in self.known if not place.free and (place.pays or place.priced))
        return not free or max(map(likeness.of, paid), default=0) > free

    def _denies(self, place: Clause, clause: Clause) -> bool:
        if place.negative or (clause.pays and place.free):
            return True
        return any(each.kind == "without" and is_among(each.noun, clause.words) for each in place.marks)


def _alike(mark: Mark, other: Mark, place: Clause) -> bool:
    """Whether two marks are of one kind: a bare figure may be any, where nothing says what it counts."""
    if mark.kind == other.kind:
        return True
    if not other.kind:
        return mark.kind in {"clock", "date"}
    return (
        not mark.kind
        and (not mark.noun or is_among(mark.noun, place.around))
        and other.kind not in {"weekday", "refund"}
    )


def _same(mark: Mark, other: Mark, place: Clause, clause: Clause) -> bool:
    if {mark.bound, other.bound} == {"least", "most"} or {mark.side, other.side} == {"before", "after"}:
        return False
    if (
        mark.per
        and other.per
        and not is_among(mark.per, {other.per})
        and not is_among(mark.per, place.around | place.above)
    ):
        return False
    if mark.kind not in _WHEN and not _at_that_time(clause, place):
        return False
    if mark.kind in _SIGNED and clause.negative != place.negative:
        return False
    if any(is_code(word) and not is_among(word, place.around | place.above) for word in clause.words):
        return False
    values = {value.split(" ")[0].split("/")[0] for value in other.values} if not mark.kind else other.values
    return mark.values <= values


def _at_that_time(clause: Clause, place: Clause) -> bool:
    """Whether a place is not of other days than a clause names: what is so from Monday to Thursday says no Sunday."""
    for kind in _WHEN:
        told = {value for mark in clause.marks if mark.kind == kind for value in mark.values}
        only = {value for mark in place.within or place.marks if mark.kind == kind for value in mark.values}
        if told and only and not told <= only:
            return False
    return True


def _of_others(clause: Clause, place: Clause) -> bool:
    """Whether both say which by their figures, and not the same: "stands 3 and 9" and "stand 7"."""
    own, theirs = ({word for word in each.around if word[0] == "#"} for each in (clause, place))
    return bool(own and theirs) and own.isdisjoint(theirs)


class _Likeness:
    """How like a clause the places of the sources are: by the words they have in common, the rarer the better."""

    def __init__(
        self,
        clause: Clause,
        topic: set[str],
        places: Sequence[Clause],
        *,
        own: Iterable[str] = (),
        apart: AbstractSet[str] = frozenset(),
    ) -> None:
        self._worth: dict[str, float] = {}
        for words, worth in ((topic, _ABOVE), (apart, _APART), (clause.around, _BESIDE), (clause.words, _NEAR)):
            self._worth |= {word: worth * (_TELLING if word[0] in "#@" else 1) for word in set(words) - set(own)}
        having = {word: sum(_says(word, place) > 0 for place in places) for word in self._worth}
        self._rare = {word: math.log(1 + len(places) / max(many, 1)) for word, many in having.items()}

    def of(self, place: Clause) -> float:
        """How like it a place is."""
        return sum(worth * self._rare[word] * _says(word, place) for word, worth in self._worth.items())

    def share(self, place: Clause) -> float:
        """How much of a place's clause the sentence has."""
        return sum(is_among(word, self._worth) for word in place.words) / max(1, len(place.words))


def _tiers(place: Clause) -> Sequence[tuple[float, Iterable[str]]]:
    return ((_NEAR, place.words), (_BESIDE, place.around), (_ABOVE, place.above))


def _near(word: str, words: Iterable[str]) -> float:
    """How near a word comes to any of others: its own letters count more than those of one that is akin."""
    if word in words:
        return 1
    akin = [other for other in words if _akin(word, other)]
    if not akin:
        return 0
    return 1 if any(word[: len(other) * 2 // 3] == other[: len(other) * 2 // 3] for other in akin) else _AKIN


def _says(word: str, place: Clause) -> float:
    if _within(word, place.ranges):
        return _NEAR
    return max(worth * _near(word, words) for worth, words in _tiers(place))


def _within(word: str, ranges: Iterable[tuple[int, int]]) -> bool:
    return word.startswith("#") and word[1:].isdigit() and any(low <= int(word[1:]) <= high for low, high in ranges)


def is_among(word: str, words: Iterable[str] | Mapping[str, float]) -> bool:
    """Whether a word is among others, whatever its ending or what it is compounded with."""
    return word in words or any(_akin(word, other) for other in words)


@lru_cache(maxsize=65_536)
def _akin(one: str, other: str) -> bool:
    if one[0] in "#@" or other[0] in "#@":
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORTEST:
        return False
    if longer.startswith(shorter) and len(longer) - len(shorter) >= _SHORTEST:
        return False  # of a compound the end says what it is
    return (
        longer.endswith(shorter)
        or (len(shorter) >= _INNER and shorter in longer)
        or share(shorter, f" {longer} ") > SAID
    )


def share(word: str, said: str) -> float:
    """How much of a word, by its runs of letters, is in a text."""
    runs = grams([word])
    return sum(run in said for run in runs) / len(runs)
