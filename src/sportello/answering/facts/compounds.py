"""German words that are names of facts written as one: a "Herrenhaarschnitt" is the haircut, for men."""

import re
from typing import Final

from sportello.answering.facts.naming import Names, Ref, names_of
from sportello.answering.facts.words import tokens_of
from sportello.answering.phrases import fold
from sportello.knowledge import FactBook

COMPOUNDING: Final = "de"
"""The language that writes them."""
_SHORTEST: Final = 4
"""Letters of each part."""
_LINKS: Final = ("", "s")
"""What may stand between the parts, besides the endings that names have anyway."""


def parted(question: str, *, book: FactBook) -> str | None:
    """The question with compounds of names written apart; None where there are none.

    Both parts must be names of one fact: what a "Lieblingsschnitt" costs, nobody wrote.
    """
    names, apart = names_of(book, COMPOUNDING), fold(question)
    whole = apart
    for word in dict.fromkeys(tokens_of(question)):
        parts = None if names.at([word], 0) else _parts(word, names)
        if parts:
            apart = re.sub(rf"\b{re.escape(word)}\b", parts, apart)
    return apart if apart != whole else None


def _parts(word: str, names: Names) -> str | None:
    for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
        for link in _LINKS:
            first, second = word[:at], word[at:]
            if link and not first.endswith(link):
                continue
            which, what = _named(first.removesuffix(link), names), _named(second, names)
            if {ref.fact for ref in which if ref.variant} & {ref.fact for ref in what if not ref.variant}:
                return f"{first.removesuffix(link)}-{second}"
    return None


def _named(word: str, names: Names) -> frozenset[Ref]:
    found = names.at([word], 0)
    return found[0] if found else frozenset()
