"""Following the rules: whatever they wait for is looked at once, in the owner's order, in one transaction.

What happened was noted by the database in the statement that made it so (see the triggers of migration 0066), and the
note goes with the transaction in which the rules were followed. So a worker that dies in between has done nothing and
forgotten nothing, and another does it. No lock is waited for: whatever somebody else has in hand is left to later.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import any_, func, literal, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.automation.conditions import all_meet
from sportello.automation.content import RuleContent, content_of
from sportello.automation.doing import Did, do_all, outcome_of
from sportello.automation.events import RuleHeld, RuleRan
from sportello.automation.guard import WITHIN, Held, held_by
from sportello.automation.models import Outcome, Rule, RuleCause, RuleRun
from sportello.automation.occasions import WAITING, is_occasion
from sportello.automation.situation import Asked, situations
from sportello.conversations import ByRule, Conversation, signed
from sportello.core.clock import now
from sportello.core.db import enter_workspace
from sportello.core.events import emit
from sportello.notifications import News, of_rank, tell
from sportello.workspaces import audit

OF_EACH: Final = 10
"""Causes of one workspace in a round, so that a flood of one holds up none of the others."""
AT_ONCE: Final = 20
"""Causes in one transaction: the conversations that it holds have to wait for its end."""
TRIES: Final = 4
_BACK_OFF: Final = timedelta(seconds=10)
KEPT_FOR: Final = timedelta(days=30)
"""How long the log goes back …"""
KEPT: Final = 1_000
"""… and how many lines of one rule it has, of those that are older than a day."""
_log = structlog.get_logger()
_DUE: Final = text("SELECT workspace_id, cause_id FROM door_due_rules(:now, :of_each, :limit)")
_CHAIN: Final = text("SELECT set_config('app.rule_chain', :chain, true)")
_FORGET: Final = text(
    """
    DELETE FROM rule_runs WHERE rule_id = :rule AND (at < :old OR at < least(:recent, (
        SELECT at FROM rule_runs WHERE rule_id = :rule ORDER BY at DESC, id DESC OFFSET :kept LIMIT 1
    )))
    """
)


async def follow_due_rules(session: AsyncSession, *, limit: int = 100) -> int:
    """Follow the rules wherever something they wait for has happened, in every workspace; how often."""
    asked = {"now": now(), "of_each": OF_EACH, "limit": min(limit, AT_ONCE)}
    rows = (await session.execute(_DUE, asked)).all()
    for workspace_id, cause_id in rows:
        await enter_workspace(session, workspace_id)
        try:
            async with session.begin_nested():
                await _follow(session, await session.get_one(RuleCause, cause_id, populate_existing=True))
        except Exception:  # noqa: BLE001 - whatever it is, the others go on
            _log.exception("rules.failed", cause_id=str(cause_id))
            await _put_off(session, cause_id)
    return len(rows)


async def _put_off(session: AsyncSession, cause_id: UUID) -> None:
    """Try it again later; what fails each time is given up, and nothing of it was done."""
    cause = await session.get_one(RuleCause, cause_id, populate_existing=True)
    cause.tries += 1
    cause.due_at = now() + _BACK_OFF * 4 ** (cause.tries - 1)
    if cause.tries >= TRIES:
        _log.error("rules.given_up", cause_id=str(cause_id), fact=cause.fact)
        await session.delete(cause)
    await session.flush()


async def _follow(session: AsyncSession, cause: RuleCause) -> None:
    conversation = await session.get_one(Conversation, cause.conversation_id, populate_existing=True)
    if not conversation.test and conversation.state != "merged" and _still_so(cause, conversation):
        for rule in await _rules_for(session, cause):
            content = content_of(rule)
            if await _meets(session, content, cause) and await _run(session, rule, content, cause) and content.stop:
                break
    await session.delete(cause)
    await session.flush()


def _still_so(cause: RuleCause, conversation: Conversation) -> bool:
    """A timer tells of a wait: whoever was answered meanwhile, or is put aside, does not wait."""
    if cause.rule_id is None:
        return True
    return conversation.waiting_since == cause.occurred_at and conversation.snoozed_until is None


async def _rules_for(session: AsyncSession, cause: RuleCause) -> Sequence[Rule]:
    found = select(Rule).where(Rule.enabled).order_by(Rule.place, Rule.id)
    if cause.rule_id is not None:
        found = found.where(Rule.id == cause.rule_id)
    else:
        found = found.where(literal(cause.fact) == any_(Rule.facts))
    return (await session.scalars(found)).all()


async def _meets(session: AsyncSession, content: RuleContent, cause: RuleCause) -> bool:
    """Whether it is the rule's occasion, and its conditions hold after all that rules before it have done."""
    if not is_occasion(content.when, cause.data):
        return False
    if not content.conditions:
        return True
    conversation = await session.get_one(Conversation, cause.conversation_id, populate_existing=True)
    said = cause.data.get("message_id")
    asked = Asked(conversation=conversation, at=now(), message_id=UUID(said) if said else None)
    [there] = await situations(session, [asked])
    return all_meet(content.conditions, content.match, there)


