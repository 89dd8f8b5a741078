"""Several questions in one message, or in a burst, each answered from its own source: never are words of two joined.

Only what is plainly several is taken apart: sentences with question marks, messages, or one sentence in which "and"
stands between two that each begin as questions do ("Quanto costa il biglietto e dove posso parcheggiare?"), and a
comma before them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from sportello.answering.catalogue import catalogue
from sportello.answering.costs import asks_price, says_price
from sportello.answering.drafts import Draft
from sportello.answering.engine import BURST, entry_buttons
from sportello.answering.facts import reads_bare, reads_whole
from sportello.answering.facts.words import vocabulary
from sportello.answering.language import LANGUAGES
from sportello.answering.leading import to_the_point
from sportello.answering.phrases import Phrases, fold, tokens_of
from sportello.answering.presuming import said_free
from sportello.answering.setups import Setup
from sportello.answering.smalltalk import small_talk, without_greeting
from sportello.knowledge import Hit

ROW: Final = "price_row"
"""The rule that stands in the trace of an answer by a row of a table."""
BOTH: Final = "two_questions"
"""The rule that stands in the trace of an answer to two questions."""
HALF: Final = "half_answered"
"""The rule of an answer to one of two, beside which a person is offered for the other."""

_WORD: Final = re.compile(r"[^\W_]+")
_SENTENCES: Final = re.compile(r"(?<=\?)\s+|\s*\n\s*")
_FEWEST: Final = 2
"""Words of a part: "and when?" says nothing alone."""
_NAMED: Final = 3
"""Words of a thing that stands before the question for its price."""
_DAY: Final = 4
"""Words of a day or an hour that stands before a question: "On Sunday evening are you open?"."""
_MOST: Final = 3
"""Questions of a sentence: one that has more is a list, and told as one."""
_TELLING: Final = frozenset(
    ("tell", "know", "say", "explain", "sagen", "wissen", "erklären", "dire", "dirmi", "dirci", "sapere", "spiegarmi")
)
"""Words after which a comma and a question say only what is to be told."""
_LONGEST: Final = 400
"""Characters; whoever writes more tells a story, and its questions belong to it."""

Parts = tuple[str, ...]


@dataclass(frozen=True)
class Half:
    """What one of the questions alone would be answered, and from which entry; facts and rows of lists have none."""

    draft: Draft
    hit: Hit | None = None
    asked: str = ""
    of_before: bool = False
    """Whether it tells the price of what the question before names, so that there is such a thing, too."""

    @property
    def answered(self) -> bool:
        """Whether it would be."""
        return self.draft.outcome == "answered"


def together(setup: Setup, halves: Sequence[Half]) -> Draft | None:
    """One answer to all questions, or None where none has one.

    Facts are worked out by the same hand, so they stand below each other, each with its citation, and so do the rows of
    one price list. Of entries one is quoted and the others are buttons. Where one of the questions has no answer, that
    is said.
    """
    halves = [half for at, half in enumerate(halves) if not _told_beside(half, halves[:at], halves[at + 1 :])]
    answered = sorted((half for half in halves if half.answered), key=lambda half: half.hit is not None)
    if not answered:
        return None
    lead, rest = answered[0].draft, [half for half in answered[1:] if half.draft.text != answered[0].draft.text]
    lists = {page for half in answered if half.hit is None and (page := _list_of(half))}
    if len(lists) > 1:
        return None
    for other in (half.draft for half in rest if half.hit is None):
        lead = _below(lead, other)
    entries = entry_buttons([half.hit for half in rest if half.hit is not None])
    if entries:
        lead = replace(because(lead, BOTH), buttons=entries)
    if len(answered) < len(halves):
        text = f"{lead.text}\n\n{setup.text('rest', lead.trace.language)}"
        lead = replace(because(lead, HALF), text=text, buttons=entries + setup.buttons(lead.trace.language))
    return lead


def _told_beside(half: Half, before: Sequence[Half], after: Sequence[Half]) -> bool:
    """Whether it asks only what that costs, and the answer above it says so; or of what the price below is told."""
    if half.answered:
        return False
    if after and after[0].of_before:
        return after[0].answered
    if not before or not before[-1].answered or not asks_price(half.asked):
        return False
    above = before[-1]
    bare = reads_bare(half.asked, language=half.draft.trace.language)
    return bare and (says_price(above.draft.text) or said_free(above.asked, above.draft.text))


def _list_of(half: Half) -> str:
    """The page that a row is of; nothing for facts."""
    return half.draft.citations[0]["url"].partition("#")[0] if ROW in half.draft.trace.rules else ""


def _below(lead: Draft, other: Draft) -> Draft:
    """Two answers of facts, or of one list, in one."""
    trace = replace(lead.trace, hits=lead.trace.hits + other.trace.hits, rules=[BOTH])
    cited = [{**one, "n": n} for n, one in enumerate(lead.citations + other.citations, start=1)]
    introduction = lead.text.partition("\n\n")[0] if lead.said_in else ""
    text = f"{lead.text}\n\n{other.text.removeprefix(introduction).strip()}"
    return replace(lead, text=text, citations=cited, trace=trace)


def because(draft: Draft, rule: str) -> Draft:
    """The draft with this rule in its trace."""
    others = [each for each in draft.trace.rules if each != rule]
    return replace(draft, trace=replace(draft.trace, rules=[*others, rule]))


@lru_cache(maxsize=64)
def parts_of(text: str, *, language: str) -> Parts | None:
    """The questions of a message in its own words; None where it is one, or too many."""
    if len(text) > _LONGEST:
        return None
    sentences = [one for one in _SENTENCES.split(text.strip()) if one and not small_talk(one, prior=language)]
    if len(sentences) == 1:
        return _joined(_to_the_point(sentences[0]), language)
    parts: Parts = ()
    for one in sentences:
        parts += (_whole(_without_and(_to_the_point(one), language), one, parts, language),)
    return parts if 1 < len(parts) <= BURST and all(_alone(one, language) for one in parts) else None


def _to_the_point(sentence: str) -> str:
    return without_greeting(to_the_point(sentence))


def _whole(part: str, sentence: str, before: Parts, language: str) -> str:
    """A question that goes on asking what there is, with what it leaves out: "Is there parking? And a lift?"."""
    said, words = _words(sentence), _words(part)
    goes_on = before and said[:1] and said[0] in _joins(language) and words[:1] and words[0] in _single(language)
    asked = _there(language).at(tokens_of(before[-1]), 0) if goes_on else ()
    end = max((found.end for found in asked), default=0)
    return _question(f"{_first_words(before[-1], end)} {part[:1].lower()}{part[1:]}") if end else part


def _first_words(text: str, many: int) -> str:
    return text[: [found.end() for found in _WORD.finditer(text)][many - 1]]


def _alone(sentence: str, language: str) -> bool:
    """Whether a sentence is one question by itself."""
    words = _words(sentence)
    if len(words) < _FEWEST or _joined(sentence, language) is not None:
        return False
    asked = "?" in sentence and reads_whole(sentence, language=language)
    return asked or _opens(words, _after_day(words, language), language)


def _joined(sentence: str, language: str) -> Parts | None:
    """The questions on both sides of an "and" that has a question on both sides, and of a comma before them.

    After "Can you tell me" a comma parts nothing: what follows is what is to be told.
    """
    found, words = list(_WORD.finditer(sentence)), _words(sentence)
    begins = _begins(words, language)
    if begins is None:
        return None
    bounds, joined = [0], False
    ends: list[int] = []
    for at in range(begins + 1, len(words)):
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


def _begins(words: list[str], language: str) -> int | None:
    """Where the question begins: at once, after a day, or a thing whose price it asks: "degustazione quanto costa"."""
    if _opens(words, _after_day(words, language), language):
        return 0
    named = (at for at in range(1, _NAMED + 1) if _opens(words, at, language))
    return next((at for at in named if asks_price(" ".join(words[at : at + _NAMED]))), None)


def _after_day(words: list[str], language: str) -> int:
    """The first word after the day or the hour that stands before a question; 0 where none does."""
    times = vocabulary(language).of_times if language in LANGUAGES else frozenset[str]()
    at = 0
    while at < min(_DAY, len(words)) and not _opens(words, at, language):
        if fold(words[at]) not in times and not words[at].isdigit():
            return 0
        at += 1
    return at if at < len(words) else 0


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
    begun = _openers(language).get(words[at], ()) if at < len(words) else ()
    return any(words[at : at + len(opener)] == opener for opener in begun)


@cache
def _openers(language: str) -> Mapping[str, Sequence[list[str]]]:
    """What questions begin with, by its first word."""
    openers: dict[str, list[list[str]]] = {}
    for phrase in catalogue(language).questions["openers"]:
        openers.setdefault(_words(phrase)[0], []).append(_words(phrase))
    return openers


@cache
def _there(language: str) -> Phrases[str]:
    return Phrases({"there": catalogue(language).questions["there"]})


@cache
def _single(language: str) -> frozenset[str]:
    return frozenset(catalogue(language).questions["a"])


@cache
def _joins(language: str) -> frozenset[str]:
    return frozenset(catalogue(language).questions["and"])


@cache
def _also(language: str) -> frozenset[str]:
    return frozenset(catalogue(language).questions["also"])
