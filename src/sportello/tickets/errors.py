"""What is refused about tickets."""

from sportello.core.errors import Conflict, Invalid, NotFound


class TicketNotFound(NotFound):
    """There is no such ticket."""

    code = "ticket_not_found"


class TicketMergedAway(Conflict):
    """This ticket was merged into another.

    `into_id` is the one to go on with.
    """

    code = "ticket_merged"


class TicketNotMergeable(Conflict):
    """These tickets cannot be merged."""

    code = "ticket_not_mergeable"


class NoSuchAssignee(Invalid):
    """Nobody of that name works here."""

    code = "no_such_assignee"


class SlaPolicyNotFound(NotFound):
    """There is no such SLA policy."""

    code = "sla_policy_not_found"
