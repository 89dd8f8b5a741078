"""An action carried out, once: confirmed by its customer, or only reading; what came of it is told with it.

What acts in our own database acts in the transaction that tells of it: both are there, or neither, and whoever comes
later finds it undone. What leaves the house is first written down as confirmed. Who finds it so after its time knows
that the one who ran it died, and does not run it again: whether it went through nobody can know, and so it is said.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering import acting
from sportello.answering.acting import Action, ActionCall, ActionFailed, ArgumentsInvalid, Bound, Means, PersonWanted
from sportello.answering.answers import speak, tell
from sportello.answering.doing import Doing
from sportello.answering.drafts import Draft, Errand, Step
from sportello.answering.engine import CUSTOMER_WISH, Question
from sportello.answering.holding import hold_lease
from sportello.answering.jobs import request_report
from sportello.answering.meanwhile import Meanwhile
from sportello.answering.models import CallState
from sportello.answering.pauses import Ready
from sportello.answering.proposing import beside
from sportello.answering.reporting import lose, report
from sportello.answering.setups import Setup
from sportello.contacts import Contact
from sportello.conversations import Conversation, postpone
from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.live import Hub
from sportello.core.personal import masked

_AGAIN: Final = timedelta(seconds=1)
_SHOWN: Final = 500
_log = structlog.get_logger()


class _Dropped(Exception):
    """Nobody waits for the answer, so nothing is done for it either."""


class _Later(Exception):
    """It is being run: what came of it is told in a moment."""


async def bound_to(session: AsyncSession, ready: Ready, *, key: str, means: Means) -> Bound:
    """Whom an action in this conversation is for."""
    due = ready.due
    whose = select(Contact.id, Contact.external_id, Contact.verified).join(
        Conversation, Conversation.contact_id == Contact.id
    )
    row = (await session.execute(whose.where(Conversation.id == due.conversation_id))).one_or_none()
    return Bound(
        workspace_id=due.workspace_id,
        conversation_id=due.conversation_id,
        contact_id=row.id if row else None,
        language=ready.draft.trace.language,
        key=key,
        external_id=row.external_id if row and row.verified else None,
        means=means,
    )


async def carry_out(database: Database, hub: Hub, ready: Ready, *, means: Means) -> None:
    """Do what an answer stands for, then say what came of it."""
    setup, errand = ready.setup, ready.draft.errand
    if setup is None or errand is None:
        raise ValueError("There is nothing to carry out.")
    told = Meanwhile(database, ready)
    beside = [
        asyncio.create_task(hold_lease(database, hub, ready.due, until_unwanted=False)),
        asyncio.create_task(told.wait(acting.phrase("waiting", ready.draft.trace.language))),
    ]
    given, later = list[Ready](), False
    try:
        given = await (_read if errand.reads else _decide)(database, setup, ready, errand, means)
    except _Dropped:
        pass
    except _Later:
        later = True
    finally:
        for each in beside:
            each.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
    if later:  # once nothing holds the lease beside it, which would be begun anew
        async with database.transaction(ready.due.workspace_id) as session:
            await postpone(session, due=ready.due, until=now() + _AGAIN)
    if not given:
        await told.nothing()
    tell(given)


async def _decide(database: Database, setup: Setup, ready: Ready, errand: Errand, means: Means) -> list[Ready]:
    """A call that was confirmed by a press."""
    due = ready.due
    async with database.transaction(due.workspace_id) as session:
        call = await acting.find_call(session, call_id=errand.call_id, conversation_id=due.conversation_id, lock=True)
        action = setup.actions.get(call.action) if call else None
        if call is None or not await _may_run(session, call):
            draft = _told(setup, ready, call, action)
            if draft is None:
                raise _Later
            return await _say(session, setup, ready, draft, call)
        if action is None or call.mark != action.mark:
            return await _not_this(session, setup, ready, call, action=action)
        bound = await bound_to(session, ready, key=str(call.id), means=means)
        if action.within:
            draft = await _within(session, setup, ready, call, action=action, bound=bound)
            given = await _say(session, setup, ready, draft, call)
            if not given:
                raise _Dropped
            return given
        await acting.begin_running(session, call, action)
        await request_report(session, call, after=(action.seconds + acting.SLACK.total_seconds() + 1))
        arguments = dict(call.arguments)
    state, outcome = await _attempt(action, bound, arguments)
    async with database.transaction(due.workspace_id) as session:
        call = await acting.find_call(session, call_id=errand.call_id, conversation_id=due.conversation_id, lock=True)
        if call is None or call.state != "confirmed":
            _log.warning("action.settled_meanwhile", action=action.name, call=str(errand.call_id))
            return []
        await acting.settle(session, call, state=state, outcome=outcome)
        draft = _told(setup, ready, call, action)
        given = await _say(session, setup, ready, draft, call) if draft else []
        alone = replace(ready, draft=replace(ready.draft, text=""))
        if not given and (outcome_alone := _told(setup, alone, call, action)):
            # Who is in charge by now learns of it, too: it has happened.
            await report(session, call, text=outcome_alone.text)
        return given


async def _not_this(
    session: AsyncSession, setup: Setup, ready: Ready, call: ActionCall, *, action: Action | None
) -> list[Ready]:
    """Nothing is done: there is no such action any more, or it is not what the customer agreed to, and is proposed."""
    if action is None:
        await acting.settle(session, call, state="failed", outcome={"why": "The assistant may not do this any more."})
        return await _say(session, setup, ready, _failed(setup, ready, call, None, sure=True), call)
    said = ready.draft.trace
    doing = Doing(session, setup, Question(said.question, (), said.language, None), (), ready.due.conversation_id)
    draft = beside(doing.anew(call, action), replace(ready.draft, errand=None))
    return await _say(session, setup, ready, draft, None)


async def _may_run(session: AsyncSession, call: ActionCall) -> bool:
    """Whether it is to be run now; what is too late for is written down."""
    if call.state == "proposed" and call.expires_at > now():
        return True
    if call.state == "proposed":
        call.state, call.decided_at = "expired", now()
        await session.flush()
    elif call.state == "confirmed" and call.running_until is not None and call.running_until < now():
        await lose(session, call)
    return False


async def _read(database: Database, setup: Setup, ready: Ready, errand: Errand, means: Means) -> list[Ready]:
    """A call that changes nothing: made at once, and again by whoever takes over."""
    due, action = ready.due, setup.actions.get(errand.action)
    if action is None or action.changes:
        return []
    async with database.transaction(due.workspace_id) as session:
        bound = await bound_to(session, ready, key=str(errand.call_id), means=means)
        inside = await _attempt(action, replace(bound, session=session), errand.arguments) if action.within else None
    state, outcome = inside or await _attempt(action, bound, errand.arguments)
    call = ActionCall(
        id=errand.call_id,
        action=action.name,
        arguments=dict(errand.arguments),
        state=state,
        outcome=outcome,
        by=errand.by,
        told=False,
    )
    draft = _told(setup, ready, call, action)
    if draft is None:
        return []
    ended = Step(errand.call_id, action.name, errand.arguments, state, errand.by)
    draft = draft if errand.begins else replace(draft, step=ended)
    async with database.transaction(due.workspace_id) as session:
        return await speak(session, setup, [replace(ready, draft=draft)])


async def _within(
    session: AsyncSession, setup: Setup, ready: Ready, call: ActionCall, *, action: Action, bound: Bound
) -> Draft:
    """Act in this transaction; what fails leaves nothing behind but that it failed."""
    try:
        async with session.begin_nested():
            state, outcome = _outcome(*await acting.run(action, replace(bound, session=session), dict(call.arguments)))
    except (ActionFailed, ArgumentsInvalid, SQLAlchemyError) as failure:
        state, outcome = _failure(failure)
    await acting.settle(session, call, state=state, outcome=outcome)
    draft = _told(setup, ready, call, action)
    if draft is None:
        raise _Dropped
    return draft


async def _attempt(action: Action, bound: Bound, arguments: Mapping[str, Any]) -> tuple[CallState, dict[str, Any]]:
    """What came of it, a failure too."""
    try:
        return _outcome(*await acting.run(action, bound, arguments))
    except (ActionFailed, ArgumentsInvalid) as failure:
        return _failure(failure)


def _failure(error: Exception) -> tuple[CallState, dict[str, Any]]:
    why = f"It broke: {type(error).__name__}." if isinstance(error, SQLAlchemyError) else str(error)[:_SHOWN]
    return "failed", {"why": why, "ms": 0.0, "sure": isinstance(error, ArgumentsInvalid)}


def _outcome(result: Any, took: float) -> tuple[CallState, dict[str, Any]]:
    calls = isinstance(result, PersonWanted)
    return "done", {"result": None if calls else result, "person": calls, "ms": round(took, 1)}


def _told(setup: Setup, ready: Ready, call: ActionCall | None, action: Action | None) -> Draft | None:
    """What is said of a call as it now stands; None while somebody else runs it."""
    language = ready.draft.trace.language
    if call is None or call.state in {"asking", "declined", "expired", "proposed"}:
        return _said(ready, acting.phrase("expired", language))
    if call.state == "confirmed":
        return None
    outcome = call.outcome or {}
    if call.state == "failed" or action is None:
        sure = bool(outcome.get("sure")) or (action is not None and (action.within or not action.changes))
        return _failed(setup, ready, call, action, sure=sure)
    if call.told:
        return _said(ready, acting.phrase("already", language))
    return _done(setup, ready, call, action)


def _done(setup: Setup, ready: Ready, call: ActionCall, action: Action) -> Draft:
    language, outcome = ready.draft.trace.language, call.outcome or {}
    text = acting.done(action, outcome.get("result"), language)
    if outcome.get("person"):
        return replace(_said(ready, text, call, action), outcome="handoff", reason=CUSTOMER_WISH)
    if ready.draft.errand and ready.draft.errand.late:
        draft = _said(ready, f"{text}\n\n{acting.phrase('too_late', language)}", call, action)
        return replace(draft, buttons=setup.buttons(language))
    draft = _said(ready, text, call, action)
    return draft if ready.draft.text else replace(draft, outcome="answered")


def _failed(setup: Setup, ready: Ready, call: ActionCall, action: Action | None, *, sure: bool) -> Draft:
    language = ready.draft.trace.language
    title = action.said(language).title if action else call.action
    text = acting.phrase("refused" if sure else "failed", language, title=title)
    draft = _said(ready, text, call, action)
    return replace(draft, outcome="failed", buttons=setup.buttons(language))


def _said(ready: Ready, text: str, call: ActionCall | None = None, action: Action | None = None) -> Draft:
    """The draft with what came of its errand above what is said besides, and in its trace."""
    draft = ready.draft
    lines = list(draft.trace.actions)
    if call is not None:
        outcome = call.outcome or {}
        lines.append(
            {
                "action": call.action,
                "arguments": action.shown(call.arguments) if action else {},
                "state": call.state,
                "result": _shown(outcome.get("result")),
                "why": outcome.get("why"),
                "ms": outcome.get("ms", 0.0),
            }
        )
    whole = f"{text}\n\n{draft.text}" if draft.text else text
    return replace(draft, text=whole, trace=replace(draft.trace, actions=lines), errand=None)


def _shown(result: Any) -> str | None:
    return None if result in (None, "", {}) else masked(str(result)).text[:_SHOWN]


async def _say(session: AsyncSession, setup: Setup, ready: Ready, draft: Draft, call: ActionCall | None) -> list[Ready]:
    given = await speak(session, setup, [replace(ready, draft=draft)])
    if given and call is not None and call.state in {"done", "failed"}:
        call.told = True
        await session.flush()
    return given
