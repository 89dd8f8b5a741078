"""A dry run: where a rule would have met, within the last thirty days, from what is stored. It does nothing.

What was said, when, and what happened is known of then. How a conversation was sorted is known of today alone: which
conditions were judged by today is told with the result. What the rule would have changed, and what others would have
done because of it, nobody can know. Of those who waited, only the wait for a person's first word is looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.automation.conditions import all_meet
from sportello.automation.content import AnyAction, AnyCondition, RuleContent
from sportello.automation.guard import RULE_AN_HOUR, WITHIN
from sportello.automation.occasions import FACTS, Waits, is_occasion
from sportello.automation.situation import Asked, situations
from sportello.contacts import Contact
from sportello.conversations import (
    AgentConnected,
    Conversation,
    ConversationClosed,
    ConversationEnded,
    ConversationRated,
    ConversationStarted,
    ConversationTransferred,
    HandoffRequested,
)
from sportello.core.clock import now

BACK: Final = timedelta(days=30)
MOST: Final = 2_000
"""Facts that are looked at, the newest …"""
SECONDS: Final = 3.0
"""… and how long they are gathered; what is older than where it stopped was not looked at."""
SHOWN: Final = 50
_DAY: Final = timedelta(days=1)
_SLACK: Final = timedelta(hours=1)
"""An id is made a little before or after the time that is written down beside it."""
_TODAY: Final = frozenset(
    {"language", "labels", "priority", "risk", "state", "team", "assignee", "contact", "rating", "hours"}
)
"""What a condition asks that is known of today alone, unless the fact itself says it."""
# The ids sort by time, so one day of facts is read at a time, without an index that each message would pay for.
_FACTS: Final = text(
    """
    SELECT conversation_id, name, data, occurred_at FROM events
    WHERE id >= CAST(:after AS uuid) AND id < CAST(:before AS uuid) AND name = ANY (:names)
        AND conversation_id IS NOT NULL AND occurred_at > :since
    ORDER BY id DESC LIMIT :most
    """
)
# Until an agent's first word, else until somebody took it; and who waits now.
_WAITS: Final = text(
    """
    SELECT h.conversation_id, h.queued_at FROM handoffs h
    WHERE h.taken_at > :since AND CAST(:wait AS interval) <= coalesce((
        SELECT min(m.created_at) FROM messages m
        WHERE m.conversation_id = h.conversation_id AND m.author = 'agent' AND m.created_at >= h.queued_at
    ), h.taken_at) - h.queued_at
    UNION
    SELECT id, waiting_since FROM conversations
    WHERE waiting_since > :since AND waiting_since <= :at - CAST(:wait AS interval)
    ORDER BY 2 DESC LIMIT :most
    """
)


@dataclass(frozen=True, slots=True)
class WouldMeet:
    """A conversation that it would have met, when, and whether a guard would have held it."""

    conversation_id: UUID
    contact_name: str | None
    preview: str
    at: datetime
    held: bool


@dataclass(frozen=True, slots=True)
class DryRun:
    """What it would have done since `since`. `today`: conditions judged by how things are today."""

    since: datetime
    whole: bool
    looked_at: int
    met: int
    conversations: int
    lines: list[WouldMeet]
    today: list[str]
    actions: list[AnyAction]


@dataclass(frozen=True, slots=True)
class _Fact:
    conversation_id: UUID
    at: datetime
    data: dict[str, Any]
    known: dict[str, Any]


async def dry_run(session: AsyncSession, *, content: RuleContent) -> DryRun:
    """Where it would have met."""
    facts, since, whole = await _gather(session, content)
    conversations = await _conversations(session, {one.conversation_id for one in facts})
    facts = [one for one in facts if one.conversation_id in conversations and is_occasion(content.when, one.data)]
    met = await _met(session, content, facts, conversations)
    shown = met[:SHOWN]
    names = await _names(session, [conversations[one.conversation_id].contact_id for one, _ in shown])
    return DryRun(
        since=since,
        whole=whole,
        looked_at=len(facts),
        met=len(met),
        conversations=len({one.conversation_id for one, _ in met}),
        lines=[
            WouldMeet(there.id, names.get(there.contact_id), there.preview, one.at, held)
            for one, held in shown
            for there in [conversations[one.conversation_id]]
        ],
        today=_judged_by_today(content),
        actions=list(content.actions),
    )


async def _gather(session: AsyncSession, content: RuleContent) -> tuple[list[_Fact], datetime, bool]:
    """What happened, the newest first; since when; and whether that is all of the thirty days."""
    at = now()
    since = at - BACK
    if isinstance(content.when, Waits):
        wait = timedelta(minutes=content.when.minutes)
        rows = (await session.execute(_WAITS, {"since": since, "at": at, "wait": wait, "most": MOST})).all()
        facts = [_Fact(row[0], row[1] + wait, {}, {"state": "queued", "waiting": row[1]}) for row in rows]
        return facts, since, len(rows) < MOST
    facts: list[_Fact] = []
    began, before = monotonic(), at + _SLACK
    while before > since:
        asked = {"after": _first_id(before - _DAY), "before": _first_id(before), "since": since}
        names = list(FACTS[content.when.on])
        rows = await session.execute(_FACTS, {**asked, "names": names, "most": MOST - len(facts)})
        facts += [_Fact(row[0], row[3], row[2], _known(row[1], row[2])) for row in rows]
        before -= _DAY
        if len(facts) >= MOST or (monotonic() - began > SECONDS and before > since):
            return facts, facts[-1].at if len(facts) >= MOST else before, False
    return facts, since, True


def _first_id(at: datetime) -> str:
    """The least id that is made at this time."""
    return str(UUID(int=int(at.timestamp() * 1000) << 80))


def _known(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """What the fact itself says of then."""
    user = data.get("user_id")
    said: dict[str, dict[str, Any]] = {
        ConversationStarted.name: {"state": "active"},
        HandoffRequested.name: {"state": "queued", "assignee": None},
        AgentConnected.name: {"state": "with_agent", "assignee": UUID(user) if user else None},
        ConversationTransferred.name: {"state": "with_agent", "assignee": UUID(user) if user else None},
        ConversationClosed.name: {"state": data.get("outcome")},
        ConversationEnded.name: {"state": "ended"},
        ConversationRated.name: {"rating": data.get("score")},
    }
    return said.get(name, {})


async def _conversations(session: AsyncSession, ids: set[UUID]) -> dict[UUID, Conversation]:
    """Those that are still there, trials aside."""
    found = select(Conversation).where(Conversation.id.in_(ids), Conversation.test.is_(False))
    return {one.id: one for one in await session.scalars(found)}


async def _met(
    session: AsyncSession, content: RuleContent, facts: Sequence[_Fact], conversations: dict[UUID, Conversation]
) -> list[tuple[_Fact, bool]]:
    """Those where the conditions held, the newest first, and which of them a guard would have held."""
    asked = [
        Asked(conversation=conversations[one.conversation_id], at=one.at, message_id=_message(one), known=one.known)
        for one in facts
    ]
    there = await situations(session, asked) if content.conditions else []
    met = [
        one
        for i, one in enumerate(facts)
        if not content.conditions or all_meet(content.conditions, content.match, there[i])
    ]
    done: dict[UUID, list[datetime]] = {}
    judged: list[tuple[_Fact, bool]] = []
    for one in reversed(met):
        lately = [at for at in done.get(one.conversation_id, []) if one.at - at < WITHIN]
        held = len(lately) >= RULE_AN_HOUR
        done[one.conversation_id] = lately if held else [*lately, one.at]
        judged.append((one, held))
    return judged[::-1]


def _message(fact: _Fact) -> UUID | None:
    said = fact.data.get("message_id")
    return UUID(said) if said else None


def _judged_by_today(content: RuleContent) -> list[str]:
    """Kinds of conditions of which only today is known, for the facts that it waits for."""
    says = {key for name in FACTS[content.when.on] for key in _known(name, {})}
    says |= {"state"} if isinstance(content.when, Waits) else set()
    return sorted({one.of for one in content.conditions if _of_today(one) and one.of not in says})


def _of_today(condition: AnyCondition) -> bool:
    if condition.of == "since":
        return condition.moment == "waiting"
    return condition.of in _TODAY


async def _names(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str | None]:
    found = await session.execute(select(Contact.id, Contact.name).where(Contact.id.in_(ids)))
    return {row[0]: row[1] for row in found}
