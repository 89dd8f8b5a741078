"""What happened to facts; whoever keeps them at hand reads them again."""

from dataclasses import dataclass
from typing import ClassVar

from sportello.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FactWritten(Event):
    """A fact was added or changed; the next answer says what it says now."""

    name: ClassVar[str] = "fact.written"
    fact_id: str


@dataclass(frozen=True, kw_only=True)
class FactRemoved(Event):
    """A fact is gone; nothing is answered from it any more."""

    name: ClassVar[str] = "fact.removed"
    fact_id: str


@dataclass(frozen=True, kw_only=True)
class FactsImported(Event):
    """A file of facts was read; its facts are now what it says."""

    name: ClassVar[str] = "facts.imported"
    added: int
    changed: int
    removed: int


FACT_EVENTS = frozenset({FactWritten.name, FactRemoved.name, FactsImported.name})
