"""The text of bytes that do not say their encoding.

It is UTF-8, or UTF-16 by its mark, or what spreadsheets and editors wrote before: of Windows, Mac or DOS. Which of
these it is, is told by the letters that come out.
"""

import codecs
from typing import Final

_OLD: Final = ("cp1252", "mac_roman", "cp850")
_LETTERS: Final = frozenset("àèéìòùäöüßçñáíóúâêîôûëïãõåøæœ")
_MARKS: Final = frozenset("€£–—’‘“”„«»…·•°§®©½¼\N{NO-BREAK SPACE}")  # noqa: RUF001 - as people write them
_ODD, _LEAST, _OFTEN = -1.0, 0.4, 0.05
_FEWEST: Final = 2
"""Letters beyond ASCII that it takes to tell what is seldom."""


def text_of(content: bytes, charset: str | None = None) -> str | None:
    """The text; None where it is none that anybody would have written. `charset` is what somebody calls it."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for codec in ("utf-16" if marked else "utf-8-sig", charset or ""):
        try:
            return content.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    return None if b"\0" in content else _of_old(content)


def _of_old(content: bytes) -> str | None:
    readings = [(score, text) for codec in _OLD for score, text in _read(content, codec)]
    score, text = max(readings, key=lambda reading: reading[0], default=(0.0, ""))
    return text if score >= _LEAST else None


def _read(content: bytes, codec: str) -> list[tuple[float, str]]:
    """What the bytes are in an encoding, and how well that reads, up to 1."""
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return []
    beside = zip(" " + text, text, text[1:] + " ", strict=False)
    found = [_likely(*three) for three in beside if three[1] > "\x7f"]
    if codec == _OLD[0]:
        return [(sum(found) / len(found) + _OFTEN, text)]
    return [(sum(found) / len(found), text)] if len(found) >= _FEWEST else []


def _likely(before: str, letter: str, after: str) -> float:
    """How likely a letter beyond ASCII is between others: small before small, capitals not within words."""
    if letter in _LETTERS:
        return _ODD if after.isupper() and not before.isupper() else 1.0
    if letter.lower() in _LETTERS:
        return _ODD if before.islower() else 0.8
    return 0.9 if letter in _MARKS else _ODD
