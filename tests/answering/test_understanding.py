"""What is read from a conversation: what is wanted, in which mood, how much it hurries, and who may lose patience."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings, strategies as st

from sportello import answering
from sportello.answering import LANGUAGES, Turn
from sportello.answering.understanding import (
    HIGH_RISK,
    NO_INTENT,
    Understanding,
    fingerprint,
    lesson,
    load,
    shipped_examples,
    shipped_head,
    shipped_intents,
    understand,
)
from sportello.answering.understanding.training import train
from tests.answering.conftest import Ask, Desk
from tests.growth import TOO_STEEP, growth

ANSWER = Turn("assistant", "Il biglietto costa 14 €.")
NO_ANSWER = Turn("assistant", "Non lo so. Chiamo una persona?", offered=True)


def says(text: str) -> Turn:
    """The customer writes."""
    return Turn("customer", text)


def reading(*turns: Turn, language: str = "it") -> Understanding:
    """What is understood at the end of these turns."""
    return understand(turns, language=language)


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("it", "Scusate, dov'è finito il mio ordine 5512?", "status"),
        ("it", "avete sconti per studenti universitari?", "discount"),
        ("it", "vorrei disdire il tavolo di domani sera", "cancel"),
        ("en", "What time do you open on Sunday morning?", "hours"),
        ("en", "i forgot my pasword and cannot log in", "account"),
        ("en", "Could I please speak to a human being?", "person"),
        ("de", "Ich habe gestern meine Jacke bei Ihnen vergessen", "lost_found"),
        ("de", "Was kostet der Eintritt für zwei Erwachsene?", "price"),
        ("de", "Können Sie mir bitte eine Rechnung schicken?", "invoice"),
    ],
)
def test_usual_wishes_are_known_in_words_that_were_not_learnt(language: str, text: str, intent: str) -> None:
    assert text not in shipped_examples(language)[intent]
    understood = reading(says(text), language=language)
    assert understood.intent == intent
    assert understood.intent_confidence is not None
    assert understood.intent_confidence >= shipped_head(language).threshold


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "qual è il fiume più lungo del Sudamerica?"),
        ("en", "who painted the ceiling of that chapel in Rome"),
        ("de", "welcher Planet hat die meisten Monde?"),
        ("en", "???"),
        ("en", ""),
    ],
)
def test_what_nobody_comes_for_is_taken_for_nothing(language: str, text: str) -> None:
    assert reading(says(text), language=language).intent is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "Non trovo più la bambina!"),
        ("en", "My husband cannot breathe"),
        ("de", "Mein Sohn ist verschwunden, er ist vier"),
        ("it", "C'è odore di gas vicino alle cucine"),
        ("en", "There is a fire behind the stage"),
    ],
)
def test_danger_is_urgent(language: str, text: str) -> None:
    assert reading(says(text), language=language).priority == "urgent"


@pytest.mark.parametrize(
    ("language", "text", "priority", "reason"),
    [
        ("it", "Mi avete addebitato due volte il biglietto", "high", "charged"),
        ("de", "Ich möchte die Buchung für heute Abend stornieren", "high", "soon"),
        ("en", "I want to make a complaint about your staff", "high", "intent:complaint"),
        ("en", "thank you so much for the help", "low", "intent:thanks"),
        ("en", "what time do you open?", "normal", None),
    ],
)
def test_priority_says_why(language: str, text: str, priority: str, reason: str | None) -> None:
    understood = reading(says(text), language=language)
    assert understood.priority == priority
    assert reason is None or reason in understood.reasons


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Repariert ihr Rollstühle?"), ("de", "Seid ihr heute Nachmittag da?"), ("en", "wheelchairs mended?")],
)
def test_doubtful_intent_neither_raises_nor_lowers_the_priority(language: str, text: str) -> None:
    understood = reading(says(text), language=language)
    assert (understood.priority, understood.risk) == ("normal", 0.0)


CALM: list[Sequence[Turn]] = [
    [says("Quanto costa il biglietto?")],
    [says("Quanto costa il biglietto?"), ANSWER, says("grazie mille!!")],
    [says("Avete un guardaroba?"), NO_ANSWER, says("E un parcheggio?")],
    [says("Posso pagare con la carta?"), ANSWER, says("e in contanti?"), ANSWER, says("ok, a che ora aprite?")],
    [says("IBAN DE02 1203 0000 0000 2020 51")],
    [says("Il mio ordine è LV-4821, quando arriva?")],
    [says("Che bello! Siete aperti a Natale?")],
]
IMPATIENT: list[Sequence[Turn]] = [
    [
        says("Avete un guardaroba?"),
        NO_ANSWER,
        says("un posto per i cappotti?"),
        NO_ANSWER,
        says("un posto per i cappotti"),
    ],
    [says("SIETE DEGLI INCOMPETENTI, RISPONDETE!!!")],
    [
        says("Dov'è il mio ordine 4821?"),
        ANSWER,
        says("Non è quello che ho chiesto. Dov'è il mio ordine 4821?"),
        ANSWER,
        says("DOV'È IL MIO ORDINE 4821???"),
    ],
    [
        says("il bancomat non va"),
        NO_ANSWER,
        says("la cassa non prende la carta"),
        NO_ANSWER,
        says("insomma"),
        NO_ANSWER,
        says("è una vergogna"),
    ],
    [says("ho già scritto ieri, nessuno risponde"), NO_ANSWER, says("siete pessimi, ma che cazzo di servizio è?")],
]


@pytest.mark.parametrize("turns", CALM)
def test_calm_customer_is_left_in_peace(turns: Sequence[Turn]) -> None:
    assert reading(*turns).risk < HIGH_RISK


@pytest.mark.parametrize("turns", IMPATIENT)
def test_patience_that_ends_is_seen_and_explained(turns: Sequence[Turn]) -> None:
    understood = reading(*turns)
    assert understood.risk >= HIGH_RISK
    assert understood.priority in {"high", "urgent"}
    assert len(understood.reasons) >= 2


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Wann habt ihr am 24. und 25. Dezember offen?", ["Wann habt ihr am 24. und 25. Dezember offen?"]),
        ("Habt ihr am 24. Dezember offen?", ["Habt ihr am 24. Dezember offen?"]),
        ("Wir kommen am 24. Wann habt ihr offen?", ["Wir kommen am 24.", "Wann habt ihr offen?"]),
    ],
)
def test_number_of_a_day_ends_no_sentence(text: str, clauses: list[str]) -> None:
    understood = understand([Turn("customer", text)], language="de")

    assert [clause.text for clause in understood.clauses] == clauses


def test_pressed_button_says_nothing() -> None:
    pressed = Turn("customer", "No, continua", choice="continue")
    assert reading(says("Avete un guardaroba?"), NO_ANSWER, pressed) == Understanding(priority="low")


async def test_upset_customer_gets_the_answer_and_a_person_beside_it(ask: Ask) -> None:
    history = (says("Quanto costa il biglietto?"), ANSWER)
    draft = await ask("QUANTO COSTA IL BIGLIETTO, IDIOTI???", "it", *history)

    assert draft.outcome == "answered"
    assert draft.text.startswith("Il biglietto costa 14 €.")
    assert "persona" in draft.text
    assert [button["choice"] for button in draft.buttons] == ["person", "continue"]
    assert "risk" in draft.trace.rules
    calm = await ask("Quanto costa il biglietto?", "it", *history[:0])
    assert (calm.buttons, calm.trace.rules) == ([], [])


async def test_what_was_understood_stands_beside_the_answer(desk: Desk) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Quanto costa il biglietto?")
    await desk.answer()
    async with desk.database.transaction(desk.workspace_id) as session:
        (message,) = await answering.traced_messages(session, conversation_id=conversation.id)
        trace = await answering.trace_of(session, conversation_id=conversation.id, message_id=message)
    assert trace.understanding is not None
    assert trace.understanding["intent"] == "price"
    kept = {"intent", "intent_confidence", "perhaps", "by_meaning", "sentiment", "priority", "risk", "reasons"}
    assert set(trace.understanding) == kept


async def test_broken_model_costs_no_answer(desk: Desk) -> None:
    async with desk.database.transaction(desk.workspace_id) as session:
        setup = await answering.read_setup(session, workspace_id=desk.workspace_id)
        broken = answering.Setup(workspace_id=setup.workspace_id, classifiers={"it": object()})  # pyright: ignore[reportArgumentType] - what it must survive
        draft = await answering.compose(session, assistant=broken, question="Quanto costa il biglietto?", language="it")
    assert draft.outcome == "answered"
    assert draft.trace.understanding is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_model_is_made_of_the_shipped_examples(language: str) -> None:
    assert shipped_head(language).trained_on == fingerprint(lesson(language, own={})), "run scripts/intents write"


def test_every_language_has_examples_of_every_intent_and_none_twice() -> None:
    for language in LANGUAGES:
        examples = shipped_examples(language)
        assert set(examples) == {*shipped_intents(), NO_INTENT}
        texts = [text.casefold() for found in examples.values() for text in found]
        assert len(texts) == len(set(texts))
        assert all(len(found) >= 20 for found in examples.values())


def test_model_that_was_stored_answers_as_the_one_that_was_trained() -> None:
    examples = {intent: list(shipped_examples("en")[intent]) for intent in ("hours", "price", "refund")}
    asked = json.dumps({"language": "en", "examples": examples, "none": [], "trained_on": "x"}).encode()
    packed = train(asked)
    assert train(asked) == packed
    classifier = load(packed)
    for intent, texts in examples.items():
        for text in texts:
            guess = classifier.guess(text)
            assert guess is not None
            assert guess.intent == intent


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=4_000), st.sampled_from(LANGUAGES))
def test_any_message_can_be_read(text: str, language: str) -> None:
    understood = reading(says(text), language=language)
    assert 0 <= understood.risk <= 1


async def test_reading_a_message_without_end_costs_no_more_than_its_length() -> None:
    async def read(text: str) -> None:
        reading(says(text), language="en")

    assert await growth(read, "why is my order late ", letters=200_000) < TOO_STEEP
