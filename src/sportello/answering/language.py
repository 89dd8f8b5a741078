"""Which language a message is written in, with the conversation's language as the prior.

Small on purpose: a few hundred frequent words per language (`words/`), and for words not among them how much
their letter triples look like that language. A language-identification library costs 105 MB; this costs
under one. Short messages say too little, so they keep the language the conversation already has.
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
    for word in _WORD.findall(text.lower().replace("\u2019", "'")):
        for language, weight in _of_word(word).items():
            total[language] += weight
    return total


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
