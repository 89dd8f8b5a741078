"""Today and tomorrow are those of the place whose hours are asked for, wherever the workspace is."""

from datetime import datetime

import pytest

from sportello.answering.facts import answer_from
from sportello.knowledge import FactBook
from tests.answering.facts.conftest import book_of

_BAR = """
facts: 1
hours:
  - id: bar
    main: true
    name: {en: bar, it: bar, de: Bar}
    time_zone: America/New_York
    week: {tue-sun: "17:00-23:00"}
  - {id: desk, name: {en: booking desk}, time_zone: Europe/Rome, week: {mon-fri: "09:00-17:00"}}
prices:
  - id: entry
    main: true
    name: {en: admission}
    currency: USD
    variants:
      - {id: adult, name: {en: adult}, price: 15}
      - {id: gala, name: {en: adult}, from: 2026-12-31, to: 2026-12-31, price: 60}
"""


@pytest.fixture(scope="module")
def bar() -> FactBook:
    return book_of("bar", _BAR)


@pytest.mark.parametrize(
    ("at", "language", "asked", "told"),
    [
        ("2026-11-24T20:00-05:00", "en", "Are you open today?", "Tuesday 24 November"),
        ("2026-11-24T20:00-05:00", "it", "Siete aperti oggi?", "martedì 24 novembre"),
        ("2026-11-24T20:00-05:00", "de", "Habt ihr heute offen?", "24. November"),
        ("2026-11-29T20:00-05:00", "en", "Are you open tomorrow?", "No: tomorrow (Monday 30 November)"),
        ("2026-11-28T23:30-05:00", "de", "Habt ihr morgen offen?", "morgen (Sonntag, 29. November)"),
        ("2026-12-31T20:30-05:00", "en", "How much is it today?", "60"),
        ("2026-11-24T20:00-05:00", "en", "Is the booking desk open today?", "Wednesday 25 November"),
        ("2026-11-24T20:00-05:00", "en", "Is the booking desk open tomorrow?", "Thursday 26 November"),
        ("2026-11-24T12:00-05:00", "en", "Is the booking desk open tomorrow?", "Wednesday 25 November"),
    ],
)
def test_a_day_is_that_of_the_place(bar: FactBook, at: str, language: str, asked: str, told: str) -> None:
    answer = answer_from(bar, question=asked, language=language, at=datetime.fromisoformat(at))
    assert answer
    assert told in answer.text.replace("\xa0", " ")
