"""A message clause by clause: what each wants, and whether it asks or tells.

A cry for help stands beside a question as often as alone ("My son is gone! Where is the exit?"), and a question about
danger is none ("What happens if a child gets lost?"). So neither the whole message nor its words alone are enough.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from sportello.answering.catalogue import catalogue
from sportello.answering.phrases import NO_ORDINAL, Phrases, tokens_of
from sportello.answering.understanding.classifier import Guess
from sportello.answering.understanding.signs import signs_of

SURE: Final = 0.75
"""Confidence from which on an intent alone is acted upon."""
_UNWORDED: Final = 0.6
"""The same of danger told of somebody in no word of harm, which does no more than name the emergency number."""
_MOST: Final = 6
"""Clauses looked at: what hurries stands at the beginning, and this bounds the time."""
_SENTENCES: Final = re.compile(rf"(?<=[.!?…;\n]){NO_ORDINAL}\s+")
_COMMAS: Final = re.compile(r",\s+|\s+[-\u2013\u2014]\s+")
_SHORT: Final = 2
"""Words that say little alone: "Sunday" is no goodbye. An intent has to be sure of them."""
_HARMFUL: Final = frozenset({"danger", "grave", "harm"})


@dataclass(frozen=True)
class Clause:
    """A part of a message that stands by itself, the intent that is nearest to it, and how near."""

    text: str
    intent: str | None
    confidence: float
    asks: bool
    leads: bool = False
    """Whether it leads up to a question in the same sentence, which may be all it is said for."""

    def tells(self, intent: str, *, from_: float) -> bool:
        """Whether it says, and does not ask, something of this intent, at least so surely."""
        return self.intent == intent and not self.asks and self.confidence >= from_


def endangered(clause: Clause, *, from_: float) -> bool:
    """Whether it tells of danger at least so surely; more surely, where it leads up to a question or has no such word.

    A tooth that hurts is none, nor is water in a bag: what has no word of harm is told of somebody. Some words need no
    more: who does not want to live asks for no opening hours.
    """
    found = signs_of(clause.text).found
    if "grave" in found and not clause.asks:
        return True
    if "ailing" in found and "danger" not in found:
        return False
    if not (speaks_of_harm(clause) or "somebody" in found):
        return False
    enough = SURE if clause.leads else from_ if speaks_of_harm(clause) else max(from_, _UNWORDED)
    return clause.tells("emergency", from_=enough)


def endangered_of(clauses: Sequence[Clause], *, from_: float) -> list[Clause]:
    """Those of a message that tell of danger; where something is asked beside it, only in words of harm."""
    asks = any(clause.asks for clause in clauses)
    return [one for one in clauses if endangered(one, from_=from_) and (speaks_of_harm(one) or not asks)]


def speaks_of_harm(clause: Clause) -> bool:
    """Whether it has a word of danger or harm: an intent alone may have been learnt from whose relative it was."""
    return not _HARMFUL.isdisjoint(signs_of(clause.text).found)


def clauses_of(text: str, guess: Callable[[str], Guess | None], language: str) -> list[Clause]:
    """The clauses of a message; a question is taken apart at its commas, since its beginning may tell something."""
    written: list[tuple[str, bool]] = []
    for sentence in (one.strip() for one in _SENTENCES.split(text.strip())):
        parts = _COMMAS.split(sentence) if "?" in sentence else []
        written += [(part, at < len(parts) - 1) for at, part in enumerate(parts)] or [(sentence, False)]
    return [_clause(one, guess(one), language, leads=leads) for one, leads in written[:_MOST] if one]


def _clause(text: str, guess: Guess | None, language: str, *, leads: bool) -> Clause:
    heard = guess if guess and says_enough(text, guess) else None
    asks = "?" in text or _begins_as_question(text, language)
    return Clause(text, heard.intent if heard else None, heard.confidence if heard else 0.0, asks, leads)


def says_enough(text: str, guess: Guess) -> bool:
    """Whether there are words enough for an intent, or it is sure even so, or meaning had a say in it."""
    return guess.by_meaning or guess.confidence >= SURE or len(tokens_of(text)) > _SHORT


def _begins_as_question(text: str, language: str) -> bool:
    """Whether it begins as only a question does, for those who leave out the mark."""
    tokens = tokens_of(text)
    return bool(tokens) and bool(_openers(language).at(tokens, 0))


@cache
def _openers(language: str) -> Phrases[str]:
    words = catalogue(language).questions
    return Phrases({"asks": [one for one in words["openers"] if one not in words["also_state"]]})
