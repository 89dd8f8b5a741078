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
_LASTING: Final = frozenset({"said", "takes"})
"""The verbs of lasting, in German and Italian beside their nouns."""
_SENTENCES: Final = re.compile(r"(?<=[.!;])\s+|\n+")


def duration_answer(asked: Asked, book: FactBook, speech: Speech) -> list[tuple[str, Price]]:
    """How long what is named lasts: the price's note, where a sentence of it says that."""
    if asked.cues not in _ASKED or asked.when or asked.units or not asked.mentions:
        return []
    price = meant_price(asked.mentions, book.prices)
    if price is None or any(one.number not in {None, 1} or one.age is not None for one in asked.mentions):
        return []
    note, name = said(price.note, speech.language), said(price.name, speech.language)
    lasts = any(_is_duration(sentence, name, speech.language) for sentence in _SENTENCES.split(note))
    return [(f"{capital(name)}: {note}", price)] if lasts else []


def _is_duration(sentence: str, name: str, language: str) -> bool:
    """Whether it says how long the thing lasts: "about 45 minutes", "it takes two hours", "1 hour with a guide".

    "Book 24 hours before" does not, nor does "check-in takes ten minutes", which is of something else.
    """
    tokens = tokens_of(sentence)
    verb = next((at for at in range(len(tokens)) if _kind(tokens, at, language) in _LASTING), None)
    if verb is not None and _names_only(tokens[:verb], name, language) and _stretch(tokens, verb + 1, language):
        return True
    clauses = [tokens_of(clause) for clause in sentence.split(",")]
    return any(
        (end := _stretch(clause, 0, language)) is not None
        and (_names_only(clause[end:], name, language) or bool(vocabulary(language).along.at(clause, end)))
        for clause in clauses
    )


def _stretch(tokens: list[str], at: int, language: str) -> int | None:
    """Where a stretch of time ends that begins here, "about" before it aside; None where none does."""
    words = vocabulary(language)
    while at < len(tokens) and _kind(tokens, at, language) == "about":
        at += 1
    if at >= len(tokens):
        return None
    whole = words.lasting_for.at(tokens, at)
    if whole and whole[0] == "whole":
        return whole[1]
    number = words.cardinals.at(tokens, at)
    end = at + 1 if tokens[at].isdigit() else number[1] if number else None
    return end + 1 if end is not None and end < len(tokens) and _kind(tokens, end, language) == "units" else None


def _names_only(tokens: list[str], name: str, language: str) -> bool:
    """Whether it is small words and the thing's own name: "the course"."""
    own = {stem(token, language) for token in tokens_of(name)}
    words = vocabulary(language)
    return all(
        _kind(tokens, at, language) in {"said", "about"} or words.fillers.at([token], 0) or stem(token, language) in own
        for at, token in enumerate(tokens)
    )


def _kind(tokens: Sequence[str], at: int, language: str) -> str | None:
    found = vocabulary(language).lasting_for.at(list(tokens), at)
    return found[0] if found else None
