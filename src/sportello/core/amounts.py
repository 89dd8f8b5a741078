"""Amounts of money as people write them: "€ 12", "12,50 Euro", "CHF 9.\u2013". Who asks a price wants to read one."""

import re
from typing import Final

_SIGNS: Final = "[€$£¥₣]"
_BEFORE: Final = r"\b(?:eur|euros?|chf|gbp|usd|fr\.)"
_NAMES: Final = r"(?:eur|euros?|chf|franken|franchi|gbp|usd|dollars?|dollari|pounds?|pence|cents?|centesimi)\b"
_FIGURE: Final = r"\d(?:[\d.,'\u2019]*\d)?(?:[.,]?[-\u2013])?"
AMOUNT: Final = re.compile(
    rf"(?:{_SIGNS}|{_BEFORE})\s*{_FIGURE}|{_FIGURE}\s*(?:{_SIGNS}|{_NAMES})",
    re.IGNORECASE,
)
"""A figure with its currency on either side."""
_MONEY: Final = re.compile(rf"{_SIGNS}|\b{_NAMES}", re.IGNORECASE)

_NOTHING: Final = re.compile(
    r"\W*(?:free(?: of charge)?|gratis|gratuit[oaie]|kostenlos|kostenfrei|umsonst|omaggio|included|inklusive|"
    r"inbegriffen|inclus[oaie]|compres[oaie])\W*",
    re.IGNORECASE,
)


def has_amount(text: str) -> bool:
    """Whether it says so much money."""
    return bool(AMOUNT.search(text))


def speaks_of_money(text: str) -> bool:
    """Whether it has the sign or the name of a currency, with a figure or without."""
    return bool(_MONEY.search(text))


def is_for_nothing(text: str) -> bool:
    """Whether it says no more than that something costs nothing, or nothing more: the cell of a price list."""
    return bool(_NOTHING.fullmatch(text))
