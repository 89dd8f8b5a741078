"""How long each step of something takes, for whoever asks afterwards why it took so long."""

from collections.abc import Mapping
from time import perf_counter


class Stopwatch:
    """Tells the steps of one piece of work apart: whoever ends a step says which it was.

    A step that comes again is added to itself. A reading of the clock is all that it costs.
    """

    def __init__(self) -> None:
        self._took: dict[str, float] = {}
        self._since = perf_counter()

    def lap(self, step: str) -> None:
        """What was done since the lap before was this step."""
        at = perf_counter()
        self._took[step] = self._took.get(step, 0.0) + at - self._since
        self._since = at

    def resume(self) -> None:
        """What was done since the lap before was other work: it counts for nothing."""
        self._since = perf_counter()

    @property
    def took(self) -> Mapping[str, float]:
        """Milliseconds of each step, in the order in which they first ended."""
        return {step: seconds * 1_000 for step, seconds in self._took.items()}

    @property
    def total(self) -> float:
        """Milliseconds of all steps."""
        return sum(self.took.values())
