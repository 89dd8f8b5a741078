"""Fitting the gate to a workspace's own knowledge, without anybody labelling anything.

Each wording of an FAQ is asked twice: with only itself hidden (its entry still answers it) and with its whole entry
hidden (nothing does). What comes first in either case is right or wrong, and a small logistic regression learns which.
It starts from the shipped weights and leaves them only as far as the examples say, so few examples change little.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from sportello.answering.doubts import doubt
from sportello.answering.events import GateFitted
from sportello.answering.gate import SHIPPED, SHIPPED_NEAR, Gate, Weights, logistic
from sportello.answering.models import FittedGate
from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.events import emit
from sportello.knowledge import Rehearsed, excerpt, rehearse, sweep_spellings

FEWEST: Final = 20
"""Answerable examples below which nothing is learnt."""
_UNANSWERABLE: Final = 0.3
"""What a question without an answer counts for: of what customers ask, a little less than a quarter has none."""
_UNANSWERABLE_NEAR: Final = 0.5
"""The same by meaning, where hardly a question finds nothing near: what is wrong there sounds right."""
_HOLD: Final = 40.0
"""How many examples' worth of pull the shipped weights have: with less, what is answered changes by two points with
which half of the wordings is asked."""
_ROUNDS: Final = 12
_log = structlog.get_logger()


@dataclass(frozen=True)
class _Example:
    values: tuple[float, ...]
    right: bool
    weight: float


async def fit_gate(database: Database, *, workspace_id: UUID, model: str | None = None) -> None:
    """Rehearse the workspace's wordings and keep what they teach its gate; forget what was learnt where too few do.

    Where a `model` tells what they mean, they are rehearsed by meaning as well: it may be away when it is asked.
    """
    async with database.transaction(workspace_id, apart=True) as session:
        rehearsed = await rehearse(session)
        by_meaning = await rehearse(session, model=model) if model else []
    # A second or two of thinking, during which this process answers customers.
    weights, near, examples = await asyncio.to_thread(_learn, rehearsed, by_meaning)
    async with database.transaction(workspace_id) as session:
        await sweep_spellings(session)
        if weights is None:
            await session.execute(delete(FittedGate).where(FittedGate.workspace_id == workspace_id))
        else:
            kept = {
                "weights": {"faq": vars(weights)} | ({"near": vars(near)} if near else {}),
                "examples": examples,
                "fitted_at": now(),
            }
            stored = insert(FittedGate).values(workspace_id=workspace_id, **kept)
            await session.execute(stored.on_conflict_do_update(index_elements=["workspace_id"], set_=kept))
        await emit(session, GateFitted(workspace_id=workspace_id))
    _log.info("gate.fitted", workspace_id=str(workspace_id), examples=len(rehearsed), learnt=weights is not None)


def _learn(
    rehearsed: Sequence[Rehearsed], by_meaning: Sequence[Rehearsed]
) -> tuple[Weights | None, Weights | None, list[dict[str, Any]]]:
    """The weights by words and by meaning, and what would come of each example with them."""
    meant = [each for each in by_meaning if each.hit and each.hit.cosine is not None]
    weights = _learnt(rehearsed, SHIPPED, unanswerable=_UNANSWERABLE)
    near = _learnt(meant, SHIPPED_NEAR, unanswerable=_UNANSWERABLE_NEAR)
    if weights is None:
        return None, near, []
    gate = Gate(faq=weights, near=near or SHIPPED_NEAR)
    return weights, near, [_written(each, gate) for each in (by_meaning if near else rehearsed)]


def _learnt(rehearsed: Sequence[Rehearsed], shipped: Weights, *, unanswerable: float) -> Weights | None:
    """Nothing where there are too few examples."""
    found = [each for each in rehearsed if each.hit]
    enough = sum(each.answerable for each in found) >= FEWEST
    return fit(found, shipped, unanswerable=unanswerable) if enough else None


def fit(
    rehearsed: Sequence[Rehearsed],
    shipped: Weights = SHIPPED,
    *,
    pull: float = _HOLD,
    unanswerable: float = _UNANSWERABLE,
) -> Weights:
    """Logistic regression, pulled towards the shipped weights (Newton's method; three weights need no library)."""
    examples = [
        _Example(shipped.features(each.hit), each.right, 1.0 if each.answerable else unanswerable)
        for each in rehearsed
        if each.hit
    ]
    start = shipped.values
    weights = list(start)
    for _ in range(_ROUNDS):
        gradient = [pull * (was - is_) for is_, was in zip(weights, start, strict=True)]
        curvature = [[pull * (row == column) for column in range(len(start))] for row in range(len(start))]
        for example in examples:
            sure = logistic(sum(w * x for w, x in zip(weights, example.values, strict=True)))
            for row, x in enumerate(example.values):
                gradient[row] += example.weight * (example.right - sure) * x
                for column, y in enumerate(example.values):
                    curvature[row][column] += example.weight * sure * (1 - sure) * x * y
        weights = [w + step for w, step in zip(weights, _solve(curvature, gradient), strict=True)]
    return type(shipped)(*weights)


def _solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Gauss-Jordan; the pull towards the shipped weights keeps the matrix positive definite, so no pivot is zero."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(len(rows)):
        pivot = rows[at][at]
        rows[at] = [value / pivot for value in rows[at]]
        for other in range(len(rows)):
            if other != at:
                factor = rows[other][at]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[at], strict=True)]
    return [row[-1] for row in rows]


def _written(each: Rehearsed, gate: Gate) -> dict[str, Any]:
    """What would come of it: as `conclude` has it, whatever the threshold is."""
    hit = each.hit
    return {
        "question": each.question,
        "language": each.language,
        "title": hit.title if hit else None,
        "answerable": each.answerable,
        "right": each.right,
        "confidence": round(gate.confidence([hit]), 4) if hit else 0.0,
        "coverage": round(hit.coverage, 4) if hit else 0.0,
        "held": bool(hit and doubt(each.question, hit, excerpt(hit, each.question))),
    }


def gate_of(stored: Mapping[str, Any] | None) -> Gate:
    """The gate with what was learnt for it; the shipped one where that was learnt of other evidence than now counts."""
    learnt = {
        name: type(shipped)(**stored[name])
        for name, shipped in (("faq", SHIPPED), ("near", SHIPPED_NEAR))
        if stored and stored.get(name, {}).keys() == vars(shipped).keys()
    }
    return Gate(**learnt)
