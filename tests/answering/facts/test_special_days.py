"""A price of one day that says for whom it is by nothing is told beside the others, and in no sum."""

from datetime import datetime

import pytest

from sportello.answering.facts import answer_from
from tests.answering.facts.conftest import book_of

_CLUB = """
facts: 1
prices:
  - id: entry
    main: true
    name: {en: admission, it: ingresso, de: Eintritt}
    currency: USD
    variants:
      - {id: adult, name: {en: adult, it: adulti, de: Erwachsene}, ages: 26-64, price: 15}
      - {id: student, name: {en: student, it: studenti, de: Studenten}, ages: 21-25, price: 9}
      - {id: gala, name: {en: gala, it: gala, de: Gala}, from: 2026-12-31, to: 2026-12-31, price: 60}
"""


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("en", "How much is it for two adults on New Year's Eve?"),
        ("en", "How much is it for an adult and two students on 31 December?"),
        ("it", "Quanto costa per due adulti il 31 dicembre?"),
        ("de", "Was kosten zwei Erwachsene an Silvester?"),
    ],
)
def test_no_sum_is_made_where_the_day_has_a_price_of_its_own(language: str, asked: str) -> None:
    at = datetime.fromisoformat("2026-12-20T12:00-05:00")
    answer = answer_from(book_of("club", _CLUB), question=asked, language=language, at=at)
    assert answer is None or ("60" in answer.text and "=" not in answer.text)


def test_other_days_are_added_up_as_before() -> None:
    at = datetime.fromisoformat("2026-12-20T12:00-05:00")
    asked = "How much is it for two adults on 30 December?"
    answer = answer_from(book_of("club", _CLUB), question=asked, language="en", at=at)
    assert answer
    assert "= **US$30**" in answer.text


@pytest.mark.parametrize(
    ("language", "asked", "begins"),
    [
        ("it", "Quanto costa a Capodanno?", "Venerdì 1 gennaio:"),
        ("de", "Was kostet der Eintritt an Neujahr?", "Am Freitag, 1. Januar:"),
        ("en", "How much is admission on Friday?", "On Friday 25 December:"),
    ],
)
def test_a_price_that_changes_with_the_day_names_it(language: str, asked: str, begins: str) -> None:
    at = datetime.fromisoformat("2026-12-20T12:00-05:00")
    answer = answer_from(book_of("club", _CLUB), question=asked, language=language, at=at)
    assert answer is not None
    assert answer.text.startswith(begins)


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("it", "Quanto costa a Capodanno?"),
        ("it", "Quanto costa a Capodanno per due adulti?"),
        ("en", "How much are two adults for New Year's?"),
    ],
)
def test_of_new_year_the_price_of_the_night_before_is_told_too_and_in_no_sum(language: str, asked: str) -> None:
    club = _CLUB.replace("id: gala,", "id: gala, ages: 6+,")
    at = datetime.fromisoformat("2026-12-20T12:00-05:00")
    answer = answer_from(book_of("club", club), question=asked, language=language, at=at)
    assert answer is not None
    assert "60" in answer.text
    assert "15" in answer.text
    assert "=" not in answer.text
