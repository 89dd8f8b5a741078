"""Whether it lives, whether it can serve, what it measured."""

import httpx
import pytest
from fastapi import FastAPI
from openapi_spec_validator import validate
from sqlalchemy import text

from sportello.core.db import Database
from sportello.core.resources import Resources
from tests.api.conftest import HERE, Desk, People


async def test_it_lives_without_a_database(dry_stranger: httpx.AsyncClient) -> None:
    answer = await dry_stranger.get(f"{HERE}/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_without_a_database_it_is_not_ready_and_says_so_to_all(dry_stranger: httpx.AsyncClient) -> None:
    ready = await dry_stranger.get(f"{HERE}/ready")
    asked = await dry_stranger.get("/me", headers={"Cookie": "sportello=ss_x"})

    assert ready.status_code == 503
    assert ready.json() == {"status": "not_ready", "database": False, "migrations": False, "live": False, "jobs": False}
    assert (asked.status_code, asked.json()["code"]) == (503, "unavailable")
    assert asked.headers["retry-after"] == "1"


async def test_it_is_ready_and_a_missing_worker_only_degrades_it(
    stranger: httpx.AsyncClient, resources: Resources
) -> None:
    alone = await stranger.get(f"{HERE}/ready")
    async with resources.database.transaction() as session:
        await session.execute(text("INSERT INTO procrastinate_workers DEFAULT VALUES"))
    together = await stranger.get(f"{HERE}/ready")

    assert (alone.status_code, alone.json()["status"], alone.json()["jobs"]) == (200, "degraded", False)
    assert (together.status_code, together.json()["status"], together.json()["jobs"]) == (200, "ready", True)


@pytest.mark.parametrize("revision", ["0001_core", "9999_from_the_future"])
async def test_another_schema_than_this_codes_is_not_ready(
    stranger: httpx.AsyncClient, owner_database: Database, revision: str
) -> None:
    async with owner_database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})

    answer = await stranger.get(f"{HERE}/ready")

    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


async def test_metrics_count_by_route_and_name_nobody(admin: Desk, people: People, stranger: httpx.AsyncClient) -> None:
    user = await people.hire("Clara")
    await admin.patch(f"/workspaces/lumina/members/{user.id}", json={"role": "supervisor"})
    await admin.get("/no/such/address")

    answer = await stranger.get(f"{HERE}/metrics")

    assert answer.headers["content-type"].startswith("text/plain")
    assert 'route="/api/v1/workspaces/{workspace}/members/{user_id}",status="200"' in answer.text
    assert 'route="unmatched"' in answer.text
    assert str(user.id) not in answer.text
    assert "lumina" not in answer.text


def test_the_description_is_valid_and_names_every_operation_once(dry: FastAPI) -> None:
    described = dry.openapi()

    validate(described)
    operations = [operation for path in described["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    shared = described["components"]["responses"]
    assert described["openapi"] == "3.1.0"
    assert len(set(names)) == len(names)
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/api/v1/"):
                assert operation["operationId"].startswith(operation["tags"][0]), (method, path)
                assert operation["summary"], (method, path)
                assert any(status.startswith("4") for status in operation["responses"]), (method, path)
            for status, answer in operation["responses"].items():
                if status.startswith("4"):
                    whole = shared[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
                    assert "application/problem+json" in whole["content"], (method, path, status)
