"""What stands beside a question and asks nothing: an apology, a reason, a mood."""

import re
from datetime import date, datetime
from functools import cache
from typing import Final

from sportello.answering.catalogue import catalogue
from sportello.answering.facts.glimpses import glimpse
from sportello.answering.facts.words import tokens_of, vocabulary
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import NO_ORDINAL, Phrases
from sportello.knowledge import FactBook

_SENTENCES: Final = re.compile(rf"(?<=[.!?\u2026]){NO_ORDINAL}\s+|\n+")
_LONGEST: Final = 12
"""Words of what stands aside: whoever says more tells what the question hinges on."""


def asking_alone(text: str, *, language: str, book: FactBook, today: date) -> str | None:
    """The one sentence that asks, where all others neither ask nor speak of a day, a number or a fact; else None."""
    sentences = [one.strip() for one in _SENTENCES.split(text.strip()) if one.strip()]
    asking = [one for one in sentences if _asks(one)]
    if len(asking) != 1 or len(sentences) == 1:
        return None
    aside = [one for one in sentences if one is not asking[0]]
    return asking[0] if all(_says_nothing(one, language, book, today) for one in aside) else None


def _asks(sentence: str) -> bool:
    return sentence.endswith("?") or begins_as_question(sentence)


def begins_as_question(sentence: str) -> bool:
    """Whether its first word is one that begins questions."""
    tokens = tokens_of(sentence)
    return bool(tokens) and bool(_openers().at(tokens, 0))


def tells_of_facts(text: str, *, language: str, book: FactBook, at: datetime) -> bool:
    """Whether it names a day, or what there is a fact of."""
    return _speaks(text, language, book, book.local(at).date())


def tells_nothing(text: str, *, language: str, book: FactBook, at: datetime) -> bool:
    """Whether it says neither how many or how old, nor a day, nor what there is a fact of: "my husband is German"."""
    tokens, words = tokens_of(text), vocabulary(language)
    counts = any((number := words.cardinals.at(tokens, place)) and number[0] > 1 for place in range(len(tokens)))
    several = any(token.startswith(words.several) for token in tokens)
    today = book.local(at).date()
    return not (counts or several) and _says_nothing(text, language, book, today)


def _says_nothing(sentence: str, language: str, book: FactBook, today: date) -> bool:
    tokens = tokens_of(sentence)
    if len(tokens) > _LONGEST or any(token[0].isdigit() for token in tokens):
        return False
    return not _speaks(sentence, language, book, today)


def _speaks(text: str, language: str, book: FactBook, today: date) -> bool:
    seen = glimpse(text, language=language, book=book, today=today)
    return bool(seen.days or seen.names)


@cache
def _openers() -> Phrases[str]:
    words = [catalogue(language).questions for language in LANGUAGES]
    return Phrases({"asks": [one for each in words for one in each["openers"] if one not in each["also_state"]]})
