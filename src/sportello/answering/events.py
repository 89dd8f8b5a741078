"""What can happen to assistants."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sportello.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AssistantChanged(Event):
    """Somebody changed what an assistant says or when it hands over; whoever keeps it at hand reads it again."""

    name: ClassVar[str] = "assistant_changed"
    assistant_id: UUID
