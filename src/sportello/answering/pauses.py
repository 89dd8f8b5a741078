"""Answers that wait for their customer's pause: what was thought is kept, so that it need only be said then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sportello.answering.acting import may_want
from sportello.answering.composing import Findings, think
from sportello.answering.drafts import Draft
from sportello.answering.engine import Turn
from sportello.answering.grounding import Exchange, wants_model
from sportello.answering.setups import Setup
from sportello.conversations import TIMERS, DueAnswer, Enclosed
from sportello.core.clock import now

MOST: Final = 1_000
"""Drafts that are kept; of more, the oldest are thought about again."""


@dataclass(frozen=True)
class Wording:
    """What a model is asked before an answer is said, and what its words are completed by."""

    setup: Setup
    exchange: Exchange
    findings: Findings

    @classmethod
    def wanted(
        cls, setup: Setup, findings: Findings, ready: Draft, *, before: Sequence[Turn], key: str
    ) -> "Wording | None":
        """What a model is to make of a draft that is ready, where its assistant asks one for such.

        Beside what is said to an action it makes only the rest, and begins no other.
        """
        if not setup.chain or ready.errand:
            return None
        if findings.done:
            setup, ready = replace(setup, actions={}), think(setup, replace(findings, done=None))
        if findings.question.seen:  # what stands on a picture may want anything
            setup = replace(setup, actions={})
        acts = _may_act(setup, findings, before)
        if ready.step or not wants_model(setup.routing, ready, findings.hits, acts=acts):
            return None
        exchange = Exchange(
            key=key,
            name=setup.name,
            wishes=setup.wishes,
            question=findings.question,
            before=before,
            hits=findings.hits,
            ready=ready,
            own=[text for each in setup.texts.values() for text in each.values()],
        )
        return cls(setup, exchange, findings)


def _may_act(setup: Setup, findings: Findings, before: Sequence[Turn]) -> bool:
    """Whether what is asked may want an action, by its intent or by its words.

    Also by the words before it, which a number alone may answer.
    """
    intent = findings.understood.intent if findings.understood else None
    earlier = [turn.text for turn in before if turn.author == "customer"][-1:]
    said = "\n".join([*earlier, findings.question.asked])
    return any(intent in action.intents or may_want(action, said) for action in setup.actions.values())


@dataclass(frozen=True)
class Describing:
    """Pictures that are to be looked at before an answer is thought about, by which assistant, in which language."""

    setup: Setup
    files: Sequence[Enclosed]
    language: str

    @classmethod
    def wanted(cls, setup: Setup, findings: Findings, ready: Draft) -> "Describing | None":
        """What is to be looked at for a draft, where its assistant shows pictures to a model.

        Not where a person is called, who looks themselves, nor where something is done or asked by an action.
        """
        files = findings.sight.waiting
        if not files or not setup.eyes or findings.done or ready.outcome == "handoff" or ready.step or ready.errand:
            return None
        return cls(setup, files, ready.trace.language)


@dataclass(frozen=True)
class Ready:
    """An answer that may be said. `asked_at`: when the customer said the last that it answers.

    With `wording` a model is asked first; should it have nothing to say, the draft is there. With `setup`, the draft's
    errand is carried out first, by that assistant.
    """

    due: DueAnswer
    draft: Draft
    asked_at: datetime | None
    wording: Wording | None = None
    setup: Setup | None = None
    describing: Describing | None = None
    """What is looked at before all else, after which it is thought about anew."""
    message_id: UUID | None = None
    """The id of the message it will be, where that is needed before it is said."""

    @property
    def takes_long(self) -> bool:
        """Whether somebody outside is asked before it is said."""
        return self.wording is not None or self.setup is not None or self.describing is not None


class Pauses:
    """The drafts that a worker has put off. Losing one costs nothing but thinking about it again.

    A draft is what would be thought again as long as it answers the same message (`DueAnswer.seen_seq`) and the very
    setup it was made by is still at hand: a worker forgets that with everything that changes what is said.
    """

    def __init__(self) -> None:
        self._kept: dict[UUID, tuple[Ready, Setup, datetime]] = {}

    def keep(self, ready: Ready, setup: Setup, *, until: datetime) -> None:
        """Remember what is to be said from then on."""
        self._kept.pop(ready.due.conversation_id, None)
        self._kept[ready.due.conversation_id] = (ready, setup, until)
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    def take(self, due: DueAnswer, setup: Setup) -> Ready | None:
        """What was thought about this before; None where it has to be thought about."""
        ready, by, until = self._kept.pop(due.conversation_id, (None, None, None))
        if ready is None or by is not setup or ready.due != due or until is None:
            return None
        return ready if until <= now() < until + TIMERS.longest_wait else None
