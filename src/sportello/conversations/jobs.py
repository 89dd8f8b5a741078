"""Removing stored bytes: it leaves the process, so it waits for nobody's transaction."""

from typing import cast

from procrastinate import JobContext
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.attachments import drop_unsent, due_files, forget_files
from sportello.core.jobs import UNWATCHED, defer, job
from sportello.core.resources import Resources

_AT_ONCE = 100
_SOON = 10
"""Seconds between two rounds: each takes all there is."""


@job("conversations.remove_files", queue=UNWATCHED)
async def remove_files(context: JobContext) -> None:
    """Remove the bytes that belong to nothing any more. Twice does no harm: what is gone is gone."""
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    while True:
        async with resources.database.transaction() as session:
            keys = await due_files(session, limit=_AT_ONCE)
        for key in keys:
            await resources.files.remove(key)
        async with resources.database.transaction() as session:
            await forget_files(session, keys=keys)
        if len(keys) < _AT_ONCE:
            return


async def let_go_of_files(session: AsyncSession, *, limit: int = 100) -> int:
    """Drop what was never sent, and have removed what belongs to nothing; returns how many were dropped."""
    dropped = await drop_unsent(session, limit=limit)
    if await due_files(session, limit=1):
        await defer(session, remove_files, once="remove files", after=_SOON)
    return dropped
