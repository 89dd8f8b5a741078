"""Card numbers are found however they are spelled; order numbers, dates, hours and accounts are left alone."""

import random
from collections.abc import Callable

import pytest

from sportello.core.cards import DOT, alike, is_card, without_cards, without_split_card

ISSUED = (("4", 16), ("51", 16), ("2221", 16), ("37", 15), ("6011", 16), ("36", 14), ("62", 16), ("3530", 16))


def grouped(sign: str, size: int = 4) -> Callable[[str], str]:
    return lambda number: sign.join(number[at : at + size] for at in range(0, len(number), size))


SPELLINGS: tuple[Callable[[str], str], ...] = (
    str,
    *(
        grouped(sign)
        for sign in (" ", "-", ".", "  ", " - ", "\u00a0", "\u2013", "/", "_", "\n", "\u200b", ":", "+", " : ")
    ),
    grouped(" ", 1),
    grouped(" ", 2),
    grouped(" ", 8),
    lambda number: f"{number[:4]} {number[4:10]} {number[10:]}",
)


def cards(many: int) -> list[str]:
    chance = random.Random(20)  # noqa: S311 - the same cards each time
    made: list[str] = []
    while len(made) < many:
        begin, length = chance.choice(ISSUED)
        number = begin + "".join(chance.choices("0123456789", k=length - len(begin)))
        if is_card(number):
            made.append(number)
    return made


def test_each_of_five_hundred_cards_is_found_in_every_spelling_and_keeps_its_last_four() -> None:
    for number in cards(500):
        for spelled in SPELLINGS:
            said = f"La mia carta è {spelled(number)}, scade 12/27, cvc 123"
            kept = without_cards(said)
            digits = "".join(sign for sign in kept if sign.isdigit() or sign == DOT)
            assert digits == DOT * (len(number) - 4) + number[-4:] + "1227123", said
            assert alike(kept, said)


@pytest.mark.parametrize(
    "said",
    [
        "prenotazione {}",
        "ordine numero {}",
        "Order no. {}",
        "booking: {}",
        "Rechnung {}",
        "Bestellnummer {}",
        "invoice number {}",
    ],
)
def test_what_is_called_an_orders_is_a_card_all_the_same(said: str) -> None:
    for number in cards(50):
        assert without_cards(said.format(number)) == said.format(DOT * (len(number) - 4) + number[-4:])


@pytest.mark.parametrize(
    "said",
    [
        "4111    1111    1111    1111",
        "4111\t\t\t\t1111\t\t\t\t1111\t\t\t\t1111",
        "4111  -  1111  -  1111  -  1111",
        "4111;1111;1111;1111",
        "4111 e 1111 e 1111 e 1111",
        "4111, dann 1111, dann 1111 und 1111",
        "le prime otto 41111111 le ultime otto 11111111",
        "4111 1111 11 e poi 11 1111",
        "3782 822463 and 10005",
        "IBAN DE89370400440532013000 Karte 4111 1111 1111 1111",
        "4\ufe0f\u20e31\ufe0f\u20e3" + "1\ufe0f\u20e3" * 14,
    ],
)
def test_what_stands_between_its_groups_hides_no_card(said: str) -> None:
    kept = without_cards(said)
    assert alike(kept, said)
    card = kept.replace("DE89370400440532013000", "")
    assert sum(sign.isdigit() for sign in card) == 4
    assert kept[-4:].isdigit() or kept.endswith("\u20e3")


@pytest.mark.parametrize(
    "said",
    [
        ("4111 1111 1111 scade 12/28", "1111"),
        ("4111 1111 1111 (mancano 4)", "1111."),
        ("4111 1111 11", "e poi 11 1111"),
        ("ecco le prime 12 cifre: 4111 1111 1111", "ultime 4: 1111"),
        ("card 4111 1111 1111, 12/28", "1111"),
        ("4111 1111", "1111, 12/2028", "1111"),
        ("carta 4111 1111 1111, scadenza 12/28", "ultime 4 1111"),
    ],
)
def test_what_follows_a_part_hides_no_card(said: tuple[str, ...]) -> None:
    masked = without_split_card(said[:-1], said[-1])
    assert masked is not None
    assert sum(sign == DOT for text in (*masked[0], masked[1]) for sign in text) == 12


def test_a_card_that_was_begun_twice_is_hidden_twice() -> None:
    masked = without_split_card(["4111 1111 11", "oops 4111 1111 1111"], "1111")
    assert masked == (["•••• •••• ••", "oops •••• •••• ••••"], "1111")


def test_a_card_whose_first_digit_stands_apart_is_one() -> None:
    assert without_cards("4-111-1111-1111-1111") == "•-•••-••••-••••-1111"


def test_of_numbers_that_are_no_cards_hardly_one_is_taken_for_one() -> None:
    chance = random.Random(21)  # noqa: S311 - the same numbers each time
    names = ("ordine n. {}", "Order {}", "Bestellnummer: {}", "tracking {}", "my number is {}", "prenotazione {}")
    said = [chance.choice(names).format(chance.randrange(10**7, 10 ** chance.randint(8, 18))) for _ in range(2_000)]
    assert sum(without_cards(each) != each for each in said) <= 0.01 * len(said)


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "DE89 3704 0044 0532 0130 00",
        "30.05.2024 - 31.05.2024, 4.00-12.30, 14.00-18.30",
        "550e8400-e29b-41d4-a716-446655440000",
        "tracking number 4111111111111111",
        "09:00, 12:30, 14:00, 18:30, 20:15, 21:45",
        "2026-11-22T21:45:30+01:00, 2026-11-23T08:15:00+01:00",
        "4.50, 12.00, 7.50, 13.00, 9.90",
        "0471 123456, 0471 123457, 0471 123458",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert without_cards(text) == text


