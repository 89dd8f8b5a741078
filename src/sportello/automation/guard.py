"""What keeps rules from running for ever: three bounds, each of which alone would do.

A rule is in the chain of whatever it does, and is not asked again in it. A chain is no longer than `LONGEST_CHAIN`. And
what goes round by way of somebody else (the queue gives back what a rule put there, a program answers an automatic
message) begins a new chain each time, so a rule does only so much in one conversation and hour, and all together.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

Held = Literal["own_doing", "long_chain", "rule_too_often", "rules_too_often"]
LONGEST_CHAIN: Final = 5
"""Rules, each of which was led to by the one before."""
RULE_AN_HOUR: Final = 6
"""Times that one rule may do something in one conversation within `WITHIN` …"""
ALL_AN_HOUR: Final = 20
"""… and all rules of the workspace together."""
WITHIN: Final = timedelta(hours=1)


def held_by(rule_id: UUID, *, chain: Collection[UUID], of_rule: int, of_all: int) -> Held | None:
    """What holds a rule back, if anything; `of_rule` and `of_all`: what was done here within the hour."""
    if rule_id in chain:
        return "own_doing"
    if len(chain) >= LONGEST_CHAIN:
        return "long_chain"
    if of_rule >= RULE_AN_HOUR:
        return "rule_too_often"
    if of_all >= ALL_AN_HOUR:
        return "rules_too_often"
    return None
