"""Invitations: open for a week, by links that work once, within an hour."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from sportello.core import clock
from tests.api.conftest import PASSWORD, Desk, People
from tests.house import build_house

INVITATIONS = "/workspaces/lumina/invitations"


async def invite(admin: Desk, email: str = "new@example.com", role: str = "agent", at: str = INVITATIONS) -> str:
    """Invite somebody; returns the token in the link."""
    answer = await admin.post(at, json={"email": email, "role": role})
    assert answer.status_code == 201, answer.text
    link: str = answer.json()["link"]
    return link.partition("#")[2]


def acceptance(token: str, password: str = PASSWORD) -> dict[str, str]:
    return {"token": token, "name": "Nina Nuova", "password": password, "language": "it"}


async def test_whoever_is_invited_joins_and_is_signed_in(admin: Desk, browse: Callable[..., Desk]) -> None:
    token = await invite(admin, " New@Example.com ", "supervisor")
    nina = browse()

    preview = await nina.post("/invitations/lookup", json={"token": token})
    me = await nina.post("/invitations/accept", json=acceptance(token))

    assert preview.json() == {"workspace_name": "Lumina", "email": "new@example.com", "role": "supervisor"}
    assert me.status_code == 200
    assert me.json()["user"] | {"id": ""} == {
        "id": "",
        "email": "new@example.com",
        "name": "Nina Nuova",
        "language": "it",
        "theme": "auto",
        "is_owner": False,
        "must_change_password": False,
    }
    assert [(one["slug"], one["role"]) for one in me.json()["workspaces"]] == [("lumina", "supervisor")]
    assert (await nina.get("/workspaces/lumina")).status_code == 200
    assert (await admin.get(INVITATIONS)).json()["items"] == []
    assert (await browse().sign_in("new@example.com")).status_code == 200


async def test_of_twenty_at_once_one_gets_in(admin: Desk, browse: Callable[..., Desk]) -> None:
    token = await invite(admin)

    answers = await asyncio.gather(
        *(browse(ip=f"192.0.2.{n}").post("/invitations/accept", json=acceptance(token)) for n in range(20))
    )

    statuses = [answer.status_code for answer in answers]
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 404, 429, 401}
    members = (await admin.get("/workspaces/lumina/members")).json()["items"]
    assert [one["email"] for one in members].count("new@example.com") == 1


async def test_used_expired_revoked_and_invented_invitations_are_refused_alike(
    admin: Desk, browse: Callable[..., Desk]
) -> None:
    used, revoked, expired = [await invite(admin, f"{name}@example.com") for name in ("used", "revoked", "expired")]
    assert (await browse().post("/invitations/accept", json=acceptance(used))).status_code == 200
    listed = (await admin.get(INVITATIONS)).json()["items"]
    revoked_id = next(one["id"] for one in listed if one["email"] == "revoked@example.com")
    assert (await admin.delete(f"{INVITATIONS}/{revoked_id}")).status_code == 204
    clock.travel(timedelta(days=7, seconds=1))

    answers = [
        await browse().post(f"/invitations/{how}", json={"token": token} if how == "lookup" else acceptance(token))
        for how in ("lookup", "accept")
        for token in (used, revoked, expired, "iv_" + "A" * 43)
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.json()["code"] for answer in answers} == {"invitation_invalid"}
    assert len({answer.content for answer in answers}) == 1


async def test_a_link_works_for_an_hour_and_the_invitation_waits_for_the_next(
    admin: Desk, browse: Callable[..., Desk]
) -> None:
    old = await invite(admin)
    clock.travel(timedelta(hours=1, seconds=1))
    assert (await browse().post("/invitations/lookup", json={"token": old})).status_code == 404
    assert (await browse().post("/invitations/accept", json=acceptance(old))).status_code == 404

    (waiting,) = (await admin.get(INVITATIONS)).json()["items"]
    renewed = (await admin.post(f"{INVITATIONS}/{waiting['id']}/renew")).json()
    fresh = renewed.pop("link").partition("#")[2]

    assert renewed == {name: value for name, value in waiting.items() if name != "link"}
    assert (await browse().post("/invitations/accept", json=acceptance(old))).status_code == 404
    assert (await browse().post("/invitations/accept", json=acceptance(fresh))).status_code == 200
    assert (await admin.post(f"{INVITATIONS}/{waiting['id']}/renew")).status_code == 404


async def test_only_admins_renew_and_only_their_own_workspace_s(
    admin: Desk, agent: Desk, people: People, browse: Callable[..., Desk]
) -> None:
    other = await build_house(people.house.database, "altra")
    there = await people.at_work("Zeno", "admin", house=other)
    token = await invite(admin)
    id_ = (await admin.get(INVITATIONS)).json()["items"][0]["id"]

    assert (await agent.post(f"{INVITATIONS}/{id_}/renew")).status_code == 403
    assert (await there.post(f"/workspaces/altra/invitations/{id_}/renew")).status_code == 404
    assert (await browse().post("/invitations/lookup", json={"token": token})).status_code == 200


async def test_asking_for_the_next_letter_tells_nothing_and_not_often(admin: Desk, browse: Callable[..., Desk]) -> None:
    known, invented = await invite(admin), "iv_" + "A" * 43

    answers = {
        token: [await browse().post("/invitations/renew", json={"token": token}) for _ in range(4)]
        for token in (known, invented)
    }

    for told in answers.values():
        assert [answer.status_code for answer in told] == [202, 202, 202, 429]
    assert {answer.content for told in answers.values() for answer in told[:3]} == {b'{"mailed":false}'}


async def test_a_second_letter_makes_the_first_void(admin: Desk, browse: Callable[..., Desk]) -> None:
    first = await invite(admin)
    second = await invite(admin)

    assert (await browse().post("/invitations/accept", json=acceptance(first))).status_code == 404
    assert (await browse().post("/invitations/accept", json=acceptance(second))).status_code == 200


async def test_whoever_has_a_login_joins_with_its_password_only(people: People, browse: Callable[..., Desk]) -> None:
    other = await build_house(people.house.database, "altra")
    anna = await people.hire("Anna")
    there = await people.at_work("Zeno", "admin", house=other)
    token = await invite(there, anna.email, at="/workspaces/altra/invitations")

    taken_over = await browse().post("/invitations/accept", json=acceptance(token, "an attacker's own choice"))
    joined = await browse().post("/invitations/accept", json=acceptance(token))

    assert (taken_over.status_code, taken_over.json()["code"]) == (401, "wrong_credentials")
    assert joined.status_code == 200
    assert joined.json()["user"]["name"] == "Anna"
    assert {one["slug"] for one in joined.json()["workspaces"]} == {"altra", "lumina"}


async def test_guessing_a_login_through_an_invitation_is_as_slow_as_signing_in(
    people: People, browse: Callable[..., Desk]
) -> None:
    other = await build_house(people.house.database, "altra")
    anna = await people.hire("Anna")
    there = await people.at_work("Zeno", "admin", house=other)
    token = await invite(there, anna.email, at="/workspaces/altra/invitations")

    answers = [
        (await browse().post("/invitations/accept", json=acceptance(token, f"guess number {n}"))).status_code
        for n in range(8)
    ]

    assert answers == [401] * 5 + [429] * 3


async def test_weak_passwords_use_up_neither_the_invitation_nor_its_reader_s_attempts(
    admin: Desk, browse: Callable[..., Desk]
) -> None:
    token = await invite(admin)
    newcomer = browse()

    for _ in range(8):
        weak = await newcomer.post("/invitations/accept", json=acceptance(token, "password123"))
        assert (weak.status_code, weak.json()["code"]) == (400, "weak_password")
    assert (await newcomer.post("/invitations/accept", json=acceptance(token))).status_code == 200


async def test_who_works_here_already_is_not_invited(admin: Desk, people: People) -> None:
    user = await people.hire("Anna")

    refused = await admin.post(INVITATIONS, json={"email": user.email, "role": "agent"})

    assert (refused.status_code, refused.json()["code"]) == (409, "already_member")


MALFORMED = [
    {"email": "no address", "role": "agent"},
    {"email": "a@b.example\r\nBcc: all@b.example", "role": "agent"},
    {"email": "x@example.com", "role": "owner"},
    {"email": "x@example.com"},
    {"email": "x@example.com", "role": "agent", "workspace_id": "0197c3b0-6d2e-7c4e-9d5a-111111111111"},
]


async def test_malformed_invitations_are_refused(admin: Desk) -> None:
    for body in MALFORMED:
        assert (await admin.post(INVITATIONS, json=body)).status_code == 422


async def test_the_link_is_told_once_and_its_token_stands_behind_the_hash(admin: Desk) -> None:
    answer = await admin.post(INVITATIONS, json={"email": "new@example.com", "role": "agent"})

    assert answer.json()["link"].startswith("http://127.0.0.1:8080/desk/invitation#iv_")
    assert answer.json()["mailed"] is False
    assert [one["link"] for one in (await admin.get(INVITATIONS)).json()["items"]] == [None]
