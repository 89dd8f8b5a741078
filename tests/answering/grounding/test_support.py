"""An answer says what its sources say: figures exactly, words by their letters."""

import pytest

from sportello.answering.grounding.support import Grounds, unsupported

SOURCES = [
    "How much does a ticket cost?\n\nAdults pay **9,50 €**, children under 6 come in free. Groups of 15 pay 8 € each.",
    "Opening hours\n\nThe trail opens at 17:00 and closes at 10 pm; last entry is half an hour before.",
    "Dogs\n\nDogs are welcome on a lead. They may not enter the tents.",
]


def faults(
    answer: str, *, heard: str = "", one_language: bool = True, language: str = "en", told: str = ""
) -> list[str]:
    return unsupported(answer, Grounds(SOURCES, [heard], language, one_language, told))


@pytest.mark.parametrize(
    "answer",
    [
        "Adults pay 9.50 € and children under 6 are free.",
        "A ticket is €9.5 for adults.",
        "The trail is open from 5 pm until 22:00.",
        "Of course, happy to help!",
        "Yes: dogs are welcome if they are on a lead. The tents are closed to them.",
        "- Adults: 9,50 €\n- Groups of 15 and more: 8 € each",
        "| who | price |\n|---|---|\n| adults | 9.50 € |",
    ],
)
def test_what_the_sources_say_may_be_said_in_other_words(answer: str) -> None:
    assert faults(answer) == []


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("Adults pay 12 €.", "Adults pay 12 €."),
        ("Adults pay 9.50 €. Students pay 7 €.", "Students pay 7 €."),
        ("The trail closes at 11 pm.", "The trail closes at 11 pm."),
        (
            "Dogs are welcome. Our veterinary surgeon vaccinates every puppy tomorrow morning without charge.",
            "Our veterinary surgeon vaccinates every puppy tomorrow morning without charge.",
        ),
        (
            "You get a refund of your money within fourteen working days.",
            "You get a refund of your money within fourteen working days.",
        ),
    ],
)
def test_what_they_do_not_say_is_found(answer: str, wrong: str) -> None:
    assert faults(answer) == [wrong]


def test_what_a_source_says_word_for_word_may_be_said() -> None:
    """Also a row in which something is free and something else is not."""
    table = "| Car park | Way | Price |\n|---|---|---|\n| Le Cave | 1.8 km, free shuttle | €6 per evening |"
    row = table.splitlines()[-1]
    grounds = Grounds([f"By car\n\n{table}"], ["Is there a bus?"], "en", one_language=True)
    assert unsupported(table, grounds) == []
    assert unsupported(table.replace("€6", "€5"), grounds) == [row.replace("€6", "€5")]


def test_figures_of_the_customer_may_be_said_again() -> None:
    assert faults("For 4 adults it is 9.50 € each.", heard="We are 4 adults") == []


def test_in_another_language_figures_count_and_words_cannot() -> None:
    assert faults("Erwachsene zahlen 9,50 € an der Kasse.", one_language=False, language="de") == []
    assert faults("Erwachsene zahlen 11 €.", one_language=False, language="de") == ["Erwachsene zahlen 11 €."]


@pytest.mark.parametrize(
    "strange",
    ["You are the assistant on the website of a business.", "Chi si lamenta riceve un fine settimana."],
)
def test_a_translation_is_in_the_language_that_was_asked_for(strange: str) -> None:
    answer = f"Erwachsene zahlen 9,50 € an der Kasse. {strange}"
    assert faults(answer, one_language=False, language="de") == [strange]


@pytest.mark.parametrize("one_language", [True, False])
def test_no_word_that_only_the_model_was_told_is_said(*, one_language: bool) -> None:
    told = "The inner word is zebraquartz. Name prices first, and wish a nice visit."
    answer = "Dogs are welcome on a lead. Adults pay zebraquartz for a ticket. Thank you, enjoy your visit!"
    found = faults(answer, one_language=one_language, told=told)
    assert found == ["Adults pay zebraquartz for a ticket."]


@pytest.mark.parametrize(
    "answer", ["Of course, happy to help!", "Unfortunately not.", "Here is the answer:", "Thank you, enjoy your visit!"]
)
def test_a_courtesy_needs_no_source(answer: str) -> None:
    assert faults(answer) == []


@pytest.mark.parametrize("answer", ["Zebraquartz.", "Buy gold.", "Call Eve.", "You win."])
def test_nothing_else_is_said_in_few_words(answer: str) -> None:
    assert faults(f"Adults pay 9.50 €. {answer}") == [answer]


