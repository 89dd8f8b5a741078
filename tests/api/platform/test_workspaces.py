"""Workspaces, as the owner of the installation sees and makes them."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from sportello.workspaces import Rank
from tests.api.conftest import People

WORKSPACES = "/platform/workspaces"


async def test_the_owner_opens_a_workspace_and_works_in_it(people: People) -> None:
    owner = await people.at_work("Olga", "owner")

    made = await owner.post(WORKSPACES, json={"slug": "museo", "name": "Museo", "default_language": "it"})

    assert made.status_code == 201
    listed = (await owner.get(WORKSPACES)).json()["items"]
    assert [(one["slug"], one["members"]) for one in listed] == [("lumina", 0), ("museo", 1)]
    assert (await owner.get("/workspaces/museo")).json()["default_language"] == "it"
    assert [(one["slug"], one["role"]) for one in (await owner.get("/me")).json()["workspaces"]] == [
        ("lumina", "owner"),
        ("museo", "owner"),
    ]


async def test_an_owner_may_do_everything_everywhere(people: People) -> None:
    owner = await people.at_work("Olga", "owner")

    assert (await owner.patch("/workspaces/lumina", json={"name": "New"})).status_code == 200
    assert (await owner.get("/workspaces/lumina/audit")).status_code == 200
    assert (await owner.get("/workspaces/nessuna")).status_code == 404


@pytest.mark.parametrize("role", ["agent", "admin"])
async def test_nobody_else_sees_or_makes_workspaces(people: People, role: Rank) -> None:
    desk = await people.at_work("Ada", role)

    answers = [await desk.get(WORKSPACES), await desk.post(WORKSPACES, json={"slug": "museo", "name": "Museo"})]

    assert [answer.status_code for answer in answers] == [403, 403]


async def test_of_ten_workspaces_with_one_address_made_at_once_one_is_made(people: People) -> None:
    owner = await people.at_work("Olga", "owner")

    answers = await asyncio.gather(
        *(owner.post(WORKSPACES, json={"slug": "museo", "name": f"Museo {n}"}) for n in range(10))
    )

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"slug_taken"}


NO_ADDRESSES = ["Museo", "mu seo", "-museo", "museo-", "mu/seo", "../museo", "musèo", "m_u"]


async def test_an_address_that_is_none_is_refused(people: People) -> None:
    for slug in NO_ADDRESSES:
        owner = await people.at_work("Olga", "owner")

        refused = await owner.post(WORKSPACES, json={"slug": slug, "name": "Museo"})

        assert (refused.status_code, refused.json()["code"]) == (400, "invalid")


async def test_an_unknown_template_makes_nothing(people: People) -> None:
    owner = await people.at_work("Olga", "owner")

    refused = await owner.post(WORKSPACES, json={"slug": "museo", "name": "Museo", "template": "no-such"})

    assert refused.status_code == 404
    assert [one["slug"] for one in (await owner.get(WORKSPACES)).json()["items"]] == ["lumina"]


async def test_a_template_brings_knowledge_and_a_widget(people: People) -> None:
    owner = await people.at_work("Olga", "owner")

    made = await owner.post(WORKSPACES, json={"slug": "museo", "name": "Museo", "template": "festival"})

    assert made.status_code == 201
    assert len((await owner.get("/workspaces/museo/widget-keys")).json()["items"]) == 1
    async with people.house.database.transaction(UUID(made.json()["id"])) as session:
        assert await session.scalar(text("SELECT count(*) FROM articles")) > 40
