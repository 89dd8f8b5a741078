"""A workspace to know things in."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.core.ids import new_id


async def open_workspace(session: AsyncSession, slug: str) -> UUID:
    """A new workspace, entered."""
    made = await workspaces.create_workspace(session, slug=slug, name=slug.title(), default_language="it")
    return made.id


@pytest.fixture
async def workspace(session: AsyncSession) -> UUID:
    """A workspace of this test's transaction, entered."""
    return await open_workspace(session, f"w-{new_id().hex[-12:]}")
