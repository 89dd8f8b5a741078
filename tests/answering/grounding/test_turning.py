"""Small words that turn a sentence need a source that has them of the same; bounds may stand behind their figure."""

import pytest

from sportello.answering.grounding.support import Grounds, unsupported

PAGES = {
    "en": """Tickets

The reduced ticket is for children aged 6 to 13, anyone 65 or over and students up to 26 with a student card.

Evening tickets let you in from 20:00, Monday to Thursday.

Tickets carry no name: forward the e-mail to a friend. The Lantern Pass is the exception, it is personal.

The Oak show takes place every half hour from 17:30 and lasts 8 minutes.

For 31 December tickets are sold online only, at the box office there are none.""",
    "it": """Biglietti

Il ridotto vale da 6 a 13 anni e per chi ha 65 anni o più. Solo le scuole pagano con bonifico.

La visita guidata parte ogni mezz'ora e dura 40 minuti.""",
    "de": """Karten

Ermäßigt zahlen Kinder von 6 bis 13 Jahren und alle, die 65 Jahre oder älter sind. Nur Schulen zahlen auf Rechnung.

Die Führung beginnt jede halbe Stunde und dauert 40 Minuten.""",
}


def held(language: str, said: str) -> bool:
    """Whether it would be said."""
    return not unsupported(said, Grounds([PAGES[language]], [], language, one_language=True))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The reduced ticket is for anyone under 65."),
        ("en", "Evening tickets let you in until 20:00, Monday to Thursday."),
        ("en", "Forward the e-mail to a friend; the same goes for the Lantern Pass."),
        ("en", "The Oak show takes place once an evening at 17:30."),
        ("it", "Il ridotto vale fino a 65 anni."),
        ("it", "La visita guidata parte una volta e dura 40 minuti."),
        ("it", "Tutte le scuole pagano con bonifico."),
        ("de", "Ermäßigt zahlen alle, die jünger als 65 Jahre oder jünger sind: 65 Jahre oder jünger."),
        ("de", "Die Führung beginnt einmal und dauert 40 Minuten."),
        ("de", "Alle Schulen zahlen auf Rechnung."),
    ],
)
def test_a_turned_sentence_is_no_longer_carried(language: str, said: str) -> None:
    assert not held(language, said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Anyone aged 65 and over gets the reduced ticket."),
        ("en", "Anyone who is at least 65 gets the reduced ticket."),
        ("en", "The Oak show takes place every half hour and lasts 8 minutes."),
        ("en", "For 31 December tickets are sold online only."),
        ("it", "Chi ha almeno 65 anni paga il ridotto."),
        ("it", "Solo le scuole pagano con bonifico."),
        ("de", "Wer 65 Jahre oder älter ist, zahlt ermäßigt."),
        ("de", "Auf Rechnung zahlen nur Schulen."),
    ],
)
def test_the_truth_in_other_words_is_said(language: str, said: str) -> None:
    assert held(language, said)
