"""Turning the keys that secrets are sealed with, by command, while somebody works."""

import asyncio
import base64
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from sportello import workspaces
from sportello.core.db import Database
from sportello.core.keyring import FILE, Keyring, KeyringRefused
from tests.cli.conftest import Run
from tests.house import House, build_house

SECRET = "sk-canary-0123456789"


async def test_keys_are_turned_while_they_are_used(run: Run, database: Database, tmp_path: Path) -> None:
    run("user", "create", "ada@example.com", "--name", "Ada", "--owner")
    keyring = Keyring(tmp_path)
    houses = [await build_house(database, slug) for slug in ("lumina", "brace")]
    ids: list[UUID] = []
    for house in houses:
        async with database.transaction(house.workspace_id) as session:
            admin = await house.member("Ada", "admin")
            made = await workspaces.add_model_key(
                session, keyring=keyring, workspace_id=admin.workspace_id, actor=admin, key=SECRET
            )
            ids.append(made.id)
    old = keyring.current.name
    done = asyncio.Event()
    opened = 0

    async def use() -> None:
        nonlocal opened
        while not done.is_set():
            for house, key_id in zip(houses, ids, strict=True):
                async with database.transaction(house.workspace_id) as session:
                    model = await workspaces.open_model(session, keyring=keyring, model_key_id=key_id, name="m")
                assert model.key == SecretStr(SECRET)
                opened += 1
            await asyncio.sleep(0.01)

    using = asyncio.create_task(use())
    kept = await asyncio.to_thread(run, "keys", "forget")
    turned = await asyncio.to_thread(run, "keys", "rotate")
    gone = await asyncio.to_thread(run, "keys", "forget")
    done.set()
    await using
    assert opened > 2
    assert "no old key" in kept.stdout, kept.stderr
    assert turned.stdout.startswith("2 secrets are sealed with the new key "), turned.stderr
    assert str(tmp_path / FILE) in turned.stdout
    assert gone.stdout == f"Forgotten: {old}\n"
    assert SECRET not in turned.stdout + turned.stderr + (tmp_path / FILE).read_text()
    assert run("keys", "reseal").stdout.startswith("0 secrets")


async def test_keys_that_are_set_are_turned_by_who_set_them(run: Run, database: Database, tmp_path: Path) -> None:
    run("user", "create", "ada@example.com", "--name", "Ada", "--owner")
    old, new = (base64.b64encode(letter * 32).decode() for letter in (b"a", b"b"))
    house = await build_house(database)
    async with database.transaction(house.workspace_id) as session:
        admin = await house.member("Ada", "admin")
        given = Keyring(tmp_path, given=SecretStr(old))
        key_id = (
            await workspaces.add_model_key(
                session, keyring=given, workspace_id=admin.workspace_id, actor=admin, key=SECRET
            )
        ).id
    refused = run("keys", "rotate", SECRET_KEYS=old)
    assert refused.returncode == 1
    assert "put a new one before the old" in refused.stderr
    assert run("keys", "reseal", SECRET_KEYS=f"{new},{old}").stdout.startswith("1 secrets")
    async with database.transaction(house.workspace_id) as session:
        only = Keyring(tmp_path, given=SecretStr(new))
        model = await workspaces.open_model(session, keyring=only, model_key_id=key_id, name="m")
    assert model.key == SecretStr(SECRET)
    wrong = run("keys", "reseal", SECRET_KEYS="hunter2")
    assert "SECRET_KEYS=…: write keys of 32 bytes" in wrong.stderr
    assert "hunter2" not in wrong.stderr


async def test_the_doctor_tells_whether_stored_secrets_open(run: Run, database: Database, tmp_path: Path) -> None:
    house = await build_house(database)
    keyring = Keyring(tmp_path)
    async with database.transaction(house.workspace_id) as session:
        await workspaces.add_model_key(
            session, keyring=keyring, workspace_id=house.workspace_id, actor=await house.member("Ada"), key=SECRET
        )

    def told() -> str:
        said = run("doctor").stdout
        assert SECRET not in said
        return next(line for line in said.splitlines() if " secrets: " in line).strip()

    assert told().startswith("ok   secrets: 1 stored, which")
    kept = (tmp_path / FILE).read_text()
    await asyncio.to_thread(keyring.turn)
    assert "1 with an older key" in told()
    (tmp_path / FILE).write_text(kept.splitlines()[0][:4])
    assert told().startswith("BAD  secrets: ")
    (tmp_path / FILE).unlink()
    assert "1 of 1 stored secrets cannot be opened" in told()
    (tmp_path / FILE).touch(0o644)
    (tmp_path / FILE).write_text(kept)
    assert "chmod 600" in told()


async def test_a_lost_file_of_keys_is_not_begun_anew_by_the_next_secret(
    run: Run, database: Database, tmp_path: Path
) -> None:
    house, other = [await build_house(database, slug) for slug in ("lumina", "brace")]

    async def store(where: House) -> None:
        async with database.transaction(where.workspace_id) as session:
            await workspaces.add_model_key(
                session, keyring=Keyring(tmp_path), workspace_id=where.workspace_id, actor="operator", key=SECRET
            )

    await store(house)
    kept = (tmp_path / FILE).read_text()
    (tmp_path / FILE).unlink()
    for where in (house, other):
        with pytest.raises(KeyringRefused, match=r"secret\.keys, which opens them, is not there.*keys begin"):
            await store(where)
    refused = run("keys", "reseal")
    assert (refused.returncode, (tmp_path / FILE).exists()) == (1, False), refused.stderr
    assert run("keys", "begin").stdout.startswith("The key ")
    await store(other)
    assert run("keys", "begin").returncode == 1
    assert (tmp_path / FILE).read_text() != kept
