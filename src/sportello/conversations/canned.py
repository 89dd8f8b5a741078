"""Canned replies: what agents say so often that a shortcut types it for them."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select, text as sql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.errors import ShortcutTaken
from sportello.conversations.models import CannedReply
from sportello.core.errors import NotFound


async def canned_replies(session: AsyncSession) -> Sequence[CannedReply]:
    """All of the workspace, by shortcut."""
    return (await session.scalars(select(CannedReply).order_by(CannedReply.shortcut, CannedReply.language))).all()


_FITTING = sql(
    """
    SELECT replies.id FROM canned_replies AS replies
    CROSS JOIN CAST(
        replace(CAST(plainto_tsquery(CAST(:stemmed AS regconfig), :words) AS text), '&', '|') AS tsquery
    ) AS asked
    CROSS JOIN to_tsvector(
        CAST(:stemmed AS regconfig), translate(replies.shortcut, '-_.', '   ') || ' ' || replies.text
    ) AS said
    WHERE (replies.language IS NULL OR replies.language = :language) AND said @@ asked
    ORDER BY ts_rank(said, asked) DESC, replies.shortcut
    LIMIT :most
    """
)
_STEMMED: Final[Mapping[str, str]] = {"de": "german", "en": "english", "it": "italian"}


async def fitting_replies(session: AsyncSession, *, words: str, language: str, most: int) -> list[CannedReply]:
    """Those that share words with what a customer said, in its language or in all, the nearest first."""
    asked = {"stemmed": _STEMMED.get(language, "simple"), "words": words, "language": language, "most": most}
    ids = list(await session.scalars(_FITTING, asked))
    found = {reply.id: reply for reply in await session.scalars(select(CannedReply).where(CannedReply.id.in_(ids)))}
    return [found[id_] for id_ in ids]


async def create_canned_reply(
    session: AsyncSession, *, workspace_id: UUID, shortcut: str, text: str, language: str | None
) -> CannedReply:
    """Add one; its shortcut is free in its language."""
    reply = CannedReply(workspace_id=workspace_id, shortcut=shortcut, text=text, language=language)
    await _save(session, reply)
    return reply


async def change_canned_reply(
    session: AsyncSession, *, reply_id: UUID, shortcut: str, text: str, language: str | None
) -> CannedReply:
    """Replace all of it."""
    reply = await canned_reply(session, reply_id=reply_id)
    reply.shortcut, reply.text, reply.language = shortcut, text, language
    await _save(session, reply)
    return reply


async def delete_canned_reply(session: AsyncSession, *, reply_id: UUID) -> None:
    """Remove it."""
    await session.delete(await canned_reply(session, reply_id=reply_id))
    await session.flush()


async def canned_reply(session: AsyncSession, *, reply_id: UUID) -> CannedReply:
    """One of them."""
    reply = await session.get(CannedReply, reply_id)
    if reply is None:
        raise NotFound
    return reply


async def _save(session: AsyncSession, reply: CannedReply) -> None:
    session.add(reply)
    try:
        async with session.begin_nested():
            await session.flush()
    except IntegrityError:
        raise ShortcutTaken(f"/{reply.shortcut} exists already in this language.") from None
