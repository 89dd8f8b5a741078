"""What is measured of the work, and how it comes from a worker to `/metrics`, which another process answers.

A worker counts in its memory and adds what it has counted to the database every few seconds, so the sums outlive it
and are those of all workers. Whoever is asked for figures reads them there, with what is still owed, in one statement.
Labels are words of ours: no workspace, no customer, nothing that somebody else chose.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import Any, Final
from uuid import UUID

import structlog
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.metrics_core import Metric
from sqlalchemy import Double, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from sportello.core.db import Base, Database

KEPT_EVERY: Final = 5.0
"""Seconds between two times that a worker writes down what it has counted: what a kill -9 makes it forget."""
_WRITTEN_WITHIN: Final = 3.0
"""Seconds that this may take: a database that stalls does not hold a worker that is asked to stop."""
WORK: Final = CollectorRegistry()
"""What workers count."""
ANSWER_SECONDS: Final = Histogram(
    "sportello_answer_seconds",
    "From the customer's last message until the assistant's answer was stored, by what kind of answer it was",
    ["outcome"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300),
    registry=WORK,
)
JOB_SECONDS: Final = Histogram(
    "sportello_job_seconds",
    "How long jobs ran, by what they do and whether they were done or failed (and are tried again)",
    ["job", "result"],
    buckets=(0.01, 0.1, 1, 10, 60, 600, 3600),
    registry=WORK,
)
OWED: Final[Mapping[str, str]] = {
    "sportello_answers_pending": "Conversations whose customer waits for the assistant",
    "sportello_answers_due": "Those of them that no worker thinks about yet",
    "sportello_answers_oldest_seconds": "How long the customer who waits longest for the assistant has waited",
    "sportello_timers_overdue": "Conversations that should have gone on by themselves (idle, ended …) and have not yet",
    "sportello_timers_oldest_seconds": "How long the one most overdue is",
    "sportello_jobs": "Jobs by queue: waiting, for later, running, failed for good",
    "sportello_jobs_oldest_seconds": "How long the oldest job of the queue that could run has waited",
    "sportello_workers": "Workers seen in the last minute",
    "sportello_worker_round_seconds": "How long ago a worker last went its round, by duty",
}
"""What the database tells of itself, each a gauge."""

_FIGURES = text("SELECT name, labels, value FROM door_figures()")
_ADD = text(
    """
    INSERT INTO work_counts (name, labels, value)
    SELECT name, labels, value FROM jsonb_to_recordset(CAST(:counts AS jsonb))
        AS counted (name text, labels jsonb, value double precision)
    ORDER BY name, labels  -- everybody in the same order, so nobody waits for each other
    ON CONFLICT (name, labels) DO UPDATE SET value = work_counts.value + excluded.value
    """
)
# By the database's clock, whatever ours says.
_SEEN = text(
    """
    WITH gone AS (DELETE FROM worker_rounds WHERE at < now() - interval '1 day')
    INSERT INTO worker_rounds (worker_id, duty, at)
    SELECT :worker, duty, now() - make_interval(secs => ago) FROM jsonb_to_recordset(CAST(:rounds AS jsonb))
        AS gone_round (duty text, ago double precision)
    ON CONFLICT (worker_id, duty) DO UPDATE SET at = excluded.at
    """
)
_log = structlog.get_logger()


class WorkCount(Base):
    """What all workers have counted since the installation was made."""

    __tablename__ = "work_counts"

    name: Mapped[str] = mapped_column(primary_key=True)
    labels: Mapped[dict[str, Any]] = mapped_column(primary_key=True)
    value: Mapped[float] = mapped_column(Double)


class WorkerRound(Base):
    """When a worker last went one of its rounds."""

    __tablename__ = "worker_rounds"

    worker_id: Mapped[UUID] = mapped_column(primary_key=True)
    duty: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Tally:
    """What this worker has counted and not yet written down, and when it went its rounds."""

    def __init__(self, worker_id: UUID) -> None:
        self._worker_id = worker_id
        self._kept: dict[tuple[str, str], float] = dict(_counted())
        self._rounds: dict[str, float] = {}

    def went(self, duty: str) -> None:
        """A round of this duty was gone just now."""
        self._rounds[duty] = monotonic()

    async def keep(self, database: Database, stop: asyncio.Event) -> None:
        """Write it down now and then, and once more at the end. What cannot be written is written with the next."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(KEPT_EVERY):
                    await stop.wait()
            try:
                async with asyncio.timeout(_WRITTEN_WITHIN):
                    await self.write(database)
            except (SQLAlchemyError, OSError) as error:
                _log.warning("metrics.not_kept", error=type(error).__name__)
            if stop.is_set():
                return

    async def write(self, database: Database) -> None:
        """Write it down."""
        counted = dict(_counted())
        new = [
            {"name": name, "labels": json.loads(labels), "value": value - self._kept.get((name, labels), 0.0)}
            for (name, labels), value in counted.items()
            if value != self._kept.get((name, labels), 0.0)
        ]
        rounds = [{"duty": duty, "ago": monotonic() - at} for duty, at in self._rounds.items()]
        async with database.transaction() as session:
            await session.execute(text("SET LOCAL synchronous_commit TO off"))
            await session.execute(_SEEN, {"worker": self._worker_id, "rounds": json.dumps(rounds)})
            if new:
                await session.execute(_ADD, {"counts": json.dumps(new)})
        self._kept = counted


def _counted() -> Iterable[tuple[tuple[str, str], float]]:
    for family in WORK.collect():
        for sample in family.samples:
            if not sample.name.endswith("_created"):
                yield (sample.name, json.dumps(sample.labels, sort_keys=True)), sample.value


async def figures(session: AsyncSession) -> bytes:
    """What is owed and what was done, as Prometheus reads it."""
    found: defaultdict[str, list[tuple[str, dict[str, str], float]]] = defaultdict(list)
    for name, labels, value in await session.execute(_FIGURES):
        found[_family(name)].append((name, labels, value))
    families = [_metric(name, "gauge", told, found[name]) for name, told in OWED.items()]
    families += [_metric(known.name, known.type, known.documentation, found[known.name]) for known in WORK.collect()]
    return generate_latest(_Read(families))


def _family(sample: str) -> str:
    for known in WORK.collect():
        if sample.startswith(f"{known.name}_"):
            return known.name
    return sample


def _metric(name: str, kind: str, told: str, samples: list[tuple[str, dict[str, str], float]]) -> Metric:
    metric = Metric(name, told, kind)
    for sample, labels, value in sorted(samples, key=_place):
        metric.add_sample(sample, labels, value)
    return metric


def _place(sample: tuple[str, dict[str, str], float]) -> tuple[list[tuple[str, str]], str, float]:
    """Buckets of the same labels beside each other, the smallest first."""
    name, labels, _ = sample
    others = sorted(item for item in labels.items() if item[0] != "le")
    return others, name, float(labels.get("le", 0))


class _Read(CollectorRegistry):
    """A registry that holds what was read."""

    def __init__(self, families: list[Metric]) -> None:
        super().__init__()
        self._families = families

    def collect(self) -> Iterable[Metric]:
        """What was read."""
        return self._families
