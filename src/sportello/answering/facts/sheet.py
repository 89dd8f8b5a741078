"""All facts of a workspace as they are read on a page, in the same words in which they are answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sportello.answering.facts.exact import answer_from
from sportello.answering.facts.naming import names_of_fact
from sportello.answering.facts.speech import Speech
from sportello.answering.facts.tariff import price_rows
from sportello.answering.facts.weeks import Weeks
from sportello.answering.facts.words import Table, stem, tokens_of, vocabulary
from sportello.knowledge import AnyFact, FactBook, Hours, Place, Policy, Price, said

_MOST_ROWS = 5
BY_NAME, _BY_TEXT = 1, 2
"""How words find a fact: all of them stand in its names, or some only in what it says."""
Section = Literal["hours", "prices", "places", "policies"]


@dataclass(frozen=True)
class FactSheet:
    """One fact to read: rows of a table (with the heads of its columns), then paragraphs.

    Of hours, `periods` are other weeks that hold within the year, each with its days, and `special` single days.
    """

    section: Section
    id: str
    name: str
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    periods: Sequence[tuple[str, Sequence[Sequence[str]]]] = ()
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
    return [
        replace(sheet, **_of_year(fact, book, language, at)) if isinstance(fact, Hours) else sheet
        for fact, sheet in sheets_of(book, language, at)
    ]


def _of_year(hours: Hours, book: FactBook, language: str, at: datetime) -> dict[str, Any]:
    weeks = Weeks(book.opening(hours), at, _speech(book, language, at))
    return {"periods": [(period.span, period.week) for period in weeks.others()], "special": weeks.special_of_year()}


def sheets_of(book: FactBook, language: str, at: datetime) -> Iterator[tuple[AnyFact, FactSheet]]:
    """Every fact with what it says these days."""
    speech = _speech(book, language, at)
    return ((fact, _sheet(fact, book, speech, at)) for fact in _facts(book))


def _speech(book: FactBook, language: str, at: datetime) -> Speech:
    return Speech(language, book.local(at).date())


def has_sheets(book: FactBook) -> bool:
    """Whether there is any fact to read."""
    return bool(_facts(book))


def _facts(book: FactBook) -> list[AnyFact]:
    return [*book.hours, *book.prices, *book.places, *book.policies]


def _sheet(fact: AnyFact, book: FactBook, speech: Speech, at: datetime) -> FactSheet:
    name = said(fact.name, speech.language)
    name = name[:1].upper() + name[1:]
    if isinstance(fact, Hours):
        usual = Weeks(book.opening(fact), at, speech).usual()
        note = said(fact.note, speech.language)
        lines = [line for line in (usual.span, note) if line]
        return FactSheet("hours", fact.id, name, rows=usual.week, lines=lines)
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
    # What stands alone in a search is asked: "24 December".
    tried = (answer_from(book, question=one, language=language, at=at) for one in (asked, f"{asked}?"))
    answer = next((one for one in tried if one), None)
    answered = dict(zip(answer.fact_ids, answer.texts, strict=True)) if answer else {}
    found: list[tuple[int, FactFound]] = []
    for rank, fact, sheet in ranked(book, language, said_words(asked, language), at):
        if fact.id in answered:
            found.append((0, FactFound(fact.id, sheet.name, answered[fact.id])))
        elif rank:
            found.append((rank, FactFound(fact.id, sheet.name, shown(sheet))))
    return [one for _, one in sorted(found, key=lambda each: each[0])]


def ranked(book: FactBook, language: str, wanted: set[str], at: datetime) -> Iterator[tuple[int, AnyFact, FactSheet]]:
    """Every fact with where all these words stand: in its names, in what it says too, or (0) not all of them there."""
    for fact, sheet in sheets_of(book, language, at):
        called = {stem(one, language) for phrase in names_of_fact(fact, language) for one in tokens_of(phrase)}
        told = {stem(one, language) for text in _texts(sheet) for one in tokens_of(text)}
        rank = BY_NAME if wanted <= called else _BY_TEXT if wanted <= called | told else 0
        yield rank if wanted else 0, fact, sheet


def said_words(asked: str, language: str, *, also: Table[str] | Table[bool] | None = None) -> set[str]:
    """The words of a search without small ones, and `also` others that only ask; all of them where none is left."""
    tokens, words, kept, place = tokens_of(asked), vocabulary(language), list[str](), 0
    while place < len(tokens):
        asks = also.at(tokens, place) if also else None
        small = words.fillers.at([tokens[place]], 0) or (also and words.beside.at([tokens[place]], 0))
        if not asks and not small:
            kept.append(tokens[place])
        place = asks[1] if asks else place + 1
    return {stem(one, language) for one in kept or (tokens if also is None else [])}


def shown(sheet: FactSheet) -> str:
    """What a fact says, in short: its lines, else the first rows of its table."""
    rows = (f"- {row[0]}: {', '.join(row[1:])}" for row in sheet.rows[:_MOST_ROWS])
    return "\n\n".join(sheet.lines) or "\n".join(rows)


def _texts(sheet: FactSheet) -> Iterator[str]:
    yield sheet.name
    yield from sheet.lines
    yield from sheet.heads
    yield from (row[0] for row in sheet.rows)
