"""Small words that turn what a sentence says though it speaks of the same things: only, every, the same, until, after.

An answer may use one where a sentence of its sources about the same uses one of its kind. So "at the box office only"
falls where the page has "online only" of those tickets, and "once an evening" where it has "every half hour".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sportello.answering.grounding.comparing import is_among
from sportello.answering.grounding.lexicon import words_of
from sportello.answering.phrases import tokens_of
from sportello.knowledge import split_words, tells

_COUNTED: Final = re.compile(r" (?:every|ogni|alle|je)( \d+ )")
"""For every fifteen who pay: that is a price's, and nobody's all."""
_ABOUT: Final = 0.6
"""The share of what a sentence tells that another must have to be about the same."""


@dataclass(frozen=True)
class Turned:
    """What a sentence tells, and the kinds of turning words in it."""

    telling: frozenset[str]
    kinds: frozenset[str]


def read_turns(sentence: str, language: str) -> Turned:
    """A sentence as it is compared here."""
    words = words_of(language)
    said = _COUNTED.sub(r"\1", f" {' '.join(tokens_of(sentence))} ")
    kinds = {kind for kind, spelled in words.turning.items() if any(each in said for each in spelled)}
    turning = {word for spelled in words.turning.values() for each in spelled for word in each.split()}
    telling = {
        word
        for word in split_words(sentence, language)
        if tells(word, language) and word not in turning and not word.isdigit() and words.number(word) is None
    }
    return Turned(frozenset(telling), frozenset(kinds))


def turns_otherwise(sentence: Turned, sources: Sequence[Turned]) -> bool:
    """Whether a sentence has a turning word that no source has where it speaks of the same."""
    return any(not _has_it(kind, sentence, sources) for kind in sentence.kinds)


def _has_it(kind: str, sentence: Turned, sources: Sequence[Turned]) -> bool:
    theirs = [source for source in sources if kind in source.kinds]
    least = _ABOUT * len(sentence.telling)
    return any(sum(is_among(word, source.telling) for word in sentence.telling) >= least for source in theirs)
