"""Automation: when something happens, and if so and so, then this is done. Rules as data, followed by the worker."""

from sportello.automation.actions import MOST, change_rule, create_rule, delete_rule, get_rule, list_rules, order_rules
from sportello.automation.conditions import AnyCondition, Condition, Situation, all_meet, says
from sportello.automation.content import RuleContent, content_of
from sportello.automation.errors import OrderIncomplete, RuleNamesNobody, RuleNotFound, TooManyRules
from sportello.automation.events import RuleHeld, RuleRan, RulesChanged
from sportello.automation.guard import ALL_AN_HOUR, LONGEST_CHAIN, RULE_AN_HOUR, WITHIN, Held, held_by
from sportello.automation.models import Outcome, Rule
from sportello.automation.occasions import FACTS, When
from sportello.automation.queries import RunLine, Tally, runs_of, tallies
from sportello.automation.running import follow_due_rules
from sportello.automation.then import Action, AnyAction
from sportello.automation.trying import DryRun, WouldMeet, dry_run

__all__ = [
    "ALL_AN_HOUR",
    "FACTS",
    "LONGEST_CHAIN",
    "MOST",
    "RULE_AN_HOUR",
    "WITHIN",
    "Action",
    "AnyAction",
    "AnyCondition",
    "Condition",
    "DryRun",
    "Held",
    "OrderIncomplete",
    "Outcome",
    "Rule",
    "RuleContent",
    "RuleHeld",
    "RuleNamesNobody",
    "RuleNotFound",
    "RuleRan",
    "RulesChanged",
    "RunLine",
    "Situation",
    "Tally",
    "TooManyRules",
    "When",
    "WouldMeet",
    "all_meet",
    "change_rule",
    "content_of",
    "create_rule",
    "delete_rule",
    "dry_run",
    "follow_due_rules",
    "get_rule",
    "held_by",
    "list_rules",
    "order_rules",
    "runs_of",
    "says",
    "tallies",
]
