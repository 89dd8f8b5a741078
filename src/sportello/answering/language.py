"""Which language a message is written in, with the conversation's language as the prior.

Small on purpose: a few hundred frequent words per language (`words/`), and for words not among them how much
their letter triples look like that language. A language-identification library costs 105 MB; this costs
under one. Short messages say too little, so they keep the language the conversation already has, and the title of
a film or the name of a shop says little about the language of the sentence around it.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final[tuple[str, ...]] = ("it", "en", "de")

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_READ = 600
"""Characters looked at: enough to know, and a bound on the time."""
_KNOWN = 2.6
"""Evidence of one frequent word that no other language has."""
_SHAPE = 1.1
"""Weight, and bound, of the evidence of a word's letters."""
_NAMED = 0.25
"""Weight of the words of a name or title, where there are other words to go by."""
_LINK = re.compile(r"of|the|an?|and|in|to|for|on|with|from|at|di|del|della|dei|e|il|la|lo|von|der|die|das|und")
"""Small words that stand within a title without a capital."""
_SHOUTED = 0.7
"""Share of capitalised words from which on they say nothing."""
_SURE = 2.0
"""How much more evidence than the prior's a language needs to replace it."""


def language_of(text: str, *, prior: str, among: Sequence[str] = LANGUAGES) -> str:
    """The language of `text`: one of `among`, and `prior` unless the text clearly says otherwise."""
    evidence = _evidence(text[:_READ])
    candidates = [language for language in LANGUAGES if language in among]
    if not candidates:
        return prior
    best = max(candidates, key=lambda language: evidence[language])
    if prior not in evidence:
        return best if evidence[best] >= _SURE else prior
    ahead = evidence[best] - evidence[prior]
    return best if ahead >= _SURE else prior


def _evidence(text: str) -> dict[str, float]:
    total: dict[str, float] = dict.fromkeys(LANGUAGES, 0.0)
    words: list[str] = _WORD.findall(text.replace("\u2019", "'"))
    named = _named(words)
    for place, word in enumerate(words):
        share = _NAMED if place in named else 1.0
        for language, weight in _of_word(word.lower()).items():
            total[language] += share * weight
    return total


def _named(words: Sequence[str]) -> frozenset[int]:
    """The places of words that make up a name: two or more with a capital in a row, the sentence's first word apart."""
    capital = [word[0].isupper() for word in words]
    if sum(capital) >= _SHOUTED * len(words):
        return frozenset()
    named: set[int] = set()
    start = 1
    while start < len(words):
        end = start
        while end < len(words) and (capital[end] or (end > start and _LINK.fullmatch(words[end]))):
            end += 1
        while end > start and not capital[end - 1]:
            end -= 1
        if sum(capital[start:end]) > 1:
            named.update(range(start, end))
        start = max(end, start + 1)
    return frozenset(named)


def _of_word(word: str) -> dict[str, float]:
    owners = [language for language in LANGUAGES if word in _words()[language]]
    if owners:
        return dict.fromkeys(owners, _KNOWN / len(owners) ** 2)
    if "'" in word:
        parts = [part for part in word.split("'") if part]
        merged: dict[str, float] = dict.fromkeys(LANGUAGES, 0.0)
        for part in parts:
            for language, weight in _of_word(part).items():
                merged[language] += weight
        return merged
    shape = {language: _likeness(word, language) for language in LANGUAGES}
    middle = sum(shape.values()) / len(shape)
    return {
        language: max(-_SHAPE, min(_SHAPE, _SHAPE * (value - middle))) * min(1.0, len(word) / 6)
        for language, value in shape.items()
    }


def _likeness(word: str, language: str) -> float:
    triples = _triples(word[:30])
    model, unseen = _shapes()[language]
    return sum(model.get(triple, unseen) for triple in triples) / len(triples)


def _triples(word: str) -> list[str]:
    padded = f"^{word}$"
    return [padded[i : i + 3] for i in range(len(padded) - 2)] or [padded]


@cache
def _words() -> dict[str, frozenset[str]]:
    folder = files(__package__ or "sportello.answering") / "words"
    return {
        language: frozenset((folder / f"{language}.txt").read_text(encoding="utf-8").split()) for language in LANGUAGES
    }


@cache
def _shapes() -> dict[str, tuple[dict[str, float], float]]:
    """Log-probability of each letter triple in each language's word list, smoothed."""
    shapes: dict[str, tuple[dict[str, float], float]] = {}
    for language, words in _words().items():
        counts = Counter(triple for word in words for triple in _triples(word))
        size = sum(counts.values()) + 4_000
        model = {triple: math.log((count + 1) / size) for triple, count in counts.items()}
        shapes[language] = (model, math.log(1 / size))
    return shapes
