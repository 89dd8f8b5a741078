"""Which of an agent's messages answers a question: not the greeting, and not "one moment, I'll have a look"."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import Phrases, tokens_of
from sportello.knowledge import says_nothing

_COURTESY: Final = (
    *("hello", "hi", "hey", "dear", "good morning", "good afternoon", "good evening", "welcome", "thank*", "regards"),
    *("sorry", "apolog*", "please", "bye", "goodbye", "have a nice", "nice", "day", "evening", "weekend", "pleasure"),
    *("guten tag", "guten morgen", "guten abend", "hallo", "servus", "gruss*", "grusse", "danke*", "dank", "bitte"),
    *("entschuldig*", "verzeih*", "gern*", "schonen", "schones", "tag", "abend", "wochenende", "willkommen"),
    *("buongiorno", "buonasera", "salve", "ciao", "grazie", "prego", "saluti", "scus*", "buona", "buone", "giornata"),
    *("serata", "volentieri", "cordial*", "piacere"),
)
"""Words of greetings, thanks and regards."""
_HOLDING: Final = (
    *("moment*", "minute*", "second*", "hold", "wait", "bear with", "check*", "look*", "find out", "get back", "ask"),
    *("colleague*", "see", "right back", "i ll", "let me"),
    *("augenblick*", "sekunde*", "schau*", "seh*", "prüf*", "pruf*", "klar*", "nachschau*", "nachseh*", "nachfrag*"),
    *("frag*", "melde mich", "melden uns", "kolleg*", "gleich", "sofort", "kurz", "warten"),
    *("attimo", "momento", "minut*", "secondo", "attend*", "aspett*", "controll*", "verific*", "guard*", "chied*"),
    *("inform*", "subito", "ved*", "collegh*", "collega"),
)
"""Words of who asks for patience."""
_YES_OR_NO: Final = frozenset(("yes", "no", "ja", "nein", "doch", "si"))
_FEWEST: Final = 2
"""Words that say something, of what answers without a yes or no or a figure."""
_ALIKE: Final = 4
"""Letters with which a word begins in all its endings."""


def answering_reply(question: str, replies: Sequence[str]) -> int | None:
    """Which of the replies answers: it says something, and most of what was asked, or of figures; None: no one does.

    What only greets, asks for patience or asks back is passed over, however long it is. Of several that say as much of
    the question, the first is meant.
    """
    able = [at for at, reply in enumerate(replies) if says_something(reply)]
    asked = {word[:_ALIKE] for word in _content(question)}
    return max(able, key=lambda at: (_worth(replies[at], asked), -at), default=None)


def says_something(reply: str) -> bool:
    """Whether a reply answers anything: a yes, a figure or two words beside courtesies, and no question back."""
    words = _content(reply)
    if reply.rstrip().endswith("?"):
        return False
    short = any(char.isdigit() for char in reply) or not _YES_OR_NO.isdisjoint(tokens_of(reply)[:1])
    return len(words) >= (1 if short else _FEWEST)


def _worth(reply: str, asked: set[str]) -> int:
    said = {word[:_ALIKE] for word in _content(reply)}
    answers = any(char.isdigit() for char in reply) or not _YES_OR_NO.isdisjoint(tokens_of(reply)[:1])
    return bool(asked & said) + answers


def _content(text: str) -> list[str]:
    """The words that say something, in whatever language they are."""
    tokens = tokens_of(text)
    courteous = {at for place in _courtesies().find(tokens) for at in range(place.start, place.end)}
    return [
        token
        for at, token in enumerate(tokens)
        if at not in courteous
        and token not in _YES_OR_NO
        and not any(says_nothing(token, language) for language in LANGUAGES)
    ]


@cache
def _courtesies() -> Phrases[str]:
    return Phrases({"courtesy": (*_COURTESY, *_HOLDING)})
