"""Two questions in one message, or three, each to be answered from its own source: never are words of two joined.

Only what is plainly several is taken apart: sentences with question marks, or one in which "and" stands between two
that each begin as questions do ("Quanto costa il biglietto e dove posso parcheggiare?"), and a comma before them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from sportello.answering.catalogue import catalogue
from sportello.answering.drafts import Draft
from sportello.answering.engine import entry_buttons
from sportello.answering.setups import Setup
from sportello.answering.smalltalk import small_talk, without_greeting
from sportello.knowledge import Hit

BOTH: Final = "two_questions"
"""The rule that stands in the trace of an answer to two questions."""
HALF: Final = "half_answered"
"""The rule of an answer to one of two, beside which a person is offered for the other."""

_WORD: Final = re.compile(r"[^\W_]+")
_SENTENCES: Final = re.compile(r"(?<=\?)\s+")
_FEWEST: Final = 2
"""Words of a part: "and when?" says nothing alone."""
_MOST: Final = 3
"""Questions of a message; of more, nobody remembers the first answer."""
_TELLING: Final = frozenset(
    ("tell", "know", "say", "explain", "sagen", "wissen", "erklären", "dire", "dirmi", "dirci", "sapere", "spiegarmi")
)
"""Words after which a comma and a question say only what is to be told."""
_LONGEST: Final = 400
"""Characters; whoever writes more tells a story, and its questions belong to it."""

Parts = tuple[str, ...]


@dataclass(frozen=True)
class Half:
    """What one of the questions alone would be answered, and from which entry; facts have none."""

    draft: Draft
    hit: Hit | None = None

    @property
    def answered(self) -> bool:
        """Whether it would be."""
        return self.draft.outcome == "answered"


def together(setup: Setup, halves: Sequence[Half]) -> Draft | None:
    """One answer to all questions, or None where none has one.

    Facts are worked out by the same hand, so they stand below each other, each with its citation. Of entries one is
    quoted and the others are buttons. Where one of the questions has no answer, that is said.
    """
    answered = sorted((half for half in halves if half.answered), key=lambda half: half.hit is not None)
    if not answered:
        return None
    lead, rest = answered[0].draft, [half for half in answered[1:] if half.draft.text != answered[0].draft.text]
    for other in (half.draft for half in rest if half.hit is None):
        lead = _below(lead, other)
    entries = entry_buttons([half.hit for half in rest if half.hit is not None])
    if entries:
        lead = replace(because(lead, BOTH), buttons=entries)
    if len(answered) < len(halves):
        text = f"{lead.text}\n\n{setup.text('rest', lead.trace.language)}"
        lead = replace(because(lead, HALF), text=text, buttons=entries + setup.buttons(lead.trace.language))
    return lead


def _below(lead: Draft, other: Draft) -> Draft:
    """Two answers of facts in one."""
    trace = replace(lead.trace, hits=lead.trace.hits + other.trace.hits, rules=[BOTH])
    cited = [{**one, "n": n} for n, one in enumerate(lead.citations + other.citations, start=1)]
    return replace(lead, text=f"{lead.text}\n\n{other.text}", citations=cited, trace=trace)


def because(draft: Draft, rule: str) -> Draft:
    """The draft with one more rule in its trace."""
    return replace(draft, trace=replace(draft.trace, rules=[*draft.trace.rules, rule]))


def parts_of(text: str, *, language: str) -> Parts | None:
    """The questions of a message in its own words; None where it is one, or too many."""
    if len(text) > _LONGEST:
        return None
    sentences = [one for one in _SENTENCES.split(text.strip()) if one and not small_talk(one, prior=language)]
    if len(sentences) == 1:
        return _joined(without_greeting(sentences[0]), language)
    parts = tuple(_without_and(without_greeting(one), language) for one in sentences)
    return parts if 1 < len(parts) <= _MOST and all(_alone(one, language) for one in parts) else None


def _alone(sentence: str, language: str) -> bool:
    """Whether a sentence is one question by itself."""
    words = _words(sentence)
    return len(words) >= _FEWEST and _opens(words, 0, language) and _joined(sentence, language) is None


def _joined(sentence: str, language: str) -> Parts | None:
    """The questions on both sides of an "and" that has a question on both sides, and of a comma before them.

    After "Can you tell me" a comma parts nothing: what follows is what is to be told.
    """
    found, words = list(_WORD.finditer(sentence)), _words(sentence)
    if not _opens(words, 0, language):
        return None
    bounds, joined = [0], False
    ends: list[int] = []
    for at in range(1, len(words)):
        after = _after(words, at, language) if words[at] in _joins(language) else at
        comma = "," in sentence[found[at - 1].end() : found[at].start()]
        long = at - bounds[-1] >= _FEWEST and len(words) - after >= _FEWEST
        if not _opens(words, after, language) or (after == at and not comma):
            continue
        if after == at and not _TELLING.isdisjoint(words[:at]):
            return None
        if long and at >= bounds[-1]:
            joined = joined or after > at
            bounds.append(after)
            ends.append(at)
    if not joined or len(bounds) > _MOST:
        return None
    starts = [found[at].start() for at in bounds]
    stops = [*(found[at].start() for at in ends), len(sentence)]
    return tuple(_question(sentence[start:stop]) for start, stop in zip(starts, stops, strict=True))


def _after(words: list[str], at: int, language: str) -> int:
    """The first word after "and", or after "and also"."""
    while at < len(words) and words[at] in _joins(language) | _also(language):
        at += 1
    return at


def _without_and(sentence: str, language: str) -> str:
    """A sentence without the "and" that it begins with."""
    found = list(_WORD.finditer(sentence))
    after = _after(_words(sentence), 0, language)
    return _question(sentence[found[after].start() :] if after < len(found) else sentence)


def _question(said: str) -> str:
    said = said.strip(" \t\n,;.!?")
    return f"{said[:1].upper()}{said[1:]}?"


def _words(sentence: str) -> list[str]:
    """Small letters with their accents: "e" is "and", "è" begins a question."""
    return [word.casefold() for word in _WORD.findall(sentence)]


def _opens(words: list[str], at: int, language: str) -> bool:
    """Whether a question begins here."""
    return any(tuple(words[at : at + len(opener)]) == opener for opener in _openers(language))


@cache
def _openers(language: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(_words(phrase)) for phrase in catalogue(language).questions["openers"])


@cache
def _joins(language: str) -> frozenset[str]:
    return frozenset(catalogue(language).questions["and"])


@cache
def _also(language: str) -> frozenset[str]:
    return frozenset(catalogue(language).questions["also"])
