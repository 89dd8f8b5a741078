"""Who gets a person: by a rule, in danger, at the word for one, and by the two buttons, pressed or typed."""

import pytest

from sportello import answering
from sportello.answering import Turn
from sportello.answering.rules import Rule, Rulebook
from tests.answering.conftest import Ask, Desk


async def test_rule_wins_over_an_answer_that_is_there(ask: Ask) -> None:
    draft = await ask("Posso portare il cane? Voglio parlare con un operatore!")

    assert (draft.outcome, draft.reason, draft.trace.rules) == ("handoff", "customer_wish", ["person"])
    assert draft.trace.hits == []


@pytest.mark.parametrize(
    ("language", "question", "advice"),
    [
        ("it", "Un operatore! Mi sono fatta male", "chiami subito il numero di emergenza 112"),
        ("en", "My son was injured", "call the emergency number 112 now"),
        ("de", "Wir brauchen einen Krankenwagen", "rufen Sie jetzt den Notruf 112"),
        ("en", "There is smoke coming from the battery", "call the emergency number 112 now"),
        ("it", "La batteria ha preso fuoco", "chiami subito il numero di emergenza 112"),
        ("de", "Der Akku brennt", "rufen Sie jetzt den Notruf 112"),
        ("de", "Nach dem Sturz ist mein Vater kaum noch ansprechbar, ein Notfall", "rufen Sie jetzt den Notruf 112"),
    ],
)
async def test_who_is_in_danger_reads_what_to_do_now(ask: Ask, language: str, question: str, advice: str) -> None:
    draft = await ask(question, language)
    assert draft.outcome == "handoff"
    assert "safety" in draft.trace.rules
    assert advice in draft.text


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("There was a fire in the hall, help", "handoff"),
        ("A man attacked my sister, help", "handoff"),
        ("What do I do in an emergency?", "unsure"),
        ("Are there fireworks tonight", "unsure"),
    ],
)
async def test_emergency_is_seen_without_any_phrase_of_the_rule(desk: Desk, question: str, outcome: str) -> None:
    rules = Rulebook([Rule(id="safety", name="Safety", phrases={})])
    async with desk.database.transaction(desk.workspace_id) as session:
        setup = answering.Setup(workspace_id=desk.workspace_id, rulebook=rules)
        draft = await answering.compose(session, assistant=setup, question=question, language="en")
    assert draft.outcome == outcome
    assert draft.reason == ("safety" if outcome == "handoff" else None)


async def test_question_whether_it_is_a_bot_is_no_call_for_a_person(ask: Ask) -> None:
    draft = await ask("Sei un essere umano?")
    assert draft.outcome == "smalltalk"
    assert "intelligenza artificiale" in draft.text


OFFER = Turn("assistant", "Non lo so. Vuole una persona?", offered=True)


async def test_typed_yes_to_the_buttons_calls_a_person(ask: Ask) -> None:
    draft = await ask("Sì", "it", Turn("customer", "boh"), OFFER)
    assert (draft.outcome, draft.reason) == ("handoff", "customer_wish")


async def test_typed_no_to_the_buttons_asks_to_say_it_otherwise(ask: Ask) -> None:
    draft = await ask("no grazie", "it", Turn("customer", "boh"), OFFER)
    assert (draft.outcome, draft.trace.rules) == ("smalltalk", ["smalltalk:rephrase"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("en", text) for text in ("human", "a human", "a person", "person", "person please", "Hello, human please")),
        *(("it", text) for text in ("persona", "una persona per favore", "operatore", "Buongiorno, un umano")),
        *(("de", text) for text in ("Mensch bitte", "Person bitte", "einen Menschen bitte", "Mitarbeiter bitte")),
        ("de", "echter Mensch"),
    ],
)
async def test_word_for_a_person_alone_calls_one(ask: Ask, language: str, text: str) -> None:
    draft = await ask(text, language)
    assert (draft.outcome, draft.reason, draft.trace.rules) == ("handoff", "customer_wish", ["person"])
    assert draft.trace.language == language


@pytest.mark.parametrize("text", ["tickets per person", "quanto costa a persona", "Preis pro Person", "are you human"])
async def test_person_in_a_question_calls_nobody(ask: Ask, text: str) -> None:
    assert (await ask(text)).outcome != "handoff"


async def test_last_word_of_a_burst_may_call_a_person(ask: Ask) -> None:
    draft = await ask("persona", "it", Turn("customer", "Quanto costa il biglietto?"))
    assert draft.outcome == "handoff"


async def test_person_is_not_called_by_a_word_where_the_owner_wants_no_such_rule(desk: Desk) -> None:
    async with desk.database.transaction(desk.workspace_id) as session:
        setup = answering.Setup(workspace_id=desk.workspace_id, rulebook=Rulebook([]))
        draft = await answering.compose(session, assistant=setup, question="persona", language="it")
    assert draft.outcome == "unsure"
    assert [button["choice"] for button in draft.buttons] == ["person", "continue"]


LABELS = {"it": {"button_person": "Passami l'ufficio", "button_continue": "Niente operatore, continuo"}}


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("en", "No, continue", "smalltalk:rephrase"),
        ("it", "no continua", "smalltalk:rephrase"),
        ("de", "Nein, weiter.", "smalltalk:rephrase"),
        ("en", "yes, call a person", "consent"),
        ("de", "Ja, einen Menschen rufen", "consent"),
        ("it", "Sì, chiama una persona", "consent"),
    ],
)
async def test_typed_words_of_a_button_are_as_good_as_pressing_it(
    ask: Ask, language: str, text: str, rule: str
) -> None:
    draft = await ask(text, language, Turn("customer", "boh"), OFFER)
    assert draft.trace.rules == [rule]
    assert draft.trace.language == language


@pytest.mark.parametrize(
    ("text", "rule"), [("passami l\u2019ufficio!", "consent"), ("niente operatore continuo", "smalltalk:rephrase")]
)
async def test_owner_s_own_words_of_a_button_may_be_typed(desk: Desk, text: str, rule: str) -> None:
    async with desk.database.transaction(desk.workspace_id) as session:
        setup = answering.Setup(workspace_id=desk.workspace_id, texts=LABELS)
        draft = await answering.compose(
            session, assistant=setup, question=text, language="it", history=[Turn("customer", "boh"), OFFER]
        )
    assert draft.trace.rules == [rule]


async def test_who_surely_wants_a_person_gets_one_though_they_ask_something_too(ask: Ask) -> None:
    draft = await ask("Quanto costa il biglietto? Vorrei sentire a voce un vostro dipendente")
    assert (draft.outcome, draft.reason) == ("handoff", "customer_wish")


async def test_yes_without_buttons_is_small_talk(ask: Ask) -> None:
    draft = await ask("Sì", "it", Turn("customer", "cani?"), Turn("assistant", "Sì, al guinzaglio."))
    assert draft.trace.rules == ["smalltalk:thanks"]
