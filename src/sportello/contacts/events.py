"""What can happen to a contact."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sportello.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ContactCreated(Event):
    """Somebody new came by."""

    name: ClassVar[str] = "contact.created"
    contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """A contact's name, address or language changed."""

    name: ClassVar[str] = "contact.changed"
    contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactMerged(Event):
    """An anonymous contact turned out to be a known one; what was theirs belongs to `into_id` now."""

    name: ClassVar[str] = "contact.merged"
    contact_id: UUID
    into_id: UUID


@dataclass(frozen=True, kw_only=True)
class VisitorMoved(Event):
    """A browser now speaks for another contact; streams it has open must be asked for anew."""

    name: ClassVar[str] = "visitor.moved"
    visitor_id: UUID
    contact_id: UUID
