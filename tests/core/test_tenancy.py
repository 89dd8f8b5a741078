"""The wall in the database: a transaction sees the workspace it has entered, and nothing else."""

import pytest
from psycopg import errors
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.bootstrap import Access
from sportello.core.clock import now
from sportello.core.db import Database, enter_workspace
from sportello.core.events import Event, emit
from sportello.core.ids import new_id

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
