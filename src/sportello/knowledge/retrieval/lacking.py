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


def lacking(terms: Sequence[tuple[str, float, bool]], said: str, *, language: str, rows: int) -> tuple[str, ...]:
    """The telling words, of `terms` with their idf and whether anybody wrote them, that are not in the words `said`.

    A word that nobody wrote always tells something; one that is all over the knowledge, or small in its language, does
    not. What others did write may have other endings here; what nobody did must be here in its letters.
    """
    code = language[:2].lower()
    small = SMALL_WORDS.get(code, frozenset[str]()) | QUESTION_WORDS.get(code, frozenset[str]())
    unheard = math.log(1 + (rows + 0.5) / 0.5)
    text, words = padded(said.split()), said.split()
    return tuple(
        word
        for word, idf, known in terms
        if word not in small
        and len(word) >= _FEWEST
        and (not known or idf >= _TELLING * unheard)
        and not _says(text, words, word, known=known)
    )


def _says(text: str, words: Sequence[str], word: str, *, known: bool) -> bool:
    if f" {word} " in text or (len(word) > _FEWEST and share(grams([word]), text) >= _ALIKE):
        return True
    return known and any(_same_but_ending(word, other) for other in words)


def _same_but_ending(one: str, other: str) -> bool:
    """Whether two words begin alike and differ by no more than endings do ("buy", "buying")."""
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= _FEWEST and max(len(one), len(other)) - shared <= _ENDING
