"""Rights: who may see and change them, and that somebody always holds them."""

import asyncio
from uuid import uuid4

import pytest

from sportello.workspaces import Role
from tests.api.conftest import Desk, People
from tests.house import build_house

MEMBERS = "/workspaces/lumina/members"


async def test_everybody_sees_who_works_here(agent: Desk, people: People) -> None:
    await people.hire("Clara", "supervisor")

    listed = (await agent.get(MEMBERS)).json()

    assert [(one["name"], one["role"], one["suspended"]) for one in listed["items"]] == [
        ("Bruno", "agent", False),
        ("Clara", "supervisor", False),
    ]


async def test_a_new_role_holds_at_the_next_request(admin: Desk, people: People) -> None:
    user = await people.hire("Clara", "agent")
    clara = await people.enter(user)
    assert (await clara.get("/workspaces/lumina/audit")).status_code == 403

    changed = await admin.patch(f"{MEMBERS}/{user.id}", json={"role": "admin"})

    assert (changed.status_code, changed.json()["role"]) == (200, "admin")
    assert (await clara.get("/workspaces/lumina/audit")).status_code == 200


async def test_suspending_somebody_shuts_them_out_at_once_and_letting_them_in_again_undoes_it(
    admin: Desk, people: People
) -> None:
    user = await people.hire("Clara", "admin")
    clara = await people.enter(user)
    made = await clara.post("/workspaces/lumina/api-keys", json={"name": "k", "scopes": ["workspace:read"]})
    key = {"Authorization": f"Bearer {made.json()['key']}"}
    assert (await people.browse().get("/workspaces/lumina", headers=key)).status_code == 200

    await admin.patch(f"{MEMBERS}/{user.id}", json={"suspended": True})
    shut = [
        (await clara.get("/workspaces/lumina")).status_code,
        (await people.browse().get("/workspaces/lumina", headers=key)).status_code,
    ]
    places = (await clara.get("/me")).json()["workspaces"]
    await admin.patch(f"{MEMBERS}/{user.id}", json={"suspended": False})

    assert shut == [404, 401]
    assert places == []
    assert (await clara.get("/workspaces/lumina")).status_code == 200


async def test_removing_somebody_ends_their_membership_and_their_keys(admin: Desk, people: People) -> None:
    user = await people.hire("Clara", "admin")
    clara = await people.enter(user)
    await clara.post("/workspaces/lumina/api-keys", json={"name": "k", "scopes": ["workspace:read"]})

    assert (await admin.delete(f"{MEMBERS}/{user.id}")).status_code == 204

    assert (await clara.get("/workspaces/lumina")).status_code == 404
    assert (await admin.get("/workspaces/lumina/api-keys")).json()["items"] == []
    assert (await admin.delete(f"{MEMBERS}/{user.id}")).status_code == 404


@pytest.mark.parametrize("change", [{"role": "agent"}, {"suspended": True}, None])
async def test_the_last_active_admin_stays(people: People, change: dict[str, object] | None) -> None:
    user = await people.hire("Ada", "admin")
    suspended = await people.hire("Clara", "admin")
    ada = await people.enter(user)
    await ada.patch(f"{MEMBERS}/{suspended.id}", json={"suspended": True})

    path = f"{MEMBERS}/{user.id}"
    refused = await (ada.delete(path) if change is None else ada.patch(path, json=change))

    assert (refused.status_code, refused.json()["code"]) == (409, "last_admin")
    assert (await ada.get("/workspaces/lumina/audit")).status_code == 200


async def test_two_admins_who_demote_each_other_at_once_leave_one(people: People) -> None:
    first, second = await people.hire("Ada", "admin"), await people.hire("Clara", "admin")
    ada, clara = await people.enter(first), await people.enter(second)

    answers = await asyncio.gather(
        ada.patch(f"{MEMBERS}/{second.id}", json={"role": "agent"}),
        clara.patch(f"{MEMBERS}/{first.id}", json={"role": "agent"}),
    )

    assert sorted(answer.status_code for answer in answers) in ([200, 403], [200, 409])


BELOW_ADMIN: list[Role] = ["agent", "supervisor"]


async def test_only_admins_change_rights(people: People) -> None:
    for role in BELOW_ADMIN:
        desk = await people.at_work("Bruno", role)
        victim = await people.hire("Clara")

        answers = [
            await desk.patch(f"{MEMBERS}/{victim.id}", json={"role": "admin"}),
            await desk.delete(f"{MEMBERS}/{victim.id}"),
            await desk.get("/workspaces/lumina/invitations"),
            await desk.post("/workspaces/lumina/invitations", json={"email": "x@example.com", "role": "admin"}),
            await desk.get("/workspaces/lumina/api-keys"),
            await desk.get("/workspaces/lumina/widget-keys"),
            await desk.patch("/workspaces/lumina", json={"name": "Mine"}),
            await desk.get("/workspaces/lumina/audit"),
        ]

        assert {answer.status_code for answer in answers} == {403}


async def test_a_member_of_another_workspace_is_as_unknown_as_nobody(admin: Desk, people: People) -> None:
    other = await build_house(people.house.database, "altra")
    stranger = await people.hire("Zeno", "admin", house=other)

    foreign = await admin.patch(f"{MEMBERS}/{stranger.id}", json={"role": "agent"})
    unknown = await admin.patch(f"{MEMBERS}/{uuid4()}", json={"role": "agent"})

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


async def test_another_workspace_is_as_unknown_as_none(admin: Desk, people: People) -> None:
    await build_house(people.house.database, "altra")

    for path in ("", "/members", "/invitations", "/api-keys", "/widget-keys", "/audit"):
        foreign = await admin.get(f"/workspaces/altra{path}")
        unknown = await admin.get(f"/workspaces/nessuna{path}")
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.content == unknown.content


OTHER_COLUMNS = ["workspace_id", "user_id", "created_at", "id", "is_owner"]


async def test_no_other_column_can_be_written(admin: Desk, people: People) -> None:
    for field in OTHER_COLUMNS:
        user = await people.hire("Clara")

        refused = await admin.patch(f"{MEMBERS}/{user.id}", json={"role": "agent", field: str(uuid4())})

        assert refused.status_code == 422
