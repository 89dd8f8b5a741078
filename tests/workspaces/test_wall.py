"""What one workspace can see and change of another's people and keys: nothing, whatever the statement forgot."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.core.db import Database, enter_workspace
from sportello.core.ids import new_id
from tests.house import House, build_house, new_member

TABLES = ["workspaces", "memberships", "invitations", "api_keys", "widget_keys", "audit_entries"]


@pytest.fixture
async def houses(database: Database) -> tuple[House, House]:
    """Two workspaces, each with one of everything."""
    built = (await build_house(database, "erste"), await build_house(database, "zweite"))
    for house in built:
        async with database.transaction(house.workspace_id) as session:
            admin = await new_member(session, house.workspace_id, house.slug, "Ada", "admin")
            await workspaces.invite(session, actor=admin, email="n@example.com", role="agent")
            await workspaces.create_api_key(session, actor=admin, name="k", scopes=["workspace:read"])
    return built


async def count(session: AsyncSession, table: str) -> int:
    found = await session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - names from this file
    assert found is not None
    return found


@pytest.mark.parametrize("table", TABLES)
async def test_without_a_where_one_sees_ones_own_rows_and_outside_none(
    database: Database, houses: tuple[House, House], table: str
) -> None:
    first, second = houses
    own = "id" if table == "workspaces" else "workspace_id"
    foreign = text(f"SELECT count(*) FROM {table} WHERE {own} = :other")  # noqa: S608 - names from this file
    async with database.transaction(first.workspace_id) as session:
        assert await count(session, table) > 0
        assert await session.scalar(foreign, {"other": second.workspace_id}) == 0
    async with database.transaction() as session:
        assert await count(session, table) == 0


@pytest.mark.parametrize("table", ["workspaces", "memberships", "invitations", "api_keys", "widget_keys"])
async def test_nothing_of_another_workspace_can_be_deleted_or_taken_over(
    database: Database, houses: tuple[House, House], table: str
) -> None:
    first, second = houses
    async with database.transaction(first.workspace_id) as session:
        await session.execute(text(f"UPDATE {table} SET created_at = 'epoch'"))  # noqa: S608 - names from this file
        if table != "workspaces":
            await session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names from this file
    async with database.transaction(second.workspace_id) as session:
        assert await count(session, table) > 0
        touched = text(f"SELECT count(*) FROM {table} WHERE created_at = 'epoch'")  # noqa: S608 - names from this file
        assert await session.scalar(touched) == 0


async def test_nothing_can_be_written_into_another_workspace(database: Database, houses: tuple[House, House]) -> None:
    first, second = houses
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with database.transaction(first.workspace_id) as session:
            await workspaces.audit(session, workspace_id=second.workspace_id, actor="system", action="x", target="y")


async def test_the_doors_through_the_wall_tell_only_what_their_key_opens(
    database: Database, houses: tuple[House, House]
) -> None:
    async with database.transaction() as session:
        stranger = await new_user(session)
        assert await workspaces.places(session, user_id=stranger, is_owner=False) == []
        assert await workspaces.list_workspaces(session, owner_id=stranger) == []
        assert await workspaces.open_widget(session, key="wk_invented") is None
        assert await workspaces.authenticate_api_key(session, token="sk_invented", slug="erste") is None
        opened = await workspaces.open_widget(session, key=houses[1].key)
        assert opened is not None
        assert opened.workspace_id == houses[1].workspace_id
        assert await count(session, "widget_keys") == 1


async def new_user(session: AsyncSession) -> UUID:
    user, _ = await workspaces.create_user(session, email=f"{new_id()}@example.com", name="Nobody")
    return user.id


async def test_entering_another_workspace_leaves_the_first(database: Database, houses: tuple[House, House]) -> None:
    async with database.transaction(houses[0].workspace_id) as session:
        await enter_workspace(session, houses[1].workspace_id)
        assert (await workspaces.get_workspace(session)).slug == "zweite"


@pytest.mark.parametrize("source", ["workspaces", "users"])
async def test_what_the_audit_trail_hangs_on_cannot_be_deleted(
    database: Database, houses: tuple[House, House], source: str
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with database.transaction(houses[0].workspace_id) as session:
            await session.execute(text(f"DELETE FROM {source}"))  # noqa: S608 - names from this file
    async with database.transaction(houses[0].workspace_id) as session:
        assert await count(session, "audit_entries") > 0
