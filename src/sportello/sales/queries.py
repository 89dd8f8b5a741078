"""What one may ask of leads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.sales.models import Lead, LeadSettings

LeadState = Literal["open", "dealt_with", "all"]


async def list_leads(
    session: AsyncSession,
    *,
    state: LeadState = "all",
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Lead]:
    """The newest leads first."""
    found = select(Lead).order_by(Lead.created_at.desc(), Lead.id.desc()).limit(limit)
    if state != "all":
        found = found.where(Lead.dealt_with_at.is_(None) if state == "open" else Lead.dealt_with_at.is_not(None))
    if before is not None:
        found = found.where(tuple_(Lead.created_at, Lead.id) < before)
    return (await session.scalars(found)).all()


async def lead_settings(session: AsyncSession, *, workspace_id: UUID) -> LeadSettings:
    """Where leads are mailed to; nowhere until somebody says."""
    found = await session.scalar(select(LeadSettings).where(LeadSettings.workspace_id == workspace_id))
    return found or LeadSettings(workspace_id=workspace_id, notify_email=None)


async def lead_left_in(session: AsyncSession, *, conversation_id: UUID) -> Lead | None:
    """The last contact details that the customer left in this conversation, to be called back."""
    found = select(Lead).where(Lead.conversation_id == conversation_id).order_by(Lead.created_at.desc(), Lead.id.desc())
    return await session.scalar(found.limit(1))
