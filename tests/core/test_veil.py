"""What personal data looks like to a provider, and that it comes back whole."""

import pytest

from sportello.core.veil import Veil

CARD = "4111 1111 1111 1111"


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("Write to anna.rossi@example.org please", "Write to [EMAIL-1] please"),
        ("My name is Anna Rossi.", "My name is [NAME-1]."),
        ("My IBAN is DE89 3704 0044 0532 0130 00.", "My IBAN is [ACCOUNT-1]."),
        ("Call me on +39 0471 123456", "Call me on [PHONE-1]"),
        ("When are you open?", "When are you open?"),
    ],
)
def test_a_piece_goes_out_as_a_stand_in_and_comes_back_whole(text: str, outside: str) -> None:
    veil = Veil()
    assert veil.hide(text) == outside
    assert veil.lift(outside) == text


def test_the_same_piece_has_the_same_stand_in_in_every_text() -> None:
    veil = Veil(names=["Anna Rossi"])
    assert veil.hide("I am anna@example.org, not bob@example.org") == "I am [EMAIL-1], not [EMAIL-2]"
    assert veil.hide("Really: anna@example.org") == "Really: [EMAIL-1]"
    assert veil.hide("Greetings, Anna Rossi") == "Greetings, [NAME-3]"


def test_what_is_hidden_is_hidden_no_second_time() -> None:
    veil = Veil()
    outside = veil.hide("My name is Anna Rossi, anna@example.org, +39 0471 123456")
    assert veil.hide(outside) == outside


def test_a_card_comes_back_never() -> None:
    veil = Veil()
    outside = veil.hide(f"Pay with {CARD}")
    assert outside == "Pay with [CARD-1]"
    assert "4111" not in veil.lift(outside)


def test_a_stand_in_that_nobody_gave_out_stands_for_nothing() -> None:
    veil = Veil()
    veil.hide("anna@example.org")
    assert veil.lift("Send it to [EMAIL-2] and [PHONE-1]") == "Send it to [EMAIL-2] and [PHONE-1]"


def test_two_exchanges_share_nothing() -> None:
    one, other = Veil(), Veil()
    one.hide("anna@example.org")
    assert other.lift("[EMAIL-1]") == "[EMAIL-1]"
