"""The assistant's turn: read, think, then speak if it may still speak. No transaction is open while a model thinks.

Due answers of one workspace are read together and written together, which costs a third of doing it one by one;
each is still alone in what counts: a draft that came too late is dropped by itself, and when a batch cannot be
written its answers are tried one by one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.composing import Findings, gather, meaning, think
from sportello.answering.drafts import Draft
from sportello.answering.engine import Turn, apology, disclosed
from sportello.answering.events import InjectionSuspected
from sportello.answering.gaps import note_questions
from sportello.answering.jobs import request_grouping
from sportello.answering.setups import Setup, Setups
from sportello.conversations import (
    TIMERS,
    DueAnswer,
    ask_person,
    briefings,
    postpone,
    raise_priority,
    reply,
    switch_language,
)
from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.events import emit
from sportello.core.ids import new_id
from sportello.core.meanings import Meanings, Meant
from sportello.core.metrics import ANSWER_SECONDS
from sportello.core.personal import masked

_log = structlog.get_logger()
_COLUMNS = """
    id, workspace_id, conversation_id, message_id, outcome, question, language, rules, hits, understanding, checks,
    threshold, confidence, engine, model, without_meaning, cost, duration_ms, created_at
"""
_RECORD = sql(
    f"INSERT INTO traces ({_COLUMNS})"  # noqa: S608 - our own words
    f" SELECT {_COLUMNS} FROM jsonb_populate_recordset(CAST(NULL AS traces), CAST(:traces AS jsonb))"
)


_Given = tuple[DueAnswer, Draft]


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
    database: Database, dues: Sequence[DueAnswer], *, setups: Setups, meanings: Meanings | None = None
) -> None:
    """Answer several conversations of one workspace, together.

    Where a model tells meanings, it is asked with no transaction open; otherwise there is nothing to wait for, and
    each trip to the database that is spared is felt.
    """
    workspace_id = dues[0].workspace_id
    async with database.transaction(workspace_id) as session:
        said = await _said(session, dues)
        given = [] if meanings else await _answer(session, await setups.of(session, workspace_id), said)
    if meanings:
        meant = await meaning(meanings, [(each.turns, each.language) for each in said])
        async with database.transaction(workspace_id) as session:
            given = await _answer(session, await setups.of(session, workspace_id), said, meant)
    _tell(given, {each.due.conversation_id: each.turns[-1].at for each in said})


async def _answer(
    session: AsyncSession, setup: Setup, said: Sequence[_Said], meant: Meant | None = None
) -> list[_Given]:
    turns = await _read(session, setup, said, meant)
    drafts = [(turn, _draft(setup, turn)) for turn in turns]
    ripe = [(turn.said.due, draft) for turn, draft in drafts if not await _waits(session, turn, draft)]
    return await _speak(session, setup, ripe)


async def apologize(database: Database, due: DueAnswer, *, setups: Setups) -> None:
    """Say the honest "I don't know" with its two buttons, where thinking failed again and again."""
    async with database.transaction(due.workspace_id) as session:
        setup = await setups.of(session, due.workspace_id)
        briefing = (await briefings(session, due=[due])).get(due.conversation_id)
        if briefing is None:
            return
        asked = next((said.text for said in reversed(briefing.said) if said.author == "customer"), "")
        draft = apology(setup, question=masked(asked).text, language=briefing.language)
        given = await _speak(session, setup, [(due, draft if briefing.spoken else disclosed(setup, draft))])
    _tell(given, {due.conversation_id: briefing.said[-1].at})


async def _said(session: AsyncSession, dues: Sequence[DueAnswer]) -> list[_Said]:
    read = await briefings(session, due=dues)
    briefed = [(due, read.get(due.conversation_id)) for due in dues]
    return [
        _Said(
            due,
            [Turn(turn.author, turn.text, turn.choice, turn.offered, turn.at) for turn in briefing.said],
            language=briefing.language,
            first=not briefing.spoken,
        )
        for due, briefing in briefed
        if briefing
    ]


async def _read(session: AsyncSession, setup: Setup, said: Sequence[_Said], meant: Meant | None) -> list[_Turn]:
    turns: list[_Turn] = []
    for each in said:
        findings = await gather(session, assistant=setup, turns=each.turns, language=each.language, meant=meant)
        turns.append(_Turn(each, findings))
    return turns


async def _waits(session: AsyncSession, turn: _Turn, draft: Draft) -> bool:
    """Put off what is not sure until its customer pauses: who greets, or begins a sentence, is likely to go on."""
    last = turn.said.turns[-1]
    if not draft.hasty or last.choice or last.at is None:
        return False
    # What was said in what is still the future, was said before the clock was set back: nobody waits until then.
    if not -TIMERS.gather < now() - last.at < TIMERS.gather:
        return False
    await postpone(session, due=turn.said.due, until=last.at + TIMERS.gather)
    return True


def _draft(setup: Setup, turn: _Turn) -> Draft:
    draft = think(setup, turn.findings)
    draft = replace(draft, switched=draft.trace.language != turn.said.language)
    return disclosed(setup, draft) if turn.said.first else draft


async def _speak(session: AsyncSession, setup: Setup, drafts: Sequence[_Given]) -> list[_Given]:
    """Say what may still be said, keep why, and call a person where one is needed. Returns what was said."""
    rows: list[dict[str, Any]] = []
    given: list[_Given] = []
    for due, draft in drafts:
        message = await reply(
            session,
            conversation_id=due.conversation_id,
            seen_seq=due.seen_seq,
            name=setup.name,
            text=draft.text,
            preface=draft.preface,
            citations=draft.citations,
            buttons=draft.buttons,
        )
        if message is None:
            continue
        rows.append(_row(due, message.id, draft))
        given.append((due, draft))
        ids = {"workspace_id": due.workspace_id, "conversation_id": due.conversation_id}
        signs = next((check["found"] for check in draft.trace.checks if check["name"] == "injection"), None)
        if signs:
            await emit(session, InjectionSuspected(**ids, message_id=message.id, signs=signs))
        if draft.pressing:
            await raise_priority(session, conversation_id=due.conversation_id, priority=draft.pressing)
        if draft.switched:
            await switch_language(session, conversation_id=due.conversation_id, language=draft.trace.language)
        if draft.reason is not None:
            await ask_person(session, conversation_id=due.conversation_id, reason=draft.reason, told=True)
    if rows:
        await session.execute(_RECORD, {"traces": json.dumps(rows, default=str)})
        if await note_questions(session, rows):
            await request_grouping(session, workspace_id=setup.workspace_id)
    return given


def _tell(given: Sequence[_Given], asked_at: Mapping[UUID, datetime | None]) -> None:
    """Log and count what was said, once it is stored."""
    for due, draft in given:
        ids = {"workspace_id": str(due.workspace_id), "conversation_id": str(due.conversation_id)}
        _log.info("answer", seq=due.seen_seq, outcome=draft.outcome, ms=draft.trace.duration_ms, **ids)
        waited = now() - (asked_at[due.conversation_id] or now())
        ANSWER_SECONDS.labels(draft.outcome).observe(max(waited.total_seconds(), 0.0))


def _row(due: DueAnswer, message_id: UUID, draft: Draft) -> dict[str, Any]:
    return {
        "id": new_id(),
        "workspace_id": due.workspace_id,
        "conversation_id": due.conversation_id,
        "message_id": message_id,
        "outcome": draft.outcome,
        "created_at": now(),
    } | vars(draft.trace)
