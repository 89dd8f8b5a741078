"""What a colleague is told who takes over: what was asked, what came of each question, and how the customer feels.

Nothing of it is written by a model: it is what was said, and what the traces beside it have kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.models import Trace
from sportello.answering.understanding import HIGH_RISK, Sentiment
from sportello.conversations import Said, led_here

Came = Literal["answered", "choices", "nothing"]
"""What a question got: an answer, the nearest entries as buttons, or no answer at all."""
SHOWN = 3
"""Questions that are told, the last ones: who takes over reads them at a glance, and the thread for the others."""
_A_WISH = 60
"""Letters within which a call for a person says nothing else."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something the customer wanted to know, and what came of it. `seq` is where in which conversation they said it."""

    conversation_id: UUID
    seq: int
    text: str
    came: Came
    answer_id: UUID | None
    answer: str | None
    sources: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A conversation up to where a person speaks. `earlier` counts the questions before those told.

    `sentiment` is the last that was noticed; `risk` the highest, with the `reasons` for it. None: nothing was noticed.
    """

    questions: list[Question]
    earlier: int
    sentiment: Sentiment | None
    risk: float | None
    high_risk: bool
    reasons: list[str]


async def handed_over(session: AsyncSession, *, conversation_id: UUID) -> HandedOver:
    """What led to a person, of a conversation that has one or may get one, and of those that go on in it."""
    said = await led_here(session, conversation_id=conversation_id)
    found = await session.scalars(
        select(Trace).where(
            Trace.conversation_id.in_({one.conversation_id for one in said}),
            Trace.message_id.in_([one.id for one in said if one.author == "assistant"]),
        )
    )
    traces = {trace.message_id: trace for trace in found}
    places = {one.id: place for place, one in enumerate(said)}
    asked = [question for talk in _talks(said) for question in _questions(talk, traces, places)]
    questions = _without_wishes([question for _, question in sorted(asked, key=itemgetter(0))], traces)
    read = [trace.understanding for one in said if (trace := traces.get(one.id)) and trace.understanding]
    worst = max(read, key=lambda one: one["risk"]) if read else None
    risk: float | None = worst["risk"] if worst else None
    return HandedOver(
        questions=questions[-SHOWN:],
        earlier=max(0, len(questions) - SHOWN),
        sentiment=read[-1]["sentiment"] if read else None,
        risk=risk,
        high_risk=risk is not None and risk >= HIGH_RISK,
        reasons=list(worst["reasons"]) if worst and risk else [],
    )


def _talks(said: Sequence[Said]) -> Iterable[Sequence[Said]]:
    """What was said in each of the conversations, for a question and its answer stand in one."""
    talks: dict[UUID, list[Said]] = {}
    for one in said:
        talks.setdefault(one.conversation_id, []).append(one)
    return talks.values()


def _questions(
    said: Sequence[Said], traces: Mapping[UUID, Trace], places: Mapping[UUID, int]
) -> Iterator[tuple[int, Question]]:
    """Each breath of the customer with the answer that follows it, and its place among all that was said.

    Small talk is left out.
    """
    breath: list[Said] = []
    whole = bool(said) and said[0].seq == 1
    first = next((one.id for one in said if one.author == "assistant"), None) if whole else None
    for one in said:
        if one.author == "customer" and _asks(one):
            breath.append(one)
        elif one.author == "assistant" and breath:
            trace = traces.get(one.id)
            if trace is None or trace.outcome != "smalltalk" or _offers_person(one):
                yield places[breath[-1].id], _question(breath, one, trace, discloses=one.id == first)
            breath = []
    if breath:
        yield places[breath[-1].id], _question(breath)


def _offers_person(reply: Said) -> bool:
    """Whether it regrets and offers somebody, which is what a complaint or a repeated question gets."""
    return any(button["choice"] == "person" for button in reply.buttons)


def _asks(one: Said) -> bool:
    """Whether it says something in itself: an own word, or an entry that was chosen. Other buttons do not."""
    return bool(one.text) and (one.choice is None or one.choice.startswith("entry:"))


def _question(
    breath: Sequence[Said], reply: Said | None = None, trace: Trace | None = None, *, discloses: bool = False
) -> Question:
    came: Came = "nothing"
    if trace is not None and trace.outcome in {"answered", "choices"}:
        came = "answered" if trace.outcome == "answered" else "choices"
    told = reply if came != "nothing" else None
    return Question(
        conversation_id=breath[-1].conversation_id,
        seq=breath[-1].seq,
        text="\n".join(one.text for one in breath),
        came=came,
        answer_id=reply.id if reply else None,
        answer=_answer(told, discloses=discloses) if told else None,
        sources=told.citations if told else [],
    )


def _answer(told: Said, *, discloses: bool) -> str:
    """The answer without the line that says who speaks, which the first of a conversation opens with."""
    return (told.text.partition("\n\n")[2] or told.text) if discloses else told.text


def _without_wishes(questions: list[Question], traces: Mapping[UUID, Trace]) -> list[Question]:
    """Not the call for a person itself, where something else was asked: everybody here has made it."""
    others = [one for one in questions if not _only_calls(one, traces)]
    return others or questions


def _only_calls(question: Question, traces: Mapping[UUID, Trace]) -> bool:
    trace = traces.get(question.answer_id) if question.answer_id else None
    called = trace is not None and trace.outcome == "handoff" and "person" in trace.rules
    return called and len(question.text) <= _A_WISH
