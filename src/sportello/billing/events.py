"""What happened to money."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sportello.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BudgetSet(Event):
    """Somebody said how much may be spent. `scopes` are those of which they said something new."""

    name: ClassVar[str] = "budget.set"
    scopes: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class BudgetNearlySpent(Event):
    """Four fifths of a budget are spent. Told once for each period."""

    name: ClassVar[str] = "budget.nearly_spent"
    scope: str
    subject: UUID
    period: str


@dataclass(frozen=True, kw_only=True)
class BudgetSpent(Event):
    """A call was not made because it might have cost more than is left. Told once for each period."""

    name: ClassVar[str] = "budget.spent"
    scope: str
    subject: UUID
    period: str
