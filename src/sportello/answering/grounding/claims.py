"""What no model may claim, whatever a page says: that it did something, that somebody is coming, that it is a person.

A model only words an answer here, so such a sentence is never true; and it is the one that costs a customer most. The
phrases are few and plain, and name whom the sentence is about. Who says it in other words is held to the sources; who
cuts it into pieces, "Ich verbinde. Sie mit.", is read as if there were no stop after so few words.
"""

import re
from functools import cache
from typing import Final, Literal

from sportello.answering.phrases import Phrases, shipped_phrases, tokens_of
from sportello.knowledge import segments

Claim = Literal["deed", "handoff", "person"]
_MOST: Final = 3
"""Words of a piece of a sentence."""
_ENDS: Final = re.compile(r"(?<=[.!?…:;])\s+")
_CLAIMS: Final[tuple[Claim, ...]] = ("deed", "handoff", "person")


def claimed(answer: str) -> str | None:
    """The first sentence of an answer (Markdown) that claims such a thing, in any of the languages, or its pieces."""
    read = [(piece, tokens_of(piece)) for each in segments(answer) for piece in _ENDS.split(each.plain)]
    run: list[tuple[str, list[str]]] = []
    for piece, tokens in read:
        run = [*run, (piece, tokens)] if run and min(len(tokens), len(run[-1][1])) <= _MOST else [(piece, tokens)]
        if _phrases().find([token for _, some in run for token in some]):
            alone = _phrases().find(tokens)
            return piece if alone else " ".join(piece for piece, _ in run)
    return None


@cache
def _phrases() -> Phrases[Claim]:
    return shipped_phrases("sportello.answering.grounding", _CLAIMS)
