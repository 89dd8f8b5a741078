"""What was spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.billing.models import ModelPrice, ProviderCall, Scope, Spending


@dataclass(frozen=True)
class Spent:
    """Money of one budget in one period, in euros."""

    spent: Decimal
    reserved: Decimal


async def spent(session: AsyncSession, *, scope: Scope, subject: UUID, period: str = "") -> Spent:
    """What one budget has spent in one period, and what is set aside for calls under way."""
    found = select(Spending).where(Spending.scope == scope, Spending.subject == subject, Spending.period == period)
    row = await session.scalar(found.execution_options(populate_existing=True))
    return Spent(row.spent, row.reserved) if row else Spent(Decimal(0), Decimal(0))


async def calls_of(session: AsyncSession, *, conversation_id: UUID) -> Sequence[ProviderCall]:
    """The calls made for a conversation, in their order."""
    found = select(ProviderCall).where(ProviderCall.conversation_id == conversation_id).order_by(ProviderCall.id)
    return (await session.scalars(found)).all()


async def cost_of_answer(session: AsyncSession, *, conversation_id: UUID | None, message_id: UUID) -> Decimal | None:
    """What was spent for one answer, in euros, or is set aside for it still; None where nothing was asked for it."""
    cost = func.coalesce(ProviderCall.cost, ProviderCall.reserved)
    calls = ProviderCall.conversation_id == conversation_id, ProviderCall.message_id == message_id
    return await session.scalar(select(func.sum(cost)).where(*calls))


async def list_prices(session: AsyncSession) -> list[ModelPrice]:
    """The prices that the workspace has set."""
    return list(await session.scalars(select(ModelPrice).order_by(ModelPrice.provider, ModelPrice.model)))
