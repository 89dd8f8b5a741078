"""What can happen to leads."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sportello.core.events import Event


@dataclass(frozen=True, kw_only=True)
class LeadCreated(Event):
    """A customer left their contact details."""

    name: ClassVar[str] = "lead.created"
    lead_id: UUID


@dataclass(frozen=True, kw_only=True)
class LeadDealtWith(Event):
    """Somebody has called a customer back, or found that nobody needs to."""

    name: ClassVar[str] = "lead.dealt_with"
    lead_id: UUID


@dataclass(frozen=True, kw_only=True)
class LeadReopened(Event):
    """It turned out that a customer waits for somebody still."""

    name: ClassVar[str] = "lead.reopened"
    lead_id: UUID
