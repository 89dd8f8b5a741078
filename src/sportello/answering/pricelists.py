"""What something costs that stands in the knowledge in so many words, whatever the words of asking weigh.

In a small knowledge base nobody writes "costs": "How much is a blow dry?" has one word in four of a page of prices, and
"How much is the deposit?" one in three of "Do I have to leave a deposit?". But where a price is asked for, a row with a
figure that is called what is named is what was meant, and so is an FAQ entry with an amount that asks of nothing else.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final, TypeAlias

from sportello.answering.baskets import names_in
from sportello.answering.contrasts import other_figure, parted
from sportello.answering.costs import asks_price, named_things
from sportello.answering.drafts import Draft, cited
from sportello.answering.engine import (
    Question,
    evidence,
    introduced,
    offered_as,
    quoted,
)
from sportello.answering.facts.words import stem, vocabulary
from sportello.answering.following import leans
from sportello.answering.language import LANGUAGES, is_known
from sportello.answering.parts import ROW
from sportello.answering.phrases import Phrases, tokens_of
from sportello.answering.presuming import said_free
from sportello.answering.setups import Setup
from sportello.answering.units import without_units
from sportello.core.amounts import has_amount
from sportello.knowledge import Hit, is_list_of, rows_naming, split_words, tells

Find: TypeAlias = Callable[[Question], Awaitable[Sequence[Hit]]]
"""How a question is searched for."""

AMOUNT: Final = "amount_of_it"
"""The same of one by an FAQ entry."""
LIST: Final = "price_list"
"""The rule that stands in the trace where a list of prices is offered that names what was asked for, among more."""
_PRICES: Final[Mapping[str, str]] = {
    "de": "Preise Preisliste Kosten",
    "en": "prices fees charges",
    "it": "prezzi listino tariffe",
}
"""What lists of prices are called, and are searched for by."""
_MOST: Final = 4
"""Rows that are told: what names more than these is no answer but the whole list."""
_HOW_HIGH: Final = (
    *("wie hoch ist", "wie hoch sind", "wie hoch war*"),
    *("a quanto ammonta", "a quanto ammontano", "di quanto e", "di quanto sono"),
    *("how high is", "how high are", "what is the amount of"),
)
"""How amounts are asked for that are no price of a thing."""
_FIGURES: Final = re.compile(r"\d+")
_COMPOUND: Final = 5
"""Letters with which a German compound ends in the thing itself: a "Hundeanhänger" is an "Anhänger"."""


async def priced(setup: Setup, question: Question, hits: Sequence[Hit], said: Draft, find: Find) -> Draft | None:
    """What something costs, where search is not sure or only names an amount; None where no list nor entry tells.

    `said` is what would be made of the hits.

    The rows of the best article that name all things of the question, also where search would tell but one of them;
    else the one entry with an amount that asks of these things and nothing else. Other entries that have them all and
    an amount are offered. Of the words by which a price is asked a list has none, so it is looked for by its name, too;
    where its rows say more than what is asked for, it is offered.
    """
    asked = None if leans(question) else _asked(question)
    if asked is None:
        return None
    if said.outcome == "answered":
        return None if _is_of_it(question, hits[0], said.text) else await _instead(setup, question, hits, find)
    if told := _of_rows(setup, question, hits):
        return told
    amount = None if said.trace.rules else _with_amount(setup, question, hits, asked, offered=said.outcome == "choices")
    if amount:
        return amount
    lists = await _lists(question, find)
    return (
        _of_rows(setup, question, lists)
        or await _in_other_languages(setup, question, find)
        or _offered_lists(setup, question, hits, lists)
    )


def _is_of_it(question: Question, hit: Hit, quote: str) -> bool:
    """Whether search has the very price: an entry that asks of prices, or one row with all figures of the question."""
    if hit.kind == "faq":
        return any(asks_price(wording) for wording in (hit.title, hit.question or "")) or not asks_price(question.asked)
    figures = set(_FIGURES.findall(question.asked))
    return bool(figures) and "\n- " not in quote and figures <= set(_FIGURES.findall(quote))


async def _instead(setup: Setup, question: Question, hits: Sequence[Hit], find: Find) -> Draft | None:
    """The rows that go before what search is sure of: of the same page, or before an entry that asks of no price."""
    if hits[0].kind == "passage":
        return _of_rows(setup, question, hits[:1])
    return _of_rows(setup, question, hits) or _of_rows(setup, question, await _lists(question, find))


def _of_rows(setup: Setup, question: Question, hits: Sequence[Hit]) -> Draft | None:
    """The rows of the first that has some; what speaks the language of who asks goes before what does not."""
    spoken = question.language[:2].lower()
    for hit in sorted(hits, key=lambda one: one.language[:2].lower() != spoken):
        rows = _rows(hit, question)
        if 0 < len(rows) <= _MOST:
            return _told(setup, question, hits, hit, rows)
    return None


async def _lists(question: Question, find: Find) -> Sequence[Hit]:
    """The lists of prices, whatever the question's words found before them."""
    names = _PRICES.get(question.language[:2].lower())
    if names is None or not asks_price(question.asked):
        return ()
    return await find(replace(question, searched=(f"{question.searched[0]} {names}",)))


