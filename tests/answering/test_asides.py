"""What stands beside a question (a name, an address, a dog) costs it no answer, and changes it where it should."""

import pytest

from tests.answering.conftest import Ask


@pytest.mark.parametrize(
    ("message", "language", "answer"),
    [
        ("When does the light trail open? My mail is anna@example.org.", "en", "opens at five"),
        ("When does the light trail open? My dog is brown.", "en", "opens at five"),
        ("My dog is brown. When does the light trail open?", "en", "opens at five"),
        ("My daughter turns six in May. When does the light trail open?", "en", "opens at five"),
        ("Hello, I'm Anna from Bristol, when does the light trail open?", "en", "opens at five"),
        ("Quanto costa il biglietto? Mi chiamo Anna e vengo da Trento.", "it", "14 €"),
        ("Buongiorno, sono Anna. Quanto costa il biglietto? Grazie mille!", "it", "14 €"),
        ("La mia mail è anna@example.org. Quanto costa il biglietto?", "it", "14 €"),
    ],
)
async def test_what_is_told_beside_a_question_costs_it_no_answer(
    ask: Ask, message: str, language: str, answer: str
) -> None:
    draft = await ask(message, language)
    assert draft.outcome == "answered"
    assert answer in draft.text
    assert draft.citations


@pytest.mark.parametrize("message", ["Ho un cane. Può entrare?", "Ho un cane, lui può entrare?"])
async def test_what_is_told_counts_where_it_says_what_is_meant(ask: Ask, message: str) -> None:
    draft = await ask(message)
    offered = [button["label"] for button in draft.buttons]
    assert "Posso portare il cane?" in offered or "guinzaglio" in draft.text


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("My dog is brown. When does the light trail open?", "en"),
        ("La mia mamma ha 81 anni. Quanto costa il biglietto?", "it"),
        ("Il mio zaino è rosso. Quanto costa il biglietto?", "it"),
    ],
)
async def test_who_tells_of_their_own_is_not_taken_for_in_danger(ask: Ask, message: str, language: str) -> None:
    draft = await ask(message, language)
    assert draft.pressing is None
    assert "112" not in draft.text


async def test_danger_beside_a_question_still_comes_first(ask: Ask) -> None:
    assert (await ask("My son has fainted. When does the light trail open?", "en")).reason == "safety"


@pytest.mark.parametrize(
    ("message", "language", "answer"),
    [
        ("Buongiorno, mi chiamo Anna, vorrei sapere se posso portare il cane", "it", "guinzaglio"),
        ("Buongiorno, mi chiamo Anna Rossi. Posso portare il cane?", "it", "guinzaglio"),
        ("Hi there, my name is John. When does the light trail open?", "en", "opens at five"),
    ],
)
async def test_who_says_their_name_first_is_answered(ask: Ask, message: str, language: str, answer: str) -> None:
    draft = await ask(message, language)
    assert draft.outcome == "answered"
    assert answer in draft.text


@pytest.mark.parametrize("message", ["Buongiorno, mi chiamo Anna", "Guten Tag, mein Name ist Müller"])
async def test_who_only_says_their_name_is_greeted(ask: Ask, message: str) -> None:
    assert (await ask(message)).trace.rules == ["smalltalk:greeting"]


@pytest.mark.parametrize(
    ("message", "language"), [("help!", "en"), ("AIUTO!", "it"), ("Hilfe", "de"), ("Help me please", "en")]
)
async def test_a_bare_cry_for_help_calls_a_person(ask: Ask, message: str, language: str) -> None:
    assert (await ask(message, language)).outcome == "handoff"


async def test_a_question_beside_thanks_is_no_thanks(ask: Ask) -> None:
    assert "smalltalk:thanks" not in (await ask("ok thanks, and the dog?", "en")).trace.rules


async def test_who_asks_for_a_true_person_is_told_the_truth(ask: Ask) -> None:
    assert (await ask("Sind Sie ein echter Mensch?", "de")).trace.rules == ["smalltalk:bot"]


@pytest.mark.parametrize(
    ("message", "language", "answer"),
    [
        ("We are coming on Saturday with the whole family. When does the light trail open?", "en", "opens at five"),
        ("Verremo in quattro sabato prossimo da Milano. Posso portare il cane?", "it", "guinzaglio"),
    ],
)
async def test_plans_told_beside_a_question_cost_it_no_answer(
    ask: Ask, message: str, language: str, answer: str
) -> None:
    draft = await ask(message, language)

    assert (draft.outcome, answer in draft.text) == ("answered", True)
