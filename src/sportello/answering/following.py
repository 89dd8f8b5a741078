"""Questions that leave out what they are about, because what stands before them said it, and those that do not."""

from collections.abc import Sequence
from typing import Final

from sportello.answering.catalogue import catalogue
from sportello.answering.engine import Question, Turn
from sportello.answering.facts import reads_bare
from sportello.answering.phrases import tokens_of
from sportello.answering.understanding import Clause
from sportello.knowledge import Hit

FOLLOWED: Final = "follow_up"
"""The rule that stands in the trace of an answer to a question completed from the one before."""
_AND: Final = frozenset({"e", "ed", "and", "und"})
_FEW: Final = 6
"""Words of a question that begins with "and" and leans on the one before."""


def leans(question: Question) -> bool:
    """Whether it says of nothing what it asks about, or only goes on: "and for children?"."""
    asked = question.searched[0]
    tokens = tokens_of(asked)
    goes_on = bool(tokens) and tokens[0] in _AND and 1 < len(tokens) <= _FEW
    return goes_on or reads_bare(asked, language=question.language)


def asked_alone(clauses: Sequence[Clause], language: str) -> str | None:
    """What a message asks, without what it only tells; None where that is nothing, or what is asked about."""
    asks = [clause.text for clause in clauses if clause.asks]
    if not asks or len(asks) == len(clauses):
        return None
    alone = " ".join(asks)
    back = {token for word in catalogue(language).questions["back"] for token in tokens_of(word)}
    return None if back.intersection(tokens_of(alone)) else alone


def spoken_of(before: Sequence[Turn]) -> str | None:
    """The customer's question before, where it was answered and is none that leans on another itself."""
    said = [turn for turn in before if turn.author != "system"]
    if len(said) < 2 or said[-1].author != "assistant" or said[-1].offered:  # noqa: PLR2004 - a question and its answer
        return None
    return next((turn.text for turn in reversed(said) if turn.author == "customer" and turn.choice is None), None)


def named_by(hit: Hit, question: Question) -> bool:
    """Whether what the entry calls itself has a word of the question: else it speaks of it only in passing."""
    named = {token for wording in (hit.title, hit.question or "", *hit.heading_path) for token in tokens_of(wording)}
    return not named.isdisjoint(tokens_of(question.searched[0]))


def covers(hit: Hit, question: Question) -> bool:
    """Whether the entry says something of each telling word that the question adds; a price alone adds none."""
    if reads_bare(question.searched[0], language=question.language):
        return True
    return set(tokens_of(question.searched[0])).isdisjoint(hit.lacking)
