"""Who is this: the visitor behind a token, the contact behind an id."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.contacts.errors import ContactNotFound
from sportello.contacts.models import Contact
from sportello.core.crypto import hash_token


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser that the widget's token identifies: who speaks, and through which website."""

    visitor_id: UUID
    workspace_id: UUID
    contact_id: UUID
    widget_key_id: UUID


VISITOR = text(
    """
    SELECT v.id, v.workspace_id, v.contact_id, v.widget_key_id,
           set_config('app.workspace', v.workspace_id::text, true)
    FROM door_visitor(:hash) v
    """
)

_ALIVE = text("SELECT v.id, v.contact_id FROM door_visitors(CAST(:ids AS uuid[])) v")


async def authenticate_visitor(session: AsyncSession, *, token: str) -> Visitor | None:
    """The visitor behind a token, with the workspace entered: one statement, for it opens every request."""
    row = (await session.execute(VISITOR, {"hash": hash_token(token)})).one_or_none()
    return Visitor(row[0], row[1], row[2], row[3]) if row else None


async def visitors_alive(session: AsyncSession, *, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Which of these visitors' tokens still stand, and for which contact each speaks; of all workspaces."""
    rows = await session.execute(_ALIVE, {"ids": list(ids)})
    return {row.id: row.contact_id for row in rows}


async def get_contact(session: AsyncSession, *, contact_id: UUID) -> Contact:
    """The contact with this id."""
    contact = await session.scalar(select(Contact).where(Contact.id == contact_id))
    if contact is None:
        raise ContactNotFound
    return contact
