"""What is refused about facts, and how to mend it."""

from typing import Self

from sportello.core.errors import Conflict, Invalid, NotFound
from sportello.core.reasons import Reason
from sportello.knowledge.facts.values import FactProblem


class FactNotFound(NotFound):
    """There is no such fact."""

    code = "fact_not_found"


class FactInvalid(Invalid):
    """The fact cannot be stored as it is."""

    code = "fact_invalid"

    @classmethod
    def because(cls, problem: FactProblem) -> Self:
        """By what programs find the field, and say the reason in another language."""
        reason = problem.reason
        return cls(str(problem), field=problem.field, place=problem.place, reason=reason.code, params=reason.about)


class FactExists(Conflict):
    """There is a fact with this id already."""

    code = "fact_exists"


class FactsFileInvalid(Invalid):
    """Nothing of this file of facts can be read."""

    code = "facts_file_invalid"

    def __init__(self, reason: Reason, *, file: str = "") -> None:
        super().__init__(f"{file}: {reason}" if file else reason, reason=reason.code, params=reason.about)
        self.reason = reason
