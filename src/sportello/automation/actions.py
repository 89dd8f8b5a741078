"""Writing rules: admins do, and the audit knows of it."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.automation.content import RuleContent
from sportello.automation.errors import OrderIncomplete, RuleNotFound, TooManyRules
from sportello.automation.events import RulesChanged
from sportello.automation.models import Rule, RuleCause
from sportello.automation.named import check_names
from sportello.automation.occasions import FACTS, Waits
from sportello.core.clock import now
from sportello.core.events import emit
from sportello.workspaces import Member, audit

MOST: Final = 50
"""Rules of a workspace: as many as somebody can still oversee."""
_ONE_AT_A_TIME: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('rules:' || :workspace, 0))")
# Who waits now is waited for by a new rule, too, unless they have waited for so long already.
_WAIT: Final = text(
    """
    INSERT INTO rule_causes (id, workspace_id, conversation_id, rule_id, fact, data, chain, occurred_at, due_at)
    SELECT gen_random_uuid(), workspace_id, id, :rule, 'waiting', '{}', '{}', waiting_since,
           waiting_since + :minutes * interval '1 minute'
    FROM conversations WHERE waiting_since > :at - :minutes * interval '1 minute'
    ON CONFLICT (rule_id, conversation_id) WHERE rule_id IS NOT NULL DO NOTHING
    """
)


async def list_rules(session: AsyncSession) -> Sequence[Rule]:
    """The rules of the workspace that was entered, in their order."""
    return (await session.scalars(select(Rule).order_by(Rule.place, Rule.id))).all()


async def get_rule(session: AsyncSession, *, rule_id: UUID) -> Rule:
    """One of them."""
    rule = await session.get(Rule, rule_id, populate_existing=True)
    if rule is None:
        raise RuleNotFound
    return rule


async def create_rule(session: AsyncSession, *, actor: Member, name: str, enabled: bool, content: RuleContent) -> Rule:
    """Add one, after all others."""
    await check_names(session, content)
    await session.execute(_ONE_AT_A_TIME, {"workspace": str(actor.workspace_id)})
    many, last = (await session.execute(select(func.count(), func.max(Rule.place)).select_from(Rule))).one()
    if many >= MOST:
        raise TooManyRules(f"There are {MOST} rules, and no more can be overseen: remove one first.")
    rule = Rule(workspace_id=actor.workspace_id, place=(last or 0) + 1)
    session.add(rule)
    await _write(session, rule, name=name, enabled=enabled, content=content)
    await _tell(session, actor, "rule.created", rule)
    return rule


async def change_rule(
    session: AsyncSession, *, actor: Member, rule_id: UUID, name: str, enabled: bool, content: RuleContent
) -> Rule:
    """Replace all that it says. What it waited for as it was it waits for no more."""
    await check_names(session, content)
    rule = await get_rule(session, rule_id=rule_id)
    was = (rule.enabled, rule.minutes)
    await _write(session, rule, name=name, enabled=enabled, content=content, was=was)
    await _tell(session, actor, "rule.changed", rule)
    return rule


async def delete_rule(session: AsyncSession, *, actor: Member, rule_id: UUID) -> None:
    """Remove it, and its log with it. What it has done stays in the history of the conversations."""
    rule = await get_rule(session, rule_id=rule_id)
    await session.delete(rule)
    await _tell(session, actor, "rule.deleted", rule)


async def order_rules(session: AsyncSession, *, actor: Member, ids: Sequence[UUID]) -> Sequence[Rule]:
    """Put them in this order, which names each of them once."""
    await session.execute(_ONE_AT_A_TIME, {"workspace": str(actor.workspace_id)})
    session.expire_all()
    rules = {rule.id: rule for rule in await list_rules(session)}
    if len(ids) != len(rules) or set(ids) != rules.keys():
        raise OrderIncomplete("Somebody has added or removed a rule meanwhile: read them again.")
    if list(ids) != list(rules):
        for place, id_ in enumerate(ids, start=1):
            rules[id_].place = place
        await session.flush()
        await audit(
            session,
            workspace_id=actor.workspace_id,
            actor=actor,
            action="rules.ordered",
            target=f"workspace:{actor.workspace_id}",
            data={"rules": [str(one) for one in ids]},
        )
        await emit(session, RulesChanged(workspace_id=actor.workspace_id))
    return await list_rules(session)


async def _write(
    session: AsyncSession,
    rule: Rule,
    *,
    name: str,
    enabled: bool,
    content: RuleContent,
    was: tuple[bool, int | None] | None = None,
) -> None:
    rule.name, rule.enabled, rule.content = name, enabled, content.model_dump(mode="json")
    rule.facts = list(FACTS[content.when.on])
    rule.minutes = content.when.minutes if isinstance(content.when, Waits) else None
    await session.flush()
    if was != (rule.enabled, rule.minutes):
        await session.execute(delete(RuleCause).where(RuleCause.rule_id == rule.id))
        if rule.enabled and rule.minutes is not None:
            await session.execute(_WAIT, {"rule": rule.id, "minutes": rule.minutes, "at": now()})


async def _tell(session: AsyncSession, actor: Member, action: str, rule: Rule) -> None:
    await session.flush()
    await audit(
        session,
        workspace_id=actor.workspace_id,
        actor=actor,
        action=action,
        target=f"rule:{rule.id}",
        data={"name": rule.name, "enabled": rule.enabled},
    )
    await emit(session, RulesChanged(workspace_id=actor.workspace_id))
