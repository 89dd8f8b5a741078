"""What users change about themselves."""

from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from sportello.core import clock
from sportello.workspaces.models import AccountEvent
from tests.api.conftest import PASSWORD, Desk, People
from tests.house import House

NEW = "quattro gatti sul tetto"


async def test_profile_changes_and_nothing_else_does(agent: Desk) -> None:
    changed = await agent.patch("/me", json={"name": "Bruno B.", "language": "it", "theme": "dark"})

    assert changed.status_code == 200
    user = changed.json()["user"]
    assert (user["name"], user["language"], user["theme"]) == ("Bruno B.", "it", "dark")
    assert (await agent.get("/me")).json()["user"] == user


async def test_guessing_at_a_password_is_as_slow_for_who_is_signed_in(people: People, app: FastAPI) -> None:
    anna, bea = await people.at_work("Anna"), await people.at_work("Bea")

    async def guess(desk: Desk) -> int:
        return (await desk.post("/me/password", json={"current": "a guess", "new": NEW})).status_code

    assert [await guess(anna) for _ in range(6)] == [401] * 5 + [429]
    assert await guess(bea) == 401
    for _ in range(94):  # the address has a hundred guesses an hour, at sign-in and here together
        await app.state.limiter.spend("sign_in.ip", "192.0.2.1/32")
    assert await guess(bea) == 429
    assert (await people.browse().sign_in("nobody@example.com")).status_code == 429


OTHER_COLUMNS = ["is_owner", "email", "id", "password_hash", "must_change_password", "created_at", "role"]


async def test_no_other_column_can_be_written(agent: Desk) -> None:
    for field in OTHER_COLUMNS:
        before = (await agent.get("/me")).json()

        refused = await agent.patch("/me", json={"name": "Bruno", field: True})

        assert refused.status_code == 422
        assert (await agent.get("/me")).json() == before


async def test_a_new_password_ends_every_other_session(people: People) -> None:
    user = await people.hire("Anna")
    here, there = await people.enter(user), await people.enter(user)
    old_token = here.cookies["sportello"]

    changed = await here.post("/me/password", json={"current": PASSWORD, "new": NEW})

    assert changed.status_code == 204
    assert here.cookies["sportello"] != old_token
    assert (await here.get("/me")).status_code == 200
    assert (await there.get("/me")).status_code == 401
    assert (await people.browse().sign_in(user.email, NEW)).status_code == 200
    assert (await people.browse().sign_in(user.email, PASSWORD)).status_code == 401


async def test_the_current_password_must_be_right_and_a_wrong_one_is_recorded(agent: Desk, house: House) -> None:
    refused = await agent.post("/me/password", json={"current": "something else", "new": NEW})

    assert (refused.status_code, refused.json()["code"]) == (401, "wrong_credentials")
    async with house.database.transaction() as session:
        actions = (await session.scalars(select(AccountEvent.action).order_by(AccountEvent.occurred_at))).all()
    assert list(actions) == ["sign_in.ok", "password.failed"]


async def test_what_a_browser_says_it_is_is_kept_no_longer_than_anybody_reads(people: People, house: House) -> None:
    user = await people.hire("Anna")
    here, there = await people.enter(user), await people.enter(user)
    here.headers["user-agent"] = "Mozilla/5.0 " * 200
    listed = (await here.get("/me/sessions")).json()["items"]

    await here.delete(f"/me/sessions/{next(one['id'] for one in listed if not one['current'])}")
    await here.post("/me/password", json={"current": "something else", "new": NEW})
    await here.post("/me/password", json={"current": PASSWORD, "new": NEW})
    await here.delete("/sessions/current")

    assert (await there.get("/me")).status_code == 401
    async with house.database.transaction() as session:
        events = (await session.scalars(select(AccountEvent).where(AccountEvent.user_agent != "tests"))).all()
    assert {one.action: len(one.user_agent) for one in events} == dict.fromkeys(
        ["session.revoked", "password.failed", "password.changed", "sign_in.ok", "sign_out"], 300
    )


WEAK = [
    ("short", "at least 10"),
    ("x" * 129, "at most 128"),
    ("password123", "common"),
    ("qwertyuiop", "common"),
    ("Sportello1", "common"),
    ("bruno-bruno", "common"),
    ("lumina2026", "workspace"),
    ("1234567890", "common"),
    ("aaaaaaaaaaaaaaaa", "common"),
]


async def test_easily_guessed_passwords_are_refused_with_a_reason(agent: Desk) -> None:
    for password, why in WEAK:
        clock.travel(timedelta(minutes=2))  # five attempts a minute
        refused = await agent.post("/me/password", json={"current": PASSWORD, "new": password})

        assert (refused.status_code, refused.json()["code"]) == (400, "weak_password")
        assert why in refused.json()["detail"]


@pytest.mark.parametrize(
    "password", ["tre civette sul comò", "🐈‍⬛ miao miao 🐈‍⬛ fusa", " spazi alle estremità ", "v" + "ab9Kx" * 25]
)
async def test_no_composition_rules_and_nothing_is_cut_off(people: People, password: str) -> None:
    user = await people.hire("Anna")
    desk = await people.enter(user)

    assert (await desk.post("/me/password", json={"current": PASSWORD, "new": password})).status_code == 204

    assert (await people.browse().sign_in(user.email, password)).status_code == 200
    assert (await people.browse().sign_in(user.email, password[:-1])).status_code == 401


async def test_sessions_are_listed_and_revoked(people: People) -> None:
    user = await people.hire("Anna")
    here, there = await people.enter(user), await people.enter(user)

    listed = (await here.get("/me/sessions")).json()["items"]
    other = next(one for one in listed if not one["current"])
    assert len(listed) == 2
    assert (await here.delete(f"/me/sessions/{other['id']}")).status_code == 204

    assert (await there.get("/me")).status_code == 401
    assert [one["current"] for one in (await here.get("/me/sessions")).json()["items"]] == [True]


async def test_somebody_elses_session_is_as_unknown_as_none(people: People) -> None:
    mine, theirs = await people.at_work("Anna"), await people.at_work("Bea")
    their_id = (await theirs.get("/me/sessions")).json()["items"][0]["id"]

    foreign = await mine.delete(f"/me/sessions/{their_id}")
    unknown = await mine.delete(f"/me/sessions/{uuid4()}")

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    assert (await theirs.get("/me")).status_code == 200
