"""Trying scenarios: the customer's words go to the engine as a conversation would, and nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.composing import compose, meaning
from sportello.answering.drafts import Draft
from sportello.answering.engine import ENTRY, Turn
from sportello.answering.evaluation.scenarios import Expectation, Scenario, Step
from sportello.answering.setups import Setup, read_setup
from sportello.core.errors import NotFound
from sportello.core.meanings import Meanings, Meant
from sportello.knowledge import get_article

PATIENCE = 30.0
"""Seconds a model may take for what all scenarios say; without it they are tried by words."""
NOT_OFFERED = "not offered"
"""What comes of choosing what is no button of the answer before."""
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
    said = [
        ([Turn("customer", step.says)], scenario.language)
        for scenario in scenarios
        for step in scenario.steps
        if step.says
    ]
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
    last: Draft | None = None
    for step in scenario.steps:
        if last and last.outcome == "handoff":
            verdicts.append(_lost(step, HANDED_OVER, language))
            continue
        pressed = await _button(session, last, step.choose) if last and step.choose else None
        if step.choose and pressed is None:
            verdicts.append(_lost(step, NOT_OFFERED, language, step.choose))
            continue
        said = Turn("customer", pressed["label"], pressed["choice"]) if pressed else Turn("customer", step.says)
        last = await compose(
            session,
            assistant=setup,
            question=said.text,
            choice=said.choice,
            language=language,
            history=history,
            at=scenario.at,
            meant=meant,
        )
        verdicts.append(await _verdict(session, step, said, last))
        language = last.trace.language
        history += [said, Turn("assistant", last.text, offered=last.offers_person)]
    return Verdict(scenario.name, scenario.language, all(verdict.passed for verdict in verdicts), tuple(verdicts))


def _lost(step: Step, got: str, language: str, missing: str = "") -> StepVerdict:
    """A step that was not answered. One that names a button that is not there fails, whatever it expects."""
    expected = str(step.expect or "")
    passed = step.expect is None and not missing
    return StepVerdict(missing or step.says or step.choose, expected, got, "", passed, language, None, 0.0)


async def _verdict(session: AsyncSession, step: Step, said: Turn, draft: Draft) -> StepVerdict:
    got = await _result(session, draft)
    expect = step.expect
    return StepVerdict(
        question=said.text,
        expected=str(expect or ""),
        got=str(got) if not expect or expect.language in {None, draft.language} else f"{got}, in {draft.language}",
        said=draft.text,
        passed=expect is None or _holds(expect, got, draft),
        language=draft.language,
        confidence=draft.trace.confidence,
        duration_ms=draft.trace.duration_ms,
    )


async def _button(session: AsyncSession, draft: Draft, wanted: str) -> dict[str, str] | None:
    """The button that is meant: by its words, by what it does, or by what people call its entry."""
    for button in draft.buttons:
        if wanted.casefold() in {button["label"].casefold(), button["choice"]}:
            return button
    articles = {hit.get("passage_id"): hit.get("article_id") for hit in draft.trace.hits}
    for button in draft.buttons:
        entry = button["choice"].removeprefix(ENTRY)
        if entry != button["choice"] and await _name(session, articles.get(entry) or entry) == wanted:
            return button
    return None


def _holds(expect: Expectation, got: _Got, draft: Draft) -> bool:
    said = draft.text.casefold()
    return (
        (expect.outcome is None or (got.outcome == expect.outcome and (not expect.value or expect.value in got.values)))
        and (expect.language is None or expect.language == draft.language)
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
    """What people call the first hits' articles."""
    names = [await _name(session, hit["article_id"]) for hit in draft.trace.hits[:most]]
    return tuple(name for name in names if name)


async def _name(session: AsyncSession, article_id: str) -> str | None:
    """What people call an article: the id of its source, else its address. None where it is gone."""
    try:
        article = await get_article(session, article_id=UUID(article_id))
    except NotFound:
        return None
    return article.source_key or article.slug
