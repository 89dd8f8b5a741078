"""What the commands of an operator stand on: the settings, the database as it stands, a workspace's transaction.

Everything is loaded when it is needed, so that `--help` is there at once.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from sportello.core.resources import Resources
    from sportello.core.settings import Settings


def read(**defaults: object) -> "Settings":
    """What the environment says, with other defaults where a command has its own; logging is set up by it."""
    from sportello.core import log  # noqa: PLC0415
    from sportello.core.settings import read_settings  # noqa: PLC0415

    settings = read_settings(defaults={name: str(value) for name, value in defaults.items()})
    log.set_up(level=settings.log_level, form=settings.log_format)
    return settings


def on_database(use: "Callable[[Resources], Coroutine[Any, Any, None]]") -> None:
    """Run a command on the installation that is there, migrated, with the app's rights.

    It begins none: whoever named the wrong folder would be told of success in a second, empty installation.
    """
    from sportello.bootstrap import begun_database, check_begun, open_resources  # noqa: PLC0415
    from sportello.core.postgres_check import check_wall  # noqa: PLC0415
    from sportello.core.schema import migrate  # noqa: PLC0415

    settings = read(log_level="warning")

    async def run() -> None:
        async with open_resources(settings, access, live=False) as resources:
            await use(resources)

    with begun_database(settings) as access:
        check_begun(access)
        migrate(access.owner_url)
        with access.as_app() as connection:
            check_wall(connection)
        asyncio.run(run())


@asynccontextmanager
async def within(resources: "Resources", slug: str) -> "AsyncGenerator[tuple[AsyncSession, UUID]]":
    """A transaction inside the workspace of that address."""
    from sportello import workspaces  # noqa: PLC0415
    from sportello.core.db import enter_workspace  # noqa: PLC0415
    from sportello.core.errors import NotFound  # noqa: PLC0415

    async with resources.database.transaction() as session:
        workspace_id = await workspaces.find_workspace(session, slug=slug)
        if workspace_id is None:
            raise NotFound(f"No workspace has the address {slug}.")
        await enter_workspace(session, workspace_id)
        yield session, workspace_id
