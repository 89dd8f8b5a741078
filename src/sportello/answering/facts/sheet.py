"""All facts of a workspace as they are read on a page, in the same words in which they are answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sportello.answering.facts.opening import Doors
from sportello.answering.facts.prices import price_rows
from sportello.answering.facts.speech import Speech
from sportello.knowledge import AnyFact, FactBook, Hours, Place, Policy, Price, said

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


def fact_sheets(book: FactBook, *, language: str, at: datetime) -> list[FactSheet]:
    """Every fact but the calendar, by section, in the workspace's order."""
    speech = Speech(language, at.astimezone(ZoneInfo(book.time_zone)).date())
    facts: list[AnyFact] = [*book.hours, *book.prices, *book.places, *book.policies]
    return [_sheet(fact, book, speech, at) for fact in facts]


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
