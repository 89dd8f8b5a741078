"""What no model may claim, whatever a page says: that it did something, that somebody is coming, that it is a person.

A model only words an answer here, so such a sentence is never true; and it is the one that costs a customer most. The
phrases are few and plain, and name whom the sentence is about. Who says it in other words is held to the sources.
"""

from functools import cache
from typing import Final, Literal

from sportello.answering.phrases import Phrases, shipped_phrases, tokens_of
from sportello.knowledge import segments

Claim = Literal["deed", "handoff", "person"]
_CLAIMS: Final[tuple[Claim, ...]] = ("deed", "handoff", "person")


def claimed(answer: str) -> str | None:
    """The first sentence of an answer (Markdown) that claims such a thing, in any of the languages."""
    return next((each.plain for each in segments(answer) if _phrases().find(tokens_of(each.plain))), None)


@cache
def _phrases() -> Phrases[Claim]:
    return shipped_phrases("sportello.answering.grounding", _CLAIMS)
