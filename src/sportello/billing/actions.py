"""What an admin says about money."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.billing.models import NEARLY, Budget, ModelPrice
from sportello.core.errors import Invalid, NotFound
from sportello.core.llm import Provider
from sportello.workspaces import SYSTEM, Member, audit

_MOST = Decimal(1_000_000)
_TELL_ANEW = text(
    """
    UPDATE spending SET alerted = CASE
        WHEN spent >= :nearly * CASE scope
            WHEN 'conversation' THEN budgets.conversation
            WHEN 'assistant_day' THEN budgets.assistant_day
            ELSE budgets.workspace_month END
        THEN 80 ELSE 0 END
    FROM budgets
    WHERE budgets.workspace_id = :workspace_id AND spending.workspace_id = :workspace_id AND alerted > 0
    """
)
"""Whoever raises a budget is told once more when it is nearly spent, and spent."""


async def set_budget(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    conversation: Decimal | None,
    assistant_day: Decimal | None,
    workspace_month: Decimal | None,
    actor: Member | str = SYSTEM,
) -> Budget:
    """Say how much may be spent, in euros; None sets no limit. What is spent already stays spent."""
    for amount in (conversation, assistant_day, workspace_month):
        _check(amount)
    budget = await session.merge(
        Budget(
            workspace_id=workspace_id,
            conversation=conversation,
            assistant_day=assistant_day,
            workspace_month=workspace_month,
        )
    )
    await session.flush()
    await session.execute(_TELL_ANEW, {"workspace_id": workspace_id, "nearly": NEARLY})
    told = {
        "conversation": _told(conversation),
        "assistant_day": _told(assistant_day),
        "workspace_month": _told(workspace_month),
    }
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="budget.set",
        target=f"workspace:{workspace_id}",
        data=told,
    )
    return budget


async def set_price(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    provider: Provider,
    model: str,
    read: Decimal,
    written: Decimal,
    from_cache: Decimal | None = None,
    actor: Member | str = SYSTEM,
) -> ModelPrice:
    """Say what a model costs, in dollars for a million tokens. Zero is a price, too: that of one's own machine."""
    for amount in (read, written, from_cache):
        _check(amount)
    price = await session.merge(
        ModelPrice(
            workspace_id=workspace_id,
            provider=provider,
            model=model,
            read=read,
            written=written,
            from_cache=from_cache,
        )
    )
    await session.flush()
    await _note(session, actor, "price.set", price)
    return price


async def remove_price(
    session: AsyncSession, *, workspace_id: UUID, provider: Provider, model: str, actor: Member | str = SYSTEM
) -> None:
    """Go back to what the list says."""
    price = await session.get(ModelPrice, (workspace_id, provider, model))
    if price is None:
        raise NotFound
    await session.delete(price)
    await session.flush()
    await _note(session, actor, "price.removed", price)


async def _note(session: AsyncSession, actor: Member | str, action: str, price: ModelPrice) -> None:
    await audit(
        session,
        workspace_id=price.workspace_id,
        actor=actor,
        action=action,
        target=f"price:{price.provider}:{price.model}",
        data={"read": _told(price.read), "written": _told(price.written), "from_cache": _told(price.from_cache)},
    )


def _check(amount: Decimal | None) -> None:
    if amount is not None and not (amount.is_finite() and 0 <= amount <= _MOST):
        raise Invalid("Write an amount of money that is not negative.")


def _told(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.normalize():f}"
