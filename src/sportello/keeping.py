"""Commands for the keys that secrets are sealed with."""

from asyncio import to_thread
from typing import TYPE_CHECKING

import typer

from sportello.operating import on_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncSession

    from sportello.core.resources import Resources

keys = typer.Typer(help="The keys that stored secrets are sealed with.", no_args_is_help=True, rich_markup_mode=None)


@keys.command("rotate")
def keys_rotate() -> None:
    """Make a new key and seal every stored secret with it. Servers that run notice by themselves."""

    async def use(resources: "Resources") -> None:
        made = resources.keyring.turn()
        sealed = await _reseal(resources)
        typer.echo(f"{sealed} secrets are sealed with the new key {made.name}, in {resources.keyring.where}.")
        typer.echo("The old keys still open what backups hold; `sportello keys forget` gives up those nothing needs.")

    on_database(use)


@keys.command("reseal")
def keys_reseal() -> None:
    """Seal what older keys have sealed with the current one, as after a change of SECRET_KEYS."""

    async def use(resources: "Resources") -> None:
        sealed = await _reseal(resources)
        typer.echo(f"{sealed} secrets were sealed anew, with the key {resources.keyring.current.name}.")

    on_database(use)


@keys.command("begin")
def keys_begin() -> None:
    """Begin with a new key where the file of keys is lost for good: what was sealed has to be stored anew."""

    async def use(resources: "Resources") -> None:
        made = await to_thread(resources.keyring.begin)
        typer.echo(
            f"The key {made.name} is in {resources.keyring.where}. Type the stored secrets anew: nothing opens them."
        )

    on_database(use)


@keys.command("forget")
def keys_forget() -> None:
    """Give up the old keys that nothing in the database is sealed with. Backups from before then open no secrets."""

    async def use(resources: "Resources") -> None:
        from sportello import answering, notifications, workspaces  # noqa: PLC0415 - as in cli.py

        async with resources.database.transaction() as alone:
            needed = await notifications.sealing_key_of_push(alone)
        async for session in _each(resources):
            needed |= await workspaces.sealing_keys(session)
            needed |= await answering.sealing_keys_of_actions(session)
            needed |= await notifications.sealing_keys_of_outlets(session)
        gone = resources.keyring.forget(needed=needed)
        for key in gone:
            typer.echo(f"Forgotten: {key.name}")
        if not gone:
            typer.echo("There is no old key, or something is still sealed with it (`sportello keys rotate`).")

    on_database(use)


async def _reseal(resources: "Resources") -> int:
    from sportello import answering, notifications, workspaces  # noqa: PLC0415 - as in cli.py

    async with resources.database.transaction() as alone:
        sealed = await notifications.reseal_push_key(alone, keyring=resources.keyring)
    async for session in _each(resources):
        sealed += await workspaces.reseal(session, keyring=resources.keyring)
        sealed += await answering.reseal_actions(session, keyring=resources.keyring)
        sealed += await notifications.reseal_outlets(session, keyring=resources.keyring)
    return sealed


async def _each(resources: "Resources") -> "AsyncIterator[AsyncSession]":
    """A transaction in each workspace, one after another."""
    from sportello import workspaces  # noqa: PLC0415 - as in cli.py

    async with resources.database.transaction() as session:
        (owner, *_) = await workspaces.owners(session)
        found = await workspaces.list_workspaces(session, owner_id=owner)
    for one in found:
        async with resources.database.transaction(one.id) as session:
            yield session
