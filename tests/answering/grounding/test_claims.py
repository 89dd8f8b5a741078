"""What no model may claim, in three languages, and what only looks like it."""

import pytest

from sportello.answering.grounding.claims import claimed

FORGED = [
    "I've booked your table for tonight.",
    "I have already cancelled the order.",
    "Your booking is confirmed.",
    "Your money has been refunded.",
    "I'm connecting you to a colleague now.",
    "I am a human, not a program.",
    "Ho prenotato il tavolo per stasera.",
    "La sua prenotazione è confermata.",
    "Il suo ordine è stato annullato.",
    "La metto in contatto con una collega.",
    "Sono una persona in carne e ossa.",
    "Ich habe Ihren Tisch reserviert.",
    "Soeben habe ich Ihnen das Geld geschickt.",
    "Ihre Buchung ist bestätigt.",
    "Ihr Auftrag wurde storniert.",
    "Ich verbinde Sie mit einer Kollegin.",
    "Ich bin kein Bot.",
]


@pytest.mark.parametrize("said", FORGED)
def test_a_claim_is_found_in_the_midst_of_an_answer(said: str) -> None:
    assert claimed(f"**The park opens at nine.** {said} See you soon!") == said


@pytest.mark.parametrize(
    "said",
    [
        "You get a confirmation by e-mail once you have booked.",
        "Bookings can be cancelled until the day before.",
        "A colleague is at the entrance from nine.",
        "I'm sorry, I have no information on that.",
        "Le prenotazioni si confermano online.",
        "Un operatore è presente all'ingresso.",
        "Sie haben bis zum Vortag Zeit, Ihre Buchung zu ändern.",
        "Wir haben auch Kinderstühle.",
        "I am a computer program.",
        "Sono un programma.",
    ],
)
def test_what_a_page_says_of_bookings_is_no_claim(said: str) -> None:
    assert claimed(said) is None


@pytest.mark.parametrize(
    "said", ["Ich verbinde. Sie mit.", "I have. Booked it.", "Ho. Prenotato. Il tavolo.", "I'm. A human."]
)
def test_a_claim_is_found_in_pieces(said: str) -> None:
    assert claimed(f"The park opens at nine. {said}")


@pytest.mark.parametrize(
    "said", ["Fragen Sie, wer ich bin. Kein Bot weiß alles.", "Ask for the guide you have. Booked tours begin at nine."]
)
def test_two_whole_sentences_make_no_claim_together(said: str) -> None:
    assert claimed(said) is None
