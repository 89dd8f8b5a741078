"""What needs no knowledge: a greeting, thanks, "are you a bot?", "a person, please", the words of the two buttons.

A message is small talk only when nothing else is in it; a greeting before a question is set aside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from sportello.answering.catalogue import catalogue
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import Found, Phrases, tokens_of

Kind = Literal["bot", "person", "thanks", "goodbye", "greeting"]
Consent = Literal["yes", "no"]

_STRENGTH: tuple[Kind, ...] = ("bot", "person", "thanks", "goodbye", "greeting")
_CONSENTS: tuple[Consent, ...] = ("no", "yes")
_BEFORE = frozenset({"greeting", "opening"})
_LONGEST = 24
"""Words; nobody chats longer than this about nothing."""
_BUTTON = 200
"""Characters; no button says more."""


@dataclass(frozen=True)
class SmallTalk:
    """A message that only greets, thanks, takes leave, asks who is there or calls a person, and its language."""

    kind: Kind
    language: str


_Key = tuple[str, str]


def small_talk(text: str, *, prior: str) -> SmallTalk | None:
    """What kind of small talk the whole message is, or None when it says anything else."""
    tokens = tokens_of(text)
    if not 0 < len(tokens) <= _LONGEST:
        return None
    found = _cover(tokens)
    if found is None:
        return None
    kinds = [(kind, language) for language, kind in (place.key for place in found) if kind in _STRENGTH]
    if not kinds:
        kind: Kind = "greeting" if any(place.key[1] == "opening" for place in found) else "thanks"
        return SmallTalk(kind, _language([place.key[0] for place in found], prior))
    strongest = min(kinds, key=lambda item: _STRENGTH.index(cast("Kind", item[0])))[0]
    languages = [language for kind, language in kinds if kind == strongest]
    return SmallTalk(cast("Kind", strongest), _language(languages, prior))


def consent(text: str, *, yes: Iterable[str] = (), no: Iterable[str] = ()) -> Consent | None:
    """Whether the whole message is a bare yes or no, or what one of the buttons that mean it says."""
    words = tokens_of(text[:_BUTTON])
    if not words:
        return None
    for answer, labels in (("no", no), ("yes", yes)):
        if any(tokens_of(label) == words for label in labels):
            return cast("Consent", answer)
    return _consents().get(" ".join(words))


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


def _cover(tokens: list[str]) -> list[Found[_Key]] | None:
    """The longest phrases one after another, or None as soon as a word belongs to none."""
    found: list[Found[_Key]] = []
    place = 0
    while place < len(tokens):
        here = _phrases().at(tokens, place)
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
    return Phrases(
        {
            (language, kind): catalogue(language).smalltalk[kind]
            for language in LANGUAGES
            for kind in (*_STRENGTH, "opening", "filler")
        }
    )


@cache
def _consents() -> dict[str, Consent]:
    return {
        " ".join(tokens_of(phrase)): answer
        for answer in _CONSENTS
        for language in LANGUAGES
        for phrase in catalogue(language).smalltalk[answer]
    }
