"""A message as a classifier sees it: the pieces of its words, counted, each under the number of a bucket.

Pieces are words, pairs of words, and the two to five letters within a word, so that a typo or an ending costs little.
They are numbered by a hash and not by a vocabulary, so a model needs no dictionary to be stored, loaded or kept.
"""

import re
import unicodedata
from collections.abc import Iterable
from math import log
from typing import Final
from zlib import crc32

READ: Final = 320
"""Characters looked at: what somebody wants stands in the first sentences, and this bounds the time."""
_SHORTEST, _LONGEST = 2, 5
_LONGEST_WORD = 30
_TOKEN = re.compile(r"[^\W_]+|[?!]")
_MARKS = re.compile(r"[\u0300-\u036f]+")
_DIGITS = str.maketrans("123456789", "000000000")
_WORDS, _LETTERS = 0x9E3779B9, 0x85EBCA6B
"""Seeds that keep the word "in" and the letters "in" apart."""

Counts = dict[int, int]


def features_of(text: str, *, buckets: int) -> tuple[Counts, Counts]:
    """How often each piece occurs, words and letters apart; `buckets` is a power of two."""
    mask = buckets - 1
    words: Counts = {}
    letters: Counts = {}
    before = b"^"
    for word in tokens_of(text):
        for piece in (word, before + b" " + word):
            bucket = crc32(piece, _WORDS) & mask
            words[bucket] = words.get(bucket, 0) + 1
        before = word
        padded = b" " + word[:_LONGEST_WORD] + b" "
        length = len(padded)
        for size in range(_SHORTEST, _LONGEST + 1):
            for start in range(max(1, length - size + 1)):
                bucket = crc32(padded[start : start + size], _LETTERS) & mask
                letters[bucket] = letters.get(bucket, 0) + 1
            if size >= length:
                break
    return words, letters


def tokens_of(text: str) -> list[bytes]:
    """The words in small letters without accents; every digit counts as the same one."""
    folded = _MARKS.sub("", unicodedata.normalize("NFKD", text[:READ].casefold())).translate(_DIGITS)
    return [token.encode() for token in _TOKEN.findall(folded)]


def damped(counts: Counts) -> Iterable[tuple[int, float]]:
    """Counts whose second and third occurrence count less than the first."""
    return ((bucket, 1.0 if count == 1 else 1.0 + log(count)) for bucket, count in counts.items())
