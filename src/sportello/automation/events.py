"""What can happen with rules."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sportello.core.events import Event


@dataclass(frozen=True, kw_only=True)
class RulesChanged(Event):
    """The rules, or their order, are not what they were."""

    name: ClassVar[str] = "rules.changed"


@dataclass(frozen=True, kw_only=True)
class RuleRan(Event):
    """A rule met a conversation; what it did there is told by itself."""

    name: ClassVar[str] = "rule.ran"
    rule_id: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class RuleHeld(Event):
    """A guard held a rule back, lest it run for ever; `why` says which."""

    name: ClassVar[str] = "rule.held"
    rule_id: UUID
    why: str
