"""What is refused about runs of scenarios."""

from sportello.core.errors import NotFound


class RunNotFound(NotFound):
    """There is no such run.

    The last fifty of a workspace are kept, and those from before their scenarios were kept cannot be repeated.
    """

    code = "run_not_found"
