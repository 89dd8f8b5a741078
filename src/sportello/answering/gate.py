"""Answer, offer or ask: how sure a search is that it found the answer, as the number the owner's threshold is held to.

A logistic regression over two things: how strong the match is (the share of a perfect document that the best entry
reaches, times the root of how many words were asked: a third of nine words says more than a third of one), and how far
it leads the next. Where a model tells meanings there is a third, how near the entry is, and the lead is that in
meaning. The shipped weights come from questions of other kinds than those that measure them; a workspace with
wordings of its own fits them to itself (`fitting`). Coverage, the share of unknown words and the agreement of words
and letters were measured too, and say nothing that these two do not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from sportello.knowledge import Hit, by_words

THRESHOLD: Final = 0.5
"""The default: answer what is more likely right than not."""
_CLEAR_LEAD: Final = 0.5
_CLEARLY_AHEAD: Final = 0.3
"""A cosine so much nearer than the next says no less than one that is nearer still."""
_OFFER_FROM: Final = 0.4
"""From this share of the threshold on, the nearest entries are offered rather than "I don't know"."""
_COVERED: Final = 0.5
"""Nothing is offered that has not at least half of what the question says."""
_BESIDE: Final = 0.6
"""Beside the nearest entry only those are offered that have at least this share of the best score."""
_TOUCHED: Final = 0.2
"""What has less of the question than this is no answer, however far it leads: of nothing, the best is nothing."""
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
    def asked(self) -> int:
        """How many words of the question were searched for."""
        ...

    @property
    def cosine(self) -> float | None:
        """How near its meaning is; None where no model tells."""
        ...

    @property
    def meaning(self) -> float | None:
        """What of that counts in the score."""
        ...

    @property
    def ahead(self) -> float:
        """How much nearer that is than the next entry's."""
        ...


@dataclass(frozen=True)
class Weights:
    """What each piece of evidence counts for, in logits."""

    strength: float
    lead: float
    middle: float

    def sure(self, best: Evidence) -> float:
        """0 to 1: how likely the entry with this evidence answers the question."""
        return logistic(sum(w * x for w, x in zip(self.values, self.features(best), strict=True)))

    @property
    def values(self) -> tuple[float, ...]:
        """In the order of `features`."""
        return self.strength, self.lead, self.middle

    def features(self, best: Evidence) -> tuple[float, ...]:
        """The evidence as this regression sees it."""
        return features(best)


@dataclass(frozen=True)
class NearWeights(Weights):
    """The same where a model tells how near the entry is in meaning, and how far it leads there.

    Its strength is then that of the words alone.
    """

    meaning: float

    @property
    def values(self) -> tuple[float, ...]:
        """In the order of `features`."""
        return self.strength, self.lead, self.middle, self.meaning

    def features(self, best: Evidence) -> tuple[float, ...]:
        """The evidence as this regression sees it."""
        lead = max(-1.0, min(1.0, best.ahead / _CLEARLY_AHEAD))
        return _strength(best), lead, 1.0, best.cosine or 0.0


@dataclass(frozen=True)
class NearPassageWeights(NearWeights):
    """The same for passages, of which one sentence is compared too: they lead by their score, as without a model."""

    def features(self, best: Evidence) -> tuple[float, ...]:
        """The evidence as this regression sees it."""
        _, lead, constant = features(best)
        return _strength(best), lead, constant, best.cosine or 0.0


SHIPPED: Final = Weights(strength=6.12, lead=2.01, middle=-3.15)
"""For FAQ entries: fitted to six knowledge bases made of the intents of HWU64 (`benchmarks/gate.py --faq` prints
them)."""
SHIPPED_PASSAGES: Final = Weights(strength=3.95, lead=1.15, middle=-2.06)
"""For passages: fitted to the festival's articles, asked with the wordings of its FAQ, their article there or not
(`benchmarks/gate.py` prints them)."""

SHIPPED_NEAR: Final = NearWeights(strength=1.79, lead=2.79, middle=-2.53, meaning=3.10)
"""For FAQ entries by meaning: fitted to the same six, with all-MiniLM-L6-v2."""
SHIPPED_NEAR_PASSAGES: Final = NearPassageWeights(strength=0.75, lead=1.46, middle=-2.45, meaning=5.30)
"""For passages by meaning: fitted in the same way to the festival's English articles."""


@dataclass(frozen=True)
class Gate:
    """An assistant's gate. FAQ entries have wordings to learn from; for passages the shipped weights hold."""

    faq: Weights = SHIPPED
    passage: Weights = SHIPPED_PASSAGES
    near: Weights = SHIPPED_NEAR
    near_passage: Weights = SHIPPED_NEAR_PASSAGES

    @property
    def learnt(self) -> bool:
        """Whether the workspace's own wordings have taught it."""
        return self.faq != SHIPPED

    def confidence(self, hits: Sequence[Hit]) -> float:
        """0 to 1: how sure it is that the first hit answers the question."""
        if not hits:
            return 0.0
        best = hits[0]
        if best.cosine is not None:
            return (self.near if best.kind == "faq" else self.near_passage).sure(best)
        if best.coverage < _TOUCHED:
            return 0.0
        return (self.faq if best.kind == "faq" else self.passage).sure(best)


def features(best: Evidence) -> tuple[float, float, float]:
    """The evidence as the regression sees it. A lead over half of the score says no more than one of half."""
    lead = min(1.0, best.margin / best.score / _CLEAR_LEAD) if best.score else 0.0
    return best.score * math.sqrt(best.asked), lead, 1.0


def _strength(best: Evidence) -> float:
    """How strong the match is by its words alone."""
    return by_words(best.score, best.meaning) * math.sqrt(best.asked)


def offers(sure: float, *, coverage: float, threshold: float) -> bool:
    """Whether what was found is near enough to be offered, where it is not sure enough to be said."""
    return sure >= _OFFER_FROM * threshold and coverage >= _COVERED


def offered(hits: Sequence[Hit]) -> list[Hit]:
    """Those of the hits that are worth a button: what is far behind the best only makes the choice harder."""
    best = max((hit.score for hit in hits), default=0.0)
    return [hit for hit in hits if hit.score >= _BESIDE * best]


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
