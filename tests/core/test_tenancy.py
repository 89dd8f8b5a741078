"""The wall in the database: a transaction sees the workspace it has entered, and nothing else."""

import os

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.bootstrap import Access
from sportello.core.clock import now
from sportello.core.db import Database, enter_workspace
from sportello.core.events import Event, emit
from sportello.core.ids import new_id
from sportello.core.postgres import OWNER
from sportello.core.postgres_account import PostgresRefused
from sportello.core.postgres_check import check_app, check_wall
from tests.conftest import Cluster

COUNT = text("SELECT count(*) FROM events")


async def test_rows_of_another_workspace_are_invisible(session: AsyncSession) -> None:
    mine, theirs = new_id(), new_id()
    await enter_workspace(session, mine)
    await emit(session, Event(workspace_id=mine))
    assert await session.scalar(COUNT) == 1
    await enter_workspace(session, theirs)
    assert await session.scalar(COUNT) == 0


async def test_before_a_workspace_is_entered_there_is_nothing(database: Database) -> None:
    workspace = new_id()
    async with database.transaction(workspace) as session:
        await emit(session, Event(workspace_id=workspace))
    async with database.transaction() as session:
        assert await session.scalar(COUNT) == 0


async def test_a_row_cannot_be_written_into_another_workspace(session: AsyncSession) -> None:
    await enter_workspace(session, new_id())
    with pytest.raises(ProgrammingError) as refused:
        await emit(session, Event(workspace_id=new_id()))
    assert isinstance(refused.value.orig, errors.InsufficientPrivilege)


async def test_facts_are_append_only_for_the_app(session: AsyncSession) -> None:
    await enter_workspace(session, new_id())
    with pytest.raises(ProgrammingError, match="permission denied"):
        await session.execute(text("UPDATE events SET occurred_at = :now"), {"now": now()})


async def test_an_external_login_takes_on_the_app_role(access: Access) -> None:
    database = Database(access.owner_url, role="sportello_app", pool_size=1)
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT current_user")) == "sportello_app"
    await database.close()


def test_a_role_that_could_see_every_workspace_is_refused(access: Access, cluster: Cluster) -> None:
    names = (f"test_{os.getpid()}_seer", f"test_{os.getpid()}_owner")
    cluster.run("CREATE ROLE {} LOGIN BYPASSRLS", names[0])
    cluster.run("CREATE ROLE {} LOGIN", names[1])
    try:
        with psycopg.connect(access.owner_url, autocommit=True) as owner:
            owner.execute(sql.SQL("ALTER TABLE events OWNER TO {}").format(sql.Identifier(names[1])))
        for login, why in zip((*names, OWNER), ("BYPASSRLS", "owns the tables", "SUPERUSER"), strict=True):
            url = cluster.server.url(access.owner_url.split("/")[3].split("?")[0], login)
            with psycopg.connect(url) as seeing, pytest.raises(PostgresRefused, match=f"{login}.*{why}"):
                check_wall(seeing)
        with psycopg.connect(access.owner_url, options="-c role=sportello_app") as bound:
            assert check_wall(bound) == "sportello_app"
    finally:
        with psycopg.connect(access.owner_url, autocommit=True) as owner:
            owner.execute("ALTER TABLE events OWNER TO CURRENT_USER")
        for name in names:
            cluster.run("DROP ROLE {}", name)


def test_a_role_whose_own_settings_could_lose_messages_is_refused(access: Access) -> None:
    said = r"role sportello_app is refused.*set synchronous_commit = on"
    with (
        psycopg.connect(access.app_url, options="-c synchronous_commit=off") as careless,
        pytest.raises(PostgresRefused, match=said),
    ):
        check_app(careless)
