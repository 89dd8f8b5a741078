"""A slip of the finger in a question about facts: "siete aprti sabato", "are you opne on saturday".

Only a word that nothing here knows is read as another, only where exactly one of the words by which people ask is a
slip away, and only where with it every word of the question is understood. Names of facts are never guessed: a trial is
no trail. Nor is a letter ever put for another: an oven is not open.
"""

import re
from functools import lru_cache
from typing import Final

from sportello.answering.facts.naming import names_of_fact
from sportello.answering.facts.words import LONGEST, tokens_of, vocabulary
from sportello.answering.language import is_known
from sportello.answering.phrases import fold
from sportello.knowledge import FactBook

_SHORTEST: Final = 4
"""Letters of a word that may have been meant: of shorter ones, too many lie near each other."""
_MOST: Final = 2
"""Slips in one question."""


def respelt(question: str, *, language: str, book: FactBook) -> str | None:
    """The question with its slips mended; None where there are none, or it is not clear what was meant."""
    tokens, known = tokens_of(question), _known(book, language)
    strange = [one for one in dict.fromkeys(tokens) if one.isalpha() and one not in known]
    if len(tokens) > LONGEST or not 0 < len(strange) <= _MOST:
        return None
    mended = fold(question)
    for word in strange:
        meant = None if is_known(word, language) else _meant(word, vocabulary(language).words)
        if meant is None:
            return None
        mended = re.sub(rf"\b{word}\b", meant, mended)
    return mended


def _meant(word: str, known: frozenset[str]) -> str | None:
    """The one word that is a slip away; never one that begins otherwise."""
    near = [one for one in known if len(one) >= _SHORTEST and one[0] == word[0] and _one_slip(word, one)]
    return near[0] if len(near) == 1 else None


def _one_slip(word: str, meant: str) -> bool:
    """Whether a letter is missing or too many, or two have changed places; at its end a word has its endings."""
    pairs = enumerate(zip(word, meant, strict=False))
    start = next((at for at, (one, other) in pairs if one != other), None)
    if start is None:
        return False
    rest, other = word[start:], meant[start:]
    if len(word) == len(meant):
        return rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return rest == other[1:] or rest[1:] == other


@lru_cache(maxsize=128)
def _known(book: FactBook, language: str) -> frozenset[str]:
    """Every word that questions about these facts are made of."""
    named = (token for fact in book.facts for phrase in names_of_fact(fact) for token in tokens_of(phrase))
    return vocabulary(language).words | frozenset(named)
