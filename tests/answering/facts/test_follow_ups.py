"""A follow-up is about the day and the fact spoken of before, for as long as no other is named."""

from datetime import datetime
from itertools import product

import pytest

from sportello.answering.facts import answer_from
from sportello.knowledge import FactBook

_AT = datetime.fromisoformat("2026-12-01T11:00Z")
_BEGINNINGS = {
    "it": ("siete aperti il 24 dicembre?", "il mercatino è aperto il 24 dicembre?"),
    "en": ("are you open on 24 December?", "is the market open on 24 December?"),
    "de": ("Habt ihr am 24. Dezember offen?", "Ist der Markt am 24. Dezember offen?"),
}
_FOLLOWING = {
    "it": ("fino a che ora?", "e quando aprite?", "a che ora chiudete?", "grazie", "quando?"),
    "en": ("until when?", "when do you open?", "what time do you close?", "thanks", "and when?"),
    "de": ("bis wann?", "Wann macht ihr auf?", "Wann schließt ihr?", "danke", "und wann?"),
}
_DAY = {"it": "24 dicembre", "en": "24 December", "de": "24. Dezember"}
_MARKET = {"it": "Mercatino", "en": "Craft market", "de": "Kunsthandwerksmarkt"}


@pytest.mark.parametrize("language", list(_FOLLOWING))
@pytest.mark.parametrize("of_market", [False, True])
def test_a_chain_stays_with_its_day_and_its_fact(books: dict[str, FactBook], language: str, *, of_market: bool) -> None:
    beginning, answered, wrong = _BEGINNINGS[language][of_market], 0, list[str]()
    for chain in product(_FOLLOWING[language], repeat=3):
        *before, question = (beginning, *chain)
        answer = answer_from(books["festival"], question=question, language=language, at=_AT, before=before)
        if answer is None:
            continue
        answered += 1
        own = answer.text.startswith(_MARKET[language])
        if _DAY[language].casefold() not in answer.text.casefold() or own != of_market:
            wrong.append(f"{beginning} > {' > '.join(chain)}\n    said: {answer.text}")
    assert not wrong, "\n".join(wrong[:10])
    assert answered >= 75


@pytest.mark.parametrize("language", list(_FOLLOWING))
def test_what_a_chain_names_anew_holds_from_there(books: dict[str, FactBook], language: str) -> None:
    other = {"it": "e il 26 dicembre?", "en": "and on 26 December?", "de": "und am 26. Dezember?"}[language]
    for asked in _FOLLOWING[language][:3]:
        before = (_BEGINNINGS[language][0], asked, other)
        answer = answer_from(books["festival"], question=asked, language=language, at=_AT, before=before)
        assert answer
        assert _DAY[language].replace("24", "26").casefold() in answer.text.casefold()
