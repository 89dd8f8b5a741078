"""Whether an answer says what its sources say, sentence by sentence, as far as code can tell.

Figures must be in the sources, or in what the customer wrote. Of a sentence's telling words half must be there, by
their letters, so that endings and compounds may differ; and none may be one that only the model was told. Where the
sources speak another language than the answer, words cannot be compared: then each sentence must at least be in the
language that was asked for. A sentence without figures is a courtesy, and free, if all its other words are such as
courtesies are made of: a model that obeys somebody else has no words of its own to obey with. What this cannot see is a
sentence made of the sources' own words that says something else: `docs/why/wording.md`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

from sportello.answering.grounding.addresses import addresses
from sportello.answering.language import language_of
from sportello.knowledge import grams, segments, split_words, tells

SUPPORTED: Final = 0.5
"""The share of a sentence's telling words that its sources must have."""
_SAID: Final = 0.5
"""A word is said from this share of its runs of letters on."""
_FIGURE: Final = re.compile(r"\d+(?:[.,:\u2019]\d+)*")
_HOUR: Final = re.compile(
    r"(\d{1,2})(?:[:.](\d\d))?(?=\s?(?:[ap]\.?m\b|uhr\b|h\b|o.clock))|(\d{1,2}):(\d\d)", re.IGNORECASE
)
_NOON: Final = 12
_ENDS: Final = re.compile(r"(?<=[.!?…])\s+")
"""Where a sentence may end, also before a small letter: nothing hides in the sentence before it."""


@dataclass(frozen=True)
class Grounds:
    """What an answer is held against. It is read once, however often a beginning of the answer is looked at."""

    sources: Sequence[str]
    heard: Sequence[str]
    """What the customer said."""
    language: str
    one_language: bool
    told: str = ""
    """What its owner told the model."""

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Where sources and customer lead."""
        return frozenset(addresses("\n\n".join([*self.sources, *self.heard])))

    @cached_property
    def figures(self) -> set[str]:
        """Those that may be said."""
        return _figures(" ".join([*self.sources, *self.heard]))

    @cached_property
    def words(self) -> str:
        """Those of the sources, in which others are looked for by their letters."""
        return f" {' '.join(split_words(' '.join(self.sources), self.language, questions=True))} "

    @cached_property
    def secret(self) -> set[str]:
        """Words that only the model was told."""
        known = " ".join([*self.sources, *self.heard])
        return _telling(self.told, self.language) - _telling(known, self.language) - _courtesies()

    def read(self) -> None:
        """Read all of it now."""
        _ = self.addresses, self.figures, self.words, self.secret


def unsupported(answer: str, grounds: Grounds) -> list[str]:
    """The sentences of an answer (Markdown) that its grounds do not carry."""
    language, one_language = grounds.language, grounds.one_language
    return [
        piece
        for segment in segments(answer)
        for piece in _ENDS.split(segment.plain)
        if {_figure(match[0]) for match in _FIGURE.finditer(piece)} - grounds.figures
        or _telling(piece, language) & grounds.secret
        or not (
            _carried(piece, grounds.words, language) if one_language else language_of(piece, prior=language) == language
        )
    ]


def _telling(text: str, language: str) -> set[str]:
    return {word for word in split_words(text, language) if tells(word, language) and not word.isdigit()}


def _carried(sentence: str, said: str, language: str) -> bool:
    telling = [word for word in split_words(sentence, language) if tells(word, language) and not word.isdigit()]
    strange = [word for word in telling if _share(word, said) < _SAID]
    if len(strange) <= (1 - SUPPORTED) * len(telling):
        return True
    return not _FIGURE.search(sentence) and _courtesies().issuperset(strange)


@cache
def _courtesies() -> frozenset[str]:
    lines = (files("sportello.answering.grounding") / "courtesies.txt").read_text(encoding="utf-8").splitlines()
    told = (line.partition(" ") for line in lines if not line.startswith("#"))
    return frozenset(word for language, _, words in told for word in split_words(words, language))


def _share(word: str, said: str) -> float:
    runs = grams([word])
    return sum(run in said for run in runs) / len(runs)


def _figures(text: str) -> set[str]:
    """Every figure of a text in one spelling, hours also as the other half of the world has them."""
    found = {_figure(match[0]) for match in _FIGURE.finditer(text)}
    for match in _HOUR.finditer(text):
        hour, minutes = int(match[1] or match[3]), match[2] or match[4] or "00"
        found |= {_figure(f"{each}:{minutes}") for each in (hour, hour + _NOON, hour - _NOON) if each >= 0}
    return found


def _figure(written: str) -> str:
    """One spelling for 9,50 and 9.50, for 18 and 18:00, for 1.250 and 1250."""
    whole, *rest = re.split(r"[.,:\u2019]", written)
    while rest and len(rest[0]) == 3:  # noqa: PLR2004 - thousands
        whole += rest.pop(0)
    decimals = ".".join(rest).rstrip("0").rstrip(".")
    return f"{int(whole)}.{decimals}" if decimals else str(int(whole))
