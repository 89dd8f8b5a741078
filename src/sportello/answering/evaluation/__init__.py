"""Scenarios: conversations with the outcome each must have, tried on the real engine before customers try them."""

from sportello.answering.evaluation.errors import RunNotFound
from sportello.answering.evaluation.reports import as_html, as_junit
from sportello.answering.evaluation.running import StepVerdict, Verdict, evaluate_scenarios, scenario_meaning
from sportello.answering.evaluation.runs import (
    Comparison,
    Report,
    carry_out_run,
    compare,
    keep_run,
    list_runs,
    queue_run,
    read_run,
    scenarios_of_run,
)
from sportello.answering.evaluation.scenarios import Expectation, Scenario, Step, read_scenarios

__all__ = [
    "Comparison",
    "Expectation",
    "Report",
    "RunNotFound",
    "Scenario",
    "Step",
    "StepVerdict",
    "Verdict",
    "as_html",
    "as_junit",
    "carry_out_run",
    "compare",
    "evaluate_scenarios",
    "keep_run",
    "list_runs",
    "queue_run",
    "read_run",
    "read_scenarios",
    "scenario_meaning",
    "scenarios_of_run",
]
