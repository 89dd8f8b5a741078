"""Answer, offer or ask: how sure a search is that it found the answer, as the number the owner's threshold is held to.

A logistic regression over three shares: how much of a perfect document the best entry reaches, how far it is ahead of
the next, and how much of the question nobody here ever wrote. The shipped weights come from public questions of other
kinds than those that measure them; a workspace with wordings of its own fits them to itself (`fitting`). Coverage and
the agreement of words and letters were measured too, and say nothing that these three do not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from sportello.knowledge import Hit

THRESHOLD: Final = 0.5
"""The default: answer what is more likely right than not."""
_OFFER_FROM: Final = 0.4
"""From this share of the threshold on, the nearest entries are offered rather than "I don't know"."""
_COVERED: Final = 0.5
"""Nothing is offered that has not at least half of what the question says."""
_WRITTEN_TO_ANSWER: Final = 0.6
"""An FAQ entry goes before a passage whose score is not more than this much better: somebody wrote it as an answer."""


class Evidence(Protocol):
    """What search says about its best entry."""

    @property
    def score(self) -> float:
        """The share it gets of what a perfect document would."""
        ...

    @property
    def margin(self) -> float:
        """How far it is ahead of the next."""
        ...

    @property
    def unknown(self) -> float:
        """The share of the question's words that nobody here ever wrote."""
        ...


@dataclass(frozen=True)
class Weights:
    """What each piece of evidence counts for, in logits."""

    score: float
    margin: float
    unknown: float
    middle: float

    def sure(self, best: Evidence) -> float:
        """0 to 1: how likely the entry with this evidence answers the question."""
        return logistic(sum(w * x for w, x in zip(self.values, features(best), strict=True)))

    @property
    def values(self) -> tuple[float, float, float, float]:
        """In the order of `features`."""
        return self.score, self.margin, self.unknown, self.middle


SHIPPED: Final = Weights(score=3.48, margin=2.96, unknown=-1.16, middle=-1.40)
"""Fitted to knowledge bases made of HWU64 and xSID intents (English, Italian, German), as `fitting` fits."""


@dataclass(frozen=True)
class Gate:
    """An assistant's gate. FAQ entries have wordings to learn from; for passages the shipped weights hold."""

    faq: Weights = SHIPPED
    passage: Weights = SHIPPED

    def confidence(self, hits: Sequence[Hit]) -> float:
        """0 to 1: how sure it is that the first hit answers the question."""
        if not hits:
            return 0.0
        return (self.faq if hits[0].kind == "faq" else self.passage).sure(hits[0])


def features(best: Evidence) -> tuple[float, float, float, float]:
    """The evidence as the regression sees it; the margin is relative: what lies close is easily swapped."""
    return best.score, best.margin / best.score if best.score else 0.0, best.unknown, 1.0


def offers(sure: float, *, coverage: float, threshold: float) -> bool:
    """Whether what was found is near enough to be offered, where it is not sure enough to be said."""
    return sure >= _OFFER_FROM * threshold and coverage >= _COVERED


def logistic(logit: float) -> float:
    """From logits to 0 to 1, without overflow."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def ranked(hits: Sequence[Hit]) -> list[Hit]:
    """The hits as an answer is to be made of them: an FAQ entry before the passage that says it at length.

    Its margin is then that to the next FAQ entry: a passage that says the same at length speaks for it, not against.
    """
    best = next((hit for hit in hits if hit.kind == "faq" and hit.score >= _WRITTEN_TO_ANSWER * hits[0].score), None)
    if best is None:
        return list(hits)
    others = [hit for hit in hits if hit is not best]
    rival = next((hit.score for hit in others if hit.kind == "faq"), others[-1].score if others else 0.0)
    return [replace(best, margin=max(0.0, best.score - rival)), *others]
