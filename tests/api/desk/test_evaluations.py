"""Scenarios tried from the desk: asked for, made by a job, read, and compared."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from sportello import answering, evaluating
from tests.api.conftest import Desk, People
from tests.house import House, build_house

PATH = "/workspaces/lumina/assistant/evaluations"
HELLO = "- {name: Hello, language: en, question: Hello, expect: {smalltalk: greeting}}"
LOST = "- {name: Lost, language: en, question: 'Where is Atlantis?', expect: {source: atlantis}}"


async def tried(admin: Desk, house: House, scenarios: str) -> dict[str, Any]:
    """A run, as it is read once its job is done."""
    asked = await admin.post(PATH, json={"source": "mine.yaml", "scenarios": scenarios})
    assert asked.status_code == 202, asked.text
    assert asked.json()["state"] == "queued"
    run = UUID(asked.json()["id"])
    await answering.carry_out_run(house.database, workspace_id=house.workspace_id, run_id=run)
    return (await admin.get(f"{PATH}/{run}")).json()


async def test_a_run_is_made_by_a_job_and_compared_with_the_one_before(admin: Desk, house: House) -> None:
    first = await tried(admin, house, HELLO)
    second = await tried(admin, house, f"{HELLO}\n{LOST}")
    listed = (await admin.get(PATH)).json()

    assert (first["state"], first["scenarios"], first["passed"], first["comparison"]) == ("done", 1, 1, None)
    assert second["comparison"]["added"] == ["Lost"]
    assert [(run["scenarios"], run["passed"]) for run in listed["runs"]] == [(2, 1), (1, 1)]
    assert listed["template"] is None
    failed = second["verdicts"][1]["steps"][0]
    assert (failed["passed"], failed["expected"], failed["got"]) == (False, "source atlantis", "unsure")


async def test_a_run_is_repeated_as_it_was_written_also_one_that_a_command_made(admin: Desk, house: House) -> None:
    async with house.database.transaction(house.workspace_id) as session:
        brought, _ = await evaluating.evaluate(
            session, workspace_id=house.workspace_id, source="shop/mine.yaml", written=f"{HELLO}\n{LOST}", meant=None
        )
    assert (await admin.get(f"{PATH}/{brought.id}")).json()["repeatable"] is True

    asked = await admin.post(f"{PATH}/{brought.id}/again")
    assert (asked.status_code, asked.json()["source"], asked.json()["state"]) == (202, "shop/mine.yaml", "queued")
    run = UUID(asked.json()["id"])
    await answering.carry_out_run(house.database, workspace_id=house.workspace_id, run_id=run)
    again = (await admin.get(f"{PATH}/{run}")).json()
    assert (again["scenarios"], again["passed"], again["comparison"]["broken"]) == (2, 1, [])


async def test_what_was_not_kept_is_not_repeated(admin: Desk, house: House, people: People) -> None:
    run = await tried(admin, house, HELLO)
    stranger = await people.at_work("Otto", "admin", house=await build_house(house.database, "other"))
    elsewhere = PATH.replace("lumina", "other")
    assert (await stranger.post(f"{elsewhere}/{run['id']}/again")).json()["code"] == "run_not_found"
    async with house.database.transaction(house.workspace_id) as session:
        await session.execute(text("UPDATE evaluation_runs SET written = NULL"))
    assert (await admin.get(f"{PATH}/{run['id']}")).json()["repeatable"] is False
    assert (await admin.post(f"{PATH}/{run['id']}/again")).status_code == 404


async def test_what_waits_is_shown_with_how_many_there_are(admin: Desk) -> None:
    asked = (await admin.post(PATH, json={"source": "mine.yaml", "scenarios": f"{HELLO}\n{LOST}"})).json()
    read = (await admin.get(f"{PATH}/{asked['id']}")).json()
    assert (read["state"], read["scenarios"], read["verdicts"], read["comparison"]) == ("queued", 2, [], None)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"scenarios": "- {name: A}"}, 400, "No scenario"),
        ({"scenarios": "{"}, 400, "no YAML"),
        ({}, 404, "not started from a template"),
        ({"source": ""}, 422, ""),
    ],
)
async def test_what_cannot_be_tried_is_refused(admin: Desk, body: dict[str, str], status: int, said: str) -> None:
    refused = await admin.post(PATH, json=body)
    assert refused.status_code == status
    assert said in refused.json().get("detail", "")
    assert (await admin.get(PATH)).json()["runs"] == []


async def test_runs_are_an_admin_s_and_their_workspace_s(agent: Desk, admin: Desk, house: House) -> None:
    assert (await agent.get(PATH)).status_code == 403
    other = await build_house(house.database, "other")
    async with house.database.transaction(other.workspace_id) as session:
        theirs = await answering.ask_run(session, workspace_id=other.workspace_id, source="theirs", written=HELLO)
    assert (await admin.get(f"{PATH}/{theirs.id}")).status_code == 404
    assert (await admin.get(f"{PATH}/{uuid4()}")).status_code == 404
    assert (await admin.get(PATH)).json()["runs"] == []
