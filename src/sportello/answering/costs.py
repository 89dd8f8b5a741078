"""Prices: whether one is asked for, and whether a text says one."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

from sportello.answering.phrases import Phrases, tokens_of
from sportello.answering.presuming import FREE, of_charge, said_free, says_free
from sportello.core.amounts import speaks_of_money
from sportello.knowledge import Hit, tells

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
        "wie viel pro",
        "wieviel pro",
        "wie viel zahl*",
        "wieviel zahl*",
        "wie teuer",
        "zu welchem preis",
        "zu welchen preisen",
        "welche preise",
        "welchen preis",
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
        "how much per",
        "how much a",
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
        "what price",
        "what prices",
        "what does … sell for",
        "how much do you sell",
        "how much do you want",
        "how much do you ask",
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
        "quanto vend*",
        "quanto chied*",
        "quanto prend*",
        "quanto fate pagare",
        "a quanto sono",
        "a quanto sta*",
        "a quanto avete",
        "a quanto fate",
        "quanto al giorno",
        "quanto a notte",
        "quanto a persona",
        "quanto al chilo",
        "quanto pago",
        "quanto devo pagare",
        "qual e il prezzo",
        "quali sono i prezzi",
        "che prezz*",
    ),
}
"""How a price is asked for; "…" stands for any words."""
_ALONE: Final = re.compile(r"[,;.?!\n][^\S\n]*(?:how much|wie\s?viel|quanto)[\s?!.]*$", re.IGNORECASE)
"""The same, behind what it is asked of: "Do you have towels? How much"."""
_LIST: Final = (
    r"(?:prices?|price[ -]?lists?|pricing|preise?|preisliste|[^\W\d_]{3,}preise?|prezz[oi]|tariff[ae]|"
    r"listin[oi](?:[ -]prezzi)?)"
)
"""A price, prices, or a list of them."""
_NAMED: Final = re.compile(
    r"\W*(?:(?:the|der|die|il|i|le|la|your|eure|ihre)\s+)?(?:"
    rf"(?:{_LIST}|costs?|kosten|cost[oi])\s+(?:for|of|to|für|fuer|von|vom|der|des|eine[rs]?|per|di|del|dello|della|dei|"
    r"degli|delle|dell['\u2019])\b|"
    rf"{_LIST}(?:\s+[^\s?]+){{1,4}}[\s?!.]*$|"
    r"(?!(?:wh\w+|how|is|are|do|does|can|could|will|would|may|i|we|you|has|have|if|not?|ist|sind|kann|we[rm]|was|wie)\b)"
    rf"(?:[^\s?,.!]+\s+){{1,4}}{_LIST}[\s?!.]*$)",
    re.IGNORECASE,
)
"""The same, where it only names what is wanted: "price for renewing my licence", "A1 price"."""
_TO_PAY: Final = (
    *("do i pay", "do we pay", "do i have to pay", "do we have to pay", "do i need to pay", "do we need to pay"),
    *("must i pay", "must we pay", "will i be charged", "is there a charge", "is there a fee", "does it cost"),
    *("zahle ich", "zahlen wir", "muss ich zahlen", "muss ich bezahlen", "mussen wir zahlen"),
    *("kostet es", "kostet das"),
    *("devo pagare", "dobbiamo pagare", "si paga", "pago", "paghiamo", "si deve pagare", "bisogna pagare"),
)
"""How it is asked whether something costs anything."""
_PAID: Final = (
    *("pay", "pays", "paid", "payable", "payment", "charged", "charging", "refund*", "deposit"),
    *("zahl*", "bezahl*", "gezahlt", "kaution", "anzahlung", "erstatt*", "berechne*"),
    *("paga*", "pagh*", "rimbors*", "caparra", "cauzione", "spese"),
)
"""Words of which one stands in what answers that, beside an amount, a cost or "free"."""
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


_CLOCK: Final = re.compile(
    r"\b\d{1,2}(?:[.:]\d\d)?\s*(?:am|pm|a\.m\.|p\.m\.|uhr|h)\b|\b(?:le|alle|dalle|ore|um|at|by|before)\s+\d{1,2}\b",
    re.IGNORECASE,
)
"""A time of day, which is no amount, whatever costs are spoken of beside it."""
_ON_TOP: Final = (
    *("more", "extra", "again", "on top", "surcharge*", "additional*", "half as much"),
    *("mehr", "zusatzlich*", "zuschlag*", "aufschlag*", "aufpreis*", "obendrauf", "extra"),
    *("in piu", "aggiunt*", "supplement*", "sovrapprezz*", "maggiorazione"),
)
"""Words of what is paid beside a price."""
_SENTENCES: Final = re.compile(r"(?<=[.!?;])\s+|\n+")


@lru_cache(maxsize=512)
def asks_price(text: str) -> bool:
    """Whether it asks what something costs."""
    tokens = tokens_of(text)
    begun = {found.key for found in _price_beginnings().find(tokens)}
    return any(_in_order(_price_phrases()[at], tokens) for at in begun) or bool(
        _ALONE.search(text) or _NAMED.match(text)
    )


def named_things(hit: Hit) -> list[str]:
    """The telling words of the question that found this, without those by which a price is asked for."""
    telling = [term.word for term in hit.terms if tells(term.word, hit.language)]
    return [word for word in telling if not (is_of_costs(word) or is_asking_price(word))]


def asks_to_pay(question: str) -> bool:
    """Whether it asks if something costs anything: "Do I pay if it rains?"."""
    return bool(_paying().find(tokens_of(question)))


def _in_order(parts: Sequence[Phrases[str]], tokens: list[str]) -> bool:
    """Whether the parts of a phrase stand one after the other."""
    start = 0
    for part in parts:
        found = part.find(tokens[start:])
        if not found:
            return False
        start += found[0].end
    return True


def says_amount(question: str, quote: str) -> bool:
    """Whether it says an amount, that it is free, or where prices are. What has no words may be a picture of them."""
    tokens = tokens_of(quote)
    if not tokens or says_price(quote) or said_free(question, quote):
        return True
    found = {tokens[place.start] for place in _costs().find(tokens)}
    return bool(_LEADS.search(_CLOCK.sub("", quote)) and any(not says_free(word) for word in found))


def says_only_what_is_added(question: str, quote: str) -> bool:
    """Whether every amount in it comes on top of one that it does not say, and none of that was asked about."""
    told = [one for one in _SENTENCES.split(quote) if says_price(one) or _costs().find(tokens_of(one))]
    added = _on_top().find
    return bool(told) and not added(tokens_of(question)) and all(added(tokens_of(one)) for one in told)


def says_price(quote: str) -> bool:
    """Whether it says an amount of money, or a share of one."""
    return speaks_of_money(quote) or "%" in quote


def speaks_of_paying(quote: str) -> bool:
    """Whether it says an amount, or anything of what is paid, free or given back."""
    return says_price(quote) or bool(_paid().find(tokens_of(of_charge(quote))))


def is_of_payment(text: str) -> bool:
    """Whether it has the word for paying itself."""
    return bool(_paid_words().find(tokens_of(text)))


def is_of_costs(word: str) -> bool:
    """Whether a word is one of what things cost."""
    return bool(_costs().find([word]))


def is_asking_price(word: str) -> bool:
    """Whether a word is one of those by which it is asked what they cost."""
    return bool(_asking_price().find([word]))


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
def _paid_words() -> Phrases[str]:
    return Phrases({"paying": ("pay", "pays", "paying", "zahl*", "bezahl*", "paga*", "pago", "paghi*")})


@cache
def _on_top() -> Phrases[str]:
    return Phrases({"added": _ON_TOP})


@cache
def _paying() -> Phrases[str]:
    return Phrases({"paying": _TO_PAY})


@cache
def _paid() -> Phrases[str]:
    return Phrases({"paid": (*_PAID, *_COSTS, *FREE)})


@cache
def _asking_price() -> Phrases[str]:
    asking = ("viene", "vengono", "teuer", "expensive", "pay", "zahl*", "listin*", "wieviel")
    asking += ("verlange", "verlangen", "verlangst", "verlangt")  # but not "Verlängerung", folded
    return Phrases({"asking": asking})


@cache
def _costs() -> Phrases[str]:
    return Phrases({"costs": _COSTS})
