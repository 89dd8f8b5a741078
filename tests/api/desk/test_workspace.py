"""The workspace and its audit."""

from collections.abc import Callable

from sportello.api.paging import write_cursor
from tests.api.conftest import Desk, People
from tests.api.desk.test_invitations import acceptance, invite
from tests.house import build_house

AUDIT = "/workspaces/lumina/audit"


async def test_settings_are_read_by_all_and_changed_by_admins(admin: Desk, agent: Desk) -> None:
    changed = await admin.patch(
        "/workspaces/lumina",
        json={
            "name": "Lumina Lights",
            "default_language": "it",
            "languages": ["it", "en"],
            "time_zone": "Europe/Zurich",
        },
    )

    assert changed.status_code == 200
    read = (await agent.get("/workspaces/lumina")).json()
    assert read == changed.json()
    assert (read["slug"], read["name"], read["default_language"], read["languages"], read["time_zone"]) == (
        "lumina",
        "Lumina Lights",
        "it",
        ["it", "en"],
        "Europe/Zurich",
    )


IMPOSSIBLE: list[tuple[dict[str, object], int]] = [
    ({"time_zone": "Mars/Olympus"}, 400),
    ({"time_zone": "../../etc/passwd"}, 400),
    ({"default_language": "it", "languages": ["en"]}, 400),
    ({"languages": []}, 422),
    ({"default_language": "fr"}, 422),
    ({"name": ""}, 422),
    ({"slug": "other"}, 422),
    ({"id": "0197c3b0-6d2e-7c4e-9d5a-111111111111"}, 422),
]


async def test_impossible_settings_are_refused(admin: Desk) -> None:
    for body, status in IMPOSSIBLE:
        before = (await admin.get("/workspaces/lumina")).json()

        assert (await admin.patch("/workspaces/lumina", json=body)).status_code == status
        assert (await admin.get("/workspaces/lumina")).json() == before


async def test_whatever_admins_do_and_every_sign_in_stands_in_the_audit(admin: Desk, people: People) -> None:
    user = await people.hire("Clara")
    await people.browse().sign_in(user.email, "wrong password")
    await people.browse().sign_in(user.email)
    await admin.patch(f"/workspaces/lumina/members/{user.id}", json={"role": "supervisor"})
    invited = await admin.post("/workspaces/lumina/invitations", json={"email": "n@example.com", "role": "agent"})
    await admin.delete(f"/workspaces/lumina/invitations/{invited.json()['id']}")
    await admin.post("/workspaces/lumina/api-keys", json={"name": "k", "scopes": ["members:read"]})
    await admin.patch("/workspaces/lumina", json={"name": "New"})
    await admin.delete(f"/workspaces/lumina/members/{user.id}")

    entries = (await admin.get(AUDIT)).json()["items"]

    actions = [entry["action"] for entry in reversed(entries)]
    expected = ["workspace.created", "widget_key.created", "member.changed", "invitation.sent", "invitation.revoked"]
    assert [action for action in actions if action in expected] == expected
    assert {"api_key.created", "workspace.changed", "member.removed", "sign_in.ok"} <= set(actions)
    change = next(entry for entry in entries if entry["action"] == "member.changed")
    assert (change["actor"], change["target"]) == ("Ada", f"user:{user.id}")
    assert change["data"] == {"from": "agent", "role": "supervisor"}


async def test_failed_sign_ins_of_members_are_seen_by_their_admins(admin: Desk, people: People) -> None:
    user = await people.hire("Clara")
    await people.browse().sign_in(user.email, "wrong password")

    newest = (await admin.get(AUDIT)).json()["items"][0]

    assert (newest["action"], newest["actor"], newest["data"]["ip"]) == ("sign_in.failed", "Clara", "192.0.2.1")


async def sign_ins(admin: Desk, slug: str) -> list[str]:
    """What a workspace's audit says of logins, the oldest first."""
    entries = (await admin.get(f"/workspaces/{slug}/audit")).json()["items"]
    return [one["action"] for one in reversed(entries) if one["actor"] == "Clara" and "ip" in one["data"]]


async def test_a_workspace_learns_of_a_login_while_it_is_its_member_s_and_keeps_that(
    people: People, browse: Callable[..., Desk]
) -> None:
    other = await build_house(people.house.database, "altra")
    here, there = await people.at_work("Ada", "admin"), await people.at_work("Zeno", "admin", house=other)
    clara = await people.hire("Clara")
    await browse().sign_in(clara.email, "wrong password")
    await browse().sign_in(clara.email)
    assert await sign_ins(there, "altra") == [], "what she did before she came is not its business"

    token = await invite(there, clara.email, at="/workspaces/altra/invitations")
    await browse().post("/invitations/accept", json=acceptance(token))
    await browse().sign_in(clara.email, "wrong password")
    assert await sign_ins(there, "altra") == ["sign_in.ok", "sign_in.failed"]

    await there.delete(f"/workspaces/altra/members/{clara.id}")
    await browse().sign_in(clara.email)
    assert await sign_ins(there, "altra") == ["sign_in.ok", "sign_in.failed"]
    assert await sign_ins(here, "lumina") == [
        "sign_in.failed",
        "sign_in.ok",
        "sign_in.ok",
        "sign_in.failed",
        "sign_in.ok",
    ]


async def test_the_audit_is_read_page_by_page_without_gaps_or_repeats(admin: Desk) -> None:
    for n in range(7):
        await admin.patch("/workspaces/lumina", json={"name": f"Name {n}"})
    whole = (await admin.get(AUDIT)).json()["items"]

    pages: list[list[object]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await admin.get(AUDIT, params={"limit": 3, **({"cursor": cursor} if cursor else {})})).json()
        pages.append(page["items"])
        cursor = page["next_cursor"]

    assert [entry for page in pages for entry in page] == whole
    assert all(len(page) == 3 for page in pages[:-1])


NO_ZONE = write_cursor("2026-11-21T10:00:00", "0197c3b0-6d2e-7c4e-9d5a-111111111111")
INVENTED = [NO_ZONE, "x", "bm90IGpzb24", "WyJhIl0", "WyJhIiwgImIiXQ", "[" * 200]


async def test_an_invented_cursor_is_refused(admin: Desk) -> None:
    for cursor in INVENTED:
        refused = await admin.get(AUDIT, params={"cursor": cursor})

        assert (refused.status_code, refused.json()["code"]) == (400, "bad_cursor")
