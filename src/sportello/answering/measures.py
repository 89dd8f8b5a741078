"""Which measure is asked for (how long, at what age, how hot, how far ahead, how many), and whether a text says one.

"Yes, every Saturday at 17:00" has all that "How long is the guided tour?" names, and says no stretch of time: an hour
of day and a date are none, nor is the age that pays less the age from which one may come.
"""

import re
from functools import cache
from typing import Final, Literal

from sportello.answering.costs import asks_price, says_price
from sportello.answering.phrases import Phrases, fold, tokens_of
from sportello.answering.presuming import says_free
from sportello.knowledge import Hit

Measure = Literal["lead", "age", "heat", "lasting", "count"]
_ASKED: Final[dict[Measure, tuple[str, ...]]] = {
    "lead": (
        *("how far ahead", "how far in advance", "how long before", "how long in advance", "how long ahead"),
        *("wie lange vorher", "wie lange vor", "wie weit im voraus", "wie lange im voraus"),
        *("quanto tempo prima", "con quanto anticipo", "quanto in anticipo"),
    ),
    "age": (
        *("how old must", "how old do", "how old should", "what age", "which age", "minimum age", "age limit"),
        *("ab welchem alter", "bis zu welchem alter", "mindestalter", "altersgrenze", "wie alt muss", "wie alt mussen"),
        *("che eta", "eta minima", "quale eta", "qual e l eta", "limite di eta", "limiti di eta"),
    ),
    "heat": (
        *("what temperature", "which temperature", "how hot", "how warm", "how cold"),
        *("welche temperatur", "welcher temperatur", "wie heiss", "wie warm", "wie kalt", "wie viel grad"),
        *("che temperatura", "quale temperatura", "quanti gradi"),
    ),
    "lasting": (
        *("how long", "how much time", "duration"),
        *("wie lang", "wie lange", "wie viel zeit", "wieviel zeit", "dauer"),
        *("quanto dura", "quanto durano", "quanto tempo", "quanto ci vuole", "quanto ci mett*", "durata"),
    ),
    "count": ("how many", "wie viele", "wieviele", "quanti", "quante"),
}
"""How each is asked for; what is first found counts."""
_LASTS: Final = re.compile(r"\bhow much\b.*\blasts?\b", re.IGNORECASE)
_OF_TIME: Final = (
    *("second", "seconds", "minute", "minutes", "min", "mins", "hour", "hours", "hr", "hrs", "h", "day", "days"),
    *("night", "nights", "evening", "evenings", "week", "weeks", "weekend", "weekends", "month", "months", "year"),
    *("years", "decade", "decades", "century", "centuries", "season", "seasons", "semester*", "working", "business"),
    *("sekunde*", "minuten", "stunde", "stunden", "std", "tag", "tage", "tagen", "nacht", "nachte", "nachten"),
    *("abend", "abende", "abenden", "woche", "wochen", "wochenende*", "monat*", "jahr", "jahre", "jahren"),
    *("werktag*", "arbeitstag*", "jahrzehnt*", "jahrhundert*", "viertelstunde*", "saison"),
    *("secondo", "secondi", "minuto", "minuti", "ora", "ore", "giorno", "giorni", "giornata", "giornate", "notte"),
    *("notti", "sera", "sere", "settimana", "settimane", "mese", "mesi", "anno", "anni", "stagione", "secol*"),
    *("decenn*", "quarto d ora"),
)
"""Units of a stretch of time."""
_YEARS: Final = frozenset(("year", "years", "jahr", "jahre", "jahren", "anno", "anni"))
_SPELT: Final = frozenset(
    (
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("fourteen", "fifteen", "sixteen", "eighteen", "twenty", "thirty", "forty", "sixty", "ninety", "hundred"),
        *("zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwolf", "vierzehn"),
        *("funfzehn", "sechzehn", "achtzehn", "zwanzig", "dreissig", "vierzig", "sechzig", "neunzig", "hundert"),
        *("due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "dodici", "quattordici"),
        *("quindici", "sedici", "diciotto", "venti", "trenta", "quaranta", "sessanta", "novanta", "cento"),
    )
)
_SOME: Final = frozenset(
    (
        *("a", "an", "half", "few", "couple", "several", "some", "full", "whole", "all", "entire", "each", "many"),
        *("ein", "eine", "einen", "einem", "einer", "halbe", "halben", "halber", "anderthalb", "paar", "einige"),
        *("mehrere", "ganzen", "ganze", "ganzer"),
        *("un", "una", "uno", "mezz", "mezza", "mezzo", "paio", "alcuni", "alcune", "qualche", "intera", "tutto"),
        *("tutta", "tutti", "tutte", "pochi", "poche"),
    )
)
"""What stands before a unit where no figure does."""
_OFTEN: Final = frozenset(("once", "twice", "times", "time", "volta", "volte", "mal", "einmal", "zweimal", "euro"))
"""Before "a week": how often, or for how much, and not how long."""
_EARLIER: Final = frozenset(
    ("before", "beforehand", "ahead", "earlier", "prior", "advance", "vorher", "zuvor", "voraus", "prima", "anticipo")
)
_OF_AGES: Final = frozenset(("under", "over", "aged", "ages", "age", "sotto", "sopra", "dai", "dagli", "unter", "uber"))
"""Before "6 years": an age, and not how long."""
_ENDS: Final = (
    *("until", "till", "forever", "always", "never", "unlimited", "lifetime", "permanent*", "indefinite*"),
    *("overnight", "immediately", "instantly", "straight away", "at once", "right away", "same day", "all day"),
    *("bis", "immer", "nie", "unbegrenzt", "unbefristet", "lebenslang", "sofort", "ganztag*", "dauerhaft", "stundig*"),
    *("fino", "sempre", "mai", "illimitat*", "a vita", "subito", "immediat*", "in giornata"),
)
"""An end, or none: it answers how long, too."""
_STRETCH: Final = re.compile(
    r"\d(?::\d\d)?\s*(?:-|\u2013|to|bis|till|until|alle)\s*\d{1,2}(?::\d\d|\s*(?:am|pm|Uhr)\b)|\bdalle\b.{1,12}\balle\b|"
    r"\b(?:since|seit|dal|in|from|von|between)\s+(?:\w+\s+)?(?:1\d|20)\d\d\b|\b\w+(?:stündig|tägig|wöchig|jährig)\w*|"
    r"\d\s*(?:km|m|cm|miles?|met\w+|pages|Seiten|pagine|feet|ft)\b",
    re.IGNORECASE,
)
"""From one hour to another, since a year, in one word, or the length of a way: "how long" asks for that as well."""
_DEGREES: Final = re.compile(r"\d\s*(?:°|º|degrees?\b|grad\b|gradi\b|celsius\b|fahrenheit\b)", re.IGNORECASE)
_CLAUSES: Final = re.compile(r"[.;,:()\n]+(?!\d)")
_NUMBER: Final = rf"(?:\d{{1,3}}|{'|'.join(sorted(_SPELT))})"
_AGE: Final = re.compile(
    rf"\b{_NUMBER}[\s-]*(?:years?|months?|anni|mesi|jahren?|monaten?|jahrig\w*)\b|"
    r"\b(?:under|over|above|below|aged?|ages|from|sotto (?:i|gli)|sopra (?:i|gli)|dai|dagli|ab|unter|uber)"
    rf"(?: the)?(?: age)?(?: of)?[ -]{_NUMBER}s?\b"
    r"(?![:.]\d|[\s-]*(?!and\b|und\b|with\b|mit\b|may\b|can\b|must\b)[a-z%\u20ac$\u00a3\u00b0])|"
    r"\b(?:adults?|erwachsene\w*|adulti|maggiorenn\w+|minorenn\w+|volljahrig\w*|minderjahrig\w*|any age|all ages|"
    r"every age|jed\w+ alters?|ogni eta|qualsiasi eta|tutte le eta|newborns?|babies|neugeborene\w*|neonati)\b"
)
"""An age, folded: years behind a number, or a number behind "under", with no other unit."""
_UNCOUNTED: Final = re.compile(
    r"[€$£]\s*\d[\d.,]*|\d[\d.,]*\s*(?:[€$£%°]|euro\b|eur\b|uhr\b|am\b|pm\b)|\d{1,2}[:.]\d\d", re.IGNORECASE
)
"""Figures that count nothing: money, shares, degrees, hours of day."""
_HOW_MANY: Final = (
    *("none", "no", "unlimited", "any number", "as many", "both", "several", "dozen*", "hundreds", "thousands"),
    *("keine*", "unbegrenzt", "beliebig*", "so viele", "beide", "mehrere", "dutzend*", "hunderte", "tausende"),
    *("nessun*", "illimitat*", "quanti", "quante", "entrambi", "divers*", "decine", "centinaia", "migliaia"),
    *("a single", "nur ein", "nur eine", "un solo", "una sola"),
)


def owes_measure(question: str, hit: Hit, quote: str) -> bool:
    """Whether it asks for a measure that is not in the quote; an entry that is asked for just that says what it can."""
    asked = measure_of(question)
    if asked is None or not tokens_of(quote):
        return False
    if hit.kind == "faq" and any(measure_of(name) == asked for name in (hit.title, hit.question or "")):
        return False
    return not says_measure(asked, quote)


def measure_of(question: str) -> Measure | None:
    """The measure that is asked for."""
    if asks_price(question):
        return None
    tokens = tokens_of(question)
    found: Measure | None = next(
        (measure for measure, phrases in _ASKED.items() if _phrases(phrases).find(tokens)), None
    )
    if found == "count":
        after = _phrases(_ASKED["count"]).find(tokens)[0].end
        # "How many days" is counted in time, "how many times" and "quanti anni" ask for something else again.
        return None if not tokens[after:] or _timed(tokens[after]) or tokens[after] in _OFTEN else found
    return found or ("lasting" if _LASTS.search(question) else None)


def says_measure(measure: Measure, quote: str) -> bool:
    """Whether a text says such a measure."""
    if measure == "heat":
        return bool(_DEGREES.search(quote))
    if measure == "age":
        return any(_AGE.search(clause) and not _is_priced(clause) for clause in _CLAUSES.split(fold(quote)))
    if measure == "count":
        return _counts(quote)
    tokens = tokens_of(quote)
    if _STRETCH.search(quote) or _phrases(_ENDS).find(tokens):
        return True
    return any(_lasts(tokens, at, lead=measure == "lead") for at in range(len(tokens)))


def _is_priced(clause: str) -> bool:
    return says_price(clause) or any(says_free(word) for word in tokens_of(clause))


def _counts(quote: str) -> bool:
    """Whether it has a number that is not one of time or money."""
    tokens = tokens_of(_UNCOUNTED.sub(" ", quote))
    if _phrases(_HOW_MANY).find(tokens):
        return True
    numbers = (at for at, token in enumerate(tokens) if token[0].isdigit() or token in _SPELT)
    return any(at + 1 == len(tokens) or not _timed(tokens[at + 1]) for at in numbers)


def _lasts(tokens: list[str], at: int, *, lead: bool) -> bool:
    """Whether a unit of time stands here behind how many, and says how long: not when before, nor how old."""
    if not _timed(tokens[at]):
        return False
    before, after = tokens[max(0, at - 2) : at], tokens[at + 1 : at + 3]
    if lead:
        return bool(before) or not _EARLIER.isdisjoint(after)
    near = next((token for token in reversed(before) if _is_many(token)), None)
    if near is None or not _EARLIER.isdisjoint(after) or before[:1] == ["vor"]:
        return False
    place = at - 1 - before[::-1].index(near)
    ahead = tokens[max(0, place - 2) : place]
    if tokens[at] in _YEARS and not _OF_AGES.isdisjoint(ahead):
        return False
    return near not in _SOME or not ahead or not (ahead[-1] in _OFTEN or ahead[-1][0].isdigit())


def _is_many(token: str) -> bool:
    return token[0].isdigit() or token in _SPELT or token in _SOME


def _timed(token: str) -> bool:
    return bool(_phrases(_OF_TIME).find([token]))


@cache
def _phrases(phrases: tuple[str, ...]) -> Phrases[str]:
    return Phrases({"found": phrases})
