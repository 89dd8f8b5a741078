"""What is said to cost something is held to where it costs nothing."""

import pytest

from sportello.answering.grounding.support import Grounds, unsupported

PAGES = {
    "en": """Getting here

The shuttle is free and leaves from P1 every 12 minutes.

Disabled visitors pay €7, and the companion comes in free.

You can pay by card or in cash at the box office.""",
    "it": """Arrivare

La navetta gratuita parte dal P1 ogni 12 minuti. Le persone con disabilità pagano 7 €, l'accompagnatore entra gratis.

In cassa si paga con carta o in contanti. Il biglietto non si rimborsa, in caso di pioggia si può spostare.""",
    "de": """Anreise

Der kostenlose Shuttle fährt vom P1 alle 12 Minuten.

An der Kasse zahlen Sie mit Karte oder bar.""",
}


def held(language: str, said: str) -> bool:
    """Whether it would be said."""
    return not unsupported(said, Grounds([PAGES[language]], [], language, one_language=True))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The shuttle costs money."),
        ("en", "The shuttle is available for a fee."),
        ("en", "The companion has to pay."),
        ("it", "La navetta è a pagamento."),
        ("it", "L'accompagnatore paga."),
        ("de", "Der Shuttle ist kostenpflichtig."),
    ],
)
def test_what_is_free_is_not_said_to_cost_something(language: str, said: str) -> None:
    assert not held(language, said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The shuttle is free."),
        ("en", "You can pay by card at the box office."),
        ("en", "Disabled visitors pay €7."),
        ("it", "La navetta è gratuita."),
        ("it", "In cassa si paga con carta."),
        ("it", "In caso di pioggia si può spostare."),
        ("de", "An der Kasse zahlen Sie mit Karte."),
    ],
)
def test_what_is_paid_and_what_is_free_may_be_said(language: str, said: str) -> None:
    assert held(language, said)
