"""Signs of an attempt to talk a model out of what it is for. Telemetry: they are noted, and change no answer.

What protects is structural: no text of a customer adds a right to anything. So a sign that is missed costs nothing,
and one that is seen in an innocent message neither; what counts is that somebody who tries it many times is seen.
"""

import base64
import binascii
import re
from functools import cache
from typing import Final, Literal

from sportello.answering.phrases import Phrases, shipped_phrases

Sign = Literal["override", "role", "reveal", "structure", "hidden", "encoded", "exfiltration"]

_SAID: Final[tuple[Sign, ...]] = ("override", "role", "reveal")
_STRUCTURE: Final = re.compile(
    r"<\|[a-z_]{2,20}\|>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|instructions?|prompt)>"
    r"|^[#\s]{0,6}(?:system|assistant|developer)\s?(?:prompt|message)?\s?:|\"role\"\s?:\s?\"(?:system|assistant)\""
    r"|^\s?#{2,6}\s?(?:system|instructions?|anweisungen|istruzioni)\b",
    re.IGNORECASE | re.MULTILINE,
)
_HIDDEN: Final = re.compile("[\U000e0000-\U000e007f\u202a-\u202e\u2066-\u2069]|[\u200b\u2060\ufeff]{3,}")
_ENCODED: Final = re.compile(r"(?<![\w/+])[A-Za-z0-9+/]{48,}={0,2}(?![\w/+])")
_SENT_OUT: Final = re.compile(r"!\[[^\]]{0,200}\]\(\s?https?://|<img\b|\]\(\s?(?:javascript|data):", re.IGNORECASE)
_SHARE_READABLE: Final = 0.9


def injection_signs(text: str, tokens: list[str]) -> list[Sign]:
    """The kinds of signs in a message of any of the languages; `tokens` are its words."""
    found: set[Sign] = {place.key for place in _phrases().find(tokens)}
    if _STRUCTURE.search(text):
        found.add("structure")
    if not text.isascii() and _HIDDEN.search(text):
        found.add("hidden")
    if any(_says_something(blob[0]) for blob in _ENCODED.finditer(text)):
        found.add("encoded")
    if _SENT_OUT.search(text):
        found.add("exfiltration")
    return sorted(found)


def _says_something(blob: str) -> bool:
    """Whether it is text in disguise (Base64), and not some key or name."""
    try:
        plain = base64.b64decode(blob + "=" * (-len(blob) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    return sum(sign.isalpha() or sign == " " for sign in plain) >= _SHARE_READABLE * len(plain)


@cache
def _phrases() -> Phrases[Sign]:
    return shipped_phrases("sportello.answering.guard", _SAID)
