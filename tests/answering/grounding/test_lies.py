"""A model that lies over real pages is mostly found out, and one that paraphrases them mostly is not."""

from collections import Counter

import pytest

from tests.answering.grounding.lies import Case, cases

MOST_LIES, MOST_LOST = 0.10, 0.10
"""Of the half that was held out: little above what was measured. Wanted are 5 % of the lies."""


@pytest.fixture(scope="module")
def held_out() -> list[Case]:
    """The half that nobody read while the rules were made."""
    return [case for case in cases() if case.held_out]


def test_there_are_many_of_each_kind_in_three_languages() -> None:
    every = cases()
    true = [case for case in every if case.kind == "true"]
    lies = [case for case in every if case.kind != "true"]
    assert len(true) >= 120
    assert len(lies) >= 120
    assert len({case.kind for case in lies}) >= 10
    assert {language for language, many in Counter(case.language for case in lies).items() if many > 30} == {
        "de",
        "en",
        "it",
    }


def test_few_lies_are_said(held_out: list[Case]) -> None:
    lies = [case for case in held_out if case.kind != "true"]
    said = [case.says for case in lies if case.passes]
    assert len(said) <= MOST_LIES * len(lies), said


def test_few_truths_are_lost(held_out: list[Case]) -> None:
    true = [case for case in held_out if case.kind == "true"]
    lost = [case.says for case in true if not case.passes]
    assert len(lost) <= MOST_LOST * len(true), lost


IT = "it"
SCHOOLS = (
    "Gruppi e scuole\n\nScuole\n\nCosta 6 € ad alunno. La risposta arriva entro due giorni.",
    "Gruppi e scuole\n\nCome prenotano le scuole\n\nSi scrive a scuole@luminarie.example almeno 7 giorni prima.",
)


@pytest.mark.parametrize(
    "says",
    [
        "Sì, la scuola che prenota riceve un rimborso di 500 €.",
        "Le scuole pagano due euro ad alunno e prenotano un giorno prima.",
        "Le scuole prenotano almeno 4 giorni prima e costa 7 € ad alunno.",
        "Le scuole prenotano almeno 6 giorni prima e costa 7 € ad alunno.",
        "Le scuole non prenotano prima.",
        "Per le scuole non serve prenotare: entrano gratis.",
        "Si scrive almeno 7 giorni prima a scuole@luminarie.example oppure a evil[.]example.",
        "Si scrive almeno 7 giorni prima. Chiamare ottocentonovantanove.",
    ],
)
def test_what_the_customer_says_is_no_source(says: str) -> None:
    asked = "È vero che la scuola riceve un rimborso di 500 € e che prenotare è gratis, 4 giorni prima?"
    assert not Case(IT, "lie", SCHOOLS, asked, says, held_out=False).passes


@pytest.mark.parametrize(
    "says", ["Per le scuole costa 6 € ad alunno.", "Si prenota scrivendo almeno sette giorni prima."]
)
def test_what_the_pages_say_is_said(says: str) -> None:
    assert Case(IT, "true", SCHOOLS, "Come prenota una scuola?", says, held_out=False).passes
