"""The words that make marks, in each language: numbers, units, days, and what says free, refund, promise or not.

And those that say nothing of the business.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, cast

import yaml

from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import fold
from sportello.knowledge import split_words

FREE: Final = "0"
MONEY: Final = frozenset({"eur", "usd", "gbp", "chf"})
_LENGTHS: Final = frozenset({"km", "m", "cm"})
_NOON: Final = 12
_TEN: Final = 10
_THOUSANDS: Final = 3


class Words:
    """The words of a language that make marks."""

    def __init__(self, language: str) -> None:
        read: Mapping[str, Any] = yaml.safe_load(_read(language))
        self._lists: dict[str, tuple[set[str], tuple[str, ...]]] = {}
        for key, value in read.items():
            each = cast("list[str]", value) if isinstance(value, list) else list[str]()
            begun = tuple(fold(word[:-1]) for word in each if word[-1] == "*")
            self._lists[key] = ({fold(word) for word in each if word[-1] != "*"}, begun)
        turning: Mapping[str, Sequence[str]] = read["turning"]
        self.turning = {kind: [f" {fold(each)} " for each in spelled] for kind, spelled in turning.items()}
        self.language = language
        self.daily = [f" {fold(each)} " for each in read["daily"]]
        self.days = [fold(each) for each in read["days"]]
        self.months = [fold(each) for each in read["months"]]
        self.ambiguous = {fold(each) for each in read["ambiguous"]}
        self.numbers = {fold(word): at for at, word in enumerate(read["numbers"])}
        units = list(self.numbers.items())[:_TEN]
        for ten, word in enumerate(read["tens"], 2):
            base = fold(word)
            self.numbers[base] = ten * _TEN
            for small, at in units[1:]:
                for spelled in (base + small, base[:-1] + small, f"{'ein' if small == 'eins' else small}und{base}"):
                    self.numbers[spelled] = ten * _TEN + at
        self.large = {fold(word): int(many) for word, many in read["large"].items()}

    def has(self, key: str, word: str) -> bool:
        """Whether a folded word is one of these."""
        whole, begun = self._lists[key]
        return word in whole or word.startswith(begun)

    def number(self, word: str) -> int | None:
        """What a folded word counts."""
        if word in self.numbers:
            return self.numbers[word]
        for large, many in sorted(self.large.items(), key=lambda item: -item[1]):
            if large in word:
                before, _, after = word.partition(large)
                times = self.numbers.get(before) if before not in {"", "ein"} else 1
                more = self.number(after.removeprefix("und")) if after else 0
                return None if times is None or more is None else times * many + more
        return None

    def day(self, word: str) -> int | None:
        """Which day of the week, from 0."""
        return next((at for at, day in enumerate(self.days) if word in {day, day + "s", day + "e"}), None)


def _read(name: str) -> str:
    return (files("sportello.answering.grounding") / "said" / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def words_of(language: str) -> Words:
    """The words of a language; English ones where we have none of it."""
    return Words(language if language in LANGUAGES else "en")


@cache
def courtesies(of: str = "") -> frozenset[str]:
    """Words that may be said without a source, in a language, or in any of them."""
    lines = (files("sportello.answering.grounding") / "courtesies.txt").read_text(encoding="utf-8").splitlines()
    told = (line.partition(" ") for line in lines if not line.startswith("#"))
    return frozenset(
        word for language, _, words in told if of in {"", language} for word in split_words(words, language)
    )


@cache
def _units() -> tuple[Mapping[str, str], Sequence[tuple[str, str]]]:
    read: Mapping[str, Sequence[str]] = yaml.safe_load(_read("units"))
    whole = {each: unit for unit, spelled in read.items() for each in spelled if each[-1] != "*"}
    begun = [(each[:-1], unit) for unit, spelled in read.items() for each in spelled if each[-1] == "*"]
    return whole, begun


@lru_cache(maxsize=4096)
def unit_of(word: str) -> str | None:
    """The unit that a folded word names."""
    whole, begun = _units()
    return whole.get(word) or next((unit for start, unit in begun if word.startswith(start)), None)


def figure(written: str) -> str:
    """One spelling for 9,50 and 9.50, for 18 and 18:00, for 1.250 and 1250."""
    whole, *rest = re.split(r"[.,:\u2019]", written)
    while rest and len(rest[0]) == _THOUSANDS:
        whole += rest.pop(0)
    decimals = ".".join(rest).rstrip("0").rstrip(".")
    return f"{int(whole)}.{decimals}" if decimals else str(int(whole))


def valued(values: frozenset[str], unit: str | None, month: int, after: str) -> tuple[str, frozenset[str]]:
    """The kind of a figure with this unit, and its value as marks of that kind have it."""
    if unit == "clock":
        return unit, _hours(next(iter(values)), after)
    if unit == "date":
        return unit, frozenset(f"{value}/{month}" for value in values)
    if unit in MONEY:
        return "price", frozenset(FREE if value == FREE else f"{value} {unit}" for value in values)
    if unit in _LENGTHS:
        return "length", frozenset(f"{value} {unit}" for value in values)
    return unit or "", values


def _hours(value: str, after: str) -> frozenset[str]:
    """An hour, and the same as the other half of the world has it."""
    hour, _, rest = value.partition(".")
    if after == "pm" and int(hour) < _NOON:
        return frozenset({f"{int(hour) + _NOON}{'.' + rest if rest else ''}"})
    return frozenset({value})
