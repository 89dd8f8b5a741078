"""Which words of a question an entry says nothing of: whoever says "Yes" to them promises what nobody wrote."""

import math
from collections.abc import Sequence

from sportello.knowledge.retrieval.focus import padded, share
from sportello.knowledge.retrieval.ranking import grams
from sportello.knowledge.text.languages import QUESTION_WORDS, SMALL_WORDS

_ALIKE = 0.5
"""A word counts as said from this share of its letters on: endings and compounds differ."""
_TELLING = 0.5
"""A word that others wrote tells something from this share of the weight of a word that nobody wrote."""
_ENDING = 3
"""Letters that an ending has, at most."""
_FEWEST = 3
"""Letters of a word that tells anything, and of what two words share before their endings."""
_STEM = 2 / 3
"""The share of the shorter of two words that they must begin with alike: "chain" is no "charge"."""
_COMPOUNDING = frozenset({"de"})
"""Languages that write a compound as one word: its parts may stand apart in a text."""


def lacking(terms: Sequence[tuple[str, float, bool]], said: str, *, language: str, rows: int) -> tuple[str, ...]:
    """The telling words, of `terms` with their idf and whether anybody wrote them, that are not in the words `said`.

    A word that nobody wrote always tells something; one that is all over the knowledge, or small in its language, does
    not. What others did write may have other endings here; what nobody did must be here in its letters.
    """
    unheard = math.log(1 + (rows + 0.5) / 0.5)
    text, words = padded(said.split()), said.split()
    return tuple(
        word
        for word, idf, known in terms
        if tells(word, language)
        and (not known or idf >= _TELLING * unheard)
        and not _says(text, words, word, known=known, apart=language[:2].lower() in _COMPOUNDING)
    )


def tells(word: str, language: str) -> bool:
    """Whether a question can hinge on a word: on courtesies, the words that ask, and the shop none does."""
    code = language[:2].lower()
    small = word in SMALL_WORDS.get(code, ()) or word in QUESTION_WORDS.get(code, ())
    return len(word) >= _FEWEST and not small


def _says(text: str, words: Sequence[str], word: str, *, known: bool, apart: bool) -> bool:
    """Whether the words have this one, or one like it; with `apart` its letters may be those of several."""
    if f" {word} " in text:
        return True
    runs = grams([word])
    if len(word) > _FEWEST and share(runs, text) >= _ALIKE:
        return apart or any(share(runs, padded([other])) >= _ALIKE for other in dict.fromkeys(words))
    return known and any(_same_but_ending(word, other) for other in words)


def _same_but_ending(one: str, other: str) -> bool:
    """Whether two words begin alike and differ by no more than endings do ("buy", "buying")."""
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    shorter, longer = sorted((len(one), len(other)))
    return shared >= max(_FEWEST, _STEM * shorter) and longer - shared <= _ENDING
