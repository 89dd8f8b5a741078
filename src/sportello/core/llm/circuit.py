"""Circuit breakers: whoever failed again and again is left alone for a while, then tried with one call.

Process-local on purpose: what each process learns costs it three failures, and nothing has to be shared or kept.
"""

from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic

_ENOUGH = 3
"""Failures in a row."""
_REST = 15.0
_LONGEST = 120.0
_KEPT = 1_000


@dataclass
class Circuit:
    """One line to a model. Closed: calls pass. Open: none does. After its rest one call probes, and decides."""

    failures: int = 0
    rest: float = _REST
    open_until: float = 0.0
    probing: bool = False

    def enter(self) -> bool:
        """Whether a call may be made now. Whoever enters must leave."""
        if self.failures < _ENOUGH:
            return True
        if self.probing or monotonic() < self.open_until:
            return False
        self.probing = True
        return True

    def leave(self, *, good: bool | None, wait: float | None = None) -> None:
        """Say how it went; None: nothing was learnt. `wait` is how long the provider asked to be left alone."""
        probed, self.probing = self.probing, False
        if good:
            self.failures, self.rest = 0, _REST
        elif good is False:
            self.failures = max(self.failures + 1, _ENOUGH if wait else 0)
            if self.failures >= _ENOUGH:
                self.rest = min(self.rest * 2, _LONGEST) if probed else self.rest
                self.open_until = monotonic() + min(wait or self.rest, _LONGEST)


class Circuits:
    """The circuits of a process, by line."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Circuit] = OrderedDict()

    def of(self, line: str) -> Circuit:
        """The circuit of a line; those not used for longest are forgotten."""
        circuit = self._known.setdefault(line, Circuit())
        self._known.move_to_end(line)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return circuit

    def forget(self, line: str) -> None:
        """Unlearn what is known of a line."""
        self._known.pop(line, None)
