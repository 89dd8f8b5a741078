"""What needs no knowledge: a greeting, thanks, "are you a bot?", "a person, please", the words of the two buttons.

A message is small talk only when nothing else is in it; a greeting before a question is set aside.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, cast

from sportello.answering.catalogue import catalogue
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import Found, Phrases, tokens_of
from sportello.core.personal import MASK, masked

Kind = Literal["bot", "person", "thanks", "goodbye", "greeting"]
Consent = Literal["yes", "no"]

_STRENGTH: tuple[Kind, ...] = ("bot", "person", "thanks", "goodbye", "greeting")
_BEFORE = frozenset({"greeting", "opening"})
_NO: Final = ("no", "declining")
"""What says no: "nothing" does, where it answers no offer."""
_LONGEST = 24
"""Words; nobody chats longer than this about nothing."""
_CLEARLY: Final = re.compile(r"\s*(?:yes|yeah|yep|sì|ja)\b[\s,.!]*", re.IGNORECASE)
"""A yes that begins no other sentence, as "si" and "ok" do."""
_BUT: Final = frozenset({"but", "ma", "però", "pero", "aber", "erst", "prima", "first"})
_PARTS: Final = re.compile(r"(?<=[,.!;\n])\s+")
_INTRODUCTION: Final = 6
"""Words of who says their name or number, at most."""
_BUTTON = 200
"""Characters; no button says more."""


@dataclass(frozen=True)
class SmallTalk:
    """A message that only greets, thanks, takes leave, asks who is there or calls a person, and its language."""

    kind: Kind
    language: str
    declines: bool = False
    """Whether it says no to something, with thanks or without: "no thanks"."""


_Key = tuple[str, str]


def small_talk(text: str, *, prior: str) -> SmallTalk | None:
    """What kind of small talk the whole message is, or None when it says anything else."""
    tokens = tokens_of(text)
    if not 0 < len(tokens) <= _LONGEST or len("".join(tokens)) == 1:  # a letter alone answers something
        return None
    found = _cover(tokens, _talk())
    if found is None:
        return None
    declines = any(place.key[1] in _NO for place in found)
    kinds = [(kind, language) for language, kind in (place.key for place in found) if kind in _STRENGTH]
    if not kinds:
        kind: Kind = "greeting" if any(place.key[1] == "opening" for place in found) else "thanks"
        return SmallTalk(kind, _language([place.key[0] for place in found], prior), declines)
    strongest = min(kinds, key=lambda item: _STRENGTH.index(cast("Kind", item[0])))[0]
    languages = [language for kind, language in kinds if kind == strongest]
    return SmallTalk(cast("Kind", strongest), _language(languages, prior), declines)


def consent(text: str, *, yes: Iterable[str] = (), no: Iterable[str] = ()) -> Consent | None:
    """Whether the message says yes or no to an offer of a person, or what one of the buttons that mean it says.

    It may say so in several ways at once ("ok, call someone please"), but nothing else; only after a yes that can be
    nothing else may a statement follow ("Yes, I have tried it all"), which is what the person will read.
    """
    words = tokens_of(text[:_BUTTON])
    if not words:
        return None
    for answer, labels in (("no", no), ("yes", yes)):
        if any(tokens_of(label) == words for label in labels):
            return cast("Consent", answer)
    found = _cover(words, _answers())
    if found is None:
        return "yes" if _CLEARLY.match(text) and not _asks_on(text) else None
    meant = {place.key[1] for place in found}
    if "no" in meant:
        return None if "person" in meant else "no"
    return "yes" if meant & {"yes", "calling"} and "thanks" not in meant else None


def _asks_on(text: str) -> bool:
    """Whether more than a statement follows a yes: a question, or a but."""
    rest = tokens_of(_CLEARLY.sub("", text, count=1))
    if not rest or "?" in text or len(rest) > _LONGEST or not _BUT.isdisjoint(rest):
        return True
    return any(tokens_of(opener) == rest[: len(tokens_of(opener))] for opener in _openers())


def without_introduction(text: str) -> str:
    """The message without the parts of it that only say who writes, and how to reach them, if anything remains."""
    parts = _PARTS.split(text)
    kept = [part for part in parts if "?" in part or len(part.split()) > _INTRODUCTION or MASK not in masked(part).text]
    return " ".join(kept) if len(parts) > len(kept) > 0 else text


def without_greeting(text: str) -> str:
    """The message without a greeting and "could you tell me" before it and thanks after it, if anything remains."""
    tokens = tokens_of(text)
    if len(tokens) > _LONGEST:
        return text
    begin, end = 0, len(tokens)
    while begin < end and (ends := [found.end for found in _phrases().at(tokens, begin) if found.key[1] in _BEFORE]):
        begin = max(ends)
    for found in _phrases().find(tokens[begin:]):
        if found.key[1] == "thanks" and begin + found.end == end and found.start:
            end = begin + found.start
            break
    return " ".join(tokens[begin:end]) if 0 < end - begin < len(tokens) else text


def _cover(tokens: list[str], known: Phrases[_Key]) -> list[Found[_Key]] | None:
    """The longest phrases one after another, or None as soon as a word belongs to none."""
    found: list[Found[_Key]] = []
    place = 0
    while place < len(tokens):
        here = known.at(tokens, place)
        if not here:
            return None
        place = max(phrase.end for phrase in here)
        found.extend(phrase for phrase in here if phrase.end == place)
    return found


def _language(candidates: list[str], prior: str) -> str:
    if prior in candidates:
        return prior
    return max(candidates, key=candidates.count)


@cache
def _phrases() -> Phrases[_Key]:
    """What stands before and after a question."""
    return _phrases_of(*_STRENGTH, "opening", "filler")


@cache
def _talk() -> Phrases[_Key]:
    """What small talk is made of."""
    return _phrases_of(*_STRENGTH, "opening", "filler", *_NO)


@cache
def _answers() -> Phrases[_Key]:
    """What answers to an offer are made of."""
    return _phrases_of("yes", "no", "calling", "person", "thanks", "filler")


def _phrases_of(*kinds: str) -> Phrases[_Key]:
    return Phrases({(language, kind): catalogue(language).smalltalk[kind] for language in LANGUAGES for kind in kinds})


@cache
def _openers() -> list[str]:
    return [opener for language in LANGUAGES for opener in catalogue(language).questions["openers"]]
