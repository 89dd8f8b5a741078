"""From a question to a draft, reading only: the same for the worker, "try a question" and evaluation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.drafts import Draft
from sportello.answering.engine import Question, Turn, conclude, offer_person, read_question, triage
from sportello.answering.gate import confidence, ranked
from sportello.answering.setups import Setup
from sportello.answering.understanding import HIGH_RISK, Understanding, split, understand
from sportello.knowledge import Hit, search

HITS = 5
_log = structlog.get_logger()


@dataclass(frozen=True)
class Findings:
    """What reading brought to light: a draft that needed no knowledge, or the hits to make one of."""

    question: Question
    ready: Draft | None
    hits: Sequence[Hit]
    began: float
    understood: Understanding | None = None


async def compose(
    session: AsyncSession, *, assistant: Setup, question: str, language: str, history: Sequence[Turn] = ()
) -> Draft:
    """What the assistant would say to this question now. Stores nothing and tells nobody.

    `language` is the conversation's; the question's own wins where it is plain.
    """
    turns = [*history, Turn("customer", question)]
    return think(assistant, await gather(session, assistant=assistant, turns=turns, language=language))


async def gather(session: AsyncSession, *, assistant: Setup, turns: Sequence[Turn], language: str) -> Findings:
    """Read all that thinking will need, so that it can be done with no transaction open."""
    began = perf_counter()
    before, asked = split(turns)
    question = read_question(asked, prior=language)
    understood = _understand(assistant, turns, question)
    ready = triage(assistant, question, asked=asked, before=before)
    if ready is not None:
        return Findings(question, ready, (), began, understood)
    best: Sequence[Hit] = ()
    for searched in question.searched:
        hits = ranked(await search(session, question=searched, language=question.language, limit=HITS))
        best = max(best, hits, key=confidence)
    return Findings(question, None, best, began, understood)


def think(assistant: Setup, findings: Findings) -> Draft:
    """Make the draft. Touches no database: a model chain will stand here, before the engine that needs no key."""
    draft = findings.ready or conclude(assistant, findings.question, findings.hits)
    understood = findings.understood
    if understood and understood.risk >= HIGH_RISK:
        draft = offer_person(assistant, draft)
    took = round((perf_counter() - findings.began) * 1_000, 2)
    written = understood.written() if understood else None
    return replace(draft, trace=replace(draft.trace, duration_ms=took, understanding=written))


def _understand(assistant: Setup, turns: Sequence[Turn], question: Question) -> Understanding | None:
    """What the customer wants and feels. It explains and ranks an answer, so its failure must not cost one."""
    try:
        return understand(turns, language=question.language, models=assistant.classifiers)
    except Exception:  # noqa: BLE001 - whatever goes wrong, the answer goes out
        _log.exception("answering.not_understood", workspace_id=str(assistant.workspace_id))
        return None
