"""An answer that a model words: asked beside all others and with no transaction open, told while it is written.

Whoever asks says every few seconds that they still do, which also tells them when nobody wants the answer any more: the
customer went on, or a person took over. Who is killed meanwhile says nothing, and the next one asks anew. Whatever goes
wrong with a model, the draft that needed none is said, and the customer notices nothing but its words.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import billing
from sportello.answering import recall
from sportello.answering.acting import Means, listed
from sportello.answering.answers import speak, tell
from sportello.answering.carrying import bound_to, carry_out
from sportello.answering.composing import gather, think, with_offers
from sportello.answering.describing import describe
from sportello.answering.drafts import NO_KEY, Draft, Step
from sportello.answering.engine import Turn
from sportello.answering.events import ModelsUnavailable
from sportello.answering.grounding import Acts, ask, gated, key_of, said_again
from sportello.answering.lines import Models, Speaker, meter_of, open_chain, speaker_of
from sportello.answering.meanwhile import Meanwhile, while_wanted
from sportello.answering.pauses import Ready, Wording
from sportello.answering.proposing import beside, proposal
from sportello.answering.setups import Setup
from sportello.answering.understanding import split
from sportello.core.db import Database
from sportello.core.events import emit
from sportello.core.ids import new_id
from sportello.core.keyring import Keyring
from sportello.core.live import Hub
from sportello.core.llm import Chain, Reason, Tell, silent
from sportello.core.meanings import Meant

_OUTAGES: Final[frozenset[Reason]] = frozenset(
    {
        *("unreachable", "address_refused", "key_refused", "not_found", "rate_limited", "quota_spent", "overloaded"),
        *("server_error", "slow_start", "stalled", "slow", "broken_off", "resting"),
    }
)
"""Failures that are the provider's, or of the way there: somebody has to do something about them."""
_log = structlog.get_logger()


async def word(database: Database, hub: Hub, ready: Ready, *, models: Models) -> bool:
    """Have a model word an answer, then say it; say the draft where none can; say nothing where nobody waits for it.

    An answer that has an errand is said once that is carried out, and needs no model. One for which pictures are to be
    looked at is not said yet: then the answer is True, and it is due again.
    """
    if ready.describing:
        return await describe(database, hub, ready, ready.describing, models=models)
    if ready.draft.errand:
        await carry_out(database, hub, ready, means=models.means)
        return False
    due, wording, message_id = ready.due, ready.wording, ready.message_id
    if wording is None or message_id is None:
        raise ValueError("Nothing is to be worded of this answer.")
    told = Meanwhile(database, ready)
    asking = asyncio.create_task(_ask(database, ready, wording, models, told.hear))
    waiting = wording.setup.text("waiting", ready.draft.trace.language)
    wanted = await while_wanted(hub, due, asking, told, waiting)
    if not wanted:
        _log.info("answer.unwanted", conversation_id=str(due.conversation_id), seq=due.seen_seq)
        await told.nothing()
        return False
    draft = asking.result()
    async with database.transaction(due.workspace_id) as session:
        draft = await _priced(session, draft, conversation_id=due.conversation_id, message_id=message_id)
        given = await speak(session, wording.setup, [replace(ready, draft=draft)])
    if not given:
        await told.nothing()
    tell(given)
    return False


@dataclass(frozen=True)
class _Line:
    """The models that are asked for one answer, and their prices where the cheapest is to be first."""

    chain: Chain
    own: billing.OwnPrices | None


async def _line(session: AsyncSession, setup: Setup, keyring: Keyring) -> _Line | None:
    """Whom an assistant asks now; None where no key of its chain can be used."""
    chain = await open_chain(session, links=setup.chain, keyring=keyring)
    if chain is None:
        return None
    own = await billing.sparing(
        session,
        workspace_id=setup.workspace_id,
        assistant_id=setup.known_as,
        models=chain.models,
        day_budget=setup.day_budget,
    )
    return _Line(chain, own)


async def _worded(
    ready: Draft, wording: Wording, line: _Line | None, *, models: Models, meter: billing.Meter, heard: Tell = silent
) -> Draft:
    """The draft in a model's words where they hold; else as it was, and its trace says why."""
    if line is None:
        return gated(ready, "no_key")
    chain = line.chain
    if line.own is not None:
        chain = replace(chain, models=await billing.cheapest_first(chain.models, line.own))
    return await ask(models.providers, chain, wording.exchange, routing=wording.setup.routing, meter=meter, tell=heard)


def completed(ready: Draft, wording: Wording, draft: Draft) -> Draft:
    """A model's words, or what was ready, with what is said around them, whoever worded them."""
    findings, draft = wording.findings, replace(draft, switched=ready.switched, preface=ready.preface)
    if draft.trace.engine != NO_KEY:
        draft = with_offers(wording.setup, findings, draft)
    return beside(findings.done, draft) if findings.done else draft