async def _run(session: AsyncSession, rule: Rule, content: RuleContent, cause: RuleCause) -> bool:
    """Do what it says, unless a guard holds it; whether it was done. The log says which."""
    held = held_by(rule.id, chain=cause.chain, **await _done_here(session, rule, cause.conversation_id))
    if held is not None:
        await _hold(session, rule, cause, held)
        return False
    conversation = await session.get_one(Conversation, cause.conversation_id, populate_existing=True)
    before = conversation.state
    await session.execute(_CHAIN, {"chain": _array([*cause.chain, rule.id])})
    did = await do_all(session, rule, content.actions, cause, conversation)
    outcome = outcome_of(did)
    await _note(session, rule, cause, outcome=outcome, did=did)
    await emit(session, RuleRan(**_ids(cause), rule_id=rule.id, outcome=outcome))
    await session.execute(_CHAIN, {"chain": ""})
    done = [one.do for one in did if one.came == "done"]
    if done:
        conversation = await session.get_one(Conversation, cause.conversation_id, populate_existing=True)
        await audit(
            session,
            workspace_id=rule.workspace_id,
            actor=signed(ByRule(rule_id=rule.id, name=rule.name)),
            action="conversation.rule",
            target=f"conversation:{conversation.id}",
            data={"from": before, "to": conversation.state, "reason": None, "rule": str(rule.id), "did": done},
        )
    return True


async def _done_here(session: AsyncSession, rule: Rule, conversation_id: UUID) -> dict[str, int]:
    """How often this rule, and any rule, has done something here of late."""
    found = select(func.count().filter(RuleRun.rule_id == rule.id), func.count()).where(
        RuleRun.conversation_id == conversation_id,
        RuleRun.at > now() - WITHIN,
        RuleRun.outcome.in_(("done", "partly")),
    )
    row = (await session.execute(found)).one()
    return {"of_rule": row[0], "of_all": row[1]}


async def _hold(session: AsyncSession, rule: Rule, cause: RuleCause, held: Held) -> None:
    """Write down that a rule was held, and tell admins of it, once a day however often it happens."""
    await _note(session, rule, cause, outcome="held", why=held)
    await emit(session, RuleHeld(**_ids(cause), rule_id=rule.id, why=held))
    news = News(
        workspace_id=rule.workspace_id,
        kind="rule",
        key=f"rule_held:{rule.id}:{now():%Y-%m-%d}",
        conversation_id=cause.conversation_id,
        data={"wording": "rule_held", "rule": rule.name},
    )
    await tell(session, news, to=await of_rank(session, "admin"))


async def _note(
    session: AsyncSession,
    rule: Rule,
    cause: RuleCause,
    *,
    outcome: Outcome,
    why: str | None = None,
    did: Sequence[Did] = (),
) -> None:
    """Add a line to the rule's log, and let go of the oldest."""
    session.add(
        RuleRun(
            workspace_id=rule.workspace_id,
            rule_id=rule.id,
            conversation_id=cause.conversation_id,
            fact=WAITING if cause.rule_id else cause.fact,
            outcome=outcome,
            why=why,
            did=[one.data() for one in did],
            at=now(),
        )
    )
    await session.flush()
    bounds = {"old": now() - KEPT_FOR, "recent": now() - timedelta(days=1), "kept": KEPT}
    await session.execute(_FORGET, {"rule": rule.id, **bounds})


def _ids(cause: RuleCause) -> dict[str, Any]:
    return {"workspace_id": cause.workspace_id, "conversation_id": cause.conversation_id}


def _array(ids: Sequence[UUID]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"
