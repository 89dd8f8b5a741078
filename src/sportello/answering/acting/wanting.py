"""Whether words may want an action: what says nothing of it is not worth asking a model about."""

from collections.abc import Iterable
from itertools import takewhile
from typing import Final

from sportello.answering.acting.kinds import Action
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import tokens_of
from sportello.knowledge import tells

_ALIKE: Final = 5
"""Letters that two words begin with that may be one: "reserve" and "reservieren", "ordine" and "ordini"."""
_SHORTEST: Final = 4


def may_want(action: Action, text: str) -> bool:
    """Whether a text has a word that the action is told by, in any language its owner told of it in."""
    told = {word for each in _told(action) for word in _telling(each)}
    return any(_alike(said, word) for said in _telling(text) for word in told)


def _told(action: Action) -> Iterable[str]:
    """All that is said of an action: to models, to customers, and by what words it begins."""
    yield from (action.name, action.description, *action.phrases)
    for words in action.words.values():
        yield from (words.title, *words.names.values(), *words.asks.values())
    for name, schema in action.properties.items():
        yield from (name, str(schema.get("title", "")), str(schema.get("description", "")))


def _telling(text: str) -> Iterable[str]:
    words = {word for word in tokens_of(text) if len(word) >= _SHORTEST}
    return {word for word in words if all(tells(word, language) for language in LANGUAGES)}


def _alike(one: str, other: str) -> bool:
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return same >= min(_ALIKE, len(one), len(other))
