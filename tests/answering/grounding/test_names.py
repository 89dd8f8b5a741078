"""Names and addresses in an answer are those of which the sources say it."""

import pytest

from sportello.answering.grounding.support import Grounds, unsupported

PAGE = (
    "Sicurezza\n\nPrimo soccorso\n\nI punti di primo soccorso sono in Piazza Grande e al Ponte dei Mugnai. "
    "Gli oggetti trovati si ritirano al punto informazioni di **Porta Vecchia**, altrimenti si scrive a "
    "smarriti@luminarie.example. Il certificato medico va mandato a info@luminarie.example entro 5 giorni."
)
SEITE = (
    "Sicherheit\n\nErste Hilfe\n\nErste Hilfe gibt es an der Piazza Grande und am Ponte dei Mugnai. "
    "Fundsachen liegen am Infopunkt der Porta Vecchia."
)


def passes(says: str, page: str = PAGE, language: str = "it") -> bool:
    """Whether a customer would read it."""
    return not unsupported(says, Grounds([page], ["Dove?"], language, one_language=True))


@pytest.mark.parametrize(
    "says",
    [
        "Il primo soccorso è in Piazza Grande e al Ponte dei Mugnai.",
        "Gli oggetti trovati li ritira al punto di Porta Vecchia, oppure scriva a smarriti@luminarie.example.",
        "Porta Vecchia: lì si ritirano gli oggetti trovati.",
        "Come da regolamento: Oggetti trovati, si ritirano al punto informazioni di Porta Vecchia.",
        "Mandi il certificato medico a info@luminarie.example entro 5 giorni.",
    ],
)
def test_what_is_said_of_a_name_may_be_said_again(says: str) -> None:
    assert passes(says)


@pytest.mark.parametrize(
    "says",
    [
        "Il primo soccorso è a Porta Vecchia.",
        "I punti di primo soccorso sono in Piazza Grande e a Porta Vecchia.",
        "Gli oggetti trovati si ritirano al punto informazioni di Piazza Grande.",
        "Gli oggetti trovati si ritirano al punto informazioni di San Biagio.",
        "Mandi il certificato medico a smarriti@luminarie.example entro 5 giorni.",
        "Gli oggetti trovati si ritirano in P4.",
    ],
)
def test_what_is_said_of_one_name_is_not_said_of_another(says: str) -> None:
    assert not passes(says)


def test_a_german_noun_is_no_name_and_two_capitals_are() -> None:
    assert passes("Die Fundsachen liegen am Infopunkt der Porta Vecchia.", SEITE, "de")
    assert not passes("Fundsachen liegen am Infopunkt der Piazza Grande.", SEITE, "de")


def test_a_clause_that_was_added_is_found_though_the_rest_is_true() -> None:
    assert not passes("Il primo soccorso è in Piazza Grande, e un volontario accompagna chi lo desidera.")


@pytest.mark.parametrize(
    ("language", "asked", "says"),
    [
        (
            "it",
            "Sono Anna Rossi, dov'è il primo soccorso?",
            "Gentile Anna Rossi, il primo soccorso è in Piazza Grande.",
        ),
        ("de", "Ich heiße Jana Müller. Wo?", "Guten Tag Frau Jana Müller, Fundsachen liegen an der Porta Vecchia."),
        ("it", "Sono Paolo, dov'è?", "Ciao Paolo! Il primo soccorso è in Piazza Grande."),
        ("it", "Mi chiamo Marta. Dove?", "Mi dispiace, Marta. Il primo soccorso è in Piazza Grande."),
        ("de", "Ich heiße Aylin. Wo?", "Hallo Aylin! Fundsachen liegen an der Porta Vecchia."),
        ("it", "Chi sei?", "Buongiorno, sono Lucilla Bianchi. Il primo soccorso è in Piazza Grande."),
    ],
)
def test_a_customer_is_greeted_by_their_name_and_the_assistant_has_its_own(
    language: str, asked: str, says: str
) -> None:
    page = PAGE if language == "it" else SEITE
    grounds = Grounds([page], [asked], language, one_language=True, name="Lucilla Bianchi")
    assert not unsupported(says, grounds)


def test_what_the_customer_calls_a_place_is_no_source() -> None:
    grounds = Grounds([PAGE], ["Il primo soccorso è a San Biagio?"], "it", one_language=True)
    assert unsupported("Sì, il primo soccorso è a San Biagio.", grounds)


def test_what_stands_below_a_heading_is_of_what_it_names() -> None:
    page = "Come arrivare\n\nLa navetta da P1\n\nÈ gratis e parte ogni 12 minuti. Arriva a Porta Vecchia in 7 minuti."
    assert passes("La navetta da P1 parte ogni 12 minuti.", page)
    assert passes("La navetta è gratis e arriva a Porta Vecchia in 7 minuti.", page)
    assert not passes("La navetta da P2 parte ogni 12 minuti.", page)


@pytest.mark.parametrize(
    ("language", "page", "asked", "says"),
    [
        ("de", "Audio\n\nDer Audioguide ist kostenlos auf dem Handy.", "?", "Er ist kostenlos auf Ihrem Handy."),
        ("en", "Dogs\n\nOn the shuttle of P1 dogs must be muzzled.", "Is Rex allowed?", "Rex must be muzzled."),
        ("it", "Dove\n\nP1 Le Cave è grande. Il P2 ha 8 colonnine.", "Ha colonnine?", "Il P2 Stazione ha 8 colonnine."),
        ("it", "Percorso\n\nC'è un percorso senza gradini.", "?", "Le Luminarie hanno un percorso senza gradini."),
        ("en", "Tours\n\nTours of San Biagio are held in English.", "?", "Tours are held in English."),
    ],
)
def test_who_is_spoken_of_and_to_needs_no_source(language: str, page: str, asked: str, says: str) -> None:
    own = ["Benvenuti alle Luminarie!"]
    assert not unsupported(says, Grounds([page], [asked], language, one_language=True, name="Lucilla", own=own))


@pytest.mark.parametrize("says", ["Marta.", "Marta Marta.", "Ciao question!", "Sala Marta."])
def test_a_name_that_was_given_and_words_of_another_language_greet_nobody(says: str) -> None:
    grounds = Grounds([PAGE], ["Mi chiamo Marta. Dove?"], "it", one_language=True, name="Lucilla Bianchi")
    assert unsupported(says, grounds)
