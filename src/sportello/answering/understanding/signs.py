"""Signs of a mood and of haste in a single message: words from a small list a language, and how it is written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal, get_args

from sportello.answering.phrases import Found, Phrases, shipped_phrases, tokens_of

Sentiment = Literal["negative", "neutral", "positive"]
Sign = Literal[
    "negative",
    "positive",
    "rude",
    "soon",
    "charged",
    "danger",
    "grave",
    "harm",
    "ailing",
    "protest",
    "staff",
    "somebody",
]

_Kind = Literal[Sign, "alone", "again", "saying"]
"""What there are words of: also those that protest only where nothing else is said, or with one another."""
_KINDS: Final[tuple[_Kind, ...]] = (*get_args(Sign), "alone", "again", "saying")
_BEFORE: Final = 2
"""Words that may stand before what protests alone: "no, this is wrong"."""
_READ: Final = 600
_GLAD: Final = frozenset("😀😃😄😁🙂😊😍🥰👍🙏❤🎉")
_SAD: Final = frozenset("😠😡🤬😤👎😞😢😭🙄💩")
_LETTERS_TO_SHOUT: Final = 12
_WORDS_TO_SHOUT: Final = 3
_SHARE_TO_SHOUT: Final = 0.7


@dataclass(frozen=True)
class Signs:
    """What the words and the writing of one message give away."""

    found: frozenset[Sign]
    """Of what there are words: `danger`, which a fire show has too; `grave`, what can be nothing else; `harm`,
    which only lends weight to an intent, as "fell down" does; `ailing`, a foot or a tooth that hurts, which is none;
    `protest`, against an answer or its lack; `staff`, for whom one asks; `somebody`, of whom danger may be told in no
    word of harm."""
    sentiment: Sentiment
    shouted: bool
    """Written in capitals."""
    insistent: bool
    """Written with several exclamation or question marks."""


@lru_cache(maxsize=256)
def signs_of(text: str) -> Signs:
    """The signs in a message of any of the languages: people swear in all of them.

    Kept for a while: each message is read again with every one that follows it.
    """
    read = text[:_READ]
    tokens = tokens_of(read)
    places = _phrases().find(tokens)
    counts = Counter(place.key for place in places)
    counts["protest"] += _protests(places, words=len(tokens))
    if _is_harmed_besides(places):
        del counts["ailing"]
    signs = set(read)
    balance = counts["positive"] - counts["negative"] - counts["rude"]
    balance += bool(signs & _GLAD) - bool(signs & _SAD)
    return Signs(
        found=frozenset(kind for kind in get_args(Sign) if counts[kind]),
        sentiment="negative" if balance < 0 else "positive" if balance > 0 else "neutral",
        shouted=_shouted(read, words=len(tokens)),
        insistent=read.count("!") >= 3 or "!!" in read or "??" in read or "?!" in read,  # noqa: PLR2004 - once is polite
    )


def _is_harmed_besides(places: Sequence[Found[_Kind]]) -> bool:
    """Whether there is a word of harm beside what aches: "my eyes burn and I can't see"."""
    aching = {at for place in places if place.key == "ailing" for at in range(place.start, place.end)}
    return any(place.key == "harm" and aching.isdisjoint(range(place.start, place.end)) for place in places)


def _protests(places: Sequence[Found[_Kind]], *, words: int) -> bool:
    """Whether it is all that is said, or one had to say it before: "How many times do I have to ask?".

    "How many times do I have to water it?" asks.
    """
    if any(place.key == "alone" and place.start <= _BEFORE and place.end == words for place in places):
        return True
    return {"again", "saying"} <= {place.key for place in places}


def _shouted(text: str, *, words: int) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    if len(letters) < _LETTERS_TO_SHOUT or words < _WORDS_TO_SHOUT:
        return False
    return sum(letter.isupper() for letter in letters) >= _SHARE_TO_SHOUT * len(letters)


@cache
def _phrases() -> Phrases[_Kind]:
    return shipped_phrases("sportello.answering.understanding", _KINDS)
