"""Trying scenarios: the customer's words go to the engine as a conversation would, and nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.composing import compose, meaning
from sportello.answering.drafts import Draft
from sportello.answering.engine import Turn
from sportello.answering.evaluation.scenarios import Expectation, Scenario
from sportello.answering.setups import Setup, read_setup
from sportello.core.meanings import Meanings, Meant
from sportello.knowledge import get_article

PATIENCE = 30.0
"""Seconds a model may take for what all scenarios say; without it they are tried by words."""
HANDED_OVER = "handed over already"
"""What comes of whatever is said after a person was called: the assistant is silent."""


@dataclass(frozen=True)
class StepVerdict:
    """What came of one thing the customer said. `got` reads like the expectation: `source ticket-prices`, `unsure`."""

    question: str
    expected: str
    got: str
    said: str
    passed: bool
    language: str
    confidence: float | None
    duration_ms: float


@dataclass(frozen=True)
class Verdict:
    """What came of a scenario, step by step."""

    name: str
    language: str
    passed: bool
    steps: tuple[StepVerdict, ...]


@dataclass(frozen=True)
class _Got:
    outcome: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.outcome} {', '.join(self.values)}".strip()


async def scenario_meaning(meanings: Meanings | None, scenarios: Sequence[Scenario]) -> Meant | None:
    """What the customers of these scenarios mean, where a model tells: to be asked with no transaction open."""
    said = [([Turn("customer", step.says)], scenario.language) for scenario in scenarios for step in scenario.steps]
    return await meaning(meanings, said, patience=PATIENCE)


async def evaluate_scenarios(
    session: AsyncSession, *, workspace_id: UUID, scenarios: Sequence[Scenario], meant: Meant | None = None
) -> list[Verdict]:
    """Hold every scenario's conversation with the workspace's assistant. `meant` is what `scenario_meaning` told."""
    setup = await read_setup(session, workspace_id=workspace_id)
    return [await _try(session, setup, scenario, meant) for scenario in scenarios]


async def _try(session: AsyncSession, setup: Setup, scenario: Scenario, meant: Meant | None) -> Verdict:
    language, history = scenario.language, list[Turn]()
    verdicts: list[StepVerdict] = []
    handed_over = False
    for step in scenario.steps:
        if handed_over:
            expected = str(step.expect or "")
            verdicts.append(StepVerdict(step.says, expected, HANDED_OVER, "", step.expect is None, language, None, 0.0))
            continue
        draft = await compose(
            session,
            assistant=setup,
            question=step.says,
            language=language,
            history=history,
            at=scenario.at,
            meant=meant,
        )
        got = await _result(session, draft)
        language = draft.trace.language
        verdicts.append(
            StepVerdict(
                question=step.says,
                expected=str(step.expect or ""),
                got=str(got),
                said=draft.text,
                passed=step.expect is None or _holds(step.expect, got, draft),
                language=language,
                confidence=draft.trace.confidence,
                duration_ms=draft.trace.duration_ms,
            )
        )
        history += [
            Turn("customer", step.says),
            Turn("assistant", draft.text, offered=draft.offers_person),
        ]
        handed_over = draft.outcome == "handoff"
    return Verdict(scenario.name, scenario.language, all(verdict.passed for verdict in verdicts), tuple(verdicts))


def _holds(expect: Expectation, got: _Got, draft: Draft) -> bool:
    said = draft.text.casefold()
    return (
        (expect.outcome is None or (got.outcome == expect.outcome and (not expect.value or expect.value in got.values)))
        and (expect.language is None or expect.language == draft.trace.language)
        and all(words.casefold() in said for words in expect.says)
    )


async def _result(session: AsyncSession, draft: Draft) -> _Got:
    if draft.outcome == "answered" and draft.trace.hits[0]["kind"] == "fact":
        return _Got("fact", tuple(hit["fact_id"] for hit in draft.trace.hits))
    if draft.outcome == "answered":
        return _Got("source", await _ids(session, draft, most=1))
    if draft.outcome == "choices":
        return _Got("choices", await _ids(session, draft, most=len(draft.buttons)))
    if draft.outcome in {"handoff", "smalltalk"}:
        return _Got(draft.outcome, tuple(rule.removeprefix("smalltalk:") for rule in draft.trace.rules))
    return _Got(draft.outcome)


async def _ids(session: AsyncSession, draft: Draft, *, most: int) -> tuple[str, ...]:
    """What people call the first hits' articles: the id of their source, else their address."""
    articles = [await get_article(session, article_id=UUID(hit["article_id"])) for hit in draft.trace.hits[:most]]
    return tuple(article.source_key or article.slug for article in articles)
