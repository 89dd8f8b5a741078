"""All facts of a workspace as they are read on a page, in the same words in which they are answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sportello.answering.facts.exact import NAMED, FactAnswer, answer_from, fact_answer
from sportello.answering.facts.naming import names_of_fact
from sportello.answering.facts.opening import Doors
from sportello.answering.facts.prices import price_rows
from sportello.answering.facts.speech import Speech
from sportello.answering.facts.words import Vocabulary, stem, tokens_of, vocabulary
from sportello.answering.language import LANGUAGES
from sportello.knowledge import AnyFact, FactBook, Hours, Place, Policy, Price, said

_MOST_ROWS = 5
_FEW = 4
"""Words that may name a fact; more of them ask something."""
_TELLING = 4
"""Letters of a word that names anything."""
Section = Literal["hours", "prices", "places", "policies"]


@dataclass(frozen=True)
class FactSheet:
    """One fact to read: rows of a table (with the heads of its columns), then paragraphs."""

    section: Section
    id: str
    name: str
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    special: Sequence[Sequence[str]] = ()
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class FactFound:
    """A fact that a search finds: its name, and what it says to it."""

    id: str
    name: str
    text: str


def fact_sheets(book: FactBook, *, language: str, at: datetime) -> list[FactSheet]:
    """Every fact but the calendar, by section, in the workspace's order."""
    speech = Speech(language, at.astimezone(ZoneInfo(book.time_zone)).date())
    return [_sheet(fact, book, speech, at) for fact in _facts(book)]


def _facts(book: FactBook) -> list[AnyFact]:
    return [*book.hours, *book.prices, *book.places, *book.policies]


def _sheet(fact: AnyFact, book: FactBook, speech: Speech, at: datetime) -> FactSheet:
    name = said(fact.name, speech.language)
    name = name[:1].upper() + name[1:]
    if isinstance(fact, Hours):
        table = Doors(book.opening(fact), at, speech).table()
        note = said(fact.note, speech.language)
        lines = [line for line in (table.span, note) if line]
        return FactSheet("hours", fact.id, name, rows=table.week, special=table.special, lines=lines)
    if isinstance(fact, Price):
        rows = [
            [f"{who} ({condition})" if condition else who, *costs] for who, condition, costs in price_rows(fact, speech)
        ]
        heads = ["", *(said(column, speech.language) for column in fact.columns.values())] if fact.columns else []
        note = said(fact.note, speech.language)
        return FactSheet("prices", fact.id, name, heads=heads, rows=rows, lines=[note] if note else [])
    if isinstance(fact, Place):
        return FactSheet("places", fact.id, name, lines=_place(fact, speech))
    lines = (
        [said(fact.answer, speech.language), said(fact.details, speech.language)] if isinstance(fact, Policy) else []
    )
    return FactSheet("policies", fact.id, name, lines=[line for line in lines if line])


def _place(place: Place, speech: Speech) -> list[str]:
    lines = [
        place.address,
        said(place.reach, speech.language),
        speech.say("phone", phone=place.phone) if place.phone else "",
        speech.say("email", email=place.email) if place.email else "",
        speech.say("website", website=place.website) if place.website else "",
    ]
    return [line for line in lines if line]


def find_facts(book: FactBook, *, language: str, asked: str, at: datetime) -> list[FactFound]:
    """The facts that answer a search; then those in which every word of it stands, in a name or in what they say.

    Facts are few, and stand in no index.
    """
    answer = answer_from(book, question=asked, language=language, at=at)
    answered = dict(zip(answer.fact_ids, answer.texts, strict=True)) if answer else {}
    words = vocabulary(language)
    wanted = {stem(one, language) for one in _said_words(asked, words)}
    found: list[tuple[int, FactFound]] = []
    for fact, sheet in zip(_facts(book), fact_sheets(book, language=language, at=at), strict=True):
        called = {stem(one, language) for phrase in names_of_fact(fact) for one in tokens_of(phrase)}
        told = {stem(one, language) for text in _texts(sheet) for one in tokens_of(text)}
        if fact.id in answered:
            found.append((0, FactFound(fact.id, sheet.name, answered[fact.id])))
        elif wanted and wanted <= called | told:
            found.append((1 if wanted <= called else 2, FactFound(fact.id, sheet.name, _shown(sheet))))
    return [one for _, one in sorted(found, key=lambda each: each[0])]


def answer_by_name(book: FactBook, *, language: str, asked: str, at: datetime) -> FactAnswer | None:
    """What the one fact says that a few words name, by its name or by what it says: "Mill Lane", "winter room"."""
    tokens = tokens_of(asked)
    words = vocabulary(language if language in LANGUAGES else "en")
    asks = any(words.cues.at(tokens, at) for at in range(len(tokens)))
    if not 0 < len(tokens) <= _FEW or asks or not any(len(one) >= _TELLING and one.isalpha() for one in tokens):
        return None
    found = find_facts(book, language=words.language, asked=asked, at=at)
    if len(found) != 1:
        return None
    fact = next(one for one in _facts(book) if one.id == found[0].id)
    return fact_answer([(found[0].text, fact)], language=words.language, book=book, confidence=NAMED)


def _said_words(asked: str, words: Vocabulary) -> list[str]:
    """The words of a search without small ones; all of them where there are no others."""
    tokens = tokens_of(asked)
    return [one for one in tokens if not words.fillers.at([one], 0)] or tokens


def _shown(sheet: FactSheet) -> str:
    """What a fact says, in short: its lines, else the first rows of its table."""
    rows = (f"- {row[0]}: {', '.join(row[1:])}" for row in sheet.rows[:_MOST_ROWS])
    return "\n\n".join(sheet.lines) or "\n".join(rows)


def _texts(sheet: FactSheet) -> Iterator[str]:
    yield sheet.name
    yield from sheet.lines
    yield from sheet.heads
    yield from (row[0] for row in sheet.rows)
