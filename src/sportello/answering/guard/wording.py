"""Messages that say nothing, and messages that say nothing but an insult."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from sportello.answering.phrases import Found

_SAME: Final = re.compile(r"(.)\1{4,}")
_SHORTEST: Final = 5
_MOST_WORDS: Final = 3
_VOWELS: Final = frozenset("aeiouy")
_ROWS: Final = ("qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm")
_STEP: Final = 5
WAVE: Final = "👋"
_GLAD: Final = frozenset("😀😃😄😁🙂😊😍🥰👍👌🙏❤🎉")
_LEFT: Final = 1
"""Words that may stand beside an insult that is all there is."""


def says_nothing(text: str, tokens: Sequence[str]) -> bool:
    """Whether a message is without words, or all of them are no words: signs alone, or keys struck at random."""
    if not tokens:
        return bool(text.strip())
    return len(tokens) <= _MOST_WORDS and all(_is_no_word(token) for token in tokens)


def is_glad(text: str) -> bool:
    """Whether a message without words is a kind one."""
    return not _GLAD.isdisjoint(text)


def _is_no_word(token: str) -> bool:
    if len(token) < _SHORTEST or not token.isalpha() or not token.isascii():
        return False
    if not _VOWELS & set(token) or _SAME.fullmatch(token):
        return True
    runs = {row[at : at + _STEP] for row in _ROWS for at in range(len(row) - _STEP + 1)}
    return any(token[at : at + _STEP] in runs for at in range(len(token) - _STEP + 1))


def is_all(tokens: Sequence[str], insults: Sequence[Found[str]]) -> bool:
    """Whether insults are all that a message says, but for small words around them."""
    insulting = {at for place in insults for at in range(place.start, place.end)}
    left = [token for at, token in enumerate(tokens) if at not in insulting and token not in _small()]
    return len(left) <= _LEFT


@cache
def _small() -> frozenset[str]:
    """Words that say nothing beside an insult, of all languages."""
    path = files("sportello.answering.guard") / "small.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
