"""Runs of letters: what words have in common whose endings differ, or of which one is misspelt."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRAM: Final = 4
"""Letters compared at a time."""
_MIX: Final = 0x9E3779B97F4A7C15
_BITS: Final = 16


@lru_cache(maxsize=2048)
def runs(word: str) -> tuple[str, ...]:
    """The runs of letters of a word, its ends among them, each once: it is compared with many texts."""
    padded = f" {word} "
    return tuple(dict.fromkeys(padded[start : start + GRAM] for start in range(max(1, len(padded) - GRAM + 1))))


def grams(words: Iterable[str]) -> list[str]:
    """The runs of letters of these words, each once."""
    return list(dict.fromkeys(run for word in words for run in runs(word)))


def counted(letters: Sequence[str], texts: Sequence[str]) -> "NDArray[Any]":
    """How often each text has each run: a row for each run, a column for each text.

    A question has some forty runs and is compared with forty thousand letters. Four letters are one number, so that
    all places of all texts are looked at once: a quarter of the time of looking for each run in each text.
    """
    import numpy as np  # noqa: PLC0415 - 9 MB, for processes that search alone

    spaced = [f" {text} ".encode("utf-16-le") for text in texts]
    units = np.frombuffer(b"".join(spaced), np.uint16).astype(np.uint64)
    codes = units[: 1 - GRAM].copy()
    for at in range(1, GRAM):
        codes |= units[at : len(units) + at + 1 - GRAM] << np.uint64(16 * at)
    coded = [run.encode("utf-16-le") for run in letters]
    wanted = np.array([int.from_bytes(code, "little") if len(code) == 2 * GRAM else 0 for code in coded], np.uint64)
    may_be = np.zeros(1 << _BITS, np.bool_)
    may_be[_hashed(wanted)] = True
    places = np.flatnonzero(may_be[_hashed(codes)])
    order = np.argsort(wanted)
    which = order[np.searchsorted(wanted, codes[places], sorter=order).clip(max=len(order) - 1)]
    same = wanted[which] == codes[places]
    where = np.searchsorted(np.cumsum([len(text) // 2 for text in spaced]), places[same], side="right")
    numbers = which[same] * len(texts) + where
    counts = np.bincount(numbers, minlength=len(letters) * len(texts)).reshape(len(letters), len(texts))
    for at, run in enumerate(letters):
        if not wanted[at]:  # of a word of one letter, or with a letter that takes two units
            counts[at] = [f" {text} ".count(run) for text in texts]
    return counts


def _hashed(codes: "NDArray[Any]") -> "NDArray[Any]":
    return (codes * codes.dtype.type(_MIX)) >> codes.dtype.type(64 - _BITS)
