"""A number that a customer typed, read as their language writes it; what could be two numbers is none.

"1.000" is a thousand in Italian and German, and in English somebody's slip for one or the other. What cannot be told is
asked again: a number that was guessed wrong is what is done.
"""

import re
from functools import cache
from typing import Final

from sportello.answering.acting.shipped import said
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import tokens_of

_WRITTEN: Final = re.compile(r"\d+(?:[.,'\u2019\u00a0\u202f ]\d+)*")
_SIGN: Final = re.compile(r"(?:^|[\s(:=])([-+\u2212\u2013])\s?$")
_GLUED_BEFORE: Final = re.compile(r"[\w.,/'\u2019+\u2212\u2013-]$")
_GLUED_AFTER: Final = re.compile(r"\w|[.,/:'\u2019+\u2212\u2013-]\w|\s?[-\u2013/x\u00d7]\s?\d")
_SPACES: Final = str.maketrans(dict.fromkeys("\u00a0\u202f ", " ") | {"\u2019": "'"})
_LONGEST: Final = 15
"""Digits; more than these are no amount, and are not kept exactly."""


def number_in(text: str, language: str) -> int | float | None:
    """The one number in it; None where there is none, more than one, or one that can be read in two ways."""
    found = list(_WRITTEN.finditer(text))
    tokens = tokens_of(text)
    odd = any(sign.isnumeric() and not sign.isdecimal() for sign in text)
    if len(found) != 1 or odd or not _many().isdisjoint(tokens):
        return None
    (written,) = found
    before, after = text[: written.start()], text[written.end() :]
    sign = _SIGN.search(before)
    if (_GLUED_BEFORE.search(before) and not sign) or _GLUED_AFTER.match(after):
        return None
    value = _value(written[0].translate(_SPACES), language)
    if value is None:
        return None
    last = tokens_of(before)[-1:]
    less = (sign is not None and sign[1] != "+") or bool(last and last[0] in _minus())
    return -value if less else value


def _value(written: str, language: str) -> int | float | None:
    signs = [sign for sign in written if not sign.isdecimal()]
    if len(written) - len(signs) > _LONGEST:
        return None
    if not signs:
        return int(written)
    groups = re.split(r"[.,' ]", written)
    grouped = 1 <= len(groups[0]) <= 3 and groups[0][0] != "0" and all(len(group) == 3 for group in groups[1:])  # noqa: PLR2004 - thousands
    if len(set(signs)) == 1 and grouped and (len(signs) > 1 or signs[0] in {"'", " ", _thousands(language)}):
        return int("".join(groups))
    whole, fraction = groups[:-1], groups[-1]
    if signs[-1] not in ".," or signs[-1] in signs[:-1]:
        return None
    if len(whole) > 1:
        even = all(len(group) == 3 for group in whole[1:]) and len(whole[0]) <= 3  # noqa: PLR2004 - thousands
        return _fraction("".join(whole), fraction) if even and len(set(signs[:-1])) == 1 else None
    # One sign with three digits behind it groups thousands somewhere, and parts off a fraction elsewhere.
    return None if grouped else _fraction(whole[0], fraction)


def _fraction(whole: str, fraction: str) -> int | float:
    value = float(f"{whole}.{fraction}")
    return int(value) if value.is_integer() else value


@cache
def _thousands(language: str) -> str:
    from babel.numbers import get_group_symbol  # noqa: PLC0415 - with the first number only

    return get_group_symbol(language)


@cache
def _many() -> frozenset[str]:
    """Words that make another number of the one before them: "2 mila"."""
    return frozenset(token for language in LANGUAGES for word in said(language)["many"] for token in tokens_of(word))


@cache
def _minus() -> frozenset[str]:
    return frozenset(token for language in LANGUAGES for word in said(language)["minus"] for token in tokens_of(word))
