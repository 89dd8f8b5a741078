"""Why an answer that search is sure of is still only offered: it would promise what nobody wrote.

A small knowledge base is sure too soon: of a question that hinges on one word it never saw, all other words are there.
These rules look at what would be said, not at how well it matched, and so hold whatever the threshold is.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from sportello.answering.catalogue import catalogue
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import Phrases, fold, tokens_of
from sportello.answering.presuming import asks_free, said_free, says_free, takes_for_granted
from sportello.knowledge import Hit, tells

UNSAID: Final = "yes_to_unsaid"
"""A yes or no to a question with a word that the entry says nothing of, or that hinges on such words."""
AMOUNTLESS: Final = "price_without_amount"
"""What something costs was asked, and neither an amount nor "free" would be said."""
MEASURED: Final = "measure_of_unsaid"
"""How much, how long or how many was asked of what the entry says nothing of: another thing's measure is not its."""
PRESUMED: Final = "asked_is_presumed"
"""Whether something is so was asked, and what would be said takes it for granted."""
HOURLESS: Final = "hour_unsaid"
"""At what time something happens was asked, and no time would be said."""
TOUCHED: Final = "one_word_in_passing"
"""All that the question says stands somewhere in a text that is about something else."""

_YES_OR_NO: Final[Mapping[str, re.Pattern[str]]] = {
    "de": re.compile(r"\W*(?:ja|jawohl|nein|nicht|leider|natürlich|selbstverständlich|klar|gerne?)\b", re.IGNORECASE),
    "en": re.compile(r"\W*(?:yes|yep|no|not|sure|certainly|of course|unfortunately|sorry)\b", re.IGNORECASE),
    "it": re.compile(r"\W*(?:sì|si(?=[,.;:!])|no|non|certo|certamente|purtroppo)\b", re.IGNORECASE),
}
_PRICE: Final[Mapping[str, Sequence[str]]] = {
    "de": (
        "was … kostet",
        "was kosten",
        "was kost",
        "was wird … kosten",
        "was wurde … kosten",
        "was sind die kosten",
        "was verlangt",
        "was zahl*",
        "wie viel … kostet",
        "wie viel … kosten",
        "wieviel … kostet",
        "wieviel … kosten",
        "wie viel zahl*",
        "wieviel zahl*",
        "wie teuer",
        "was ist der preis",
        "was sind die preise",
        "wie hoch ist der preis",
        "wie hoch sind die preise",
        "wie hoch ist die gebuhr",
        "wie hoch sind die gebuhren",
    ),
    "en": (
        "how much is",
        "how much are",
        "how much for",
        "how much to",
        "how much would",
        "how much … cost",
        "how much … costs",
        "how much do … charge",
        "how much does … charge",
        "how much do … pay",
        "how much will … pay",
        "what does … cost",
        "what do … cost",
        "what do you charge",
        "what would … cost",
        "what will … cost",
        "what is the cost",
        "what s the cost",
        "what is the price",
        "what s the price",
        "what are the prices",
        "what are your prices",
        "how expensive",
    ),
    "it": (
        "quanto cost*",
        "quanto mi cost*",
        "quanto ci cost*",
        "quanto … costa",
        "quanto … costano",
        "quanto viene",
        "quanto vengono",
        "quanto si paga",
        "quanto pago",
        "quanto devo pagare",
        "qual e il prezzo",
        "quali sono i prezzi",
        "che prezz*",
    ),
}
"""How a price is asked for; "…" stands for any words."""
_MEASURE: Final = (
    "how much",
    "how many",
    "how long",
    "how often",
    "how far",
    "wie viel*",
    "wieviel*",
    "wie lang*",
    "wie oft",
    "wie weit",
    "wie hoch",
    "quant*",
)
"""How any other measure is asked for."""
_MEASURING: Final = (
    *(
        "age",
        "big",
        "days",
        "distan*",
        "far",
        "high",
        "hours",
        "large",
        "last",
        "minutes",
        "old",
        "tall",
        "time",
        "weeks",
    ),
    *("pay", "price", "zahl*"),
    *("alt*", "dauer*", "entfernt*", "gross*", "hoch*", "stunden", "tage", "teuer", "weit*", "wochen", "zeit*"),
    *("dist*", "dura*", "giorni", "grand*", "lontan*", "lung*", "minuti", "ore", "settiman*", "tempo"),
)
"""Words that such a question has for the measure itself."""
_ASKING: Final = (
    *("how", "what", "when", "where", "which", "who", "whom", "whose", "why"),
    *(
        "wann",
        "warum",
        "was",
        "welche*",
        "wem",
        "wen",
        "wer",
        "wie",
        "wieso",
        "wieviel",
        "wo",
        "woher",
        "wohin",
        "womit",
        "worin",
        "woraus",
    ),
    *("chi", "che", "come", "cosa", "cos", "dove", "dov", "qual*", "quando", "quant*", "perche"),
)
"""Words of which one stands in every question that no yes or no answers."""
_WORD: Final = re.compile(r"[^\W_]+")
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_MONEY: Final = re.compile(
    r"[€$£¥₣%]|\b(?:eur|euro|euros|chf|franken|franchi|gbp|usd|dollars?|dollari|pounds?|cents?|centesimi)\b",
    re.IGNORECASE,
)
_ALIKE: Final = 4
"""Letters with which a word begins in all its endings."""
_FEW: Final = 2
"""Telling words of who says next to nothing."""
_AT_WHAT_TIME: Final = ("what time", "at what hour", "che ora", "che ore", "um wie viel uhr", "um wieviel uhr")
_TIME: Final = re.compile(
    r"\d|\]\(|https?:|\b(?:noon|midday|midnight|o'clock|mezzogiorno|mezzanotte|mittags?|mitternacht|uhr|any ?time|"
    r"always|sempre|immer|jederzeit|half past|ore|sunset|tramonto|sunrise|alba|sonnenuntergang|dusk|dawn)\b",
    re.IGNORECASE,
)
"""A time of day, however it is written."""
_LEADS: Final = re.compile(r"\d|\]\(|https?:")
"""A number, or a link: beside a word like "costs" or "prices", both answer."""
_COSTS: Final = (
    "cost*",
    "kost*",
    "price*",
    "preis*",
    "prezz*",
    "charge*",
    "fee",
    "fees",
    "gebuhr*",
    "tariff*",
    "paga*",
)


