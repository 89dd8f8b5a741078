"""The assistant's turn: read, think, then speak if it may still speak. No transaction is open while a model thinks.

Due answers of one assistant are read together and written together, which costs a third of doing it one by one;
each is still alone in what counts: a draft that came too late is dropped by itself, and when a batch cannot be
written its answers are tried one by one.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.acting import take_step
from sportello.answering.composing import Findings, gather, meaning, think
from sportello.answering.drafts import Draft
from sportello.answering.engine import Turn, apology, disclosed
from sportello.answering.events import InjectionSuspected
from sportello.answering.gaps import note_questions
from sportello.answering.jobs import request_grouping
from sportello.answering.pauses import Describing, Pauses, Ready, Wording
from sportello.answering.setups import Setup, Setups
from sportello.answering.understanding import split
from sportello.billing import cost_of_answer
from sportello.conversations import (
    TIMERS,
    DueAnswer,
    Line,
    ask_person,
    briefings,
    postpone,
    raise_priority,
    raise_risk,
    reply,
    switch_language,
)
from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.events import emit
from sportello.core.ids import id_within, new_id
from sportello.core.meanings import Meanings, Meant
from sportello.core.metrics import ANSWER_SECONDS
from sportello.core.personal import masked

_log = structlog.get_logger()
_COLUMNS = """
    id, workspace_id, conversation_id, message_id, outcome, question, language, rules, hits, understanding, checks,
    threshold, confidence, engine, model, without_meaning, cost, asked, duration_ms, created_at
