"""What leads up to a question and away from it: greetings, names, apologies, thanks, "one more thing", regards.

Politeness has words of its own, and each that is searched for is one that the answer lacks. So what stands before the
first thing that is asked, and after the last, is left out of the search, part by part (a part ends at a comma, a colon
or a sentence's end), and never out of what is heard: danger and protests are looked for in the whole message.
"""

import re
from functools import cache
from typing import Final

from sportello.answering.catalogue import catalogue
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import Phrases, tokens_of

_PARTS: Final = re.compile(r"(?<=[,.!?;:\n])\s+|(?<=\w)\s+[-\u2013\u2014]\s+")
_MANY: Final = 12
"""Words of a part that is a courtesy, at most: whoever says more, tells something."""
_NAME: Final = 3
_REGARDS: Final = 5
_LONGEST: Final = 120
"""Words of a message of which this is asked."""


def to_the_point(text: str) -> str:
    """The message without what only leads up to what is asked, and without regards, if anything remains."""
    parts = _without_regards([part for part in _PARTS.split(text.strip()) if part])
    if len(parts) < 2 or len(text.split()) > _LONGEST:  # noqa: PLR2004 - nothing stands before anything
        return parts[0] if parts else text
    first = 0
    while first < len(parts) - 1 and _leads(parts[first]):
        first += 1
    return _without_but(" ".join(parts[first:])) if first else " ".join(parts)


def _leads(part: str) -> bool:
    """Whether a part says nothing but this. "Sorry I'm disabled," and "Season pass:" say what is asked about."""
    tokens = tokens_of(part)
    if "?" in part or not tokens:
        return False
    after = _after(tokens, ("greeting", "thanks", "filler", "opening", "leads", "apology"))
    if after == len(tokens):
        return True
    if len(tokens) <= _MANY and any(_after(tokens[at:], ("courtesy",)) for at in range(after + 1)):
        return True
    rest = tokens[after:]
    named = _after(rest, ("introduces",))
    return bool(named) and 0 < len(rest) - named <= _NAME and _is_name(part.split()[-(len(rest) - named) :])


def _is_name(words: list[str]) -> bool:
    return all(word[:1].isupper() for word in words)


def _without_regards(parts: list[str]) -> list[str]:
    """The parts before "kind regards", and before the name below it."""
    for at in range(max(1, len(parts) - 2), len(parts)):
        begun = tokens_of(parts[at])
        if begun and _after(begun, ("regards",)) and sum(len(part.split()) for part in parts[at:]) <= _REGARDS + _NAME:
            return parts[:at]
    return parts


def _without_but(text: str) -> str:
    words = text.split(maxsplit=1)
    return words[1] if len(words) > 1 and words[0].casefold().strip(",") in _but() else text


def _after(tokens: list[str], kinds: tuple[str, ...]) -> int:
    """Where the phrases of these kinds end that stand at the beginning, one after another."""
    at = 0
    while at < len(tokens) and (ends := [found.end for found in _phrases(kinds).at(tokens, at)]):
        at = max(ends)
    return at


@cache
def _phrases(kinds: tuple[str, ...]) -> Phrases[str]:
    said = [catalogue(language).smalltalk[kind] for language in LANGUAGES for kind in kinds]
    return Phrases({"leads": [phrase for phrases in said for phrase in phrases]})


@cache
def _but() -> frozenset[str]:
    """Words that join what is asked to what stands before it."""
    words = [catalogue(language).questions for language in LANGUAGES]
    return frozenset(one for each in words for one in (*each["and"], "but", "ma", "però", "aber", "so", "allora"))
