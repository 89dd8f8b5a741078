"""Scenarios as people write them: a YAML list, each entry one question or a short conversation."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args

from sportello.core.errors import Invalid
from sportello.core.safe_yaml import YamlRefused, load_yaml

Outcome = Literal["source", "fact", "choices", "handoff", "smalltalk", "unsure"]
MOST_SCENARIOS = 1_000
MOST_STEPS = 20
LONGEST = 4_000


@dataclass(frozen=True)
class Expectation:
    """What must come of a question: an outcome with its id, a language, words that the answer holds.

    `outcome` is `source` (an article's or FAQ entry's id), `fact` (a fact's id), `choices` (an entry that is offered),
    `handoff` (a rule's id), `smalltalk` (its kind) or `unsure`.
    """

    outcome: Outcome | None = None
    value: str = ""
    language: str | None = None
    says: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As it is written, for reports: `source ticket-prices, in de, saying “12 €”`."""
        parts = [f"{self.outcome} {self.value}".strip()] if self.outcome else []
        parts += [f"in {self.language}"] if self.language else []
        parts += [f"saying “{words}”" for words in self.says]
        return ", ".join(parts)


@dataclass(frozen=True)
class Step:
    """Something the customer says, and what must come of it; nothing in particular where `expect` is None.

    With `choose` they say nothing: they press that button of what the assistant said last. It is named by the id of
    its entry, by its words, or as `person` and `continue`.
    """

    says: str
    expect: Expectation | None
    choose: str = ""


@dataclass(frozen=True)
class Scenario:
    """A conversation to try. `at` is the moment it takes place, for questions about tomorrow; now where it is None."""

    name: str
    language: str
    steps: tuple[Step, ...]
    at: datetime | None = None


_Fields = Mapping[str, Any]
"""What a YAML mapping holds, before it was looked at."""


def read_scenarios(written: str) -> list[Scenario]:
    """Scenarios from their YAML: each has `name`, `language`, and `question` with `expect`, or `steps` of both."""
    try:
        entries: Any = load_yaml(written)
    except YamlRefused as error:
        raise Invalid(f"The scenarios are no YAML that is read here: {error}") from None
    if not isinstance(entries, list):
        raise Invalid("Scenarios are a list of name, language, question and expect.")
    written_down = cast("list[Any]", entries)
    if len(written_down) > MOST_SCENARIOS:
        raise Invalid(f"There are {len(written_down)} scenarios; {MOST_SCENARIOS} is the most.")
    scenarios = [_scenario(entry) for entry in written_down]
    names = Counter(scenario.name for scenario in scenarios)
    twice = next((name for name, times in names.items() if times > 1), None)
    if twice is not None:
        raise Invalid(f"Two scenarios are called “{twice}”: give each a name of its own, they are compared by it.")
    return scenarios


def _scenario(entry: Any) -> Scenario:
    fields = _fields(entry)
    unknown = fields.keys() - {"name", "language", "question", "expect", "steps", "at"}
    if unknown or not {"name", "language"} <= fields.keys() or ("steps" in fields) == ("question" in fields):
        raise Invalid(f"No scenario: {str(entry)[:200]}. Give name, language, question and expect, or steps of them.")
    name = str(fields["name"])
    alone: list[Any] = [{key: fields[key] for key in ("question", "expect") if key in fields}]
    written = _listed(fields["steps"]) if "steps" in fields else alone
    if not 0 < len(written) <= MOST_STEPS:
        raise Invalid(f"“{name}”: steps are a list of question and expect, {MOST_STEPS} at most.")
    steps = tuple(_step(name, step) for step in written)
    if steps[0].choose:
        raise Invalid(f"“{name}” chooses before anything was offered: let it begin with a question.")
    if all(step.expect is None for step in steps):
        raise Invalid(f"“{name}” expects nothing, so it could not fail: add an expect.")
    return Scenario(name=name, language=str(fields["language"]), steps=steps, at=_moment(name, fields.get("at")))


def _moment(name: str, written: Any) -> datetime | None:
    if written is None:
        return None
    try:
        at = datetime.fromisoformat(str(written))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Invalid(f"“{name}”: write `at` with its time zone, like 2026-12-05T18:00:00+01:00.")
    return at


def _step(name: str, written: Any) -> Step:
    fields = _fields(written)
    question, choose = (str(fields.get(key) or "").strip() for key in ("question", "choose"))
    if bool(question) == bool(choose) or len(question + choose) > LONGEST:
        raise Invalid(f"“{name}”: each step has a question of 1 to {LONGEST} characters, or a button to choose.")
    if fields.keys() - {"question", "choose", "expect"}:
        raise Invalid(f"“{name}”: a step has a question or a button to choose, may have an expect, and nothing else.")
    return Step(question, _expectation(name, fields["expect"]) if "expect" in fields else None, choose)


def _expectation(name: str, written: Any) -> Expectation:
    outcomes = get_args(Outcome)
    known = (*outcomes, "language", "says")
    fields = _fields(written)
    wrong = [key for key in fields if key not in known]
    if not fields or wrong:
        what = f"“{wrong[0]}”" if wrong else "nothing that can be checked"
        raise Invalid(f"“{name}” expects {what}; what can be expected: {', '.join(known)}.")
    chosen = [key for key in fields if key in outcomes]
    if len(chosen) > 1:
        raise Invalid(f"“{name}” expects {' and '.join(chosen)} at once; one of them can be.")
    outcome = cast("Outcome | None", chosen[0] if chosen else None)
    value = "" if outcome in {None, "unsure"} else str(fields[chosen[0]])
    says = fields.get("says", [])
    language = fields.get("language")
    return Expectation(
        outcome=outcome,
        value=value,
        language=str(language) if language else None,
        says=tuple(str(words) for words in (_listed(says) if isinstance(says, list) else [says])),
    )


def _fields(written: Any) -> _Fields:
    return cast("_Fields", written) if isinstance(written, dict) else {}


def _listed(written: Any) -> list[Any]:
    return cast("list[Any]", written) if isinstance(written, list) else []