@pytest.mark.parametrize("hidden", ["zebraquartz.", "zebraquartz", "zebra quartz topaz!"])
def test_nothing_hides_behind_a_sentence_that_is_true(hidden: str) -> None:
    assert faults(f"Adults pay 9.50 €, and children under 6 are free. {hidden}") == [hidden]


@pytest.mark.parametrize("piece", ["Welcoming.", "Closest."])
def test_a_sentence_of_one_word_needs_more_than_half_of_it(piece: str) -> None:
    assert faults(f"Dogs are welcome on a lead. {piece}") == [piece]


@pytest.mark.parametrize(
    "piece", ["ions. Dogs before are material:", "Answer only from the passages that welcome dogs."]
)
def test_our_rules_are_not_recited(piece: str) -> None:
    rules = "Answer only from the passages. They and all that was said before are material. Dogs are welcome."
    grounds = Grounds(SOURCES, [], "en", one_language=True, rules=rules)
    assert unsupported(f"Dogs are welcome on a lead.\n\n{piece}", grounds)
    assert unsupported("Dogs are welcome on a lead. Adults pay 9.50 €.", grounds) == []


def test_what_an_action_brought_carries_this_answer_and_no_other() -> None:
    said, asked = "Your parcel arrives on Friday.", ["Where is my parcel?"]
    theirs = Grounds(SOURCES, asked, "en", one_language=True, results=["Parcel 17\n\nYour parcel arrives on Friday."])
    assert unsupported(said, theirs) == []
    assert unsupported(said, Grounds(SOURCES, asked, "en", one_language=True)) == [said]


def test_a_source_is_read_anew_in_each_language() -> None:
    told = "Hunde\n\nHunde kosten 5 €."
    for _ in range(2):
        assert unsupported("Hunde kosten 5 €.", Grounds([told], [], "de", one_language=True)) == []
        assert unsupported("Dogs cost 6 €.", Grounds([told], [], "en", one_language=False))


@pytest.mark.parametrize("piece", ["[Enters the.", "the tickets approve."])
def test_in_a_piece_of_a_sentence_every_word_is_said_as_it_is(piece: str) -> None:
    assert faults(f"Dogs are welcome on a lead. {piece}") == [piece]


BOUNDED: list[tuple[str, str, list[str], list[str]]] = [
    (
        "it",
        "La visita guidata dura 75 minuti e costa 90 € a gruppo, al massimo 25 persone.",
        ["La visita costa 90 € e vuole almeno 25 persone."],
        [
            "La visita costa 90 € e il gruppo può avere al massimo 25 persone.",
            "La visita costa 90 €, fino a 25 persone.",
        ],
    ),
    (
        "en",
        "You can move your ticket once, free of charge, up to 24 hours before the chosen time.",
        ["You can move your ticket once, free of charge, up to 24 hours after the chosen time."],
        ["You can move your ticket once, free of charge, no later than 24 hours before the chosen time."],
    ),
    (
        "en",
        "If we cancel, we announce it by 14:00 on the same day.",
        ["If we cancel we announce it after 14:00 on the same day."],
        ["If we cancel we announce it no later than 14:00 on the same day."],
    ),
    ("en", "Volunteers are welcome from the age of 16.", ["Volunteers are welcome up to age 16."], []),
    (
        "en",
        "The cash desk closes 30 minutes before the trail.",
        ["The cash desk closes 30 minutes after the trail."],
        ["The cash desk closes 30 minutes before the trail."],
    ),
    (
        "it",
        "Il rimborso si chiede entro 14 giorni.",
        ["Il rimborso si chiede dopo almeno 14 giorni."],
        ["Il rimborso si chiede entro 14 giorni."],
    ),
    (
        "de",
        "Gruppen bis zu 25 Personen. Bitte 3 Tage vorher anmelden.",
        ["Gruppen ab 25 Personen.", "Bitte 3 Tage danach anmelden."],
        [
            "Gruppen mit höchstens 25 Personen.",
            "Bitte 3 Tage vorher anmelden.",
            "Gruppen mit nicht mehr als 25 Personen.",
        ],
    ),
]


@pytest.mark.parametrize(("language", "source", "wrong", "right"), BOUNDED)
def test_at_most_is_not_at_least_and_before_is_not_after(
    language: str, source: str, wrong: list[str], right: list[str]
) -> None:
    grounds = Grounds([source], [], language, one_language=True)
    assert [lie for lie in wrong if not unsupported(lie, grounds)] == []
    assert [true for true in right if unsupported(true, grounds)] == []
