"""A slip of the finger in a question about facts: "siete aprti sabato", "are you opne on saturday".

Only a word that nothing here knows is read as another, only as one by which people ask or a long name of a fact, and
only where with it every word of the question is understood, in one way alone. Short names of facts are never guessed: a
trial is no trail; nor are short words that say nothing, for what is typed may say which thing is meant. Nor is a letter
ever put for another: an oven is not open.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import product
from typing import Final

from sportello.answering.facts.naming import names_of_fact
from sportello.answering.facts.words import LONGEST, tokens_of, vocabulary
from sportello.answering.language import is_known
from sportello.answering.phrases import fold
from sportello.knowledge import FactBook

_SHORTEST: Final = 4
"""Letters of a word that is written, and of the one that may have been meant: of shorter ones, too many lie near each
other. A cot is no cost."""
_SHORTEST_NAME: Final = 6
"""The same of a fact's name, and of a word that says nothing: a bike "da corsa" is no slip of "da cosa"."""
_LONG: Final = 7
_EDITS: Final = 2
_MOST: Final = 2
"""Slips in one question."""
_WAYS: Final = 4
"""Ways to read them that are tried."""


def respelt(question: str, *, language: str, book: FactBook) -> list[str]:
    """The question with its slips mended, in every way they may have been meant; none where there are none, or many."""
    tokens, known = tokens_of(question), _known(book, language)
    strange = [one for one in dict.fromkeys(tokens) if one.isalpha() and one not in known]
    if len(tokens) > LONGEST or not 0 < len(strange) <= _MOST or any(is_known(word, language) for word in strange):
        return []
    names = [name for name in _names(book, language) if len(name) >= _SHORTEST_NAME]
    asking, idle = _asking(language)
    meant = [_meant(word, asking) or _meant(word, names) or _meant(word, idle) for word in strange]
    ways = list(product(*meant))
    return [_with(question, dict(zip(strange, way, strict=True))) for way in ways] if len(ways) <= _WAYS else []


def _with(question: str, meant: dict[str, str]) -> str:
    mended = fold(question)
    for word, other in meant.items():
        mended = re.sub(rf"\b{word}\b", other, mended)
    return mended


def _meant(word: str, known: Collection[str]) -> list[str]:
    """The words that are a slip away; never one that begins otherwise."""
    near = (one for one in known if one[0] == word[0] and _one_slip(word, one))
    return sorted(near)


def _one_slip(word: str, meant: str) -> bool:
    """Whether a letter is missing or too many, or two have changed places; at its end a word has its endings.

    In a long word one may have moved further ("Entiritt"); in a short one, nothing but this may have happened ("teh").
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - 3 MB, 15 ms, for the first slip only

    if len(word) == len(meant):
        most = _EDITS if len(word) >= _LONG else 1
        return sorted(word) == sorted(meant) and 0 < OSA.distance(word, meant) <= most
    if (
        min(len(word), len(meant)) < _SHORTEST
        or abs(len(word) - len(meant)) > 1
        or OSA.distance(word, meant, score_cutoff=1) != 1
    ):
        return False
    return not word.startswith(meant) and not meant.startswith(word)


@lru_cache(maxsize=8)
def _asking(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words by which people ask, and the longer ones that say nothing."""
    words = vocabulary(language)
    asking = words.words - (words.fillers.tokens - words.telling)
    return asking, frozenset(one for one in words.words - asking if len(one) >= _SHORTEST_NAME)


@lru_cache(maxsize=128)
def _known(book: FactBook, language: str) -> frozenset[str]:
    """Every word that questions about these facts are made of."""
    return vocabulary(language).words | _names(book, language)


@lru_cache(maxsize=128)
def _names(book: FactBook, language: str) -> frozenset[str]:
    phrases = (phrase for fact in book.facts for phrase in names_of_fact(fact, language))
    return frozenset(token for phrase in phrases for token in tokens_of(phrase))
