"""A workspace to know things in."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.db import enter_workspace
from sportello.core.ids import new_id

_NEW = text(
    """
    INSERT INTO workspaces (id, slug, name, default_language, languages, time_zone, created_at, updated_at)
    VALUES (:id, :slug, :name, 'it', '{it,en}', 'Europe/Rome', :now, :now)
    """
)


async def open_workspace(session: AsyncSession, slug: str) -> UUID:
    """A new workspace, entered."""
    workspace = new_id()
    await enter_workspace(session, workspace)
    await session.execute(_NEW, {"id": workspace, "slug": slug, "name": slug.title(), "now": now()})
    return workspace


@pytest.fixture
async def workspace(session: AsyncSession) -> UUID:
    """A workspace of this test's transaction, entered."""
    return await open_workspace(session, "lumina")
