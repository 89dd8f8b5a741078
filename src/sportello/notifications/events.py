"""What happened to those who wait."""

from dataclasses import dataclass
from typing import ClassVar

from sportello.conversations import ConversationEvent


@dataclass(frozen=True, kw_only=True)
class HandoffEscalated(ConversationEvent):
    """Nobody has come to a customer for so long that others were told: supervisors (1), then everybody (2)."""

    name: ClassVar[str] = "handoff.escalated"
    level: int
