"""By when a ticket is answered and done, as its policy promises it, in the hours in which somebody should be there.

Everything is reckoned from when the ticket was opened, with the time that does not count added: so a promise does not
depend on when it is looked at, and reckoning it anew changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sportello.knowledge import Opening
from sportello.tickets.models import SlaPolicy, SlaTarget, Stage, Ticket

Promise = Literal["response", "resolution"]
PROMISES: Final[tuple[Promise, ...]] = ("response", "resolution")


@dataclass(frozen=True)
class Terms:
    """What is promised on a ticket, and in which hours; `hours` None: round the clock."""

    policy: SlaPolicy
    target: SlaTarget | None
    """Null where nothing is promised at the ticket's priority."""
    hours: Opening | None

    def later(self, at: datetime, time: timedelta) -> datetime | None:
        """When so much of the time that counts has passed; None: never, for it never opens."""
        return self.hours.later(at, time) if self.hours else at + time

    def counted(self, first: datetime, last: datetime) -> timedelta:
        """How much of the time between two instants counts."""
        return self.hours.open_between(first, last) if self.hours else max(last - first, timedelta())

    def time(self, promise: Promise) -> timedelta | None:
        """Within how much time."""
        if self.target is None:
            return None
        minutes = self.target.response_minutes if promise == "response" else self.target.resolution_minutes
        return timedelta(minutes=minutes) if minutes else None


def reckon(ticket: Ticket, terms: Terms | None, *, at: datetime) -> None:
    """Write into a ticket what is promised on it, and when there is something to tell next.

    What was told of a promise stays told, unless there is more time now than there was then.
    """
    ticket.policy_id = terms.policy.id if terms else None
    for promise in PROMISES:
        time = terms.time(promise) if terms else None
        warn_at = due_at = None
        if terms and time:
            free = timedelta(seconds=ticket.paused_seconds)
            warn_at = terms.later(ticket.created_at, time * terms.policy.warned_after / 100 + free)
            due_at = terms.later(ticket.created_at, time + free)
        setattr(ticket, f"{promise}_warn_at", warn_at)
        setattr(ticket, f"{promise}_due_at", due_at)
        setattr(ticket, f"{promise}_stage", _still(stage_of(ticket, promise), warn_at, due_at, at))
    look_ahead(ticket)


def go_on(ticket: Ticket, terms: Terms | None, *, at: datetime) -> None:
    """Work goes on after the customer was waited for, or after it was over: what that took is added to the time."""
    since = ticket.paused_at or ticket.over_at
    if since is not None and terms is not None:
        ticket.paused_seconds += round(terms.counted(since, at).total_seconds())
    ticket.paused_at = ticket.over_at = None


def look_ahead(ticket: Ticket) -> None:
    """Note what falls due next, and when there is something to tell next: nothing while the customer is waited for."""
    due = (due_of(ticket, promise) for promise in PROMISES if not kept(ticket, promise))
    ticket.due_at = min((at for at in due if at is not None), default=None)
    ahead = (at for _, _, at in _ahead(ticket)) if ticket.status == "open" else ()
    ticket.sla_due_at = min(ahead, default=None)


def come_due(ticket: Ticket, *, at: datetime) -> list[tuple[Promise, Stage]]:
    """What is to be told now, in the order in which it fell due, and marks it as told.

    Where a promise is broken by now, that is told and not that it nearly is.
    """
    if ticket.status != "open":
        return []
    told: list[tuple[Promise, Stage]] = []
    for promise, stage, due_at in sorted(_ahead(ticket), key=lambda one: one[2]):
        if due_at <= at:
            told = [one for one in told if one[0] != promise]
            told.append((promise, stage))
            setattr(ticket, f"{promise}_stage", stage)
    look_ahead(ticket)
    return told


def kept(ticket: Ticket, promise: Promise) -> bool:
    """Whether what was promised has been done, in time or late."""
    return ticket.over_at is not None or (promise == "response" and ticket.responded_at is not None)


def due_of(ticket: Ticket, promise: Promise) -> datetime | None:
    """By when it is promised."""
    return ticket.response_due_at if promise == "response" else ticket.resolution_due_at


def stage_of(ticket: Ticket, promise: Promise) -> Stage:
    """What was told of it."""
    return ticket.response_stage if promise == "response" else ticket.resolution_stage


def _ahead(ticket: Ticket) -> Iterator[tuple[Promise, Stage, datetime]]:
    """What has not been told yet of promises that are not kept."""
    for promise in PROMISES:
        if kept(ticket, promise):
            continue
        stage, due_at = stage_of(ticket, promise), due_of(ticket, promise)
        warn_at = ticket.response_warn_at if promise == "response" else ticket.resolution_warn_at
        if stage == "" and warn_at is not None:
            yield promise, "warned", warn_at
        if stage != "breached" and due_at is not None:
            yield promise, "breached", due_at


def _still(stage: Stage, warn_at: datetime | None, due_at: datetime | None, at: datetime) -> Stage:
    if due_at is None or (warn_at is not None and warn_at > at):
        return ""
    return "warned" if stage == "breached" and due_at > at else stage
