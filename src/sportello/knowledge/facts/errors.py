"""What is refused about facts, and how to mend it."""

from sportello.core.errors import Conflict, Invalid, NotFound


class FactNotFound(NotFound):
    """There is no such fact."""

    code = "fact_not_found"


class FactInvalid(Invalid):
    """The fact cannot be stored as it is."""

    code = "fact_invalid"


class FactExists(Conflict):
    """There is a fact with this id already."""

    code = "fact_exists"


class FactsFileInvalid(Invalid):
    """Nothing of this file of facts can be read."""

    code = "facts_file_invalid"
