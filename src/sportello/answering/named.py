"""Which things a question names, and whether what was found has them: an entry about another thing is only offered."""

import math
from functools import cache
from typing import Final

from sportello.answering.contrasts import ends_otherwise, names_a_thing
from sportello.answering.facts.words import vocabulary
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import tokens_of
from sportello.knowledge import Hit, tells

THIN: Final = "little_of_it"
"""None of the question's telling words is the entry's; or, before a gate has learnt, next to nothing of it all is."""
_THIN: Final = 0.3
_FEW_ROWS: Final = 150
"""Wordings and entries of a knowledge in which a word that nobody wrote names something that is not known."""


def wordings_of(hit: Hit) -> tuple[str, ...]:
    """What the entry calls itself."""
    return (hit.title, hit.question or "", *hit.heading_path)


def thin(hit: Hit, *, learnt: bool) -> bool:
    """Whether an FAQ entry is sure by words that tell nothing: "How can I apply?" is not "How can I pay?".

    Where meaning was compared, other words may say the same. A gate that has `learnt` of the workspace's own wordings
    knows what a low share is worth there; before that, less than three tenths of the question is no answer, and neither
    is what lacks the thing that it hinges on: "kayak rental" is not "lantern rental".
    """
    if hit.kind != "faq" or hit.cosine is not None or not hit.lacking:
        return False
    telling = {term.word for term in hit.terms if tells(term.word, hit.language)}
    return telling <= set(hit.lacking) or (not learnt and (hit.coverage < _THIN or _lacks_its_thing(hit)))


def _lacks_its_thing(hit: Hit) -> bool:
    """Whether more hinges on the things that the entry lacks than on those it has; "rental" and "opening" are none."""
    named = things(hit)
    lacking = sum(weight for word, weight in named.items() if word in hit.lacking)
    return lacking > sum(named.values()) - lacking


def displaced(question: str, hit: Hit) -> bool:
    """Whether an FAQ entry, of few, asks the same of another thing that nobody wrote of: "How do I order a taxi?".

    Where there are many, other words may as well name the same thing; where meaning was compared, it is known.
    """
    if hit.kind != "faq" or hit.cosine is not None:
        return False
    few = _idf_of_unknown(_FEW_ROWS)
    unknown = {term.word for term in hit.terms if not term.known and term.idf <= few}
    named = [word for word in hit.lacking if word in things(hit) and word in unknown]
    if not names_a_thing(question, named, hit.language[:2].lower()):
        return False
    return ends_otherwise(question, wordings_of(hit), named, hit.language[:2].lower())


def _idf_of_unknown(rows: int) -> float:
    """What a word is worth that none of so many rows has."""
    return math.log(1 + (rows + 0.5) / 0.5)


def things(hit: Hit) -> dict[str, float]:
    """The words of the question that found this by which a thing is named, with their weights."""
    general = general_words(hit.language[:2].lower())
    return {term.word: term.idf for term in hit.terms if tells(term.word, hit.language) and term.word not in general}


@cache
def general_words(language: str) -> frozenset[str]:
    """The words for what is done with any thing, for what may be asked of each, and how many they are."""
    if language not in LANGUAGES:
        return frozenset()
    words = vocabulary(language)
    return words.work.tokens | words.cues.tokens | words.numbers.tokens


def done_to_another(question: str, hit: Hit) -> bool:
    """Whether a deed and one thing are all that is asked, and an FAQ entry has no more than the deed.

    "Riparate le lenti?" is not "Riparate gli occhiali?", however often lenses are spoken of elsewhere. Where meaning
    was compared, other words may say the same.
    """
    named = things(hit)
    last = next((token for token in reversed(tokens_of(question)) if tells(token, hit.language)), "")
    of_two = hit.kind == "faq" and hit.cosine is None and len(named) == 2  # noqa: PLR2004 - a deed and a thing
    return of_two and last in named and last not in hit.matched