def _offered_lists(setup: Setup, question: Question, hits: Sequence[Hit], lists: Sequence[Hit]) -> Draft | None:
    """Buttons of the lists whose rows say more than what is asked for, or the like of it."""
    named = [hit for hit in (*hits, *lists) if hit.kind == "passage" and is_list_of(hit, _named(hit, question))]
    once = list({hit.entry_id: hit for hit in named}.values()) if asks_price(question.asked) else []
    return offered_as(setup, question, once, hits, rule=LIST) if once else None


async def _in_other_languages(setup: Setup, question: Question, find: Find) -> Draft | None:
    """The rows of a list in another language that are called just what is named.

    A name is the same in both. What is a common word of one of them may mean another thing: an Italian "camera" is a
    room.
    """
    spoken, names = question.language[:2].lower(), names_in(question.searched[0], question.language)
    if not names or not asks_price(question.asked):
        return None
    for language in LANGUAGES:
        if language == spoken or any(is_known(one, each) for one in names for each in (spoken, language)):
            continue
        words = split_words(" ".join(names), language, questions=True)
        asked = replace(question, language=language, searched=(f"{' '.join(names)} {_PRICES[language]}",))
        for hit in await find(asked):
            rows = rows_naming(hit, words) if hit.kind == "passage" and hit.language[:2] == language else []
            rows = [row for row in rows if set(names).issubset(tokens_of(row))]
            if 0 < len(rows) <= _MOST:
                return _told(setup, question, (), hit, rows)
    return None


def _rows(hit: Hit, question: Question) -> list[str]:
    """The rows of its tables that are called what is named: with how many or how long, or else without."""
    if hit.kind != "passage" or not asks_price(question.asked):
        return []
    letters = [term.word for term in hit.terms if len(term.word) == 1 and term.word.isalpha()]
    whole, named = named_things(hit), _named(hit, question)
    rows = (rows_naming(hit, [*whole, *letters]) if whole else []) or (
        rows_naming(hit, [*named, *letters]) if named else []
    )
    language = hit.language[:2].lower()
    return [
        row
        for row in rows
        if not (other_figure(question.asked, row, language) or parted(question.asked, row, language))
    ]


def _named(hit: Hit, question: Question) -> list[str]:
    """The things that are named: "per night" and "for 2" are said of any."""
    return without_units(named_things(hit), question.asked)


def _asked(question: Question) -> frozenset[str] | None:
    """The words by which an amount is asked for; None where none is."""
    tokens = tokens_of(question.asked)
    asking = [token for place in _how_high().find(tokens) for token in tokens[place.start : place.end]]
    return frozenset(asking) if asking or asks_price(question.asked) else None


def _told(setup: Setup, question: Question, hits: Sequence[Hit], hit: Hit, rows: Sequence[str]) -> Draft:
    others = [each for each in hits if each is not hit]
    trace = replace(evidence(setup, question, [hit, *others]), rules=[ROW])
    quote = "\n".join(f"- {row}" for row in rows)
    citations = [cited(hit, quote=quote)]
    draft = Draft(outcome="answered", text=quote, citations=citations, trace=trace, said_in=hit.language)
    return introduced(setup, draft)


def _with_amount(
    setup: Setup, question: Question, hits: Sequence[Hit], asking: frozenset[str], *, offered: bool
) -> Draft | None:
    """The answer, or else buttons, of the entries that have all things of the question and an amount."""
    found = [hit for hit in hits if hit.kind == "faq" and _has(hit, _things(hit, asking, question), question)]
    if not found:
        return None
    first = [found[0], *(hit for hit in hits if hit is not found[0])]
    trace = replace(evidence(setup, question, first), rules=[AMOUNT])
    if len(found) == 1 and _asks_of_nothing_else(found[0], _things(found[0], asking, question)):
        return introduced(setup, quoted(found[0], question.asked, trace))
    return None if offered else offered_as(setup, question, found, hits, rule=AMOUNT)


def _things(hit: Hit, asking: frozenset[str], question: Question) -> list[str]:
    return [word for word in _named(hit, question) if word not in asking]


def _has(hit: Hit, things: Sequence[str], question: Question) -> bool:
    """Whether the entry says all these, and an amount or that it is free."""
    said = _words(hit, f"{hit.title} {hit.question or ''} {hit.text}")
    amount = has_amount(hit.text) or said_free(question.asked, hit.text)
    return bool(things) and amount and all(_says(said, one, hit.language) for one in things)


def _says(said: set[str], thing: str, language: str) -> bool:
    own = stem(thing, language[:2])
    german = language[:2] == "de" and len(own) >= _COMPOUND
    return own in said or (german and any(word.endswith(own) for word in said))


def _asks_of_nothing_else(hit: Hit, things: Sequence[str]) -> bool:
    """Whether a wording of the entry has these things, and else only words by which anything is asked."""
    stems = {stem(one, hit.language[:2]) for one in things}
    return any(stems == _telling(hit, wording) for wording in (hit.title, hit.question) if wording)


def _telling(hit: Hit, wording: str) -> set[str]:
    language = hit.language[:2]
    known = vocabulary(language) if language in LANGUAGES else None
    small = (known.cues, known.duty, known.have, known.fillers, known.single) if known else ()
    asks = frozenset[str]().union(*(table.tokens for table in small))
    words = [word for word in tokens_of(wording) if tells(word, hit.language) and word not in asks]
    return {stem(word, language) for word in words}


def _words(hit: Hit, text: str) -> set[str]:
    return {stem(word, hit.language[:2]) for word in tokens_of(text)}


@cache
def _how_high() -> Phrases[str]:
    return Phrases({"asked": _HOW_HIGH})
