"""Which states a conversation can be in, and which may follow which: the table of ARCHITECTURE.md as data."""

from typing import Literal

State = Literal[
    "active",
    "idle",
    "queued",
    "with_agent",
    "waiting_customer",
    "resolved",
    "not_resolved",
    "cancelled",
    "ended",
]
Outcome = Literal["resolved", "not_resolved", "cancelled"]

CLOSED: frozenset[State] = frozenset({"resolved", "not_resolved", "cancelled", "ended"})
"""Over, until the customer writes again."""
PERSON_IN_CHARGE: frozenset[State] = frozenset({"with_agent", "waiting_customer"})
"""Exactly one agent has it."""
OPEN: frozenset[State] = frozenset({"active", "idle", "queued", "with_agent", "waiting_customer"})

FOLLOWING: dict[State, frozenset[State]] = {
    "active": frozenset({"queued", "idle", "resolved"}),
    "idle": frozenset({"active", "ended"}),
    "queued": frozenset({"with_agent", "active"}),
    "with_agent": frozenset({"with_agent", "queued", "waiting_customer", "resolved", "not_resolved", "cancelled"}),
    "waiting_customer": frozenset({"with_agent", "queued", "resolved", "not_resolved", "cancelled", "ended"}),
    "resolved": frozenset({"active", "with_agent"}),
    "not_resolved": frozenset({"active", "with_agent"}),
    "cancelled": frozenset({"active", "with_agent"}),
    "ended": frozenset({"active", "with_agent"}),
}
"""From each state, the states that may come next. `with_agent` may follow itself: a transfer."""
