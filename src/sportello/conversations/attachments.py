"""Files that come with messages: taken once however often they are sent, seen by who may, gone with what they are of.

A client makes the id, hands the file in, then names it in a message: an accepted file is stored before it is named, so
an accepted message is never without one, and a retry of either is the same file and the same message.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, or_, text as sql, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.attached import MEGABYTE, Limits, handed_in, limits_of, used_bytes
from sportello.conversations.errors import (
    AttachmentNotFound,
    AttachmentsFull,
    TooManyAttachments,
)
from sportello.conversations.filed import Attachment, AttachmentLimits, LooseFile
from sportello.core.clock import now
from sportello.core.ids import new_id
from sportello.workspaces import Member, audit

MOST_PER_MESSAGE: Final = 10
_STORED_WITHIN: Final = timedelta(hours=1)
"""What is not somebody's attachment so long after its bytes began to be stored never will be."""
_SENT_WITHIN: Final = timedelta(days=1)


@dataclass(frozen=True)
class Stored:
    """A file whose bytes are stored: under which key, and what they are."""

    key: UUID
    name: str
    media_type: str
    size: int
    digest: bytes
    width: int | None = None
    height: int | None = None


async def save_limits(session: AsyncSession, *, workspace_id: UUID, limits: Limits, actor: Member) -> None:
    """Say what a workspace takes from now on. What is there stays."""
    values = {
        "kinds": list(limits.kinds),
        "file_megabytes": limits.file_megabytes,
        "per_message": limits.per_message,
        "total_megabytes": limits.total_megabytes,
    }
    written = insert(AttachmentLimits).values(workspace_id=workspace_id, **values)
    await session.execute(written.on_conflict_do_update(index_elements=["workspace_id"], set_=values))
    target = f"workspace:{workspace_id}"
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="attachments.limits_changed",
        target=target,
        data={**values, "kinds": sorted(limits.kinds)},
    )


async def announce(session: AsyncSession, *, workspace_id: UUID) -> UUID:
    """A key to store bytes under. Committed before they are: what then comes to nothing is removed."""
    key = new_id()
    session.add(LooseFile(key=key, workspace_id=workspace_id, due_at=now() + _STORED_WITHIN))
    await session.flush()
    return key


async def keep(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    conversation_id: UUID,
    attachment_id: UUID,
    stored: Stored,
    user_id: UUID | None = None,
) -> tuple[Attachment, bool]:
    """Make stored bytes an attachment, and say whether they became it: of two at once, one does."""
    await session.execute(_ONE_AT_A_TIME, {"workspace": str(workspace_id)})
    there = await handed_in(
        session, conversation_id=conversation_id, attachment_id=attachment_id, digest=stored.digest, user_id=user_id
    )
    if there is not None:
        return there, False
    limits = await limits_of(session, workspace_id=workspace_id)
    if await used_bytes(session, workspace_id=workspace_id) + stored.size > limits.total_megabytes * MEGABYTE:
        raise AttachmentsFull("Ask whoever runs the workspace to raise its limit.")
    claimed = await session.scalar(delete(LooseFile).where(LooseFile.key == stored.key).returning(LooseFile.key))
    if claimed is None:
        raise AttachmentNotFound("It took too long to be stored: hand it in again.")
    attachment = Attachment(
        conversation_id=conversation_id,
        id=attachment_id,
        workspace_id=workspace_id,
        user_id=user_id,
        key=stored.key,
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.digest,
        width=stored.width,
        height=stored.height,
    )
    session.add(attachment)
    await session.flush()
    return attachment, True


_ONE_AT_A_TIME = sql("SELECT pg_advisory_xact_lock(hashtextextended('attachments ' || :workspace, 0))")
"""Held for the moment in which what there is is counted and one more is added: a limit that is passed is none."""


async def fasten(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    conversation_id: UUID,
    message_id: UUID,
    ids: Sequence[UUID],
    user_id: UUID | None = None,
) -> list[dict[str, Any]]:
    """Give a message its files, and return what it says of them; once more is the same.

    Refused where one of them was never handed in, or is another's, or another message's.
    """
    if not ids:
        return []
    limits = await limits_of(session, workspace_id=workspace_id)
    if len(ids) > limits.per_message:
        raise TooManyAttachments(f"At most {limits.per_message} files go with one message.")
    found = await session.scalars(
        update(Attachment)
        .where(
            Attachment.conversation_id == conversation_id,
            Attachment.id.in_(ids),
            or_(Attachment.message_id.is_(None), Attachment.message_id == message_id),
            Attachment.user_id.is_not_distinct_from(user_id),
        )
        .values(message_id=message_id)
        .returning(Attachment)
        .execution_options(synchronize_session=False)
    )
    shown = {attachment.id: attachment.shown for attachment in found}
    if set(ids) != shown.keys():
        raise AttachmentNotFound("Hand each file in before the message that names it.")
    return [shown[id_] for id_ in dict.fromkeys(ids)]


def names_in(attachments: Sequence[dict[str, Any]]) -> str:
    """What a message without words is called where there is room for a line only: by the names of its files."""
    return ", ".join(attachment["name"] for attachment in attachments)


_DROP_UNSENT = sql("SELECT door_drop_unsent(:before, :limit)")
_DUE = sql("SELECT door_due_files(:now, :limit)")
_FORGET = sql("SELECT door_forget_files(:keys)")


async def drop_unsent(session: AsyncSession, *, limit: int = 100) -> int:
    """Let go of what was handed in and never sent, in every workspace; returns how many there were."""
    return int(await session.scalar(_DROP_UNSENT, {"before": now() - _SENT_WITHIN, "limit": limit}) or 0)


async def due_files(session: AsyncSession, *, limit: int = 100) -> list[UUID]:
    """The keys of bytes that belong to nothing, in every workspace."""
    return list(await session.scalars(_DUE, {"now": now(), "limit": limit}))


async def forget_files(session: AsyncSession, *, keys: Sequence[UUID]) -> None:
    """Forget keys whose bytes are removed."""
    await session.execute(_FORGET, {"keys": list(keys)})
