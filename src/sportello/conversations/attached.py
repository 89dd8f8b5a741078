"""What may be asked about files that come with messages: which there are, for whom, and what is taken."""

from dataclasses import dataclass
from typing import Final, get_args
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.errors import AttachmentNotFound, ConversationNotFound, IdReused
from sportello.conversations.filed import Attachment, AttachmentLimits
from sportello.conversations.models import Conversation
from sportello.core.filetypes import Kind

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a workspace takes."""

    kinds: tuple[Kind, ...] = get_args(Kind)
    file_megabytes: int = 10
    per_message: int = 5
    total_megabytes: int = 5_000

    @property
    def file_bytes(self) -> int:
        """The largest file."""
        return self.file_megabytes * MEGABYTE


async def limits_of(session: AsyncSession, *, workspace_id: UUID) -> Limits:
    """What a workspace takes."""
    row = await session.get(AttachmentLimits, workspace_id)
    if row is None:
        return Limits()
    return Limits(tuple(row.kinds), row.file_megabytes, row.per_message, row.total_megabytes)


async def used_bytes(session: AsyncSession, *, workspace_id: UUID) -> int:
    """What a workspace's attachments hold, all together."""
    held = select(func.coalesce(func.sum(Attachment.size), 0)).where(Attachment.workspace_id == workspace_id)
    return int(await session.scalar(held) or 0)


async def may_hand_in(session: AsyncSession, *, conversation_id: UUID, contact_id: UUID | None = None) -> None:
    """Refuse who is not of this conversation, before anything of theirs is read."""
    found = select(Conversation.id).where(Conversation.id == conversation_id)
    if contact_id is not None:
        found = found.where(Conversation.contact_id == contact_id)
    if await session.scalar(found) is None:
        raise ConversationNotFound


async def find_attachment(
    session: AsyncSession,
    *,
    conversation_id: UUID,
    attachment_id: UUID,
    contact_id: UUID | None = None,
    user_id: UUID | None = None,
) -> Attachment:
    """One that was sent, or that this customer (`contact_id`) or agent (`user_id`) is about to send."""
    found = (
        select(Attachment)
        .join(Conversation, Conversation.id == Attachment.conversation_id)
        .where(
            Attachment.conversation_id == conversation_id,
            Attachment.id == attachment_id,
            or_(Attachment.message_id.is_not(None), Attachment.user_id.is_not_distinct_from(user_id)),
        )
    )
    if contact_id is not None:
        found = found.where(Conversation.contact_id == contact_id)
    attachment = await session.scalar(found)
    if attachment is None:
        raise AttachmentNotFound
    return attachment


async def handed_in(
    session: AsyncSession, *, conversation_id: UUID, attachment_id: UUID, digest: bytes, user_id: UUID | None
) -> Attachment | None:
    """The file that was handed in under this id before, if one was; refused where it was another one."""
    there = await session.scalar(
        select(Attachment).where(Attachment.conversation_id == conversation_id, Attachment.id == attachment_id)
    )
    if there is not None and (there.sha256, there.user_id) != (digest, user_id):
        raise IdReused
    return there
