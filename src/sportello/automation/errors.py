"""What is refused about rules."""

from sportello.core.errors import Conflict, Invalid, NotFound


class RuleNotFound(NotFound):
    """There is no such rule."""

    code = "rule_not_found"


class TooManyRules(Conflict):
    """A workspace has only so many rules."""

    code = "too_many_rules"


class RuleNamesNobody(Invalid):
    """The rule names something that is not here."""

    code = "rule_names_nobody"


class OrderIncomplete(Conflict):
    """The order does not name the rules that there are."""

    code = "order_incomplete"
