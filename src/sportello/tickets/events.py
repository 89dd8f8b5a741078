"""What can happen to tickets. Every one carries the ticket; `conversation_id` where it comes from one."""

from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from sportello.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TicketEvent(Event):
    """A fact about one ticket."""

    ticket_id: UUID


@dataclass(frozen=True, kw_only=True)
class TicketCreated(TicketEvent):
    """A ticket was opened; `source` says by which way: from a `conversation`, in the `desk`, or by the `api`."""

    name: ClassVar[str] = "ticket.created"
    source: str
    priority: str
    team_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(TicketEvent):
    """A ticket is somebody else's to do now, or (both null) nobody's; `by_user_id` passed it on."""

    name: ClassVar[str] = "ticket.assigned"
    user_id: UUID | None
    team_id: UUID | None
    by_user_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class TicketStatusChanged(TicketEvent):
    """A ticket went from one status to another; `user_id` null: by the customer, a merge of tickets, or the clock."""

    name: ClassVar[str] = "ticket.status_changed"
    before: str
    after: str
    user_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class TicketResolved(TicketEvent):
    """A ticket is done, told beside the change of its status; told again where it was opened again meanwhile."""

    name: ClassVar[str] = "ticket.resolved"
    user_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class TicketPriorityChanged(TicketEvent):
    """A ticket is more urgent now, or less."""

    name: ClassVar[str] = "ticket.priority_changed"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class TicketChanged(TicketEvent):
    """A ticket has another `subject`, or other `labels`; `fields` are the names of what is otherwise."""

    name: ClassVar[str] = "ticket.changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TicketNoteAdded(TicketEvent):
    """A colleague noted something on a ticket."""

    name: ClassVar[str] = "ticket.note_added"
    entry_id: UUID
    user_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class TicketResponded(TicketEvent):
    """A customer has had a first answer on a ticket; `user_id` null: nobody of the workspace by name."""

    name: ClassVar[str] = "ticket.responded"
    user_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class TicketMerged(TicketEvent):
    """A ticket goes on in another one, `into_id`."""

    name: ClassVar[str] = "ticket.merged"
    into_id: UUID


@dataclass(frozen=True, kw_only=True)
class TicketSlaWarned(TicketEvent):
    """What is promised on a ticket (`promise`: `response` or `resolution`) will be late soon."""

    name: ClassVar[str] = "ticket.sla_warned"
    promise: str


@dataclass(frozen=True, kw_only=True)
class TicketSlaBreached(TicketEvent):
    """What was promised on a ticket is late."""

    name: ClassVar[str] = "ticket.sla_breached"
    promise: str


@dataclass(frozen=True, kw_only=True)
class TicketSlaMet(TicketEvent):
    """What was promised on a ticket was done in time."""

    name: ClassVar[str] = "ticket.sla_met"
    promise: str


TICKET_EVENTS: Final = frozenset(event.name for event in TicketEvent.__subclasses__())
"""The names of all there are."""
