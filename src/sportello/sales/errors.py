"""What is refused about leads."""

from sportello.core.errors import NotFound


class LeadNotFound(NotFound):
    """There is no such lead."""

    code = "lead_not_found"
