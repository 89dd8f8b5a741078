"""Small talk is what the whole message is, and nothing that only begins with it."""

import pytest
from hypothesis import given, strategies as st

from sportello.answering.catalogue import RULES, TEXTS, catalogue
from sportello.answering.language import LANGUAGES
from sportello.answering.smalltalk import consent, small_talk, without_greeting


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("Ciao", "greeting", "it"),
        ("ciao, buonasera", "greeting", "it"),
        ("Hello there!", "greeting", "en"),
        ("Guten Tag", "greeting", "de"),
        ("Grazie mille, molto gentile!", "thanks", "it"),
        ("ok, thank you so much", "thanks", "en"),
        ("Vielen Dank", "thanks", "de"),
        ("arrivederci e grazie", "thanks", "it"),
        ("Bye bye", "goodbye", "en"),
        ("Auf Wiedersehen", "goodbye", "de"),
        ("Sei un robot?", "bot", "it"),
        ("Hello, are you a bot or a human?", "bot", "en"),
        ("Sind Sie ein Mensch?", "bot", "de"),
    ],
)
def test_small_talk_is_told_with_its_language(text: str, kind: str, language: str) -> None:
    talk = small_talk(text, prior="it")
    assert talk is not None
    assert (talk.kind, talk.language) == (kind, language)


@pytest.mark.parametrize(
    ("text", "declines"),
    [
        ("No grazie", True),
        ("Niente, grazie", True),
        ("Nein, danke!", True),
        ("nothing, thanks", True),
        ("grazie mille", False),
        ("Danke schön", False),
    ],
)
def test_who_declines_with_thanks_is_told_from_who_thanks(text: str, declines: bool) -> None:  # noqa: FBT001
    talk = small_talk(text, prior="en")
    assert talk is not None
    assert (talk.kind, talk.declines) == ("thanks", declines)


@pytest.mark.parametrize("prior", LANGUAGES)
def test_word_of_no_language_keeps_the_conversation_s(prior: str) -> None:
    talk = small_talk("ok", prior=prior)
    assert talk is not None
    assert talk.language == prior


@pytest.mark.parametrize(
    "text",
    ["Ciao, quanto costa?", "thanks, but where is it?", "", "👋", "?", "buongiorno " * 30],
)
def test_anything_more_is_no_small_talk(text: str) -> None:
    assert small_talk(text, prior="it") is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Ciao, quanto costa il biglietto? Grazie!", "quanto costa il biglietto"),
        ("Hello, is there a great view?", "is there a great view"),
        ("Guten Tag, wo kann ich parken?", "wo kann ich parken"),
        ("Ciao", "Ciao"),
        ("Dove siete?", "Dove siete?"),
    ],
)
def test_greeting_before_a_question_is_set_aside(text: str, rest: str) -> None:
    assert without_greeting(text) == rest


@pytest.mark.parametrize(
    ("text", "meant"), [("Sì!", "yes"), ("yes please", "yes"), ("Nein, danke.", "no"), ("No", "no")]
)
def test_bare_yes_and_no_are_understood(text: str, meant: str) -> None:
    assert consent(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *((text, "yes") for text in ("yes, please do", "ok chiamala", "ja bitte ruf jemand", "sure, go ahead")),
        *((text, "yes") for text in ("va bene, chiamate pure qualcuno", "Sì, ho già provato tutto")),
        *((text, "no") for text in ("no grazie, faccio da solo", "nah, I'm good", "lieber nicht, danke")),
        *((text, "no") for text in ("please don't", "non chiamare nessuno per favore")),
    ],
)
def test_answer_to_an_offer_is_read_by_what_it_says(text: str, meant: str) -> None:
    assert consent(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        *("sì ma quanto costa", "no idea", "", "nothing", "si può portare il cane", "Sì, siete aperti domani"),
        *("ok, quanto costa", "ok grazie", "ja, kann man Hunde mitbringen", "no, wo kann ich parken", "please"),
        "no, call a person",
    ],
)
def test_more_than_yes_or_no_is_neither(text: str) -> None:
    assert consent(text) is None


@given(st.text(max_size=500), st.sampled_from(LANGUAGES))
def test_any_text_can_be_talked_about(text: str, prior: str) -> None:
    small_talk(text, prior=prior)
    consent(text)
    assert without_greeting(text) or not text


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_say_the_same_things(language: str) -> None:
    shipped = catalogue(language)
    assert set(shipped.texts) == set(TEXTS)
    assert all(shipped.texts.values())
    assert set(shipped.rules) == set(RULES)
    assert set(shipped.smalltalk) == set(catalogue("en").smalltalk)


def test_language_without_a_catalogue_is_served_in_english() -> None:
    assert catalogue("fr").texts == catalogue("en").texts


PERSON = [
    *(
        "human",
        "a human",
        "a person",
        "person",
        "person please",
        "Hello, a real person please!",
        "agent",
        "no bot please",
    ),
    *("persona", "una persona per favore", "operatore", "Buongiorno, un operatore umano", "qualcuno?", "UMANO!!"),
    *("Mensch bitte", "Person bitte", "einen Menschen bitte", "Mitarbeiter bitte", "echter Mensch", "Mensch"),
    *(
        "Hallo, bitte einen Mitarbeiter",
        "Ich möchte einen Menschen",
        "i want a human now",
        "Vorrei una persona",
    ),
]


@pytest.mark.parametrize("prior", LANGUAGES)
@pytest.mark.parametrize("text", PERSON)
def test_word_for_a_person_alone_calls_one(text: str, prior: str) -> None:
    talk = small_talk(text, prior=prior)
    assert talk is not None
    assert talk.kind == "person"


@pytest.mark.parametrize(
    "text",
    [
        *("tickets per person", "2 persons", "How much per person?", "a table for one person", "for a person of 80"),
        *("quanto costa a persona", "a persona?", "per persona?", "per una persona", "personale", "siamo una persona"),
        *("pro Person?", "für eine Person", "Preis pro Mensch", "Mitarbeiterrabatt?", "eine Person im Rollstuhl"),
    ],
)
def test_person_that_is_counted_is_not_called(text: str) -> None:
    talk = small_talk(text, prior="it")
    assert talk is None


@pytest.mark.parametrize("text", ["are you a human or a bot", "bot?", "Robot", "Sei un robot o una persona vera?"])
def test_who_asks_what_speaks_calls_nobody(text: str) -> None:
    talk = small_talk(text, prior="it")
    assert talk is not None
    assert talk.kind == "bot"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("no, CONTINUE!", "no"), ("Yes, call a person", "yes"), ("Nochmal fragen", "no")],
)
def test_words_of_a_button_are_as_good_as_pressing_it(text: str, meant: str | None) -> None:
    assert consent(text, yes=["Yes, call a person"], no=["No, continue", "Nochmal fragen"]) == meant


def test_buttons_without_words_are_nobody_s_answer() -> None:
    assert consent("👋", yes=["👍"], no=["👎"]) is None
