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
