"""Scenarios: conversations with the outcome each must have, tried on the real engine before customers try them."""

from sportello.answering.evaluation.errors import RunNotFound
from sportello.answering.evaluation.rehearsals import (
    Case,
    Rehearsal,
    check_rehearsed,
    last_rehearsal,
    queue_rehearsal,
)
from sportello.answering.evaluation.reports import as_html, as_junit
from sportello.answering.evaluation.running import StepVerdict, Verdict, evaluate_scenarios, scenario_meaning
from sportello.answering.evaluation.runs import (
    Comparison,
    Report,
    carry_out_run,
    compare,
    keep_run,
    list_runs,
    own_scenarios,
    queue_run,
    read_run,
    scenarios_of_run,
)
from sportello.answering.evaluation.scenarios import Expectation, Scenario, Step, join_scenarios, read_scenarios

__all__ = [
    "Case",
    "Comparison",
    "Expectation",
    "Rehearsal",
    "Report",
    "RunNotFound",
    "Scenario",
    "Step",
    "StepVerdict",
    "Verdict",
    "as_html",
    "as_junit",
    "carry_out_run",
    "check_rehearsed",
    "compare",
    "evaluate_scenarios",
    "join_scenarios",
    "keep_run",
    "last_rehearsal",
    "list_runs",
    "own_scenarios",
    "queue_rehearsal",
    "queue_run",
    "read_run",
    "read_scenarios",
    "scenario_meaning",
    "scenarios_of_run",
]