def doubt(question: str, hit: Hit, quote: str) -> str | None:
    """The rule by which `quote`, what the hit would answer, is only offered; None where nothing speaks against it."""
    says, measured = _YES_OR_NO.get(hit.language[:2]), hit.kind == "faq" and _asks_measure(question)
    if says and says.match(quote) and hit.lacking and not measured and _asks_yes_or_no(question):
        return UNSAID
    asked_of_it = (hit.title, *hit.heading_path) if hit.kind == "passage" else (hit.title, hit.question or "")
    priced = asks_price(question) or asks_free(question)
    if priced and not _amount(question, quote) and not any(asks_price(wording) for wording in asked_of_it):
        return AMOUNTLESS
    beside = _beside(question, hit, quote) if _says_something(quote) else None
    if beside is not None:
        return beside
    if hit.kind == "faq" and _says_something(quote) and _is_of_another(hit):
        return MEASURED if measured else UNSAID if _asks_yes_or_no(question) else None
    return None


def _beside(question: str, hit: Hit, quote: str) -> str | None:
    """The rule by which it answers another question than was asked."""
    if _asks_whether(question) and takes_for_granted(question, hit, quote):
        return PRESUMED
    if _hour().find(tokens_of(question)) and not _TIME.search(quote):
        return HOURLESS
    return TOUCHED if hit.kind == "passage" and _asks_whether(question) and _in_passing(hit) else None


