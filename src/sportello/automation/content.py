"""A rule as data: when, if, then."""

from typing import Annotated, Literal

from pydantic import Field

from sportello.automation.conditions import AnyCondition, Condition
from sportello.automation.models import Rule
from sportello.automation.occasions import When
from sportello.automation.then import Action, AnyAction
from sportello.conversations import Doing

__all__ = ["AnyAction", "AnyCondition", "RuleContent", "content_of"]


class RuleContent(Doing):
    """What a rule says. Rules are asked in their order; after one that met and says `stop`, no other is."""

    when: When
    match: Literal["all", "any"] = Field(description="Whether all conditions have to hold, or one of them")
    conditions: Annotated[list[Condition], Field(max_length=20)]
    actions: Annotated[list[Action], Field(min_length=1, max_length=10)]
    stop: bool


def content_of(rule: Rule) -> RuleContent:
    """What a stored rule says."""
    return RuleContent.model_validate(rule.content)
