"""What things a price is asked of, by their names: of one, of each of several, and of those spoken of just before."""

import re
from collections.abc import Mapping
from typing import Final

from sportello.answering.catalogue import catalogue
from sportello.answering.costs import asks_price, is_asking_price, is_of_costs
from sportello.answering.phrases import tokens_of
from sportello.answering.units import without_units
from sportello.knowledge import split_words, tells

_BETWEEN: Final = re.compile(
    r"(?<!\s)\s*(?:[,;&+\n]|(?<!-)\b(?:and|or|with|plus|und|oder|sowie|mit|e|ed|o|oppure|con)\b(?!-))\s*", re.IGNORECASE
)
"""What stands between the names of things; an "e-bike" is one thing."""
_HOW_MUCH: Final[Mapping[str, str]] = {"de": "Was kostet {}?", "en": "How much is {}?", "it": "Quanto costa {}?"}
_MOST: Final = 5
"""Things of one question."""
_LONGEST: Final = 5
"""Words of the name of a thing, with its article."""


def names_in(text: str, language: str) -> list[str]:
    """The folded words that name what a price is asked of, in the language of who asks."""
    words = [word for word in dict.fromkeys(split_words(text, language, questions=True)) if tells(word, language)]
    return without_units([word for word in words if not (is_of_costs(word) or is_asking_price(word))], text)


def priced_each(text: str, language: str) -> tuple[str, ...]:
    """The question for each of several things whose price one question asks: "How much are towels and a bike?"."""
    ask = _HOW_MUCH.get(language[:2].lower())
    if ask is None or not asks_price(text):
        return ()
    parts = [part.strip(" .!?") for part in _BETWEEN.split(text)]
    named = [part for part in parts if names_in(part, language)]
    things = [part for part in named if not asks_price(part)]
    if not 1 < len(named) <= _MOST or any(_says_more(part, language) for part in things):
        return ()
    return tuple(ask.format(part) if part in things else f"{part}?" for part in named)


def _says_more(part: str, language: str) -> bool:
    """Whether it is more than the name of a thing: "und brauch ich einen Termin"."""
    tokens = tokens_of(part)
    oneself = {token for word in catalogue(language).questions["oneself"] for token in tokens_of(word)}
    return len(tokens) > _LONGEST or not oneself.isdisjoint(tokens)