def _in_passing(hit: Hit) -> bool:
    """Whether next to nothing was said, and the passage has one word of it, or none, that no heading of it names."""
    said = [term.word for term in hit.terms if tells(term.word, hit.language)]
    if len(said) > _FEW:
        return False
    had = [word for word in said if word not in hit.lacking]
    named = {token[:_ALIKE] for name in (hit.title, *hit.heading_path) for token in tokens_of(name)}
    return len(had) <= 1 and not any(fold(word)[:_ALIKE] in named for word in had)


def asks_price(text: str) -> bool:
    """Whether it asks what something costs."""
    tokens = tokens_of(text)
    begun = {found.key for found in _price_beginnings().find(tokens)}
    return any(_in_order(_price_phrases()[at], tokens) for at in begun)


def _asks_measure(question: str) -> bool:
    return asks_price(question) or bool(_measures().find(tokens_of(question)))


def _asks_whether(question: str) -> bool:
    """Whether it can be answered with a yes or no: no word asks what, when or who."""
    return not _asking().find(tokens_of(question))


def _asks_yes_or_no(question: str) -> bool:
    """Whether it asks for a yes or no: "rent a wheelchair" and "I need a receipt" only name what is wanted."""
    words = tuple(word.casefold() for word in _WORD.findall(question))
    if any(words[: len(opener)] == opener for opener in _openers()):
        return not _asking().find(tokens_of(words[0]))
    return "?" in question and _asks_whether(question)


@cache
def _openers() -> frozenset[tuple[str, ...]]:
    phrases = [phrase for language in LANGUAGES for phrase in catalogue(language).questions["openers"]]
    return frozenset(tuple(word.casefold() for word in _WORD.findall(phrase)) for phrase in phrases)


def _is_of_another(hit: Hit) -> bool:
    """Whether more hinges on the words that the entry lacks than on those it has.

    The measure's own words do not count: whoever says "It is 12 €" need not say "costs".
    """
    things = {
        term.word: term.idf
        for term in hit.terms
        if tells(term.word, hit.language) and not (_costs().find([term.word]) or _measuring().find([term.word]))
    }
    lacking = sum(weight for word, weight in things.items() if word in hit.lacking)
    return lacking > sum(things.values()) - lacking


def _says_something(quote: str) -> bool:
    """Whether it is more than a picture, of which nobody knows what it says."""
    return bool(tokens_of(_PICTURE.sub("", quote)))


def _in_order(parts: Sequence[Phrases[str]], tokens: list[str]) -> bool:
    """Whether the parts of a phrase stand one after the other."""
    start = 0
    for part in parts:
        found = part.find(tokens[start:])
        if not found:
            return False
        start += found[0].end
    return True


def _amount(question: str, quote: str) -> bool:
    """Whether it says an amount, that it is free, or where prices are. What has no words may be a picture of them."""
    tokens = tokens_of(quote)
    if not tokens or _MONEY.search(quote) or said_free(question, quote):
        return True
    costs = {tokens[place.start] for place in _costs().find(tokens)}
    return bool(_LEADS.search(quote) and any(not says_free(word) for word in costs))


@cache
def _price_phrases() -> tuple[tuple[Phrases[str], ...], ...]:
    return tuple(tuple(Phrases({part: (part,)}) for part in parts) for parts in _price_parts())


@cache
def _price_beginnings() -> Phrases[int]:
    """The first part of each of these, looked for at once: hardly any question has one."""
    return Phrases({at: (parts[0],) for at, parts in enumerate(_price_parts())})


def _price_parts() -> list[Sequence[str]]:
    return [phrase.split(" … ") for language in _PRICE.values() for phrase in language]


@cache
def _asking() -> Phrases[str]:
    return Phrases({"asking": _ASKING})


@cache
def _measures() -> Phrases[str]:
    return Phrases({"measure": _MEASURE})


@cache
def _measuring() -> Phrases[str]:
    return Phrases({"measuring": _MEASURING})


@cache
def _hour() -> Phrases[str]:
    return Phrases({"hour": _AT_WHAT_TIME})


@cache
def _costs() -> Phrases[str]:
    return Phrases({"costs": _COSTS})
