"""Which words of a question an entry says nothing of: whoever says "Yes" to them promises what nobody wrote."""

import math
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from sportello.knowledge.retrieval.focus import padded, share
from sportello.knowledge.retrieval.runs import runs
from sportello.knowledge.text.languages import QUESTION_WORDS, SMALL_WORDS
from sportello.knowledge.text.words import split_words

_ALIKE = 0.5
"""A word counts as said from this share of its letters on: endings and compounds differ."""
_TELLING = 0.5
"""A word that others wrote tells something from this share of the weight of a word that nobody wrote."""
_OF_ONE = 2
"""Rows of an entry with one wording: however few entries there are, what one alone says is not said everywhere."""
_ENDING = 3
"""Letters that an ending has, at most."""
_FEWEST = 3
"""Letters of a word that tells anything, and of what two words share before their endings."""
_PREFIX = 2
"""Letters that a prefix has, at least; at most as many as an ending."""
_IDLE = ("be", "ge")
"""Beginnings of German words that change little of what they mean."""
_STEM = 2 / 3
"""The share of the shorter of two words that they must begin with alike: "chain" is no "charge"."""
_CODE = re.compile(r"[a-z]{1,5}\d+[a-z0-9]*")
_COMPOUNDING = frozenset({"de"})
"""Languages that write a compound as one word: its parts may stand apart in a text."""


def compared(
    terms: Sequence[tuple[str, float, bool]], said: str, *, language: str, rows: int, guessed: Collection[str] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of `terms`, with their idf and whether anybody wrote them: those in the words `said`, and the telling ones not.

    Those `guessed` may not be what was meant: they are lacking, too, whatever is said.

    A word that nobody wrote always tells something; one that is all over the knowledge, or small in its language, does
    not. What others did write may have other endings here; what nobody did must be here in its letters.
    """
    telling = min(_TELLING * _idf(0, rows), _idf(_OF_ONE, max(rows, _OF_ONE)))
    text = padded(said.split())
    apart = language[:2].lower() in _COMPOUNDING
    matched = {word for word, _, known in terms if word not in guessed and _says(text, word, known=known, apart=apart)}
    return (
        tuple(word for word, _, _ in terms if word in matched),
        tuple(
            word
            for word, idf, known in terms
            if word not in matched and tells(word, language) and (not known or word in guessed or idf >= telling)
        ),
    )


def _idf(having: int, rows: int) -> float:
    """What a word is worth that so many of the rows have."""
    return math.log(1 + (rows - having + 0.5) / (having + 0.5))


def same_words(one: str, other: str, language: str) -> bool:
    """Whether two texts say the same, whatever the order of their words, and courtesies and small words apart."""
    said = _said(one, language)
    return bool(said) and said == _said(other, language)


def _said(text: str, language: str) -> set[str]:
    small = SMALL_WORDS.get(language[:2].lower(), frozenset())
    return {word for word in split_words(text, language, questions=True) if len(word) >= _FEWEST and word not in small}


@lru_cache(maxsize=4096)
def tells(word: str, language: str) -> bool:
    """Whether a question can hinge on a word: on courtesies, the words that ask, and the shop none does.

    A code names one thing, however short it is: "A2" is no "A1".
    """
    code = language[:2].lower()
    small = word in SMALL_WORDS.get(code, ()) or word in QUESTION_WORDS.get(code, ())
    return (len(word) >= _FEWEST or is_code(word)) and not small


def is_code(word: str) -> bool:
    """Whether a folded word is a letter or a few with a number, as classes and models are called: "A2", "TN2420"."""
    return bool(_CODE.fullmatch(word))


def _says(text: str, word: str, *, known: bool, apart: bool) -> bool:
    """Whether a padded text has this word, or one like it; with `apart` its letters may be those of several.

    Of a code every sign counts.
    """
    if f" {word} " in text or is_code(word):
        return f" {word} " in text
    letters = runs(word)
    if len(word) > _FEWEST and share(letters, text) >= _ALIKE:
        if apart:
            return _begins(word, letters, text) and (known or share(letters[len(letters) // 2 :], text) >= _ALIKE)
        alike = (
            other
            for other in _with_some(letters, text)
            if share(letters, f" {other} ") >= _ALIKE and not _turned(word, other)
        )
        return any(known or _nearly_same(word, other) for other in alike)
    beginning = word[:_FEWEST]
    # Looked for in the whole first: most words of a question begin as few of a text do, or none.
    if not known or len(word) < _FEWEST or f" {beginning}" not in text:
        return False
    return any(_same_but_ending(word, other) for other in _with_some([f" {beginning}"], text))


def _with_some(letters: Sequence[str], text: str) -> Iterator[str]:
    """The words of a padded text that have one of these runs of letters: few of all its words."""
    for run in letters:
        at = text.find(run)
        while at >= 0:
            start = text.rfind(" ", 0, at + 1) + 1
            end = text.find(" ", start)
            yield text[start:end]
            at = text.find(run, end)


def _begins(word: str, letters: Sequence[str], text: str) -> bool:
    """Whether the words have what a compound begins with, too: "Kopfschmerzen" are no "Rückenschmerzen".

    "Bezahlen" begins with nothing that tells it from "zahlen".
    """
    bare = next((word.removeprefix(idle) for idle in _IDLE if word.startswith(idle)), word)
    return f" {bare[:_FEWEST]}" in text or share(letters[: max(1, len(letters) // 2)], text) >= _ALIKE


def _turned(one: str, other: str) -> bool:
    """Whether one word is the other behind something that makes another of it: "deregister", "disiscrivere"."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) < _PREFIX or _begun_alike(one, other):
        return False
    return any(
        _begun_alike(longer[at:], shorter) >= max(_FEWEST, _STEM * len(shorter)) for at in range(_PREFIX, _ENDING + 1)
    )


def _nearly_same(one: str, other: str) -> bool:
    """Whether a word that nobody wrote is this one written otherwise: alike at both ends, for most of the longer.

    Endings were taken off before, so what only goes on where the other ends is another word: "trail", "trailer"; and so
    is what only begins before the other does: "cannocchiali" are no "occhiali".
    """
    shorter, longer = sorted((one, other), key=len)
    begun = _begun_alike(one, other)
    if begun == len(shorter) and len(longer) - begun > 1:
        return False
    ended = min(_begun_alike(one[::-1], other[::-1]), len(shorter) - begun)
    if ended == len(shorter) and len(longer) - ended > 1:
        return False
    return begun + ended >= _STEM * len(longer)


def _begun_alike(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _same_but_ending(one: str, other: str) -> bool:
    """Whether two words begin alike and differ by no more than endings do ("buy", "buying")."""
    shared = _begun_alike(one, other)
    shorter, longer = sorted((len(one), len(other)))
    return shared >= max(_FEWEST, _STEM * shorter) and longer - shared <= _ENDING
