"""How long something lasts that has a price, where what is written beside the price says it."""

import re
from collections.abc import Sequence
from typing import Final

from sportello.answering.facts.asked import Asked
from sportello.answering.facts.prices import meant_price
from sportello.answering.facts.speech import Speech
from sportello.answering.facts.tariff import capital
from sportello.answering.facts.words import stem, tokens_of, vocabulary
from sportello.knowledge import FactBook, Price, said

_ASKED: Final = frozenset(frozenset(cues) for cues in (("lasts",), ("how_long",), ("how_long", "lasts")))
_SENTENCES: Final = re.compile(r"(?<=[.!;])\s+|\n+")


def duration_answer(asked: Asked, book: FactBook, speech: Speech) -> list[tuple[str, Price]]:
    """How long what is named lasts: the price's note, where a sentence of it says that and nothing else."""
    if asked.cues not in _ASKED or asked.when or asked.units or not asked.mentions:
        return []
    price = meant_price(asked.mentions, book.prices)
    if price is None or any(one.number not in {None, 1} or one.age is not None for one in asked.mentions):
        return []
    note, name = said(price.note, speech.language), said(price.name, speech.language)
    lasts = any(_is_duration(sentence, name, speech.language) for sentence in _SENTENCES.split(note))
    return [(f"{capital(name)}: {note}", price)] if lasts else []


def _is_duration(sentence: str, name: str, language: str) -> bool:
    """Whether it says a stretch of time and nothing else: "about 45 minutes", but not "book 24 hours before"."""
    tokens, words = tokens_of(sentence), vocabulary(language)
    own = {stem(token, language) for token in tokens_of(name)}
    timed = any(token.isdigit() and _kind(tokens, at + 1, language) == "units" for at, token in enumerate(tokens))
    return timed and all(
        token.isdigit() or _kind(tokens, at, language) or words.fillers.at([token], 0) or stem(token, language) in own
        for at, token in enumerate(tokens)
    )


def _kind(tokens: Sequence[str], at: int, language: str) -> str | None:
    found = vocabulary(language).lasting_for.at(list(tokens), at)
    return found[0] if found else None
