"""Answer or ask: how sure a search is that it found the answer, as one number the owner's threshold is compared with.

Both features are absolute (shares, not raw scores), so the number means the same for every question and every
knowledge base. Margin and unknown words were measured too and did not carry over from one knowledge base to another;
the figures, and what the default lets through, are in docs/reference/answers.md.
"""

import math
from collections.abc import Sequence
from typing import Final

from sportello.knowledge import Hit

THRESHOLD: Final = 0.5
"""The default: what lies on the curve's middle."""
_MIDDLE: Final = 0.37
"""Mean of score and coverage at which an answer is as likely to help as not, over the knowledge bases measured."""
_SLOPE: Final = 12.0
_WRITTEN_TO_ANSWER: Final = 0.6
"""An FAQ entry goes before a passage whose score is not more than this much better: somebody wrote it as an answer."""


def confidence(hits: Sequence[Hit]) -> float:
    """0 to 1: how sure it is that the first hit answers the question."""
    if not hits:
        return 0.0
    evidence = (hits[0].score + hits[0].coverage) / 2
    return 1 / (1 + math.exp(-_SLOPE * (evidence - _MIDDLE)))


def ranked(hits: Sequence[Hit]) -> list[Hit]:
    """The hits as an answer is to be made of them: an FAQ entry before the passage that says it at length."""
    if not hits or hits[0].kind == "faq":
        return list(hits)
    best = hits[0]
    entry = next((hit for hit in hits if hit.kind == "faq" and hit.score >= _WRITTEN_TO_ANSWER * best.score), best)
    return [entry, *(hit for hit in hits if hit is not entry)]
