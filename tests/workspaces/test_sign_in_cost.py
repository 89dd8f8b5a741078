"""What a sign-in costs tells nobody whether the login exists; what a request costs stays one statement."""

import statistics
import time

from sqlalchemy import event

from sportello import contacts, workspaces
from sportello.core.db import Database
from sportello.workspaces import Browser, WrongCredentials
from tests.house import build_house

ROUNDS = 15


async def _cost(database: Database, email: str) -> float:
    """CPU time of this process for one refused attempt: steadier than the clock on a busy machine."""
    started = time.process_time()
    try:
        await workspaces.sign_in(
            database, email=email, password="not the password", browser=Browser(ip="192.0.2.1", user_agent="")
        )
    except WrongCredentials:
        return time.process_time() - started
    raise AssertionError


async def test_an_unknown_login_costs_as_much_as_a_wrong_password(database: Database) -> None:
    async with database.transaction() as session:
        await workspaces.create_user(session, email="known@example.com", name="Known")
    known: list[float] = []
    unknown: list[float] = []
    for n in range(ROUNDS):
        known.append(await _cost(database, "known@example.com"))
        unknown.append(await _cost(database, f"unknown{n}@example.com"))

    ratio = statistics.median(known) / statistics.median(unknown)
    assert 0.75 < ratio < 1.33


async def test_a_visitor_a_member_and_a_key_are_each_let_in_by_one_statement(database: Database) -> None:
    house = await build_house(database)
    token, _ = await house.visitor()
    member = await house.member("Ada", "admin")
    async with database.transaction(house.workspace_id) as session:
        opened = await workspaces.open_session(
            session, user_id=member.user_id, browser=Browser(ip="192.0.2.1", user_agent="")
        )
        _, key = await workspaces.create_api_key(session, actor=member, name="k", scopes=["workspace:read"])
    async with database.transaction() as session:  # the first use of a key is noted
        assert await workspaces.authenticate_api_key(session, token=key, slug=house.slug)
    statements: list[str] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def _note(*args: object) -> None:
        statements.append(str(args[2]))

    async with database.transaction() as session:
        assert await contacts.authenticate_visitor(session, token=token)
        assert len(statements) == 1
        assert await workspaces.authenticate_member(session, token=opened.token, slug=house.slug)
        assert len(statements) == 2
        assert await workspaces.authenticate_api_key(session, token=key, slug=house.slug)
        assert len(statements) == 3
        assert await workspaces.open_widget(session, key=house.key)
        assert len(statements) == 4
