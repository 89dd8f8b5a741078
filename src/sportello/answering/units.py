"""Units by which things are priced: "per night", "zu 250 g", "a persona". They are said of all things, so name none."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from sportello.answering.facts.words import vocabulary
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import tokens_of
from sportello.knowledge import split_words, tells

_UNITS: Final = frozenset(
    (
        *("night", "nights", "day", "days", "week", "weeks", "weekend", "weekends", "month", "months", "year", "years"),
        *("hour", "hours", "minute", "minutes", "person", "persons", "people", "head", "guest", "guests", "piece"),
        *("pieces", "kg", "kilo", "kilos", "gram", "grams", "g", "litre", "litres", "liter", "liters", "l", "cl", "ml"),
        *("nacht", "nachte", "nachten", "tag", "tage", "tagen", "woche", "wochen", "wochenende", "monat", "monate"),
        *("monaten", "jahr", "jahre", "stunde", "stunden", "minute", "minuten", "personen", "leute", "kopf", "nase"),
        *("gast", "gaste", "stuck", "stucke", "gramm"),
        *("notte", "notti", "giorno", "giorni", "settimana", "settimane", "weekend", "mese", "mesi", "anno", "anni"),
        *("ora", "ore", "minuto", "minuti", "persona", "persone", "testa", "ospite", "ospiti", "pezzo", "pezzi"),
        *("chilo", "chili", "etto", "etti", "grammo", "grammi", "litro", "litri"),
    )
)
_PER_USE: Final = frozenset(
    (
        *("stay", "booking", "load", "use", "trip", "ride", "visit", "lesson", "session", "class", "portion", "bottle"),
        *("soggiorno", "corsa", "visita", "lezione", "volta", "porzione", "bottiglia", "lavaggio"),
    )
)
"""What is a unit after "per" and the like; after the German "pro" everything is."""
_A: Final = frozenset(("one", "ein", "eine", "einen", "einem", "un", "una", "uno"))
"""Numbers that are articles as well."""
_PER: Final = frozenset(("per", "each", "every", "pro", "je", "ogni"))
_ONE: Final = frozenset(
    (
        *("by", "a", "an"),
        *("am", "im"),
        *("al", "allo", "alla", "all", "ad"),
        *_A,
        *_PER,
    )
)
"""Words after which a unit is that of one."""
_MAY_GO_ON: Final = frozenset(("day", "night", "week", "weekend", "month", "year", "hour", "minute"))
"""English units with which names of things begin as well: "a day ticket", "a 2 day pass"."""
_FIGURE: Final = re.compile(r"\d")


def units_of(text: str) -> frozenset[str]:
    """The folded words of a text that are a unit: of one, or of so many; and "per" before them."""
    tokens = tokens_of(text)
    found = [at for at in range(len(tokens)) if at and _is_unit(tokens, at)]
    return frozenset(tokens[at] for at in found) | (_PER & {tokens[at - 1] for at in found})


def without_units(words: Iterable[str], text: str) -> list[str]:
    """The words of a text that are neither a unit nor how many of it."""
    units = units_of(text)
    return [word for word in words if word not in units and not is_number(word)]


def is_number(word: str) -> bool:
    """Whether a folded word says how many: in figures, or as a word that is no article."""
    return bool(_FIGURE.match(word)) or word in _numbers()


def _is_unit(tokens: list[str], at: int) -> bool:
    word, before = tokens[at], tokens[at - 1]
    if before == "pro" or (word in _PER_USE and before in _PER):
        return True
    if word not in _UNITS or (before not in _ONE and not is_number(before)):
        return False
    follows = split_words("".join(tokens[at + 1 : at + 2]), "en")
    return before == "per" or word not in _MAY_GO_ON or not any(tells(one, "en") for one in follows)


@cache
def _numbers() -> frozenset[str]:
    return frozenset[str]().union(*(vocabulary(language).numbers.tokens for language in LANGUAGES)) - _A
