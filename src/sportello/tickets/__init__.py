"""Tickets: work for a customer that outlives the chat, and what is promised on it."""

from sportello.tickets.due import tell_due_slas
from sportello.tickets.errors import (
    NoSuchAssignee,
    SlaPolicyNotFound,
    TicketMergedAway,
    TicketNotFound,
    TicketNotMergeable,
)
from sportello.tickets.events import TICKET_EVENTS, TicketAssigned, TicketSlaBreached, TicketSlaWarned
from sportello.tickets.models import EntryKind, SlaPolicy, SlaTarget, Source, Status, Ticket, TicketEntry
from sportello.tickets.opening import Customer, NewTicket, open_from_conversation, open_ticket
from sportello.tickets.policies import Targets, list_policies, remove_policy, save_policy
from sportello.tickets.queries import (
    EntryLine,
    TicketFilter,
    TicketLine,
    TicketSort,
    list_tickets,
    place_of_ticket,
    ticket_entries,
    ticket_line,
    watchers_of,
)
from sportello.tickets.reactions import (
    follow_agent_reply,
    follow_customer,
    follow_member,
    follow_merged_contact,
    forget_card,
)
from sportello.tickets.working import add_ticket_note, change_ticket, merge_tickets, watch_ticket

__all__ = [
    "TICKET_EVENTS",
    "Customer",
    "EntryKind",
    "EntryLine",
    "NewTicket",
    "NoSuchAssignee",
    "SlaPolicy",
    "SlaPolicyNotFound",
    "SlaTarget",
    "Source",
    "Status",
    "Targets",
    "Ticket",
    "TicketAssigned",
    "TicketEntry",
    "TicketFilter",
    "TicketLine",
    "TicketMergedAway",
    "TicketNotFound",
    "TicketNotMergeable",
    "TicketSlaBreached",
    "TicketSlaWarned",
    "TicketSort",
    "add_ticket_note",
    "change_ticket",
    "follow_agent_reply",
    "follow_customer",
    "follow_member",
    "follow_merged_contact",
    "forget_card",
    "list_policies",
    "list_tickets",
    "merge_tickets",
    "open_from_conversation",
    "open_ticket",
    "place_of_ticket",
    "remove_policy",
    "save_policy",
    "tell_due_slas",
    "ticket_entries",
    "ticket_line",
    "watch_ticket",
    "watchers_of",
]
