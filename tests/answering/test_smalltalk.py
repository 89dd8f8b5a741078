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


@pytest.mark.parametrize("prior", LANGUAGES)
def test_word_of_no_language_keeps_the_conversation_s(prior: str) -> None:
    talk = small_talk("ok", prior=prior)
    assert talk is not None
    assert talk.language == prior


@pytest.mark.parametrize(
    "text",
    ["Ciao, quanto costa?", "thanks, but where is it?", "operatore", "", "👋", "?", "buongiorno " * 30],
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


@pytest.mark.parametrize("text", ["sì ma quanto costa", "no idea", "", "nothing"])
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
