"""Scenarios as people write them: a YAML list, each entry one question or a short conversation."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args

from sportello.answering.language import LANGUAGES
from sportello.core.errors import Invalid
from sportello.core.safe_yaml import YamlRefused, load_yaml

Outcome = Literal["source", "fact", "choices", "handoff", "smalltalk", "unsure"]
MOST_SCENARIOS = 1_000
MOST_STEPS = 20
LONGEST = 4_000
MOST_TOLD = 20
"""Mistakes of a file that are told at once."""


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
    return _all(written_down)


def join_scenarios(written: Sequence[tuple[str, str]]) -> str | None:
    """Scenarios of several sources as one text; where two have the same name, the later also bears its source's."""
    joined = dict[str, Any]()
    for source, text in written:
        entries = cast("list[dict[str, Any]]", load_yaml(text))
        for entry in entries:
            name = str(entry["name"])
            name = f"{name} ({source})" if name in joined else name
            joined.setdefault(name, {**entry, "name": name})
    return json.dumps(list(joined.values())[:MOST_SCENARIOS], default=str, ensure_ascii=False) if joined else None


def _all(entries: list[Any]) -> list[Scenario]:
    """Every entry as a scenario. All that is wrong with any of them is told at once, so that it is mended in one go."""
    wrong: list[str] = []
    scenarios = [_scenario(entry, number, wrong) for number, entry in enumerate(entries, start=1)]
    called = Counter(scenario.name for scenario in scenarios if scenario.name)
    twice = [name for name, times in called.items() if times > 1]
    wrong += [
        f"Two scenarios are called “{name}”: give each a name of its own, they are compared by it." for name in twice
    ]
    if wrong:
        more = [f"{len(wrong) - MOST_TOLD} more mistakes."] if len(wrong) > MOST_TOLD else []
        raise Invalid("\n".join(wrong[:MOST_TOLD] + more))
    return scenarios


def _scenario(entry: Any, number: int, told: list[str]) -> Scenario:
    """An entry as far as it is a scenario; all that keeps it from being one is told."""
    fields = _fields(entry)
    name = f"“{fields['name']}”" if "name" in fields else f"number {number} of the list"
    wrong: list[str] = []
    if lacks := _lacking(fields):
        form = "Give name, language, question and expect, or steps of them."
        wrong.append(f"No scenario: {name} {' and '.join(lacks)}. {form}")
    if str(fields.get("language", LANGUAGES[0])) not in LANGUAGES:
        wrong.append(f"{name}: customers speak {', '.join(LANGUAGES)} here, not “{str(fields['language'])[:20]}”.")
    at = _moment(name, fields.get("at"), wrong)
    written = _listed(fields["steps"]) if "steps" in fields else _alone(fields)
    if "steps" in fields and not 0 < len(written) <= MOST_STEPS:
        wrong.append(f"{name}: steps are a list of question and expect, {MOST_STEPS} at most.")
    steps = tuple(_step(name, step, wrong) for step in written[:MOST_STEPS])
    if steps and steps[0].choose:
        wrong.append(f"{name} chooses before anything was offered: let it begin with a question.")
    if not wrong and all(step.expect is None for step in steps):
        wrong.append(f"{name} expects nothing, so it could not fail: add an expect.")
    told += dict.fromkeys(wrong)
    return Scenario(name=str(fields.get("name", "")), language=str(fields.get("language")), steps=steps, at=at)


def _alone(fields: _Fields) -> list[Any]:
    """The one step of a scenario that has none: its question with what is expected."""
    return [{key: fields[key] for key in ("question", "expect") if key in fields}] if "question" in fields else []


def _lacking(fields: _Fields) -> list[str]:
    """What keeps it from being a scenario, apart from what its steps say."""
    if not fields:
        return ["has no fields"]
    lacks = [f"has no {key}" for key in ("name", "language") if key not in fields]
    unknown = sorted(str(key) for key in fields.keys() - {"name", "language", "question", "expect", "steps", "at"})
    lacks += [f"has “{key[:60]}”, which means nothing" for key in unknown]
    if "steps" in fields and "question" in fields:
        lacks.append("has both a question and steps")
    if "steps" not in fields and "question" not in fields:
        lacks.append("asks nothing")
    return lacks


def _moment(name: str, written: Any, wrong: list[str]) -> datetime | None:
    if written is None:
        return None
    try:
        at = datetime.fromisoformat(str(written))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        wrong.append(f"{name}: write `at` with its time zone, like 2026-12-05T18:00:00+01:00.")
    return at


def _step(name: str, written: Any, wrong: list[str]) -> Step:
    fields = _fields(written)
    question, choose = (str(fields.get(key) or "").strip() for key in ("question", "choose"))
    if bool(question) == bool(choose) or len(question + choose) > LONGEST:
        wrong.append(f"{name}: each step has a question of 1 to {LONGEST} characters, or a button to choose.")
    if fields.keys() - {"question", "choose", "expect"}:
        wrong.append(f"{name}: a step has a question or a button to choose, may have an expect, and nothing else.")
    return Step(question, _expectation(name, fields["expect"], wrong) if "expect" in fields else None, choose)


def _expectation(name: str, written: Any, wrong: list[str]) -> Expectation:
    outcomes = get_args(Outcome)
    known = (*outcomes, "language", "says")
    fields = _fields(written)
    unknown = [f"“{str(key)[:60]}”" for key in fields if key not in known]
    if not fields or unknown:
        what = " and ".join(unknown) or "nothing that can be checked"
        wrong.append(f"{name} expects {what}; what can be expected: {', '.join(known)}.")
    chosen = [key for key in fields if key in outcomes]
    if len(chosen) > 1:
        wrong.append(f"{name} expects {' and '.join(chosen)} at once; one of them can be.")
    if str(fields.get("unsure", "true")).lower() != "true":
        wrong.append(f"{name}: `unsure` is true or left out, not “{str(fields['unsure'])[:20]}”.")
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