async def tried(
    database: Database,
    session: AsyncSession,
    turns: Sequence[Turn],
    *,
    setup: Setup,
    language: str,
    meant: Meant | None,
    models: Models,
    for_agent: bool = False,
) -> Draft:
    """What the assistant would say to the last of these, a model's words included. Commits: none is open meanwhile.

    `for_agent`: it is no assistant's to pay for, but the workspace's.
    """
    findings = await gather(session, assistant=setup, turns=turns, language=language, meant=meant)
    ready = think(setup, findings)
    message_id = new_id()
    # Nothing is done while something is only tried.
    wording = Wording.wanted(replace(setup, actions={}), findings, ready, before=split(turns)[0], key=str(message_id))
    line = await _line(session, setup, models.keyring) if wording else None
    await session.commit()
    if wording is None:
        return ready
    meter = billing.Meter(
        database,
        setup.workspace_id,
        models.euros,
        assistant_id=None if for_agent else setup.known_as,
        day_budget=None if for_agent else setup.day_budget,
        message_id=message_id,
    )
    draft = completed(ready, wording, await _worded(ready, wording, line, models=models, meter=meter))
    async with database.transaction(setup.workspace_id) as after:
        return await _priced(after, draft, conversation_id=None, message_id=message_id)


async def _priced(session: AsyncSession, draft: Draft, *, conversation_id: UUID | None, message_id: UUID) -> Draft:
    """The draft with what was spent for it."""
    cost = await billing.cost_of_answer(session, conversation_id=conversation_id, message_id=message_id)
    return replace(draft, trace=replace(draft.trace, cost=None if cost is None else float(cost)))


async def _ask(database: Database, ready: Ready, wording: Wording, models: Models, heard: Tell) -> Draft:
    due = ready.due
    try:
        async with database.transaction(due.workspace_id) as session:
            speaker = await speaker_of(session, due)
            wording = replace(wording, exchange=replace(wording.exchange, names=speaker.names))
            key = key_of(wording.exchange, about=_asked(wording.setup))
            acts = await _acts(database, session, ready, wording.setup, models.means)
            wording = replace(wording, exchange=replace(wording.exchange, acts=acts))
            draft = await _again(session, wording, key) if key else None
            line = None if draft else await _line(session, wording.setup, models.keyring)
        if draft is None:
            draft = await _anew(database, ready, wording, speaker, line, models=models, heard=heard, key=key)
        if acts and acts.proposed:
            action, arguments = acts.proposed
            step = Step(new_id(), action.name, arguments, "proposed", "model", begins=True)
            return proposal(draft, action, step)
        return completed(ready.draft, wording, draft)
    except Exception:  # noqa: BLE001 - whatever goes wrong with models, the answer goes out
        _log.exception("answer.not_worded", conversation_id=str(due.conversation_id))
        return gated(ready.draft, "failed")


async def _acts(database: Database, session: AsyncSession, ready: Ready, setup: Setup, means: Means) -> Acts | None:
    """What a model may do for this answer."""
    if not setup.actions:
        return None
    return Acts(database, setup.actions, await bound_to(session, ready, key="", means=means))


def _asked(setup: Setup) -> list[str]:
    """Who is asked, as far as it decides an answer."""
    models = [f"{link.key_id} {link.model}" for link in setup.chain]
    may = listed(list(setup.actions.values()))
    return [str(setup.known_as), str(setup.version), setup.routing, may, *models]


async def _again(session: AsyncSession, wording: Wording, key: str) -> Draft | None:
    """What a model answered to the same before."""
    setup = wording.setup
    kept = await recall.recall(session, workspace_id=setup.workspace_id, key=key)
    if kept is None:
        return None
    draft = said_again(
        wording.exchange, kept.text, passages=kept.passages, confidence=kept.confidence, model=kept.model
    )
    if draft is not None:
        await recall.count(session, workspace_id=setup.workspace_id, saved=kept.cost)
        recall.ASKED.labels("kept").inc()
        recall.SAVED.inc(float(kept.cost))
    return draft


async def _anew(
    database: Database,
    ready: Ready,
    wording: Wording,
    speaker: Speaker,
    line: _Line | None,
    *,
    models: Models,
    heard: Tell,
    key: str | None,
) -> Draft:
    """What a model answers now, kept for whoever asks the same."""
    due = ready.due
    meter = meter_of(database, due, wording.setup, speaker, euros=models.euros, message_id=ready.message_id)
    draft = await _worded(ready.draft, wording, line, models=models, meter=meter, heard=heard)
    recall.ASKED.labels("engine" if draft.trace.engine == NO_KEY else "model").inc()
    try:
        await _remember(database, ready, draft, key)
    except (SQLAlchemyError, OSError) as error:
        _log.warning("answer.not_kept", error=type(error).__name__)
    return draft


async def _remember(database: Database, ready: Ready, draft: Draft, key: str | None) -> None:
    due, message_id = ready.due, ready.message_id
    async with database.transaction(due.workspace_id) as session:
        if key is not None and message_id is not None and draft.trace.engine != NO_KEY and not draft.trace.actions:
            cost = await billing.cost_of_answer(session, conversation_id=due.conversation_id, message_id=message_id)
            kept = recall.Kept(
                text=draft.text,
                passages=[UUID(each["passage_id"]) for each in draft.citations],
                confidence=draft.trace.confidence or 0.0,
                model=draft.trace.engine,
                cost=cost or Decimal(0),
            )
            await recall.keep(session, workspace_id=due.workspace_id, key=key, answer=kept)
        if _nobody_there(draft):
            await emit(session, ModelsUnavailable(workspace_id=due.workspace_id, assistant_id=due.assistant_id))
        # Last, since it holds the day's row, for which all others wait.
        await recall.count(session, workspace_id=due.workspace_id, saved=None)


def _nobody_there(draft: Draft) -> bool:
    """Whether no model could be had, for reasons that are not in the question."""
    asked = draft.trace.asked
    if not asked or asked["gated"] != "unavailable":
        return False
    return all(call["failure"] in _OUTAGES for call in asked["calls"])
