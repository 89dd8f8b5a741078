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
OFFERED = "offered"
"""What is expected of a button that is to be pressed, where the step says nothing else."""
NOT_OFFERED = "not offered"
"""What comes of choosing what is no button of the answer before."""
HANDED_OVER = "handed over already"
"""What comes of whatever is said after a person was called: the assistant is silent."""
_TOLD = frozenset({"handoff", "smalltalk"})
"""Outcomes that are told with their rules."""
_LOST = frozenset({"unsure", "choices"})
_FOUND = "source"
"""What is told of an answer by search."""


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
    rules: Sequence[str] = ()
    """The rules that fired: what held an answer back, or decided it. None of runs before these were kept."""
    threshold: float | None = None
    """The confidence that an answer by search needs; None where that was not asked, or not kept."""
    lacking: Sequence[str] = ()
    """The telling words of the question that what was found first says nothing of."""

    @property
    def why(self) -> str:
        """Why it came so, in a few words: rules, and how sure it was; nothing where the outcome tells its rules."""
        told = self.got.split(maxsplit=1)[0] if self.got else ""
        if told in _TOLD or not self.tried:
            return ""
        reasons = [f"rule {', '.join(self.rules)}"] if self.rules else []
        weighed = told in _LOST or (told == _FOUND and not self.passed)
        if self.threshold is not None and self.confidence is not None and weighed:
            below = "below" if self.confidence < self.threshold else "not below"
            reasons.append(f"{self.confidence:.2f} is {below} the threshold {self.threshold:.2f}")
        if self.lacking and weighed:
            reasons.append(f"what was found first lacks: {', '.join(self.lacking)}")
        return "; ".join(reasons)

    @property
    def tried(self) -> bool:
        """Whether the assistant had anything to answer."""
        return self.got not in {NOT_OFFERED, HANDED_OVER}


@dataclass(frozen=True)
class Verdict:
    """What came of a scenario, step by step."""

    name: str
    language: str
    passed: bool
    steps: tuple[StepVerdict, ...]


@dataclass(frozen=True)
class _Got:
    """What came of a step. `values` are shown; what people may call the same by other names is in `known`, too."""

    outcome: str
    values: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.outcome} {', '.join(self.values)}".strip()

    def is_called(self, name: str) -> bool:
        return name in self.known or name in self.values


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
    session: AsyncSession,
    *,
    workspace_id: UUID,
    scenarios: Sequence[Scenario],
    meant: Meant | None = None,
    setup: Setup | None = None,
) -> list[Verdict]:
    """Hold every scenario's conversation with an assistant; where none is given, with the default as it is live.

    `meant` is what `scenario_meaning` told.
    """
    setup = setup or await read_setup(session, workspace_id=workspace_id)
    return [await _try(session, setup, scenario, meant) for scenario in scenarios]


async def _try(session: AsyncSession, setup: Setup, scenario: Scenario, meant: Meant | None) -> Verdict:
    language, history = scenario.language, list[Turn]()
    verdicts: list[StepVerdict] = []
    last: Draft | None = None
    for step in scenario.steps:
        blamed = _failed_before(verdicts)
        if last and last.outcome == "handoff":
            verdicts.append(_lost(step, HANDED_OVER, language, blamed=blamed))
            continue
        pressed = await _button(session, last, step.choose) if last and step.choose else None
        if step.choose and pressed is None:
            verdicts.append(_lost(step, NOT_OFFERED, language, blamed=blamed, missing=step.choose))
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


def _failed_before(verdicts: Sequence[StepVerdict]) -> bool:
    """Whether the last answer, or a step that went for nothing after it, was a failure already."""
    for verdict in reversed(verdicts):
        if verdict.tried or not verdict.passed:
            return not verdict.passed
    return False


def _lost(step: Step, got: str, language: str, *, blamed: bool, missing: str = "") -> StepVerdict:
    """A step that was not answered. One that names a button that is not there fails, whatever it expects.

    Where a step before is to be `blamed`, this is no failure of its own: whoever mends the one mends both.
    """
    expected = str(step.expect or (OFFERED if missing else ""))
    passed = blamed or (step.expect is None and not missing)
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
        rules=tuple(draft.trace.rules),
        threshold=draft.trace.threshold,
        lacking=tuple(draft.trace.hits[0].get("lacking", ())) if draft.trace.hits else (),
    )


async def _button(session: AsyncSession, draft: Draft, wanted: str) -> dict[str, str] | None:
    """The button that is meant: by its words, by what it does, or by what people call its entry."""
    for button in draft.buttons:
        if wanted.casefold() in {button["label"].casefold(), button["choice"]}:
            return button
    for button, article_id in _entries(draft):
        if wanted in await _names(session, article_id):
            return button
    return None


def _entries(draft: Draft) -> list[tuple[dict[str, str], str]]:
    """The buttons that lead to an entry, each with the id of its article."""
    articles = {hit.get("passage_id"): hit.get("article_id") for hit in draft.trace.hits}
    entries = [
        (button, button["choice"].removeprefix(ENTRY)) for button in draft.buttons if button["choice"].startswith(ENTRY)
    ]
    return [(button, articles.get(entry) or entry) for button, entry in entries]


def _holds(expect: Expectation, got: _Got, draft: Draft) -> bool:
    said = draft.text.casefold()
    return (
        (
            expect.outcome is None
            or (got.outcome == expect.outcome and (not expect.value or got.is_called(expect.value)))
        )
        and (expect.language is None or expect.language == draft.language)
        and all(words.casefold() in said for words in expect.says)
    )


async def _result(session: AsyncSession, draft: Draft) -> _Got:
    if draft.outcome == "answered" and draft.trace.hits[0]["kind"] == "fact":
        return _Got("fact", tuple(hit["fact_id"] for hit in draft.trace.hits))
    if draft.outcome == "answered":
        return await _called(session, _FOUND, [draft.trace.hits[0]["article_id"]])
    if draft.outcome == "choices":
        return await _called(session, "choices", [article_id for _, article_id in _entries(draft)])
    if draft.outcome in {"handoff", "smalltalk"}:
        return _Got(draft.outcome, tuple(rule.removeprefix("smalltalk:") for rule in draft.trace.rules))
    return _Got(draft.outcome)


async def _called(session: AsyncSession, outcome: str, article_ids: Sequence[str]) -> _Got:
    names = [found for article_id in article_ids if (found := await _names(session, article_id))]
    return _Got(outcome, tuple(found[0] for found in names), frozenset(name for found in names for name in found))


async def _names(session: AsyncSession, article_id: str) -> tuple[str, ...]:
    """What people call an article: the id that its source gave it, if any, and its address. Nothing if it is gone."""
    try:
        article = await get_article(session, article_id=UUID(article_id))
    except NotFound:
        return ()
    return (article.source_key, article.slug) if article.source_key else (article.slug,)
