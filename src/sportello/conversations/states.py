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
    "merged",
]
Outcome = Literal["resolved", "not_resolved", "cancelled"]

CLOSED: frozenset[State] = frozenset({"resolved", "not_resolved", "cancelled", "ended"})
"""Over, until the customer writes again. What was `merged` goes on elsewhere, and is neither open nor closed."""
PERSON_IN_CHARGE: frozenset[State] = frozenset({"with_agent", "waiting_customer"})
"""Exactly one agent has it."""
OPEN: frozenset[State] = frozenset({"active", "idle", "queued", "with_agent", "waiting_customer"})

FOLLOWING: dict[State, frozenset[State]] = {
    "active": frozenset({"queued", "idle", "resolved", "merged"}),
    "idle": frozenset({"active", "ended", "merged"}),
    "queued": frozenset({"with_agent", "active", "merged"}),
    "with_agent": frozenset(
        {"with_agent", "queued", "waiting_customer", "resolved", "not_resolved", "cancelled", "merged"}
    ),
    "waiting_customer": frozenset(
        {"with_agent", "queued", "resolved", "not_resolved", "cancelled", "ended", "merged"},
    ),
    "resolved": frozenset({"active", "with_agent", "merged"}),
    "not_resolved": frozenset({"active", "with_agent", "merged"}),
    "cancelled": frozenset({"active", "with_agent", "merged"}),
    "ended": frozenset({"active", "with_agent", "merged"}),
    "merged": OPEN | CLOSED,
}
"""From each state, the states that may come next. `with_agent` may follow itself: a transfer. What was merged is only
ever what it was before, when that is undone."""
