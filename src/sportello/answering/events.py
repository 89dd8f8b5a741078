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


@dataclass(frozen=True, kw_only=True)
class IntentsLearnt(Event):
    """New examples of intents were learnt; whoever keeps the models at hand reads them again."""

    name: ClassVar[str] = "intents_learnt"


@dataclass(frozen=True, kw_only=True)
class GateFitted(Event):
    """What the knowledge teaches the gate has been learnt anew; whoever keeps the assistant at hand reads it again."""

    name: ClassVar[str] = "gate_fitted"
