"""What an assistant is about to say, and why: nothing here is stored yet."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args
from uuid import UUID

from sportello.answering.models import By, CallState, Outcome
from sportello.answering.rules import SAFETY
from sportello.answering.understanding import HIGH_RISK
from sportello.conversations import Priority, Risk
from sportello.core.meanings import Without
from sportello.knowledge import Hit, tells

NO_KEY = "no-key"
"""The engine that needs no model and no key."""
StepName = Literal["model", "understanding", "facts", "words", "meaning", "ranking", "deciding"]
"""The steps to an answer: asking the model what the question means, reading the message, facts, search by words, by
meaning, comparing what both found, and deciding what is said: by rules, doubts and the threshold."""
STEPS: Final[tuple[StepName, ...]] = get_args(StepName)
COMPARED: Final = ("matched", "lacking")
"""What a traced hit tells of words: those of the question that it says, and the telling ones that it does not."""
_EMPHASIS: Final = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|`")


@dataclass(frozen=True)
class Step:
    """What becomes of a call with the message that is about to be said: written with it, or not at all."""

    call_id: UUID
    action: str
    arguments: Mapping[str, Any]
    state: CallState
    by: By
    asked: Sequence[str] = ()
    begins: bool = False
    """Whether there is no such call yet."""
    mark: str | None = None
    """Of the action that is proposed with it."""
    again: bool = False
    """Whether it is only asked again: what the customer just said is no part of it."""


@dataclass(frozen=True)
class Errand:
    """A call that is to be carried out before anything is said: one that was confirmed, or one that only reads."""

    call_id: UUID
    action: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    by: By = "customer"
    reads: bool = False
    """Whether the action only reads, so that nobody is asked, and it may be made again after a crash …"""
    begins: bool = False
    """… and whether there is no such call yet."""
    late: bool = False
    """Whether its customer takes it back or corrects it while it is carried out, which is too late."""


@dataclass(frozen=True)
class DraftTrace:
    """Why a draft says what it says; becomes a row beside the message when it is sent."""

    question: str
    language: str
    threshold: float
    rules: list[str] = field(default_factory=list[str])
    hits: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    confidence: float | None = None
    engine: str = NO_KEY
    model: str | None = None
    """The model that was asked what the question means; None where none was."""
    without_meaning: Without | None = None
    """Why what it means had no share in the answer, although a model was asked."""
    cost: float | None = None
    duration_ms: float = 0.0
    understanding: dict[str, Any] | None = None
    """What was understood of the question; None where that failed, which holds up no answer."""
    checks: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """What was looked at before anything was searched, and what each check found."""
    asked: dict[str, Any] | None = None
    """What language models were asked, and what each call was; None where none was."""
    steps: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """How long each step took, in milliseconds, in the order of `STEPS`."""
    actions: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """What was done or proposed, with which arguments (without personal data), and what came of it."""
    pictures: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """The pictures that came with it, what was seen on each and by whom, or why by nobody."""


@dataclass(frozen=True)
class Draft:
    """An answer before it is sent. `reason` says why a person is needed, when one is; `switched`: in a new language.

    `preface` is said before the text, and is no part of the answer.
    """

    outcome: Outcome
    text: str
    trace: DraftTrace
    citations: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    buttons: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    reason: str | None = None
    switched: bool = False
    preface: str = ""
    step: Step | None = None
    """What becomes of an action with it."""
    errand: Errand | None = None
    """What is to be carried out before it is said; what came of that stands above its text then."""
    said_in: str = ""
    """The language of the source that is quoted; empty for what is said in the customer's own."""

    @property
    def language(self) -> str:
        """The language of what is said: the quote's, else the one that is spoken with the customer."""
        return self.said_in or self.trace.language

    @property
    def worded_by(self) -> str | None:
        """The model whose words it has; None where it is quoted."""
        return None if self.trace.engine == NO_KEY else self.trace.engine

    @property
    def hasty(self) -> bool:
        """Whether it is said too soon to somebody who is still writing: all but what is sure, calls a person, or warns.

        Who is in danger does not wait for the emergency number.
        """
        return self.outcome not in {"answered", "handoff"} and self.pressing != "urgent"

    @property
    def pressing(self) -> Priority | None:
        """How urgent it is what the customer said, where that is more than usual."""
        if SAFETY in self.trace.rules:
            return "urgent"
        told = (self.trace.understanding or {}).get("priority")
        return told if told in {"high", "urgent"} else None

    @property
    def risk(self) -> Risk:
        """How close the customer seems to losing patience."""
        told = (self.trace.understanding or {}).get("risk", 0.0)
        return "high" if told >= HIGH_RISK else "some" if told > 0 else "none"

    @property
    def offers_person(self) -> bool:
        """Whether it carries the two buttons, to which a bare yes or no may be the answer."""
        return any(button["choice"] == "person" for button in self.buttons)


def traced(hit: Hit) -> dict[str, Any]:
    """A hit as the trace keeps it; its words as they are searched for, until `spelt` knows what of them may be kept."""
    typed = {term.word: term.typed or term.word for term in hit.terms}
    return {
        "title": hit.title,
        "heading_path": list(hit.heading_path),
        "kind": hit.kind,
        "score": round(hit.score, 4),
        "coverage": round(_covered(hit), 4),
        "cosine": None if hit.cosine is None else round(hit.cosine, 4),
        "meaning": None if hit.meaning is None else round(hit.meaning, 4),
        "url": hit.url_path,
        "article_id": str(hit.article_id),
        "passage_id": str(hit.passage_id),
        "matched": [typed.get(word, word) for word in hit.matched],
        "lacking": [typed.get(word, word) for word in hit.lacking],
    }


def _covered(hit: Hit) -> float:
    """How much it says of what the question hinges on, by the same words as `matched` and `lacking`."""
    said = {term.word: term.idf for term in hit.terms if tells(term.word, hit.language)}
    has = sum(said.get(word, 0.0) for word in hit.matched)
    lacks = sum(said.get(word, 0.0) for word in hit.lacking)
    return has / (has + lacks) if has + lacks else hit.coverage


def spelt(hit: dict[str, Any], spellings: Mapping[str, str]) -> dict[str, Any]:
    """A traced hit with its words as the customer spelt them, without those of which no spelling may be kept."""
    return hit | {
        words: [spelling for word, spelling in spellings.items() if word in hit[words]]
        for words in COMPARED
        if words in hit
    }


def stepped(took: Mapping[str, float]) -> list[dict[str, Any]]:
    """What each step took, as a trace keeps it."""
    return [{"name": step, "ms": round(took[step], 2)} for step in STEPS if step in took]


def cited(hit: Hit, *, quote: str) -> dict[str, Any]:
    """A hit as the citation under an answer; the quote is shown where Markdown is not."""
    plain = _EMPHASIS.sub("", quote)
    return {"n": 1, "title": hit.title, "url": hit.url_path, "passage_id": str(hit.passage_id), "quote": plain}
