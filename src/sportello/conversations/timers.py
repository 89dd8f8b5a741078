"""After how long something happens by itself, as data."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sportello.conversations.states import State


@dataclass(frozen=True, kw_only=True)
class Timers:
    """How long the house waits for a customer, and how it gathers what they say in bursts."""

    idle_after: timedelta = timedelta(minutes=5)
    """`active` and the customer silent: `idle`."""
    waiting_after: timedelta = timedelta(minutes=10)
    """The agent has answered and the customer is silent: `waiting_customer`."""
    ended_after: timedelta = timedelta(minutes=30)
    """`idle` or `waiting_customer`, and still silent: `ended`."""
    burst: timedelta = timedelta(seconds=2)
    """A message this soon after the last one belongs to a burst …"""
    gather: timedelta = timedelta(seconds=1)
    """… whose answer waits until its author has been quiet for so long."""
    typing: timedelta = timedelta(seconds=4)
    """An answer that waits for a pause waits so long after a key was pressed; a client tells of keys every 3 s …"""
    longest_wait: timedelta = timedelta(seconds=20)
    """… but not when the last message is older than this."""
    lease: timedelta = timedelta(seconds=30)
    """How long an answer may be thought about before somebody else may try."""


TIMERS = Timers()


def due(state: State, at: datetime) -> datetime | None:
    """When a conversation that enters this state falls due, if nobody does anything.

    With an agent the clock starts at the agent's answer, not before: until then it is the customer who waits. Whose
    turn it is says `waiting_since`, which `transition` looks at.
    """
    if state == "active":
        return at + TIMERS.idle_after
    if state in {"idle", "waiting_customer"}:
        return at + TIMERS.ended_after
    return None
