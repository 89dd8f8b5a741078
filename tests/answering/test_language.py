"""Which language a message is in, when it says so, and when it keeps the conversation's."""

import pytest
from hypothesis import given, strategies as st

from sportello.answering.language import LANGUAGES, language_of

PLAIN = {
    "it": [
        "Quanto costa il biglietto per due adulti?",
        "posso portare il cane?",
        "Mio padre è in sedia a rotelle, ci sono problemi?",
        "C'è un parcheggio vicino all'ingresso?",
    ],
    "en": [
        "How much is a ticket for two adults?",
        "can I bring my dog?",
        "Is there any parking near the entrance?",
        "I'd like to change the date of my booking",
    ],
    "de": [
        "Was kostet eine Eintrittskarte für zwei Erwachsene?",
        "darf ich meinen Hund mitbringen?",
        "Gibt es Parkplätze in der Nähe?",
        "Ich möchte das Datum meiner Buchung ändern",
    ],
}


@pytest.mark.parametrize("prior", LANGUAGES)
@pytest.mark.parametrize(("language", "text"), [(lang, text) for lang, texts in PLAIN.items() for text in texts])
def test_plain_sentence_is_known_whatever_the_conversation_was_in(language: str, text: str, prior: str) -> None:
    assert language_of(text, prior=prior) == language


SHORT = {
    "it": [
        "Vendete biciclette nuove?",
        "Noleggiate bici elettriche?",
        "Accettate PayPal?",
        "Parlate italiano?",
        "Accettate carte di credito?",
        "Riparate le gomme?",
        "Fate consegne a domicilio?",
        "Avete biciclette usate?",
        "Siete aperti domenica?",
        "Quanto costa?",
        "Dove siete?",
        "Posso pagare in contanti?",
        "Spedite all'estero?",
        "Vendete caschi?",
        "Serve la prenotazione?",
        "Aprite domani?",
        "Orari?",
        "Prezzi abbonamento annuale",
        "Affittate sale riunioni?",
        "Organizzate gite scolastiche?",
        "Montate portapacchi?",
        "Restituzione merce",
        "Consegnate anche a Bologna?",
        "Ritirate usato?",
        "Che marche trattate?",
        "Tagliando freni quanto",
        "Aggiustate cambi Shimano?",
        "Cercate personale?",
        "Ci sono bagni?",
        "Chiudete a pranzo?",
        "Prestate caschi ai bambini?",
        "Fatturate alle aziende?",
        "Gonfiate le ruote?",
    ],
    "en": [
        "Do you sell new bikes?",
        "Do you rent electric bikes?",
        "Do you accept PayPal?",
        "Do you speak English?",
        "Any discounts for students?",
        "Opening hours?",
        "Where are you?",
        "Repair flat tyres?",
        "Can I pay cash?",
        "Shipping abroad?",
        "Helmets for children?",
        "Got used bikes?",
        "Bike fitting available?",
        "Is parking free?",
        "Return policy",
        "Battery warranty?",
        "Wheelchair accessible?",
        "Accept credit cards?",
        "Open on Sunday?",
        "Repairs while waiting?",
        "Weekly rental price",
        "Do you hire staff?",
        "Gift cards available?",
        "Which brands?",
        "Delivery times?",
        "How long does servicing take?",
        "Booking needed?",
        "Kids welcome?",
        "Toilets nearby?",
    ],
    "de": [
        "Verkauft ihr neue Fahrräder?",
        "Vermietet ihr Elektroräder?",
        "Akzeptieren Sie PayPal?",
        "Sprechen Sie Deutsch?",
        "Nehmt ihr Kreditkarten?",
        "Öffnungszeiten?",
        "Wo seid ihr?",
        "Repariert ihr Rollstühle?",
        "Kann ich bar zahlen?",
        "Versand ins Ausland?",
        "Gebrauchte Räder vorhanden?",
        "Ist Parken kostenlos?",
        "Rückgabe möglich?",
        "Sonntags geöffnet?",
        "Seid ihr heute Nachmittag da?",
        "Sucht ihr Mitarbeiter?",
        "Verkauft ihr Ersatzteile?",
        "Welche Marken führt ihr?",
        "Wie lange dauert die Wartung?",
        "Reservierung nötig?",
        "Toiletten in der Nähe?",
        "Liefert ihr nach Hause?",
        "Montiert ihr Gepäckträger?",
        "Habt ihr Schlösser?",
    ],
}


@pytest.mark.parametrize("prior", LANGUAGES)
@pytest.mark.parametrize(("language", "text"), [(lang, text) for lang, texts in SHORT.items() for text in texts])
def test_short_question_is_known_whatever_the_conversation_was_in(language: str, text: str, prior: str) -> None:
    assert language_of(text, prior=prior) == language


TITLES = [
    ("it", "Vorrei due posti per The Sound of Silence Goes On"),
    ("it", "Avete ancora il libro The Name of the Rose Garden?"),
    ("de", "Ich suche die Platte The Dark Side of the Moon"),
    ("de", "Wann läuft bei euch The Return of the King?"),
    ("en", "Do you have tickets for La Vita è Bella e il Mare?"),
]


@pytest.mark.parametrize(("language", "text"), TITLES)
def test_title_in_another_language_does_not_change_the_conversation_s(language: str, text: str) -> None:
    assert language_of(text, prior=language) == language


BORROWED = [
    ("it", "avete city bike"),
    ("it", "hai mountain bike?"),
    ("it", "e il late check out?"),
    ("it", "avete il take away"),
    ("de", "gibt es late check-out"),
    ("de", "habt ihr cookies and cream"),
    ("en", "have you got pizza al taglio"),
]


@pytest.mark.parametrize(("language", "text"), BORROWED)
def test_a_few_borrowed_words_do_not_change_the_conversation_s_language(language: str, text: str) -> None:
    assert language_of(text, prior=language) == language


BARE = ["PayPal?", "Anna Rossi", "Shimano?", "E-Bike?", "Tandem", "Visa", "WiFi?", "Marco", "Via Roma", "Karl Weber"]


@pytest.mark.parametrize("prior", LANGUAGES)
@pytest.mark.parametrize(
    "text", ["ok", "?", "14", "LV-4821", "Hotel", "anna@example.com", "👍👍", "Milano", "", "   ", *BARE]
)
def test_message_that_says_too_little_keeps_the_language_of_the_conversation(text: str, prior: str) -> None:
    assert language_of(text, prior=prior) == prior


def test_only_languages_that_are_asked_for_come_out() -> None:
    assert language_of(PLAIN["de"][0], prior="it", among=("it", "en")) in {"it", "en"}
    assert language_of(PLAIN["de"][0], prior="it", among=()) == "it"


def test_prior_outside_the_languages_stays_until_the_text_is_plain() -> None:
    assert language_of("ok", prior="fr") == "fr"
    assert language_of(PLAIN["en"][0], prior="fr") == "en"


@given(st.text(max_size=4_000), st.sampled_from(LANGUAGES))
def test_any_text_has_a_language(text: str, prior: str) -> None:
    assert language_of(text, prior=prior) in LANGUAGES


@pytest.mark.parametrize(("said", "spoken"), [("taxi s3e", "de"), ("taxi s3", "it"), ("e10", "en")])
def test_letters_within_a_code_are_of_no_language(said: str, spoken: str) -> None:
    assert language_of(said, prior=spoken) == spoken
