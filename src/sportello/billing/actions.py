"""What an admin says about money."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.billing.events import BudgetSet
from sportello.billing.metering import budget_of
from sportello.billing.models import NEARLY, Budget, ModelPrice, Scope
from sportello.core.errors import Invalid, NotFound
from sportello.core.events import emit
from sportello.core.llm import Provider, check_name
from sportello.workspaces import SYSTEM, Member, audit

_MOST = Decimal(1_000_000)
_TELL_ANEW = text(
    """
    UPDATE spending SET alerted = CASE WHEN spent >= :nearly * CAST(:limit AS numeric) THEN 80 ELSE 0 END
    WHERE workspace_id = :workspace_id AND scope = :scope AND alerted > 0
        AND (CAST(:subject AS uuid) IS NULL OR subject = :subject)
    """
)


async def set_budget(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    limits: Mapping[Scope, Decimal | None],
    actor: Member | str = SYSTEM,
) -> Budget:
    """Say how much may be spent, in euros; None sets no limit. Budgets that are not named stay, and what is spent."""
    for amount in limits.values():
        _check(amount)
    before = dict((await budget_of(session, workspace_id=workspace_id)).limits)
    limits = before | dict(limits)
    budget = await session.merge(Budget(workspace_id=workspace_id, **limits))
    await session.flush()
    changed: list[Scope] = [scope for scope in limits if limits[scope] != before[scope]]
    for scope in changed:
        # Whose day it is, assistants know: some have a budget of their own, which this is not.
        if scope != "assistant_day":
            await tell_anew(session, workspace_id=workspace_id, scope=scope, limit=limits[scope])
    await _note(session, actor, "budget.set", f"workspace:{workspace_id}", workspace_id, **limits)
    await emit(session, BudgetSet(workspace_id=workspace_id, scopes=changed))
    return budget


async def tell_anew(
    session: AsyncSession, *, workspace_id: UUID, scope: Scope, limit: Decimal | None, subject: UUID | None = None
) -> None:
    """A budget was changed: that it is nearly spent, and spent, is told once more. None: all of that scope."""
    told = {"workspace_id": workspace_id, "scope": scope, "subject": subject, "limit": limit, "nearly": NEARLY}
    await session.execute(_TELL_ANEW, told)


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
    check_name(provider, model)
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
    await _note_price(session, actor, "price.set", price)
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
    await _note_price(session, actor, "price.removed", price)


async def _note_price(session: AsyncSession, actor: Member | str, action: str, price: ModelPrice) -> None:
    target = f"price:{price.provider}:{price.model}"
    amounts = {"read": price.read, "written": price.written, "from_cache": price.from_cache}
    await _note(session, actor, action, target, price.workspace_id, **amounts)


async def _note(
    session: AsyncSession, actor: Member | str, action: str, target: str, workspace_id: UUID, **amounts: Decimal | None
) -> None:
    data = {name: None if amount is None else f"{amount.normalize():f}" for name, amount in amounts.items()}
    await audit(session, workspace_id=workspace_id, actor=actor, action=action, target=target, data=data)


def _check(amount: Decimal | None) -> None:
    if amount is not None and not (amount.is_finite() and 0 <= amount <= _MOST):
        raise Invalid("Write an amount of money that is not negative.")
