"""Keys to language models: what is stored of them, what is never told, and what a copy of the database is worth."""

from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select, text

from sportello import workspaces
from sportello.bootstrap import Access
from sportello.core.db import Database
from sportello.core.errors import Invalid, NotFound
from sportello.core.ids import new_id
from sportello.core.keyring import Keyring, KeyringRefused
from sportello.core.llm import ModelInvalid
from sportello.workspaces import Member, ModelKey
from tests.house import House, build_house

SECRET = "sk-ant-canary-0123456789abcdef"


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "home")


@pytest.fixture
async def house(database: Database) -> House:
    return await build_house(database)


@pytest.fixture
async def admin(house: House) -> Member:
    return await house.member("Ada", "admin")


async def stored(house: House, admin: Member, keyring: Keyring, **what: Any) -> ModelKey:
    async with house.database.transaction(house.workspace_id) as session:
        return await workspaces.add_model_key(
            session, keyring=keyring, workspace_id=admin.workspace_id, actor=admin, **what
        )


async def added(house: House, admin: Member, keyring: Keyring, key: str = SECRET) -> UUID:
    return (await stored(house, admin, keyring, key=key)).id


async def opened(house: House, keyring: Keyring, key_id: UUID) -> str:
    async with house.database.transaction(house.workspace_id) as session:
        model = await workspaces.open_model(session, keyring=keyring, model_key_id=key_id, name="claude")
        assert model.key is not None
        return model.key.get_secret_value()


async def test_a_key_is_kept_for_asking_only(house: House, admin: Member, keyring: Keyring, access: Access) -> None:
    key_id = await added(house, admin, keyring, f"  {SECRET}\n")
    assert await opened(house, keyring, key_id) == SECRET
    async with house.database.transaction(house.workspace_id) as session:
        (listed,) = await workspaces.list_model_keys(session)
        assert (listed.provider, listed.name, listed.hint) == ("anthropic", "anthropic", "cdef")
        with pytest.raises(Exception, match="raiseload"):
            _ = listed.sealed
        trail = str([vars(entry) for entry in await workspaces.audit_trail(session)])
    assert "model_key.added" in trail
    assert "canary" not in trail
    with psycopg.connect(access.owner_url) as owner:
        rows = [
            row[0]
            for table in ("model_keys", "audit_entries", "events")
            for row in owner.execute(f"SELECT r::text FROM {table} r").fetchall()  # noqa: S608 - names of our own
        ]
    assert len(rows) > 1
    assert not [row for row in rows if "canary" in row or b"canary".hex() in row]


async def test_a_copy_of_a_row_opens_nowhere_else(house: House, admin: Member, keyring: Keyring) -> None:
    key_id = await added(house, admin, keyring)
    other = await build_house(house.database, "other")
    spy = await other.member("Eve", "admin")
    theirs = await added(other, spy, keyring, "sk-ant-of-somebody-else")
    async with house.database.transaction(house.workspace_id) as session:
        sealed = await session.scalar(select(ModelKey.sealed).where(ModelKey.id == key_id))
    async with house.database.transaction(other.workspace_id) as session:
        with pytest.raises(NotFound):
            await workspaces.open_model(session, keyring=keyring, model_key_id=key_id, name="m")
        await session.execute(text("UPDATE model_keys SET sealed = :sealed"), {"sealed": sealed})
    with pytest.raises(KeyringRefused):
        await opened(other, keyring, theirs)
    async with house.database.transaction(house.workspace_id) as session:
        await session.execute(text("UPDATE model_keys SET url = 'https://evil.example'"))
    with pytest.raises(KeyringRefused):
        await opened(house, keyring, key_id)


async def test_a_key_is_replaced_and_removed(house: House, admin: Member, keyring: Keyring) -> None:
    key_id = await added(house, admin, keyring)
    async with house.database.transaction(house.workspace_id) as session:
        await workspaces.replace_model_key(
            session, keyring=keyring, actor=admin, model_key_id=key_id, key="sk-ant-new-9876543210zyxw"
        )
    assert await opened(house, keyring, key_id) == "sk-ant-new-9876543210zyxw"
    async with house.database.transaction(house.workspace_id) as session:
        await workspaces.remove_model_key(session, actor=admin, model_key_id=key_id)
    async with house.database.transaction(house.workspace_id) as session:
        assert await workspaces.list_model_keys(session) == []
        with pytest.raises(NotFound):
            await workspaces.remove_model_key(session, actor=admin, model_key_id=new_id())


async def test_a_server_without_a_key_is_an_address(house: House, admin: Member, keyring: Keyring) -> None:
    server = {"key": "", "provider": "compatible", "url": "http://127.0.0.1:11434/v1"}
    made = await stored(house, admin, keyring, **server, name=" Ollama\nhere ")
    assert made.name == "Ollama here"
    assert (await stored(house, admin, keyring, **server)).name == "127.0.0.1:11434", "by its host, where nobody says"
    async with house.database.transaction(house.workspace_id) as session:
        model = await workspaces.open_model(session, keyring=keyring, model_key_id=made.id, name="qwen3:8b")
    assert (model.key, model.base_url, model.label) == (None, "http://127.0.0.1:11434/v1", "compatible:qwen3:8b")
    assert keyring.keys == ()


NOTHING: list[tuple[type[Invalid], dict[str, Any]]] = [
    (Invalid, {"key": "hunter2"}),
    (Invalid, {"key": None}),
    (Invalid, {"key": ""}),
    (ModelInvalid, {"key": None, "provider": "openai"}),
    (ModelInvalid, {"key": "k" * 20, "provider": "azure"}),
    (ModelInvalid, {"key": "sk-a\x00b", "provider": "openai"}),
    (ModelInvalid, {"key": None, "provider": "compatible", "url": "file:///etc/passwd"}),
]


@pytest.mark.parametrize(("refusal", "wrong"), NOTHING)
async def test_what_opens_nothing_is_not_stored(
    house: House, admin: Member, keyring: Keyring, refusal: type[Invalid], wrong: dict[str, Any]
) -> None:
    with pytest.raises(refusal):
        await stored(house, admin, keyring, **wrong)
    async with house.database.transaction(house.workspace_id) as session:
        assert await workspaces.list_model_keys(session) == []


async def test_a_short_key_is_told_and_nothing_of_it(house: House, admin: Member, keyring: Keyring) -> None:
    made = await stored(house, admin, keyring, key="secret", provider="compatible", url="https://llm.example/v1")
    assert made.hint == ""


def test_the_app_cannot_read_keys_of_a_workspace_it_has_not_entered(access: Access) -> None:
    with psycopg.connect(access.app_url) as app:
        assert app.execute("SELECT count(*) FROM model_keys").fetchone() == (0,)
