"""Removing stored bytes, and letters to customers: they leave the process, so they wait for nobody's transaction."""

from typing import Any, cast
from uuid import UUID

from procrastinate import JobContext
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.attachments import drop_unsent, due_files, forget_files
from sportello.conversations.transcripts import keep_transcript, mark_sent, written_transcript
from sportello.core.jobs import UNWATCHED, defer, job
from sportello.core.mail import send
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


@job("conversations.mail_transcript")
async def mail_transcript(context: JobContext, *, workspace_id: str, conversation_id: str, transcript_id: str) -> None:
    """Send a conversation to who asked for it. One that has gone is not sent again."""
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    letter_of = {"conversation_id": UUID(conversation_id), "id": UUID(transcript_id)}
    async with resources.database.transaction(UUID(workspace_id)) as session:
        letter = await written_transcript(session, **letter_of)
    if letter is None or resources.settings.smtp_url is None:
        return
    await send(resources.settings.smtp_url, sender=resources.settings.mail_from, letter=letter)
    async with resources.database.transaction(UUID(workspace_id)) as session:
        await mark_sent(session, **letter_of)


async def ask_transcript(session: AsyncSession, *, workspace_id: UUID, **wanted: Any) -> None:
    """Have a conversation mailed, if and only if this transaction commits; twice under one id it is one letter."""
    if await keep_transcript(session, **wanted):
        await defer(
            session,
            mail_transcript,
            workspace_id=str(workspace_id),
            conversation_id=str(wanted["conversation_id"]),
            transcript_id=str(wanted["id"]),
        )
