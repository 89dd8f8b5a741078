"""Scenarios: questions with the outcome each must have, asked of the real engine before customers ask them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args
from uuid import UUID

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.composing import compose
from sportello.answering.drafts import Draft
from sportello.answering.setups import read_setup
from sportello.core.errors import Invalid
from sportello.knowledge import get_article

Expectation = Literal["source", "handoff", "smalltalk", "unsure"]


@dataclass(frozen=True)
class Scenario:
    """A question, and what must come of it: a source by its id, a handoff by its rule, small talk, or "unsure"."""

    name: str
    language: str
    question: str
    expectation: Expectation
    expected: str


@dataclass(frozen=True)
class Verdict:
    """What came of a scenario. `got` reads like the expectation: `source ticket-prices`, `unsure`."""

    scenario: Scenario
    passed: bool
    got: str
    confidence: float | None
    duration_ms: float


def read_scenarios(written: str) -> list[Scenario]:
    """Scenarios from their YAML: a list of `name`, `language`, `question`, `expect: {source|handoff|…: …}`."""
    try:
        entries: Any = yaml.safe_load(written)
    except yaml.YAMLError as error:
        raise Invalid(f"The scenarios are no YAML: {error}") from None
    if not isinstance(entries, list):
        raise Invalid("Scenarios are a list of name, language, question and expect.")
    return [_scenario(entry) for entry in cast("list[Any]", entries)]


async def evaluate_scenarios(
    session: AsyncSession, *, workspace_id: UUID, scenarios: Sequence[Scenario]
) -> list[Verdict]:
    """Ask the workspace's assistant every question, as the first of a conversation. Nothing is stored."""
    setup = await read_setup(session, workspace_id=workspace_id)
    verdicts: list[Verdict] = []
    for scenario in scenarios:
        draft = await compose(session, assistant=setup, question=scenario.question, language=scenario.language)
        got, values = await _result(session, draft)
        wanted = scenario.expectation
        verdicts.append(
            Verdict(
                scenario=scenario,
                passed=got == wanted and (wanted == "unsure" or scenario.expected in values),
                got=f"{got} {', '.join(values)}".strip(),
                confidence=draft.trace.confidence,
                duration_ms=draft.trace.duration_ms,
            )
        )
    return verdicts


def _scenario(entry: Any) -> Scenario:
    try:
        ((expectation, expected),) = entry["expect"].items()
        scenario = Scenario(
            name=str(entry["name"]),
            language=str(entry["language"]),
            question=str(entry["question"]),
            expectation=expectation,
            expected=str(expected),
        )
    except (TypeError, KeyError, AttributeError, ValueError):
        raise Invalid(f"No scenario: {str(entry)[:200]}. Give name, language, question and one expectation.") from None
    if scenario.expectation not in get_args(Expectation):
        raise Invalid(f"“{scenario.name}” expects “{expectation}”; one of {', '.join(get_args(Expectation))} can be.")
    return scenario


async def _result(session: AsyncSession, draft: Draft) -> tuple[str, list[str]]:
    if draft.outcome == "answered":
        article = await get_article(session, article_id=UUID(draft.trace.hits[0]["article_id"]))
        return "source", [article.source_key or article.slug]
    if draft.outcome == "handoff":
        return "handoff", draft.trace.rules
    if draft.outcome == "smalltalk":
        return "smalltalk", [rule.removeprefix("smalltalk:") for rule in draft.trace.rules]
    return draft.outcome, []
