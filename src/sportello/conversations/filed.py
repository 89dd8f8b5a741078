"""Tables of what is sent with messages: the attachments, what bytes belong to nothing, and how much is taken."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.filetypes import Kind
from sportello.core.ids import new_id


class Attachment(Base):
    """A file that somebody sent, or is about to: without a message it is its sender's alone, and goes after a day.

    Its id is its sender's, and says something only within its conversation; its bytes are stored under `key`, which
    nobody outside ever hears. `sha256` is of what was sent, so that sending it again is known for what it is; of a
    picture, which has `width` and `height`, other bytes are stored, with a small one beside them.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_attachments_workspace_id", "workspace_id", postgresql_include=["bytes"]),
        Index("ix_attachments_unsent", "created_at", postgresql_where=text("message_id IS NULL")),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    message_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    """Which agent sent it; None: the customer did."""
    key: Mapped[UUID] = mapped_column(default=new_id)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column("bytes", BigInteger)
    sha256: Mapped[bytes]
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def shown(self) -> dict[str, Any]:
        """What its message says of it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "media_type": self.media_type,
            "bytes": self.size,
            "width": self.width,
            "height": self.height,
        }


class LooseFile(Base):
    """Bytes that belong to nothing, yet or any more: written down before they are stored, and when their row goes.

    What is still loose when it is due is removed from where files are stored. So nothing stays there unknown, whoever
    was killed when; a trigger writes them down, whatever deletes an attachment.
    """

    __tablename__ = "loose_files"
    __table_args__ = (Index("ix_loose_files_due_at", "due_at"),)

    key: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    due_at: Mapped[datetime]


class AttachmentLimits(Base):
    """What a workspace takes. Without a row: what `Limits` has by itself."""

    __tablename__ = "attachment_limits"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    kinds: Mapped[list[Kind]] = mapped_column(JSONB)
    file_megabytes: Mapped[int]
    per_message: Mapped[int]
    total_megabytes: Mapped[int]
