"""Facts as they are stored: one typed document each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sportello.core.clock import now
from sportello.core.db import Base
from sportello.knowledge.facts.kinds import FactKind


class FactRow(Base):
    """One fact of a business, as the document that `read_fact` reads.

    Its document is kept in the order in which it was written: the columns of a price are told in it.

    `source` is the file it came from, if it did; `source_hash` is the hash of what that said, so that an edit made
    here lives until the file itself changes.
    """

    __tablename__ = "facts"
    __table_args__ = (CheckConstraint("kind IN ('calendar', 'hours', 'price', 'place', 'policy')", name="kind"),)

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[FactKind] = mapped_column(String)
    position: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str | None] = mapped_column(Text)
    source_hash: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
