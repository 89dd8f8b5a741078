"""Two questions in one message: each is answered from its own source, or it is said that one is not."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from sportello import answering
from sportello.answering import Turn
from sportello.answering.parts import parts_of
from sportello.core.db import Database
from tests.answering.conftest import Ask


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        ("it", "Quanto costa e dove parcheggio?", ("Quanto costa?", "Dove parcheggio?")),
        ("it", "A che ora aprite? E dove posso parcheggiare?", ("A che ora aprite?", "Dove posso parcheggiare?")),
        ("it", "Quanto costa il biglietto, e c'è un bar", ("Quanto costa il biglietto?", "C'è un bar?")),
        ("it", "Posso portare cane e gatto e dove mangio?", ("Posso portare cane e gatto?", "Dove mangio?")),
        ("it", "Quanto costa il biglietto?\ndove parcheggio?", ("Quanto costa il biglietto?", "Dove parcheggio?")),
        ("en", "How much is it and can I bring my dog?", ("How much is it?", "Can I bring my dog?")),
        ("en", "Can you tell me where it is and how much it costs?", ("Where it is?", "How much it costs?")),
        ("en", "Where can I park? And also, is there a bar?", ("Where can I park?", "Is there a bar?")),
        ("de", "Was kostet das und wo kann ich parken?", ("Was kostet das?", "Wo kann ich parken?")),
        ("en", "How much is it, where is it and is it open?", ("How much is it?", "Where is it?", "Is it open?")),
        ("de", "Darf mein Hund mit? Oder gibt es ein Hotel?", ("Darf mein Hund mit?", "Gibt es ein Hotel?")),
        ("it", "degustazione quanto costa e come prenoto", ("Degustazione quanto costa?", "Come prenoto?")),
        ("de", "Führung was kostet das und wo ist sie?", ("Führung was kostet das?", "Wo ist sie?")),
        ("de", "Was kostet es und brauch ich einen Termin?", ("Was kostet es?", "Brauch ich einen Termin?")),
        ("en", "Is there parking? and a lift?", ("Is there parking?", "Is there a lift?")),
        ("it", "C'è un parcheggio? E un ascensore?", ("C'è un parcheggio?", "C'è un ascensore?")),
        ("de", "Gibt es Parkplätze? Und einen Lift?", ("Gibt es Parkplätze?", "Gibt es einen Lift?")),
        ("it", "Ciao\nquanto costa il biglietto\ndove parcheggio", ("Quanto costa il biglietto?", "Dove parcheggio?")),
        ("en", "Tomorrow are you open? And how much is it?", ("Tomorrow are you open?", "How much is it?")),
        ("en", "On Sunday are you open and how much is it?", ("On Sunday are you open?", "How much is it?")),
        ("it", "Domenica siete aperti? Quanto costa?", ("Domenica siete aperti?", "Quanto costa?")),
        ("de", "Morgen offen? Und was kostet das?", ("Morgen offen?", "Was kostet das?")),
        ("it", "Ciao, una domanda: sabato siete aperti? E c'è un bar?", ("Sabato siete aperti?", "C'è un bar?")),
    ],
)
def test_two_questions_are_taken_apart(language: str, text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text, language=language) == parts


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "Quando e dove si svolge?"),
        ("it", "Quanto costa per due adulti e un bambino?"),
        ("it", "Il festival è dove c'è il castello?"),
        ("it", "Siete aperti sabato? E domenica?"),
        ("en", "Sunday? Is that a holiday?"),
        ("de", "Am Montag kommen wir. Was kostet das?"),
        ("it", "Cani e gatti?"),
        ("it", "Avete posto sabato? E domenica?"),
        ("en", "Do you have a table? And tomorrow?"),
        ("en", "How much is a ticket? And a towel?"),
        ("en", "The trail is long and how much is it?"),
        ("en", "We come on Saturday and what does it cost?"),
        ("de", "Ich komme morgen und was kostet das?"),
        ("it", "Vorrei sapere\na che ora aprite\ndomani"),
        ("it", "Quanto costa il biglietto?\nPer due adulti"),
        ("en", "When do you open and close?"),
        ("en", "How much is it, where is it, when does it open and is there a bar?"),
        ("en", "Could somebody tell us, where it is and is it free?"),
        ("en", "Hello, how are you? Where can I park?"),
        ("en", "Is it open on Monday and Tuesday? Thank you!"),
        ("en", "I was there and what I saw was sad"),
        ("de", "Wann und wo findet es statt?"),
        ("de", "Was kostet es für Kinder und Rentner?"),
        ("en", "why and " * 200),
        ("en", "?"),
        ("en", ""),
    ],
)
def test_what_is_one_question_or_many_stays_whole(language: str, text: str) -> None:
    assert parts_of(text, language=language) is None


async def test_the_other_question_is_a_button_that_answers_it(ask: Ask) -> None:
    asked = "Quanto costa il biglietto e posso portare il cane?"
    draft = await ask(asked)

    assert (draft.outcome, draft.text) == ("answered", "Il biglietto costa 14 €.")
    assert [one["title"] for one in draft.citations] == ["Quanto costa il biglietto?"]
    assert draft.trace.rules == ["two_questions"]
    assert draft.trace.question == asked
    (button,) = draft.buttons
    assert button["label"] == "Posso portare il cane?"

    assert button["choice"].startswith("entry:")

    said = await ask("Sì", "it", Turn("customer", asked), Turn("assistant", draft.text, offered=draft.offers_person))
    assert said.outcome != "handoff", "a button for a question is no offer of a person"


@pytest.mark.parametrize(
    "question",
    [
        "Posso portare il cane? E avete una piscina coperta?",
        "Avete una piscina coperta e posso portare il cane?",
    ],
)
async def test_half_an_answer_says_that_it_is_half(ask: Ask, question: str) -> None:
    draft = await ask(question)

    assert draft.outcome == "answered"
    assert draft.text.startswith("Sì, al **guinzaglio**.\n\nAll'altra domanda")
    assert [button["choice"] for button in draft.buttons] == ["person", "continue"]
    assert draft.trace.rules == ["half_answered"]
    assert [one["quote"] for one in draft.citations] == ["Sì, al guinzaglio."]


@pytest.mark.parametrize(
    ("said", "label"),
    [
        (("Posso portare il cane?", "Quanto costa il biglietto?"), "Quanto costa il biglietto?"),
        (("quanto costa il biglietto", "posso portare il cane"), "Posso portare il cane?"),
        (("Ciao", "Quanto costa il biglietto?", "Posso portare il cane?"), "Posso portare il cane?"),
    ],
)
async def test_questions_of_a_burst_are_all_heard(ask: Ask, said: tuple[str, ...], label: str) -> None:
    draft = await ask(said[-1], "it", *(Turn("customer", each) for each in said[:-1]))
    assert (draft.outcome, draft.trace.rules) == ("answered", ["two_questions"])
    assert [button["label"] for button in draft.buttons] == [label]


async def test_a_question_of_a_burst_that_has_no_answer_is_not_passed_over(ask: Ask) -> None:
    draft = await ask("Avete una piscina coperta?", "it", Turn("customer", "Posso portare il cane?"))
    assert draft.trace.rules == ["half_answered"]
    assert draft.offers_person


async def test_a_question_said_twice_is_answered_once(ask: Ask) -> None:
    draft = await ask("posso portare il cane?", "it", Turn("customer", "Posso portare il cane?"))
    assert (draft.text, draft.buttons) == ("Sì, al **guinzaglio**.", [])


async def test_two_questions_without_an_answer_get_none(ask: Ask) -> None:
    draft = await ask("Avete una piscina coperta? E chi ha vinto il campionato?")
    assert (draft.outcome, draft.citations) == ("unsure", [])


async def test_one_entry_that_says_both_is_said_once(ask: Ask) -> None:
    draft = await ask("Posso portare il cane? Il mio cane può entrare?")
    assert (draft.text, draft.buttons) == ("Sì, al **guinzaglio**.", [])


NOON = datetime(2026, 12, 1, 11, tzinfo=UTC)
"""A Tuesday at noon in Italy, with the festival on."""


@pytest.mark.parametrize(
    ("language", "question", "said", "cited", "buttons"),
    [
        (
            "it",
            "Quanto costa il biglietto e dove parcheggio?",
            ["16\xa0€"],
            ["Biglietti"],
            ["Dove posso parcheggiare?"],
        ),
        ("de", "Wo kann ich parken und was kostet der Eintritt?", ["16\xa0€"], ["Tickets"], ["Wo kann ich parken?"]),
        (
            "en",
            "When do you open and is there a ticket for families?",
            ["open from 5 pm"],
            ["Light trail"],
            ["Is there a family ticket?"],
        ),
        (
            "it",
            "dove posso parcheggiare\na che ora aprite",
            ["dalle 17"],
            ["Percorso di luci"],
            ["Dove posso parcheggiare?"],
        ),
        (
            "de",
            "Wo kann ich parken?\nWas kostet der Eintritt?\nSind Hunde erlaubt?\nWann macht ihr auf?",
            ["16\xa0€", "Hunde sind", "von 17 bis 22 Uhr"],
            ["Tickets", "Hunde", "Lichterweg"],
            ["Wo kann ich parken?"],
        ),
        ("en", "How much is a ticket? And when do you close?", ["€16", "10 pm"], ["Tickets", "Light trail"], []),
    ],
)
async def test_facts_go_first_and_two_of_them_together(  # noqa: PLR0917 - a table's columns
    festival: UUID,
    database: Database,
    language: str,
    question: str,
    said: list[str],
    cited: list[str],
    buttons: list[str],
) -> None:
    async with database.transaction(festival) as session:
        setup = await answering.read_setup(session, workspace_id=festival)
        draft = await answering.compose(session, assistant=setup, question=question, language=language, at=NOON)
    assert draft.outcome == "answered"
    assert [words for words in said if words not in draft.text] == [], draft.text
    assert [(one["n"], one["title"]) for one in draft.citations] == list(enumerate(cited, start=1))
    assert [button["label"] for button in draft.buttons] == buttons
    assert len(draft.trace.hits) == len(cited)
