"""From a question to a draft, reading only: the same for the worker, "try a question" and evaluation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.drafts import Draft
from sportello.answering.engine import (
    Question,
    Turn,
    chosen,
    conclude,
    entry_chosen,
    offer_person,
    read_question,
    triage,
)
from sportello.answering.facts import answer_from_facts, fact_draft
from sportello.answering.gate import ranked
from sportello.answering.guard import Guarded, guard, told
from sportello.answering.intents import point_in
from sportello.answering.setups import Setup
from sportello.answering.understanding import HIGH_RISK, Understanding, split, understand
from sportello.core.clock import now
from sportello.core.meanings import Meanings, Meant
from sportello.knowledge import Hit, read_entry, search

HITS = 5
_log = structlog.get_logger()


@dataclass(frozen=True)
class Findings:
    """What reading brought to light: a draft that needed no knowledge, or the hits to make one of."""

    question: Question
    ready: Draft | None
    hits: Sequence[Hit]
    began: float
    guarded: Guarded
    understood: Understanding | None = None
    meant: Meant | None = None


async def compose(
    session: AsyncSession,
    *,
    assistant: Setup,
    question: str,
    language: str,
    history: Sequence[Turn] = (),
    at: datetime | None = None,
    meant: Meant | None = None,
) -> Draft:
    """What the assistant would say to this question now, or at another moment. Stores nothing and tells nobody.

    `language` is the conversation's; the question's own wins where it is plain. `meant` is what `meaning` told before.
    """
    turns = [*history, Turn("customer", question)]
    findings = await gather(session, assistant=assistant, turns=turns, language=language, at=at, meant=meant)
    return think(assistant, findings)


async def meaning(
    meanings: Meanings | None, asked: Iterable[tuple[Sequence[Turn], str]], *, patience: float | None = None
) -> Meant | None:
    """What will be searched for means: of conversations with their languages, asked of a model with nothing open."""
    if meanings is None:
        return None
    questions = [read_question(split(turns)[1], prior=language) for turns, language in asked]
    return await meanings.of(
        ((searched, each.language) for each in questions for searched in each.searched), patience=patience
    )


async def gather(
    session: AsyncSession,
    *,
    assistant: Setup,
    turns: Sequence[Turn],
    language: str,
    at: datetime | None = None,
    meant: Meant | None = None,
) -> Findings:
    """Read all that thinking will need, so that it can be done with no transaction open."""
    began = perf_counter()
    before, asked = split(turns)
    question = read_question(asked, prior=language)
    guarded = guard(assistant, question, asked=asked, before=before)
    understood = _understand(assistant, turns, question, meant, insulted=guarded.insulted)
    ready = await _chosen(session, assistant, question, asked=asked, before=before)
    ready = ready or triage(assistant, question, asked=asked, before=before)
    ready = ready or told(assistant, question, guarded)
    ready = ready or await _from_facts(session, assistant, question, before=before, at=at or now())
    if ready is not None:
        return Findings(question, ready, (), began, guarded, understood)
    best: Sequence[Hit] = ()
    for searched in question.searched:
        hits = ranked(
            await search(
                session,
                question=searched,
                language=question.language,
                limit=HITS,
                assistant_id=assistant.id,
                meant=meant,
            )
        )
        best = max(best, hits, key=assistant.gate.confidence)
    return Findings(question, None, best, began, guarded, understood, meant)


async def _chosen(
    session: AsyncSession, assistant: Setup, question: Question, *, asked: Sequence[Turn], before: Sequence[Turn]
) -> Draft | None:
    """The answer to a press that names an entry; None for every other message, and where the entry is gone."""
    entry = entry_chosen(asked)
    if entry is None:
        return None
    meant = next((turn.text for turn in reversed(before) if turn.author == "customer"), question.asked)
    hit = await read_entry(session, entry_id=entry, question=meant, assistant_id=assistant.id)
    return chosen(assistant, question, hit, meant=meant) if hit else None


async def _from_facts(
    session: AsyncSession, assistant: Setup, question: Question, *, before: Sequence[Turn], at: datetime
) -> Draft | None:
    """The exact answer of the workspace's facts, where the question is clearly about one."""
    earlier = [turn.text for turn in before if turn.author == "customer"]
    answer = await answer_from_facts(
        session,
        question=question.searched[0],
        language=question.language,
        at=at,
        before=earlier,
        book=assistant.facts,
    )
    return fact_draft(assistant, question, answer) if answer else None


def think(assistant: Setup, findings: Findings) -> Draft:
    """Make the draft. Touches no database: a model chain will stand here, before the engine that needs no key."""
    draft = findings.ready or conclude(assistant, findings.question, findings.hits)
    understood = findings.understood
    if understood and understood.risk >= HIGH_RISK:
        draft = offer_person(assistant, draft)
    if findings.guarded.card and findings.guarded.reply != "card_hidden":
        hint = assistant.text("card_hidden", draft.trace.language)
        draft = replace(draft, text=f"{draft.text}\n\n{hint}")
    took = round((perf_counter() - findings.began) * 1_000, 2)
    written = understood.written() if understood else None
    model = findings.meant.told if findings.meant else None
    checks = findings.guarded.written(draft.outcome)
    kept = replace(draft.trace, question=findings.guarded.kept, checks=checks)
    return replace(draft, trace=replace(kept, duration_ms=took, understanding=written, model=model))


def _understand(
    assistant: Setup, turns: Sequence[Turn], question: Question, meant: Meant | None, *, insulted: bool
) -> Understanding | None:
    """What the customer wants and feels. It explains and ranks an answer, so its failure must not cost one."""
    try:
        return understand(
            turns,
            language=question.language,
            models=assistant.classifiers,
            insulted=insulted,
            point_of=lambda said: point_in(meant, said, language=question.language),
        )
    except Exception:  # noqa: BLE001 - whatever goes wrong, the answer goes out
        _log.exception("answering.not_understood", workspace_id=str(assistant.workspace_id))
        return None
