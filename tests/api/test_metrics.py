"""What Prometheus reads: of this process, and of the installation, whoever works for it."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from sportello import worker
from sportello.api import health
from sportello.bootstrap import Access
from sportello.core import metrics
from sportello.core.metrics import OWED, WORK
from sportello.core.resources import Resources
from tests.api.conftest import HERE
from tests.house import House

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "metrics.md"
NEVER = 30
Read = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(autouse=True)
def _always_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_FRESH", 0.0)
    monkeypatch.setattr(metrics, "KEPT_EVERY", 0.05)


async def read(stranger: httpx.AsyncClient) -> Read:
    """Every sample, by name and labels."""
    answer = await stranger.get(f"{HERE}/metrics")
    assert answer.status_code == 200
    families = list(text_string_to_metric_families(answer.text))
    assert all(family.documentation for family in families), "every one is explained"
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def of(read: Read, name: str, **labels: str) -> float:
    return read[name, frozenset(labels.items())]


@asynccontextmanager
async def at_work(resources: Resources) -> AsyncGenerator[None]:
    stop = asyncio.Event()
    working = asyncio.create_task(worker.run(resources, stop))
    try:
        yield
    finally:
        stop.set()
        await working


async def test_what_is_owed_is_told_and_then_what_was_done(
    stranger: httpx.AsyncClient, house: House, resources: Resources
) -> None:
    conversation = await house.conversation()
    await house.says(conversation.id, "Posso portare il cane?")
    async with resources.database.transaction(house.workspace_id) as session:
        await session.execute(text("UPDATE conversations SET last_customer_at = now() - interval '90 seconds'"))
    before = await read(stranger)
    assert of(before, "sportello_answers_pending") == of(before, "sportello_answers_due") == 1
    assert 90 <= of(before, "sportello_answers_oldest_seconds") < 90 + NEVER
    assert of(before, "sportello_workers") == 0
    async with at_work(resources), asyncio.timeout(NEVER):
        now = await _once_answered(stranger, 1)
    assert of(now, "sportello_answers_pending") == of(now, "sportello_answers_oldest_seconds") == 0
    assert of(now, "sportello_workers") == 1
    for duty in ("answers", "timers"):
        assert of(now, "sportello_worker_round_seconds", duty=duty) < NEVER
    assert not [name for name, labels in now if str(house.workspace_id) in str(labels)]


async def _once_answered(stranger: httpx.AsyncClient, so_many: int) -> Read:
    """What is read once so many answers have been given since the installation was made."""
    while True:
        now = await read(stranger)
        given = sum(value for (name, _), value in now.items() if name == "sportello_answer_seconds_count")
        assert given <= so_many
        if given == so_many:
            return now
        await asyncio.sleep(0.05)


async def test_what_was_counted_is_the_same_for_all_and_outlives_a_worker(
    stranger: httpx.AsyncClient, house: House, resources: Resources
) -> None:
    for number in (1, 2):
        conversation = await house.conversation()
        await house.says(conversation.id, "Posso portare il cane?")
        async with at_work(resources), asyncio.timeout(NEVER):
            now = await _once_answered(stranger, number)
        (outcome,) = {dict(labels)["outcome"] for name, labels in now if name == "sportello_answer_seconds_count"}
        buckets = [
            value
            for (name, labels), value in now.items()
            if name == "sportello_answer_seconds_bucket" and ("outcome", outcome) in labels
        ]
        assert buckets == sorted(buckets)
        assert buckets[-1] == number


async def test_jobs_and_timers_are_told(
    stranger: httpx.AsyncClient, house: House, resources: Resources, access: Access
) -> None:
    conversation = await house.conversation()
    async with resources.database.transaction(house.workspace_id) as session:
        await session.execute(
            text("UPDATE conversations SET due_at = now() - interval '2 minutes', answer_due_at = NULL WHERE id = :id"),
            {"id": conversation.id},
        )
    async with await psycopg.AsyncConnection.connect(access.owner_url) as connection:
        for status, later in (("todo", None), ("todo", timedelta(hours=1)), ("failed", None), ("doing", None)):
            await connection.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at)"
                " VALUES ('planted', 'x', %s, now() + %s)",
                (status, later),
            )
        await connection.execute("UPDATE procrastinate_events SET at = at - interval '1 minute'")
    now = await read(stranger)
    for state in ("waiting", "later", "running", "failed"):
        assert of(now, "sportello_jobs", queue="planted", state=state) == 1
    assert 60 <= of(now, "sportello_jobs_oldest_seconds", queue="planted") < 60 + NEVER
    assert of(now, "sportello_timers_overdue") == 1
    assert 120 <= of(now, "sportello_timers_oldest_seconds") < 120 + NEVER


async def test_without_a_database_it_tells_that_and_what_it_measured_itself(dry_stranger: httpx.AsyncClient) -> None:
    now = await read(dry_stranger)
    assert of(now, "sportello_database_up") == 0
    assert of(now, "sportello_database_connections", kind="most") > 0
    assert ("sportello_answers_pending", frozenset[tuple[str, str]]()) not in now


async def test_who_asks_often_asks_the_database_once(
    stranger: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_FRESH", 3600.0)
    first = await read(stranger)
    await house.says((await house.conversation()).id, "Posso portare il cane?")
    assert of(await read(stranger), "sportello_answers_pending") == of(first, "sportello_answers_pending") == 0


async def test_the_handbook_knows_every_figure(stranger: httpx.AsyncClient) -> None:
    told = {name for name, _ in await read(stranger) if name.startswith("sportello_")} | set(OWED)
    told |= {f"{family.name}_total" if family.type == "counter" else family.name for family in WORK.collect()}
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in told if not name.endswith("_created")}
    document = DOCUMENT.read_text()
    assert not {name for name in families if f"`{name}`" not in document and f"`{name}{{" not in document}
