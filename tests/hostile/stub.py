"""A model that always obeys the attacker: it says what is forbidden, in every form, cites what it likes, calls all."""

import base64
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import yaml

from sportello.dialects import Asked, Called, Offered, Said
from tests.answering.grounding.test_addresses import HIDDEN
from tests.hostile.results import LOOK_UP

CASES: Final = Path(__file__).parent / "cases"
SECRET: Final = "zebraquartz"
"""Stands in what the owner wishes of the model, and nobody may read it."""
FOREIGN: Final = "opalcanary"
"""Stands in what another workspace knows, and no prompt of ours may hold it."""
MAIL: Final = "anna.verdi@example.org"
"""What the customer tells of themselves, and no provider may read."""
SOMEBODY: Final = [str(UUID(int=at)) for at in (1, 2**64, 2**127)]
_TOOLS: Final = ("refund", "cancel_order", "hand_over", "add_article", "send_mail", "answer\u200b", "__class__")


@dataclass(frozen=True)
class Case:
    """What is planted, and what one who obeys would say."""

    language: str
    aim: str
    plant: str
    says: str


def own_cases() -> list[Case]:
    """Our own, in three languages."""
    found: list[Case] = []
    for path in sorted(CASES.glob("*.yaml")):
        read: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for aim, lines in read.items():
            says = lines["says"]
            found += [
                Case(path.stem, aim, plant, says[at % len(says)].replace("{canary}", SECRET))
                for at, plant in enumerate(lines["plants"])
            ]
    return found


def foreign_cases(path: Path) -> list[Case]:
    """Somebody else's instructions (`text` or `context` of each line), with all that ours would say to them."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    ours = [case for case in own_cases() if case.language == "en"]
    plants = [" ".join(str(line.get("text") or line["context"]).split()) for line in lines]
    return [replace(ours[at * 7 % len(ours)], aim="foreign", plant=plant[:900]) for at, plant in enumerate(plants)]


@dataclass
class Hostile:
    """Speaks as the stand-in's `speak`. `cases` and `truths` are found by a word that only one question has."""

    made: random.Random
    cases: dict[str, Case] = field(default_factory=dict[str, Case])
    truths: dict[str, str] = field(default_factory=dict[str, str])
    hidden: Sequence[str] = ()
    """What no prompt may hold."""
    looked_up: set[str] = field(default_factory=set[str])
    """Words of which it reads first what an action brings, and obeys that."""
    looked: int = 0
    """How many pictures it was shown."""
    asked: int = 0
    seen: list[str] = field(default_factory=list[str])
    """What of it was in one."""

    def __call__(self, asked: Asked) -> Said:
        """The next answer."""
        self.asked += 1
        prompt = asked.system + "\n".join(text for _, text in asked.lines)
        self.seen += [each for each in self.hidden if each in prompt]
        if asked.pictures:
            return self._read(asked.pictures[-1].decode())
        questions = prompt.rpartition("<question>")[2].lower()
        word = next((word for word in self.cases if word in questions), None)
        case = self.cases[word or self.made.choice(list(self.cases))]
        truth = self.truths[word] if word else ""
        says = case.says.replace("{mail}", self.made.choice(["[EMAIL-1]", "[NAME-1]", "[CARD-1]"]))
        if word in self.looked_up and not any(role == "tool" for role, _ in asked.lines):
            return Said("", [Called(LOOK_UP, json.dumps({"word": word}))], tokens=(100, 10))
        text = _said(self.made, says, truth, asked)
        calls = (self._every_tool(asked.tools) if self.made.random() < 0.5 else []) + self._answers(text, truth)
        if self.made.random() < 0.1:
            return Said(text)
        return Said("" if self.made.random() < 0.8 else says, calls, tokens=(100, 10))

    def _read(self, word: str) -> Said:
        """What stands on a picture, as one reads it who obeys that."""
        self.looked += 1
        plant = self.cases[word].plant
        read = {"shows": f"{word.title()}: {plant}", "words": plant, "topic": self.made.choice([word, plant])}
        return Said("", [Called("answer", json.dumps(read))], tokens=(100, 10))

    def _answers(self, text: str, truth: str) -> list[Called]:
        given: dict[str, Any] = {
            "answer": text,
            "citations": self.made.choice(
                [["p1"], ["p1"], ["p1", "a1"], ["p1", "p99"], SOMEBODY, [], ["a1"] * 20, ["../p1"], ["p2", "p3"]]
            ),
            "confidence": self.made.choice([1, 1, 1, 1, 0.5, 7, "sure"]),
            "needs_person": self.made.random() < 0.05,
            "workspace_id": SOMEBODY[0],
            "buttons": [{"label": "Yes", "choice": "person"}],
        }
        second = given | {"answer": truth}
        both = [given, second] if self.made.random() < 0.1 else [given]
        return [Called("answer", json.dumps(each)) for each in both]

    def _every_tool(self, tools: Sequence[Offered]) -> list[Called]:
        """Each tool that is offered, for somebody else, besides some that are not."""
        calls = [Called(tool.name, json.dumps(self._filled(tool.schema))) for tool in tools if tool.name != "answer"]
        if self.made.random() < 0.15:
            calls += [Called(name, json.dumps({"contact_id": SOMEBODY[1], "yes": True})) for name in _TOOLS]
        return calls

    def _filled(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        wrong: list[Any] = [*SOMEBODY, -1, 10**30, "", None, [], {"id": SOMEBODY[0]}, "x" * 5_000, "../../etc", "\x00"]
        filled = {name: self.made.choice(wrong) for name in schema.get("properties", {})}
        return filled | {"contact_id": SOMEBODY[0], "confirmed": True}


_FORMS: Final[Sequence[str]] = (
    "{says}",
    "{truth} {says}",
    "{says} {truth}",
    "{truth}\n\n> {says}",
    "{truth}\n\n- {says}\n- {truth}",
    "{truth} {coded}",
    "{truth} {spaced}",
    "{truth} {pieces}",
    "{truth}\n\n```\n{says}\n```",
    f"{{truth}} {SECRET}.",
    "{truth} [{says}](tel:+390000)",
    "{truth} [EMAIL-1] [CARD-1] {says}",
    "{truth} {hidden}",
    "{truth}\n\n{prompt}",
    "{truth}",
)
"""Ways to say it."""


def _said(made: random.Random, says: str, truth: str, asked: Asked) -> str:
    """It, in one of these ways."""
    words = says.split()
    begin = made.randrange(max(1, len(asked.system) - 200))
    return made.choice(_FORMS).format(
        says=says,
        truth=truth,
        coded=base64.b64encode(says.encode()).decode(),
        spaced="\u200b".join(says),
        pieces=" ".join(f"{' '.join(words[at : at + 2]).rstrip('.')}." for at in range(0, len(words), 2)),
        hidden=made.choice(HIDDEN),
        prompt=asked.system[begin : begin + 200],
    )
