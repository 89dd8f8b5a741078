"""Why something of a source cannot be used."""

from sportello.core.reasons import Reason


class Refusal(ValueError):
    """Something that cannot be read; the reason says how to mend it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
