"""Everybody who is named is in the sum: whatever the order, the ages and the words, people in are people out."""

import re
from collections.abc import Sequence
from itertools import permutations, product

import pytest

from sportello.answering.facts import answer_from
from sportello.knowledge import FactBook
from tests.answering.facts.test_questions import NOON

_ASKS = {
    "it": ("Quanto costa l'arrosto per {}?", " e ", (", ", " + ")),
    "en": ("How much is the roast for {}?", " and ", (", ", " & ")),
    "de": ("Was kostet der Braten für {}?", " und ", (", ", " + ")),
}
_PEOPLE: dict[str, Sequence[tuple[str, dict[str, int]]]] = {
    "it": [
        ("due adulti", {"adulto": 2}),
        ("un adulto", {"adulto": 1}),
        ("3 bambini", {"bambino": 3}),
        ("uno di 10 anni", {"bambino": 1}),
        ("mio figlio di 2 anni", {"bimbo piccolo": 1}),
        ("un bambino di 5 anni", {"bambino": 1}),
        ("2 bambini di 6 anni", {"bambino": 2}),
    ],
    "en": [
        ("two adults", {"adult": 2}),
        ("an adult", {"adult": 1}),
        ("3 kids", {"child": 3}),
        ("a 10 year old", {"child": 1}),
        ("a two year old", {"toddler": 1}),
        ("a 7-year-old child", {"child": 1}),
        ("two 5 year olds", {"child": 2}),
        ("a child aged 6 years", {"child": 1}),
    ],
    "de": [
        ("zwei Erwachsene", {"Erwachsener": 2}),
        ("einen Erwachsenen", {"Erwachsener": 1}),
        ("3 Kinder", {"Kind": 3}),
        ("einen 10-Jährigen", {"Kind": 1}),
        ("ein Kind von 5 Jahren", {"Kind": 1}),
        ("zwei 2-Jährige", {"Kleinkind": 2}),
        ("einen 16-Jährigen", {"Erwachsener": 1}),
    ],
}


@pytest.mark.parametrize("language", list(_ASKS))
def test_as_many_people_as_are_named_are_in_the_sum(books: dict[str, FactBook], language: str) -> None:
    ask, last, others = _ASKS[language]
    pairs = permutations(_PEOPLE[language], 2)
    triples = [(*pair, third) for pair, third in product(permutations(_PEOPLE[language], 2), _PEOPLE[language][:3])]
    wrong: list[str] = []
    for at, people in enumerate([*pairs, *triples]):
        between = others[at % 2]
        *first, end = (words for words, _ in people)
        question = ask.format(last.join((between.join(first), end)))
        expected = sum(number for _, who in people for number in who.values())
        answer = answer_from(books["pub"], question=question, language=language, at=NOON)
        text = answer.text if answer else ""
        paid = _paid(text)
        if sum(paid.values()) != expected or paid != _together([who for _, who in people]):
            wrong.append(f"{question}\n    said: {text or '-'}")
    assert not wrong, "\n".join(wrong[:20])


def _paid(text: str) -> dict[str, int]:
    return _together(
        [
            {name: int(number)}
            for number, name in re.findall(r"(\d+) \u00d7 ([^\d£+]+?) (?:[\d£]|free|gratis|kostenlos)", text)
        ]
    )


def _together(groups: Sequence[dict[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for group in groups:
        for name, number in group.items():
            found[name] = found.get(name, 0) + number
    return found
