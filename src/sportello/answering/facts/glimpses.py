"""What something that is not understood speaks of nevertheless: its days, and the facts that it names."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from sportello.answering.facts.moment import When
from sportello.answering.facts.naming import Ref, names_of
from sportello.answering.facts.when import Reader
from sportello.answering.facts.words import LONGEST, tokens_of, vocabulary
from sportello.knowledge import FactBook

_REMEMBERED: Final = 512
"""Texts that are kept: each is looked at again with every question that follows it."""


@dataclass(frozen=True)
class Glimpse:
    """What something that is not understood speaks of nevertheless."""

    days: tuple[When, ...]
    names: frozenset[Ref]


def glimpse(text: str, *, language: str, book: FactBook, today: date) -> Glimpse:
    """The different days in a text, and the facts that it calls by their names."""
    return _glimpse(text, language, book, today)


@lru_cache(maxsize=_REMEMBERED)
def _glimpse(text: str, language: str, book: FactBook, today: date) -> Glimpse:
    tokens = tokens_of(text)[: 4 * LONGEST]
    words, known = vocabulary(language), names_of(book, language)
    times = Reader(tokens, words, today, small_hours=False, calendar=book.calendar)
    days, names, at = dict[date, When](), set[Ref](), 0
    while at < len(tokens):
        time, name = times.read(at), known.at(tokens, at)
        names |= {ref for ref in name[0] if ref.variant is None and ref.column is None} if name else set()
        if time and time[0].first:
            when = time[0]
            whole = When(first=when.first, last=when.last, named=when.named, by_name=when.by_name, year=when.year)
            days.setdefault(time[0].first, whole)
        at = max(at + 1, time[1] if time else 0, name[1] if name else 0)
    return Glimpse(tuple(days.values()), frozenset(names))
