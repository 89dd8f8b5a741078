"""What is refused about gaps, and how to mend it."""

from sportello.core.errors import Conflict, NotFound


class GapNotFound(NotFound):
    """There is no such gap.

    It may have gone with the conversations its questions were asked in.
    """

    code = "gap_not_found"


class GapAnswered(Conflict):
    """Somebody has written an answer for this gap already."""

    code = "gap_answered"


class ProposalNotFound(NotFound):
    """There is no such proposal."""

    code = "proposal_not_found"


class ProposalDecided(Conflict):
    """Somebody has decided on this proposal already."""

    code = "proposal_decided"
