"""What a threshold does, told by the workspace's own rehearsed questions: for an owner who wonders where to put it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.gate import offers
from sportello.answering.models import FittedGate

BESIDE = 4
"""Examples shown on either side of the threshold."""


@dataclass(frozen=True)
class Shares:
    """What becomes of questions of one sort, in shares of them all (they add up to 1)."""

    questions: int
    right: float
    wrong: float
    offered: float
    refused: float


@dataclass(frozen=True)
class Example:
    """A rehearsed question: what would have been answered, how surely, and whether it was right."""

    question: str
    title: str | None
    """None where nothing was found."""
    language: str
    confidence: float
    coverage: float
    answerable: bool
    right: bool
    held: bool
    """Whether it would only be offered, however sure: for what it says (`doubts`)."""

    def answered(self, threshold: float) -> bool:
        """Whether it would be said."""
        return self.title is not None and not self.held and self.confidence >= threshold

    def offered(self, threshold: float) -> bool:
        """Whether it would be a button."""
        sure = self.held and self.confidence >= threshold
        near = offers(self.confidence, coverage=self.coverage, threshold=threshold)
        return self.title is not None and not self.answered(threshold) and (sure or near)


@dataclass(frozen=True)
class Effect:
    """What a threshold does to questions that have an answer, and to those that have none."""

    threshold: float
    fitted_at: datetime
    answerable: Shares
    unanswerable: Shares
    above: tuple[Example, ...]
    below: tuple[Example, ...]


async def threshold_effect(session: AsyncSession, *, workspace_id: UUID, threshold: float) -> Effect | None:
    """What this threshold would do; None where the workspace has too few wordings to tell."""
    fitted = await session.scalar(select(FittedGate).where(FittedGate.workspace_id == workspace_id))
    if fitted is None:
        return None
    examples = [_example(stored) for stored in fitted.examples]
    surest = sorted((one for one in examples if one.title and not one.held), key=lambda example: example.confidence)
    at = sum(example.confidence < threshold for example in surest)
    return Effect(
        threshold=threshold,
        fitted_at=fitted.fitted_at,
        answerable=_shares([example for example in examples if example.answerable], threshold),
        unanswerable=_shares([example for example in examples if not example.answerable], threshold),
        above=_nearest(surest[at:]),
        below=_nearest(reversed(surest[:at])),
    )


def _nearest(examples: Iterable[Example]) -> tuple[Example, ...]:
    """The first few, each question once: with its entry and without, it may well find the same."""
    once: dict[tuple[str, str | None], Example] = {}
    for example in examples:
        once.setdefault((example.question, example.title), example)
        if len(once) == BESIDE:
            break
    return tuple(once.values())


def _shares(examples: Sequence[Example], threshold: float) -> Shares:
    count = max(1, len(examples))
    answered = [example for example in examples if example.answered(threshold)]
    offered = sum(example.offered(threshold) for example in examples)
    right = sum(example.right for example in answered)
    return Shares(
        questions=len(examples),
        right=right / count,
        wrong=(len(answered) - right) / count,
        offered=offered / count,
        refused=(len(examples) - len(answered) - offered) / count,
    )


def _example(stored: dict[str, Any]) -> Example:
    return Example(
        question=stored["question"],
        title=stored["title"],
        language=stored["language"],
        confidence=stored["confidence"],
        coverage=stored["coverage"],
        answerable=stored["answerable"],
        right=stored["right"],
        held=stored.get("held", False),
    )
