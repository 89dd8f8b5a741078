"""A password that has been changed opens nothing: nor does it for who was faster than the change, or slower."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager

import httpx
import pytest
from sqlalchemy import text

from sportello import workspaces
from tests.api.conftest import PASSWORD, Desk, People
from tests.api.desk.test_invitations import acceptance, invite
from tests.house import House, build_house

NEW = "quattro gatti sul tetto"
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@asynccontextmanager
async def held(house: House, desk: Desk) -> AsyncGenerator[Callable[..., Awaitable[None]]]:
    """Keep anybody from ending this browser's session, and tell when so many wait (or when `unless` is over)."""
    mine = (await desk.get("/me/sessions")).json()["items"]
    session_id = next(one["id"] for one in mine if one["current"])

    async def wait_for(waiting: int, unless: "asyncio.Task[object] | None" = None) -> None:
        async with house.database.statements() as looking, asyncio.timeout(10):
            while await looking.scalar(_WAITING) != waiting and not (unless and unless.done()):  # noqa: ASYNC110 - locks tell nobody
                await asyncio.sleep(0.01)

    async with house.database.transaction() as holding:
        await holding.execute(text("SELECT FROM user_sessions WHERE id = :id FOR UPDATE"), {"id": session_id})
        yield wait_for


def change(desk: Desk, current: str = PASSWORD, new: str = NEW) -> "asyncio.Task[httpx.Response]":
    """Somebody changes their password, which takes a while."""
    return asyncio.create_task(desk.post("/me/password", json={"current": current, "new": new}))


async def sign_in(browser: Desk, people: People, email: str) -> httpx.Response:
    """The plain way in."""
    assert people
    return await browser.sign_in(email)


async def accept(browser: Desk, people: People, email: str) -> httpx.Response:
    """The way in by an invitation to another workspace."""
    other = await build_house(people.house.database, "altra")
    boss = await people.at_work("Zeno", "admin", house=other)
    token = await invite(boss, email, at="/workspaces/altra/invitations")
    return await browser.post("/invitations/accept", json=acceptance(token))


@pytest.mark.parametrize("way_in", [sign_in, accept])
async def test_who_comes_with_the_old_one_while_it_is_changed_stays_outside(
    people: People, house: House, way_in: Callable[[Desk, People, str], Coroutine[None, None, httpx.Response]]
) -> None:
    user = await people.hire("Anna")
    here, there, elsewhere = await people.enter(user), people.browse(), await people.enter(user)

    async with held(house, elsewhere) as wait_for:
        changing = change(here)
        await wait_for(1)
        coming = asyncio.create_task(way_in(there, people, user.email))
        await wait_for(2, unless=coming)

    assert (await changing).status_code == 204
    assert (await coming).status_code == 401
    assert (await there.get("/me")).status_code == 401
    assert (await elsewhere.get("/me")).status_code == 401
    assert (await here.get("/me")).status_code == 200


async def test_who_was_let_in_with_the_old_one_a_moment_before_is_shown_out(people: People, house: House) -> None:
    user = await people.hire("Anna")
    here, there = await people.enter(user), await people.enter(user)

    async with held(house, there) as wait_for:
        coming = asyncio.create_task(there.sign_in(user.email))  # it ends the session that it came with
        await wait_for(1)
        changing = change(here)
        await wait_for(2, unless=changing)

    assert (await changing).status_code == 204
    assert (await coming).status_code == 200
    assert (await there.get("/me")).status_code == 401
    assert (await here.get("/me")).status_code == 200


async def test_of_two_who_change_it_at_once_one_does(people: People) -> None:
    user = await people.hire("Anna")
    here, there = await people.enter(user), await people.enter(user)

    answers = await asyncio.gather(change(here), change(there, new="cinque gatti in cantina"))

    assert sorted(answer.status_code for answer in answers) == [204, 401]


async def test_a_password_reset_by_the_operator_ends_who_comes_with_the_old_one(people: People, house: House) -> None:
    user = await people.hire("Anna")
    there, elsewhere = people.browse(), await people.enter(user)

    async def reset() -> None:
        async with house.database.transaction() as session:
            await workspaces.reset_password(session, email=user.email)

    async with held(house, elsewhere) as wait_for:
        resetting = asyncio.create_task(reset())
        await wait_for(1)
        coming = asyncio.create_task(there.sign_in(user.email))
        await wait_for(2, unless=coming)

    await resetting
    assert (await coming).status_code == 401
    assert (await there.get("/me")).status_code == 401
