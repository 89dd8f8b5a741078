"""Amounts of money, however people write them, and figures that are none."""

import pytest

from sportello.core.amounts import AMOUNT, has_amount, speaks_of_money


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Men 25 euros, women 38,50 €.", ["25 euros", "38,50 €"]),
        ("€12 a bag, £1,200.50 a ton", ["€12", "£1,200.50"]),
        ("CHF 1'200.\u2013 oder 45.\u2013 Franken", ["CHF 1'200.\u2013", "45.\u2013 Franken"]),
        ("50 centesimi al pezzo, 3\xa0euro tre", ["50 centesimi", "3\xa0euro"]),
        ("from 2 to 3 €", ["3 €"]),
    ],
)
def test_a_figure_with_its_currency_is_an_amount(text: str, amounts: list[str]) -> None:
    assert [found[0] for found in AMOUNT.finditer(text)] == amounts
    assert has_amount(text)
    assert speaks_of_money(text)


@pytest.mark.parametrize(
    "text", ["12 years", "at 10.30", "5 eurostars", "Room 12, pounded", "20 % of it", "Europe 2026", ""]
)
def test_other_figures_are_none(text: str) -> None:
    assert not has_amount(text)
    assert not speaks_of_money(text)


def test_money_may_be_spoken_of_without_a_figure() -> None:
    assert speaks_of_money("You may pay in dollars.")
    assert not has_amount("You may pay in dollars.")
