"""Values of parameters as a customer can see them: what nobody would see is no part of what is done either.

A proposal shows every value whole and as it is; so a value has nothing in it that a screen does not show: no break of
a line, no mark of direction, nothing of zero width. It is taken out before a value is checked, stored, shown or sent.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, cast
from unicodedata import category

_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and a symbol by name, and nothing on the screen."""
_VARIANTS: Final = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks that choose how the letter before them looks: many of them can carry a message that nobody sees."""
_MARKED: Final = re.compile(r"[*`\[]|(?<!\w)_|:(?=//)|(?<=\\):")
"""What Markdown would take for more than text; `mara_verdi@example.org` and `#1004` are shown as they are."""


def seen(value: Any) -> Any:
    """A value without what nobody sees, each text in it on one line."""
    if isinstance(value, str):
        return " ".join("".join(_shown(letter) for letter in _VARIANTS.sub("", value)).split())
    if isinstance(value, Mapping):
        return {name: seen(each) for name, each in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [seen(each) for each in cast("list[Any]", value)]
    return value


def literal(value: Any) -> str:
    """A value whole, as the Markdown of messages that shows exactly that, and no link, picture or emphasis."""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return _MARKED.sub(r"\\\g<0>", str(value)) if value not in (None, "") else "-"


def _shown(letter: str) -> str:
    kind = category(letter)
    if kind in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    return "" if kind in {"Cf", "Cs"} or letter in _BLANK else letter
