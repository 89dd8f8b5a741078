"""The customer, and the browser tokens by which the widget knows them again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.ids import new_id


class Contact(Base):
    """One customer of one workspace.

    `name`, `email` and `phone` are what they say of themselves; only `external_id` is proven (`verified`), by a
    signature of the website they are signed in to. Nothing is ever looked up by what is merely said.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        Index("ix_contacts_workspace_id_created_at", "workspace_id", "created_at"),
        Index(
            "uq_contacts_workspace_id_external_id",
            "workspace_id",
            "external_id",
            unique=True,
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        Index(
            "ix_contacts_words",
            text("searchable_contact(name, email, phone, external_id)"),
            postgresql_using="gin",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    external_id: Mapped[str | None]
    verified: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str]
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)


class VisitorToken(Base):
    """One browser of a contact. The browser keeps the token; only its hash is here.

    It dies with the widget key it was given for, so taking a key back cuts off everyone who came by it.
    """

    __tablename__ = "visitor_tokens"
    __table_args__ = (
        Index("ix_visitor_tokens_contact_id", "contact_id"),
        Index("ix_visitor_tokens_widget_key_id", "widget_key_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    widget_key_id: Mapped[UUID] = mapped_column(ForeignKey("widget_keys.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
