"""Leads, and whom the workspace wants to hear of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.ids import new_id


class Lead(Base):
    """A customer who wants to be called back: how they are reached, and what it is about.

    It belongs to its contact and goes with them. `consented_at` is when they said yes to exactly these words.
    `dealt_with_by` is the name of who has called back, or found that nobody needs to: null while somebody must.
    """

    __tablename__ = "leads"
    __table_args__ = (
        CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),
        Index("ix_leads_workspace_id_created_at", "workspace_id", "created_at", "id"),
        Index("ix_leads_open", "workspace_id", "created_at", "id", postgresql_where=text("dealt_with_at IS NULL")),
        Index("ix_leads_contact_id", "contact_id"),
        Index("ix_leads_conversation_id", "conversation_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"))
    name: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    about: Mapped[str]
    language: Mapped[str]
    consented_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=now)
    dealt_with_at: Mapped[datetime | None]
    dealt_with_by: Mapped[str | None]


class LeadSettings(Base):
    """Where the workspace wants its leads: the address that each is mailed to, if any."""

    __tablename__ = "lead_settings"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    notify_email: Mapped[str | None]