@pytest.mark.parametrize(
    ("earlier", "last", "kept"),
    [
        (["la carta è 4111 1111"], "1111 1111 e basta", (["la carta è •••• ••••"], "•••• 1111 e basta")),
        (["4111", "1111", "1111"], "1111", (["••••", "••••", "••••"], "1111")),
        (["ciao", "4111-1111-1"], "111-1111", (["ciao", "••••-••••-•"], "•••-1111")),
        (["5500 0000", "ok"], "0000 0004", (["•••• ••••", "ok"], "•••• 0004")),
        (["5500 0000", "ok", "un attimo"], "0000 0004", (["•••• ••••", "ok", "un attimo"], "•••• 0004")),
        (["5555 5555 5555 44"], "44. Come si prenota?", (["•••• •••• •••• 44"], "44. Come si prenota?")),
        (["4111-1111-1111-11"], "11 scusi", (["••••-••••-••••-11"], "11 scusi")),
        (["la carta è 4111 1111 1111 111"], "1", (["la carta è •••• •••• •••• 111"], "1")),
        (["4"], "111111111111111", (["•"], "•••••••••••1111")),
        (["4111 1111 1111 11"], "siamo in 12", None),
        (["ordine 45678901"], "12345678", None),
        (["4111 1111"], "grazie", None),
        (["code a4111b1111c"], "and d1111e1111f", None),
        (["9efcf8852a02", "a3bb24d369b8"], "111f01c4515c", None),
    ],
)
def test_a_card_over_several_messages(earlier: list[str], last: str, kept: tuple[list[str], str] | None) -> None:
    assert without_split_card(earlier, last) == kept


@pytest.mark.parametrize("number", ["4111111111111111", "5555555555554444", "4242424242424242"])
@pytest.mark.parametrize("apart", [" ", "-", ""])
@pytest.mark.parametrize("tail", ["", " scusi", ". E il parcheggio?"])
def test_wherever_a_card_is_cut_no_more_than_four_digits_stay(number: str, apart: str, tail: str) -> None:
    whole = apart.join(number[at : at + 4] for at in range(0, 16, 4))
    for cut in range(1, len(whole)):
        parts = whole[:cut].strip(" -"), whole[cut:].strip(" -") + tail
        split = without_split_card([parts[0]], parts[1])
        assert split is not None, parts
        assert sum(sign.isdigit() for text in (*split[0], split[1]) for sign in text) == 4, parts


@pytest.mark.parametrize(
    "said",
    [
        "pago la spedizione: {}",
        "Bezahlung Sendung: {}",
        "Kreditkarte für Sendungsnummer {}",
        "my card for tracking: {}",
    ],
)
def test_where_a_payment_is_spoken_of_a_parcel_hides_no_card(said: str) -> None:
    for number in cards(50):
        assert without_cards(said.format(number)) == said.format(DOT * (len(number) - 4) + number[-4:])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "Carta 4111 1111 1111 1111 oppure 5555    5555    5555    4444",
            "Carta •••• •••• •••• 1111 oppure ••••    ••••    ••••    4444",
        ),
        ("4111 1111 1111 1111 oppure 5555 5555 5555 e 4444", "•••• •••• •••• 1111 oppure •••• •••• •••• e 4444"),
        ("5555 5555 5555 e le ultime 4: 4444", "•••• •••• •••• e le ultime •: 4444"),
        ("41 1111 1111 1111 11", "•• •••• •••• ••11 11"),
        ("Meine Karte 4111 1111 1111 und dann 1111", "Meine Karte •••• •••• •••• und dann 1111"),
        ("4111 1111, poi 1111 1111", "•••• ••••, poi •••• 1111"),
    ],
)
def test_a_card_in_uncommon_groups_or_with_words_within(text: str, kept: str) -> None:
    assert without_cards(text) == kept


def test_numbers_of_a_talk_are_not_put_together_to_a_card() -> None:
    chance = random.Random(22)  # noqa: S311 - the same numbers each time
    ways = (
        "ordine {o}",
        "il mio telefono è 3{d}4 {p}",
        "order #{p}",
        "dal {d}/12/2026",
        "siamo in {d}, costa {d},50 euro",
    )

    def said() -> str:
        return chance.choice(ways).format(
            o=chance.randrange(10**6, 10**9), p=chance.randrange(10**5, 10**7), d=chance.randrange(10, 31)
        )

    talks = [([said() for _ in range(3)], said()) for _ in range(5_000)]
    assert sum(without_split_card(*talk) is not None for talk in talks) <= 0.002 * len(talks)


def test_what_was_sent_again_is_told_by_all_but_the_digits_that_went() -> None:
    assert alike("•••• 1111 ok", "4111 1111 ok")
    assert not alike("•••• 1111 ok", "4111 1112 ok")
    assert not alike("•••• 1111 ok", "abcd 1111 ok")
    assert not alike("•••• 1111", "4111 1111 ok")
