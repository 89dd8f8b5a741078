"""Answers that models gave, given again: the same question, over the same passages, to the same assistant.

What decides an answer is its key: the assistant's version and models, all that is told to the model, and the question
as far as spelling makes no difference. So whoever edits the assistant or an article that was used asks anew, and
nobody has to remember what to forget. What holds anything of a customer's own is never kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from prometheus_client import Counter
from sqlalchemy import func, select, text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.models import KeptAnswer, KeptAnswerDay
from sportello.core.clock import now
from sportello.core.metrics import WORK

KEPT_FOR: Final = timedelta(days=30)
ASKED: Final = Counter(
    "sportello_model_answers",
    "Answers wanted of language models, by where they came from: a model, an answer kept from before, or the engine",
    ["source"],
    registry=WORK,
)
SAVED: Final = Counter(
    "sportello_model_saved_euros", "What answers kept from before would have cost at a provider", registry=WORK
)
_KEEP = sql(
    """
    WITH old AS (
        DELETE FROM kept_answers WHERE (workspace_id, key) IN (
            SELECT workspace_id, key FROM kept_answers
            WHERE workspace_id = :workspace_id AND created_at < :before AND key <> :key
            ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED
        )
    )
    INSERT INTO kept_answers (workspace_id, key, text, passages, confidence, model, cost, created_at)
    VALUES (:workspace_id, :key, :text, to_jsonb(CAST(:passages AS text[])), :confidence, :model, :cost, :now)
    ON CONFLICT (workspace_id, key) DO UPDATE SET text = excluded.text, passages = excluded.passages,
        confidence = excluded.confidence, model = excluded.model, cost = excluded.cost, created_at = excluded.created_at
    """
)
_COUNT = sql(
    """
    INSERT INTO kept_answer_days (workspace_id, day, asked, recalled, saved)
    VALUES (:workspace_id, :day, :asked, :recalled, :saved)
    ON CONFLICT (workspace_id, day) DO UPDATE SET asked = kept_answer_days.asked + excluded.asked,
        recalled = kept_answer_days.recalled + excluded.recalled, saved = kept_answer_days.saved + excluded.saved
    """
)


@dataclass(frozen=True)
class Kept:
    """An answer that a model gave: its words, the passages it cited, and what it cost in euros."""

    text: str
    passages: Sequence[UUID]
    confidence: float
    model: str
    cost: Decimal


@dataclass(frozen=True)
class Recalled:
    """How often a model was asked, how often that was spared, and the euros that saved."""

    asked: int
    recalled: int
    saved: Decimal


async def recall(session: AsyncSession, *, workspace_id: UUID, key: str) -> Kept | None:
    """What a model answered to this before, if that is not long ago."""
    found = await session.get(KeptAnswer, (workspace_id, key))
    if found is None or found.created_at < now() - KEPT_FOR:
        return None
    passages = [UUID(str(each)) for each in found.passages]
    return Kept(found.text, passages, found.confidence, found.model, found.cost)


async def keep(session: AsyncSession, *, workspace_id: UUID, key: str, answer: Kept) -> None:
    """Keep what a model answered, and forget what was kept long ago."""
    kept = vars(answer) | {"passages": [str(each) for each in answer.passages]}
    at = now()
    await session.execute(_KEEP, kept | {"workspace_id": workspace_id, "key": key, "now": at, "before": at - KEPT_FOR})


async def count(session: AsyncSession, *, workspace_id: UUID, saved: Decimal | None) -> None:
    """Count an answer that was wanted of a model; `saved`: what it would have cost, had it not been kept."""
    counted = {"asked": int(saved is None), "recalled": int(saved is not None), "saved": saved or Decimal(0)}
    await session.execute(_COUNT, counted | {"workspace_id": workspace_id, "day": now().date()})


async def recalled(session: AsyncSession, *, since: date, until: date) -> Recalled:
    """How often answers were given again on these days, both included, in the workspace that was entered."""
    day = KeptAnswerDay
    sums = select(func.sum(day.asked), func.sum(day.recalled), func.sum(day.saved))
    asked, again, saved = (await session.execute(sums.where(day.day >= since, day.day <= until))).one()
    return Recalled(asked or 0, again or 0, saved or Decimal(0))
