"""Signing in: who gets in, who does not, and what strangers can find out or lock."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from sportello import workspaces
from sportello.core import clock
from sportello.workspaces.models import AccountEvent
from tests.api.conftest import PASSWORD, Desk, People
from tests.house import House


async def test_the_right_password_opens_the_desk(people: People, browse: Callable[..., Desk], house: House) -> None:
    user = await people.hire("Anna")
    desk = browse()

    answer = await desk.sign_in(f"  {user.email.upper()} ")

    assert answer.status_code == 200
    me = answer.json()
    assert me["user"]["id"] == str(user.id)
    assert [(place["slug"], place["role"]) for place in me["workspaces"]] == [("lumina", "agent")]
    assert "password" not in str(me).replace("must_change_password", "")
    assert (await desk.get("/me")).json() == me
    assert (await desk.get(f"/workspaces/{house.slug}")).status_code == 200


async def test_the_session_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(
    people: People, browse: Callable[..., Desk]
) -> None:
    user = await people.hire("Anna")

    answer = await browse().sign_in(user.email)

    cookies = answer.headers.get_list("set-cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"sportello", "sportello-device"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


async def test_a_wrong_password_and_an_unknown_login_are_answered_alike(
    people: People, browse: Callable[..., Desk]
) -> None:
    user = await people.hire("Anna")

    wrong = await browse().sign_in(user.email, "not the password")
    unknown = await browse(ip="192.0.2.2").sign_in("nobody@example.com", "not the password")

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "wrong_credentials"
    assert "set-cookie" not in wrong.headers


async def test_an_attempt_is_recorded_although_it_is_refused(
    people: People, browse: Callable[..., Desk], house: House
) -> None:
    user = await people.hire("Anna")
    desk = browse()

    await desk.sign_in(user.email, "not the password")
    await desk.sign_in("nobody@example.com", "not the password")
    await desk.sign_in(user.email)

    async with house.database.transaction() as session:
        events = (await session.scalars(select(AccountEvent).order_by(AccountEvent.occurred_at))).all()
    assert [(event.action, event.user_id) for event in events] == [
        ("sign_in.failed", user.id),
        ("sign_in.failed", None),
        ("sign_in.ok", user.id),
    ]


async def test_a_sixth_attempt_within_a_minute_has_to_wait(people: People, browse: Callable[..., Desk]) -> None:
    user = await people.hire("Anna")
    desk = browse()
    for _ in range(5):
        assert (await desk.sign_in(user.email, "wrong")).status_code == 401

    refused = await desk.sign_in(user.email)

    assert refused.status_code == 429
    assert refused.json()["code"] == "too_many_requests"
    assert 0 < int(refused.headers["retry-after"]) <= 121
    clock.travel(timedelta(seconds=int(refused.headers["retry-after"])))
    assert (await desk.sign_in(user.email)).status_code == 200


async def guess(browse: Callable[..., Desk], email: str, ips: Iterable[str]) -> list[int]:
    """A guess at a login from each of these addresses."""
    return [(await browse(ip=ip).sign_in(email, "a guess")).status_code for ip in ips]


async def test_no_number_of_strangers_locks_the_owner_out(people: People, browse: Callable[..., Desk]) -> None:
    user = await people.hire("Anna")
    known = browse(ip="192.0.2.77")
    assert (await known.sign_in(user.email)).status_code == 200
    await known.delete("/sessions/current")

    await guess(browse, user.email, (f"198.51.{n}.{n}" for n in range(40)))
    await guess(browse, user.email, (f"198.51.100.{n}" for n in range(20)))

    assert (await known.sign_in(user.email)).status_code == 200
    assert (await browse(ip="203.0.113.5").sign_in(user.email)).status_code == 200
    assert (await browse(ip="2001:db8:7::5").sign_in(user.email)).status_code == 200


NEIGHBOURS = [
    [f"198.51.100.{n}" for n in range(30)],
    [f"2001:db8:7:{n:x}::1" for n in range(30)],
]


@pytest.mark.parametrize("ips", NEIGHBOURS, ids=["IPv4", "IPv6"])
async def test_guessing_from_many_addresses_of_one_network_soon_ends(
    people: People, browse: Callable[..., Desk], ips: list[str]
) -> None:
    user = await people.hire("Anna")

    outcomes = await guess(browse, user.email, ips)

    assert outcomes == [401] * 15 + [429] * 15  # ten that any login has, five that the network has in this hour
    clock.travel(timedelta(minutes=20))
    assert (await guess(browse, user.email, ips)).count(401) <= 10


async def test_guessing_from_many_networks_is_left_five_an_hour_each(
    people: People, browse: Callable[..., Desk]
) -> None:
    user = await people.hire("Anna")
    await guess(browse, user.email, (f"203.0.113.{n}" for n in range(10)))

    for n in range(1, 5):
        ips = (f"198.51.{n}.{host}" for host in range(8))
        assert await guess(browse, user.email, ips) == [401] * 5 + [429] * 3


async def test_the_addresses_of_one_customer_of_a_provider_count_as_one(
    people: People, browse: Callable[..., Desk]
) -> None:
    user = await people.hire("Anna")

    outcomes = await guess(browse, user.email, (f"2001:db8:1:2::{n}" for n in range(1, 8)))

    assert outcomes == [401] * 5 + [429] * 2
    mapped = await guess(browse, "bea@example.com", ["192.0.2.9", "::ffff:192.0.2.9"] * 3)
    assert mapped == [401] * 5 + [429]


async def test_a_device_cookie_helps_only_the_login_it_belongs_to(people: People, browse: Callable[..., Desk]) -> None:
    anna, bea = await people.hire("Anna"), await people.hire("Bea")
    desk = browse(ip="198.51.100.200")
    assert (await desk.sign_in(anna.email)).status_code == 200
    await guess(browse, bea.email, (f"198.51.100.{n}" for n in range(15)))

    assert (await desk.sign_in(bea.email)).status_code == 429
    assert (await desk.sign_in(anna.email)).status_code == 200


async def test_signing_in_ends_the_session_the_browser_came_with(people: People, browse: Callable[..., Desk]) -> None:
    anna, bea = await people.hire("Anna"), await people.hire("Bea")
    attacker = await people.enter(anna)
    planted = attacker.cookies["sportello"]
    victim = browse()
    victim.cookies.set("sportello", planted, domain="127.0.0.1")

    await victim.sign_in(bea.email)

    assert victim.cookies["sportello"] != planted
    assert (await attacker.get("/me")).status_code == 401
    assert (await victim.get("/me")).json()["user"]["name"] == "Bea"


async def test_signing_out_ends_the_session_on_the_server(people: People) -> None:
    desk = await people.at_work("Anna")
    token = desk.cookies["sportello"]

    assert (await desk.delete("/sessions/current")).status_code == 204
    desk.cookies.set("sportello", token, domain="127.0.0.1")

    assert (await desk.get("/me")).status_code == 401
    assert (await desk.get("/workspaces/lumina")).status_code == 401
    async with people.house.database.transaction() as session:
        actions = (await session.scalars(select(AccountEvent.action).order_by(AccountEvent.occurred_at))).all()
    assert list(actions) == ["sign_in.ok", "sign_out"]


@pytest.mark.parametrize(
    ("idle", "status"), [(timedelta(hours=7, minutes=59), 200), (timedelta(hours=8, minutes=1), 401)]
)
async def test_a_session_lives_eight_hours_after_it_was_last_used(people: People, idle: timedelta, status: int) -> None:
    desk = await people.at_work("Anna")
    clock.travel(timedelta(hours=7))
    assert (await desk.get("/me")).status_code == 200

    clock.travel(idle)

    assert (await desk.get("/me")).status_code == status


async def test_reading_a_page_writes_last_seen_at_most_once_a_minute(people: People, house: House) -> None:
    desk = await people.at_work("Anna")
    seen = text("SELECT last_seen_at FROM user_sessions")

    async def last_seen() -> object:
        async with house.database.transaction() as session:
            return await session.scalar(seen)

    before = await last_seen()
    await desk.get("/me")
    assert await last_seen() == before
    clock.travel(timedelta(seconds=61))
    await desk.get("/me")
    assert await last_seen() != before


async def test_tokens_and_passwords_are_stored_as_hashes_only(people: People, house: House) -> None:
    desk = await people.at_work("Anna")
    token = desk.cookies["sportello"]
    async with house.database.transaction() as session:
        rows = await session.execute(text("SELECT s::text || u::text FROM user_sessions s, users u"))
        stored = " ".join(row[0] for row in rows)
    assert token not in stored
    assert PASSWORD not in stored
    assert "$argon2id$" in stored


async def test_the_first_admin_must_choose_a_password_before_anything_else(
    house: House, browse: Callable[..., Desk]
) -> None:
    async with house.database.transaction() as session:
        password = await workspaces.create_first_admin(session, email="admin@example.com", name="Admin")
        again = await workspaces.create_first_admin(session, email="second@example.com", name="Second")
    assert password is not None
    assert again is None
    desk = browse()
    me = (await desk.sign_in("admin@example.com", password)).json()
    assert me["user"]["is_owner"]
    assert me["user"]["must_change_password"]

    for path in ("/me/sessions", "/workspaces/lumina", "/platform/workspaces"):
        refused = await desk.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")

    changed = await desk.post("/me/password", json={"current": password, "new": PASSWORD})
    assert changed.status_code == 204
    assert (await desk.get("/platform/workspaces")).status_code == 200
    assert (await desk.get("/workspaces/lumina")).status_code == 200


async def test_there_is_an_owner_although_others_were_there_first(house: House, browse: Callable[..., Desk]) -> None:
    async with house.database.transaction() as session:
        _, theirs = await workspaces.create_user(session, email="Admin@example.com", name="Anna")
        await workspaces.create_user(session, email="bruno@example.com", name="Bruno")
        made = await workspaces.create_first_admin(session, email="admin@example.com", name="Admin")
    assert made is None, "the login of that address keeps its password"
    assert (await browse().sign_in("admin@example.com", theirs)).json()["user"]["is_owner"]
    assert not (await browse().sign_in("bruno@example.com", theirs)).is_success


async def test_a_login_that_owns_nothing_does_not_stand_in_for_the_first_admin(
    house: House, browse: Callable[..., Desk]
) -> None:
    async with house.database.transaction() as session:
        await workspaces.create_user(session, email="bruno@example.com", name="Bruno")
        password = await workspaces.create_first_admin(session, email="admin@example.com", name="Admin")
    assert password is not None
    assert (await browse().sign_in("admin@example.com", password)).json()["user"]["is_owner"]


MALFORMED: list[object] = [
    {},
    {"email": "a@b.c"},
    {"email": "a@b.c", "password": 5},
    {"email": "a@b.c", "password": "x", "is_owner": True},
    [],
    "text",
]


async def test_a_malformed_sign_in_is_refused_without_an_echo(browse: Callable[..., Desk]) -> None:
    for body in MALFORMED:
        refused = await browse().post("/sessions", json=body)

        assert refused.status_code == 422
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["code"] == "malformed"
        assert all(set(error) == {"loc", "msg", "type"} for error in refused.json()["errors"])
