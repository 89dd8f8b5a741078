"""Numbers that customers type, by the language they talk in; what can be read in two ways is asked again."""

import pytest
from hypothesis import given, strategies as st

from sportello.answering.acting.numbers import number_in
from sportello.answering.language import LANGUAGES

IN_EVERY = {
    "5": 5,
    "siamo in 4": 4,
    "for 4 people, please": 4,
    "ca. 20 Personen": 20,
    "-5": -5,
    "minus 5": -5,
    "meno 5": -5,
    "negative 3": -3,
    "\u22125": -5,
    "+5": 5,
    "1,5": 1.5,
    "1.5": 1.5,
    "2.50": 2.5,
    "0,125": 0.125,
    "0.125": 0.125,
    "1.234,56": 1234.56,
    "1,234.56": 1234.56,
    "1.234.567": 1234567,
    "1,234,567": 1234567,
    "1 234 567,8": 1234567.8,
    "1'000": 1000,
    "1 000": 1000,
    "1500": 1500,
    "1234,5": 1234.5,
    "20 €": 20,
    "€20": 20,
    "5%": 5,
    "5,- €": 5,
    "(3)": 3,
    "3.": 3,
    "3!": 3,
    "5.0": 5,
    "007": 7,
}
IN_NONE = """
2-3 | 2 - 3 | 2\u20133 | 2/3 | 2 o 3 | between 2 and 4 | tra 2 e 4 | 18:30 | 3.10.2026 | 12/05 | A12 | 12A
1e9 | 5k | 5 k | 2 mila | 2mila | 2 thousand | 3 Millionen | 2 dozen | 2 e mezzo | 2 ½ | 2½ | ½ | 1.00.000
1.0000.000 | 12,34,56 | 1,2.3,4 | five | cinque | | | .5 | 2x3 | 2 x 3 | 1.234.56 | 1'00 | 1 00
1234567890123456 | 4+1 | 4-5 | 3. 4. | v2.0
"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("text", "value"), IN_EVERY.items())
def test_what_is_one_number_is_read_in_every_language(text: str, value: float, language: str) -> None:
    assert number_in(text, language) == value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", [text.strip() for line in IN_NONE.splitlines() for text in line.split(" | ")])
def test_what_may_be_several_or_none_is_asked_again(text: str, language: str) -> None:
    assert number_in(text, language) is None


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        *((text, language, value) for language in ("it", "de") for text, value in (("1.000", 1000), ("10.000", 10000))),
        *((text, "en", value) for text, value in (("1,000", 1000), ("10,000 euros", 10000), ("-2,500", -2500))),
        *((text, language, None) for language in ("it", "de") for text in ("1,000", "12,500")),
        *((text, "en", None) for text in ("1.000", "10.000", "12.500")),
    ],
)
def test_thousands_are_grouped_as_the_language_does(text: str, language: str, value: int | None) -> None:
    assert number_in(text, language) == value


@given(st.text(alphabet=st.sampled_from("0123456789.,-+ '/:xkA€"), max_size=14), st.sampled_from(LANGUAGES))
def test_any_text_can_be_read_as_a_number_or_not(text: str, language: str) -> None:
    value = number_in(text, language)
    if isinstance(value, int) and "." not in text and "," not in text:
        assert str(abs(value)) in text.replace("'", "").replace(" ", "")
