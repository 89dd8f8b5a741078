"""Verdicts as they are stored, and as they are read again."""

from collections.abc import Sequence
from typing import Any, cast

from sportello.answering.evaluation.running import StepVerdict, Verdict


def read_verdicts(stored: Sequence[dict[str, Any]]) -> tuple[Verdict, ...]:
    """What came of each scenario."""
    return tuple(
        Verdict(
            **{key: value for key, value in verdict.items() if key != "steps"},
            steps=tuple(StepVerdict(**step) for step in cast("list[dict[str, Any]]", verdict["steps"])),
        )
        for verdict in stored
    )