"""
_LINE = [field.name for field in fields(Line)]
_RECORD = sql(
    f"INSERT INTO traces ({_COLUMNS})"  # noqa: S608 - our own words
    f" SELECT {_COLUMNS} FROM jsonb_populate_recordset(CAST(NULL AS traces), CAST(:traces AS jsonb))"
)


@dataclass(frozen=True)
class _Said:
    """What was said in a conversation until an answer fell due."""

    due: DueAnswer
    turns: Sequence[Turn]
    language: str
    first: bool
    """Whether the assistant has not spoken in this conversation yet, so must say what it is."""


@dataclass(frozen=True)
class _Turn:
    """One answer on its way."""

    said: _Said
    findings: Findings


async def answer(database: Database, due: DueAnswer, *, setups: Setups | None = None) -> None:
    """Answer one conversation: nothing is said, and nothing kept, if a person took over or the customer went on."""
    await answer_all(database, [due], setups=setups or Setups())


async def answer_all(
    database: Database,
    dues: Sequence[DueAnswer],
    *,
    setups: Setups,
    meanings: Meanings | None = None,
    pauses: Pauses | None = None,
    models: bool = False,
) -> list[Ready]:
    """Answer several conversations of one assistant, together. Returns those that a model has yet to word.

    Where a model tells meanings, it is asked with no transaction open; otherwise there is nothing to wait for, and
    each trip to the database that is spared is felt. What waited in `pauses` is only said. Without `models` none is
    left to be worded: whoever has none at hand says what needs none. Errands are always left to be carried out.
    """
    workspace_id, assistant_id, pauses = dues[0].workspace_id, dues[0].assistant_id, pauses or Pauses()
    async with database.transaction(workspace_id) as session:
        setup = await setups.of(session, workspace_id, assistant_id)
        waited = [ready for due in dues if (ready := pauses.take(due, setup))]
        thought = {ready.due for ready in waited}
        said = await _said(session, [due for due in dues if due not in thought])
        to_word = [ready for ready in waited if ready.takes_long]
        given = await speak(session, setup, [ready for ready in waited if not ready.takes_long])
        if not meanings:
            ripe = await _answer(session, setup, said, pauses, models=models)
            to_word += [ready for ready in ripe if ready.takes_long]
            given += await speak(session, setup, [ready for ready in ripe if not ready.takes_long])
    tell(given)
    if meanings and said:
        meant = await meaning(meanings, [(each.turns, each.language) for each in said])
        async with database.transaction(workspace_id) as session:
            setup = await setups.of(session, workspace_id, assistant_id)
            ripe = await _answer(session, setup, said, pauses, meant, models=models)
            to_word += [ready for ready in ripe if ready.takes_long]
            given = await speak(session, setup, [ready for ready in ripe if not ready.takes_long])
        tell(given)
    return to_word


async def _answer(
    session: AsyncSession,
    setup: Setup,
    said: Sequence[_Said],
    pauses: Pauses,
    meant: Meant | None = None,
    *,
    models: bool,
) -> list[Ready]:
    """What is ready now; what is put off is kept."""
    ripe: list[Ready] = []
    for turn in await _read(session, setup, said, meant):
        ready = Ready(turn.said.due, _draft(setup, turn), turn.said.turns[-1].at)
        describing = Describing.wanted(setup, turn.findings, ready.draft) if models else None
        if describing:
            ready = replace(ready, describing=describing, message_id=_id_of(ready.due))
        elif models:
            ready = _to_word(setup, turn, ready)
        ready = replace(ready, setup=setup, message_id=_id_of(ready.due)) if ready.draft.errand else ready
        until = _pause(turn, ready.draft)
        if until is None:
            ripe.append(ready)
        else:
            await postpone(session, due=ready.due, until=until)
            pauses.keep(ready, setup, until=until)
    return ripe


def _to_word(setup: Setup, turn: _Turn, ready: Ready) -> Ready:
    """The answer, to be worded by a model where its assistant asks one for such.

    What it costs is booked under the id that the message will have.
    """
    message_id = _id_of(ready.due)
    before, _ = split(turn.said.turns)
    wording = Wording.wanted(setup, turn.findings, ready.draft, before=before, key=str(message_id))
    return replace(ready, wording=wording, message_id=message_id) if wording else ready


def _id_of(due: DueAnswer) -> UUID:
    """The id that the answer's message will have, for what is told of it before it is said.

    Who takes over from a worker that was killed gives it the same one, so that all that was spent for an answer is
    found with it.
    """
    return id_within(due.conversation_id, UUID(int=due.seen_seq))


async def apologize(database: Database, due: DueAnswer, *, setups: Setups) -> None:
    """Say the honest "I don't know" with its two buttons, where thinking failed again and again."""
    async with database.transaction(due.workspace_id) as session:
        setup = await setups.of(session, due.workspace_id, due.assistant_id)
        briefing = (await briefings(session, due=[due])).get(due.conversation_id)
        if briefing is None:
            return
        asked = next((said.text for said in reversed(briefing.said) if said.author == "customer"), "")
        draft = apology(setup, question=masked(asked).text, language=briefing.language)
        draft = draft if briefing.spoken else disclosed(setup, draft)
        given = await speak(session, setup, [Ready(due, draft, briefing.said[-1].at)])
    tell(given)


async def _said(session: AsyncSession, dues: Sequence[DueAnswer]) -> list[_Said]:
    if not dues:
        return []
    read = await briefings(session, due=dues)
    briefed = [(due, read.get(due.conversation_id)) for due in dues]
    return [
        _Said(
            due,
            [Turn(*(getattr(line, name) for name in _LINE)) for line in briefing.said],
            language=briefing.language,
            first=not briefing.spoken,
        )
        for due, briefing in briefed
        if briefing
    ]


async def _read(session: AsyncSession, setup: Setup, said: Sequence[_Said], meant: Meant | None) -> list[_Turn]:
    turns: list[_Turn] = []
    for each in said:
        findings = await gather(
            session,
            assistant=setup,
            turns=each.turns,
            language=each.language,
            meant=meant,
            conversation_id=each.due.conversation_id,
        )
        turns.append(_Turn(each, findings))
    return turns


def _pause(turn: _Turn, draft: Draft) -> datetime | None:
    """Until when what is not sure is put off: who greets, or begins a sentence, is likely to go on."""
    last = turn.said.turns[-1]
    if not draft.hasty or last.choice or last.at is None:
        return None
    # What was said in what is still the future, was said before the clock was set back: nobody waits until then.
    return last.at + TIMERS.gather if -TIMERS.gather < now() - last.at < TIMERS.gather else None


def _draft(setup: Setup, turn: _Turn) -> Draft:
    draft = think(setup, turn.findings)
    draft = replace(draft, switched=draft.trace.language != turn.said.language)
    return disclosed(setup, draft) if turn.said.first else draft


async def speak(session: AsyncSession, setup: Setup, ripe: Sequence[Ready]) -> list[Ready]:
    """Say what may still be said, keep why, and call a person where one is needed. Returns what was said."""
    rows: list[dict[str, Any]] = []
    given: list[Ready] = []
    for ready in [await _paid(session, each) for each in ripe]:
        due, draft = ready.due, ready.draft
        message = await reply(
            session,
            conversation_id=due.conversation_id,
            seen_seq=due.seen_seq,
            name=setup.name,
            text=draft.text,
            preface=draft.preface,
            citations=draft.citations,
            buttons=draft.buttons,
            message_id=ready.message_id,
        )
        if message is None:
            continue
        rows.append(_row(due, message.id, draft))
        given.append(ready)
        ids = {"workspace_id": due.workspace_id, "conversation_id": due.conversation_id}
        signs = next((check["found"] for check in draft.trace.checks if check["name"] == "injection"), None)
        if signs:
            await emit(session, InjectionSuspected(**ids, message_id=message.id, signs=signs))
        if draft.step:
            await take_step(session, draft.step, **ids)
        if draft.pressing:
            await raise_priority(session, conversation_id=due.conversation_id, priority=draft.pressing)
        await raise_risk(session, conversation_id=due.conversation_id, risk=draft.risk)
        if draft.switched:
            await switch_language(session, conversation_id=due.conversation_id, language=draft.trace.language)
        if draft.reason is not None:
            await ask_person(session, conversation_id=due.conversation_id, reason=draft.reason, told=True)
    if rows:
        await session.execute(_RECORD, {"traces": json.dumps(rows, default=str)})
        if await note_questions(session, rows):
            await request_grouping(session, workspace_id=setup.workspace_id)
    return given


async def _paid(session: AsyncSession, ready: Ready) -> Ready:
    """An answer with what it did cost to have its pictures looked at, under the id by which that was booked."""
    if not ready.draft.trace.pictures:
        return ready
    message_id = _id_of(ready.due)
    cost = await cost_of_answer(session, conversation_id=ready.due.conversation_id, message_id=message_id)
    draft = replace(ready.draft, trace=replace(ready.draft.trace, cost=None if cost is None else float(cost)))
    return replace(ready, draft=draft, message_id=message_id)


def tell(given: Sequence[Ready]) -> None:
    """Log and count what was said, once it is stored."""
    for ready in given:
        due, draft = ready.due, ready.draft
        ids = {"workspace_id": str(due.workspace_id), "conversation_id": str(due.conversation_id)}
        _log.info("answer", seq=due.seen_seq, outcome=draft.outcome, ms=draft.trace.duration_ms, **ids)
        waited = now() - (ready.asked_at or now())
        ANSWER_SECONDS.labels(draft.outcome).observe(max(waited.total_seconds(), 0.0))


def _row(due: DueAnswer, message_id: UUID, draft: Draft) -> dict[str, Any]:
    why = draft.trace
    return {
        "id": new_id(),
        "workspace_id": due.workspace_id,
        "conversation_id": due.conversation_id,
        "message_id": message_id,
        "outcome": draft.outcome,
        "created_at": now(),
    } | {**vars(why), "checks": [*why.checks, *why.steps, *why.actions, *why.pictures]}
