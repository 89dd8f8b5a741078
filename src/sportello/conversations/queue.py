"""The queue: who waits for a person comes to one who is fit for it and free, by themselves.

One function does all of it, by the clock, in one workspace at a time and by one worker at a time. It waits for no
lock while it holds one: whatever somebody else has in hand is left to the next time, a second later. So it can
neither be in anybody's way nor give one conversation to two.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import select, text as sql, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.desk import back_to_queue, give
from sportello.conversations.models import Conversation
from sportello.core.clock import now
from sportello.core.db import enter_workspace
from sportello.workspaces import GONE_AFTER, Availability

PATIENCE: Final = timedelta(minutes=5)
"""So long somebody who has answered may be away while their customer waits, before the customer gets somebody else."""
AT_ONCE: Final = 20
"""Most that are moved in one workspace and transaction: what it holds, customers and agents have to wait for."""
AWAY: Final = "agent_away"
"""Why who had somebody waits again: whom they had is not there."""
_log = structlog.get_logger()

_QUEUES = sql("SELECT door_queues() AS workspace_id ORDER BY 1")
_ONE_AT_A_TIME = sql("SELECT pg_try_advisory_xact_lock(hashtextextended('queue:' || :workspace, 0))")
_ABANDONED = sql(
    """
    SELECT c.id FROM conversations c
    JOIN availability a ON a.workspace_id = c.workspace_id AND a.user_id = c.assignee_id
    CROSS JOIN LATERAL (
        -- Since when they are not there: as they chose, as their desk noticed, or since it fell silent.
        SELECT CASE WHEN a.status <> 'online' OR a.idle THEN a.changed_at
                    WHEN a.last_seen_at <= :gone THEN a.last_seen_at + CAST(:gone_after AS interval) END AS since
    ) absence
    WHERE c.state = 'with_agent' AND c.waiting_since IS NOT NULL AND c.snoozed_until IS NULL
        AND a.last_seen_at IS NOT NULL AND absence.since IS NOT NULL
        AND (
            greatest(absence.since, c.taken_at, c.waiting_since) <= :patience
            OR (absence.since >= c.taken_at AND NOT EXISTS (
                SELECT FROM messages m WHERE m.conversation_id = c.id AND m.author = 'agent'
                    AND m.user_id = c.assignee_id AND m.created_at >= c.taken_at
            ))
        )
    ORDER BY c.waiting_since, c.id LIMIT :limit
    FOR NO KEY UPDATE OF c SKIP LOCKED
    """
)
_FREE = sql(
    """
    SELECT a.user_id, u.name, a.languages, coalesce(a.capacity, s.capacity) - coalesce(has.many, 0) AS free,
           ARRAY (SELECT team_id FROM team_members t WHERE t.user_id = a.user_id) AS teams,
           ARRAY (SELECT label_id FROM member_skills k WHERE k.user_id = a.user_id) AS skills
    FROM availability a
    JOIN memberships m ON m.user_id = a.user_id AND m.suspended_at IS NULL
    JOIN users u ON u.id = a.user_id
    JOIN queue_settings s ON s.workspace_id = a.workspace_id
    LEFT JOIN (
        SELECT assignee_id, count(*) AS many FROM conversations
        WHERE state = 'with_agent' AND snoozed_until IS NULL GROUP BY assignee_id
    ) has ON has.assignee_id = a.user_id
    WHERE a.status = 'online' AND NOT a.idle AND a.last_seen_at > :gone
        AND coalesce(a.capacity, s.capacity) > coalesce(has.many, 0)
    ORDER BY a.last_given_at NULLS FIRST, a.user_id
    """
)
_WAITING = sql(
    """
    SELECT c.id, c.language, c.team_id,
           ARRAY (
               SELECT l.id FROM conversation_labels cl JOIN labels l ON l.id = cl.label_id
               WHERE cl.conversation_id = c.id AND l.skill
           ) AS skills
    FROM conversations c WHERE c.state = 'queued'
    ORDER BY array_position(ARRAY['urgent', 'high', 'normal', 'low'], c.priority), c.waiting_since, c.id
    """
)
_HOLD = sql(
    """
    SELECT a.user_id FROM availability a JOIN memberships m ON m.user_id = a.user_id AND m.suspended_at IS NULL
    WHERE a.user_id = :user AND a.status = 'online' AND NOT a.idle AND a.last_seen_at > :gone
    FOR NO KEY UPDATE OF a SKIP LOCKED FOR KEY SHARE OF m SKIP LOCKED
    """
)


@dataclass(slots=True)
class _Agent:
    """Somebody who is there and may have more."""

    user_id: UUID
    name: str
    languages: frozenset[str]
    teams: frozenset[UUID]
    skills: frozenset[UUID]
    free: int

    def fits(self, wanted: "_Wanted") -> bool:
        """Whether they may be given what asks for this."""
        return (
            (wanted.team_id is None or wanted.team_id in self.teams)
            and (not self.languages or wanted.language in self.languages)
            and wanted.skills <= self.skills
        )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a conversation asks of who gets it."""

    language: str
    team_id: UUID | None
    skills: frozenset[UUID]


async def drain_queues(session: AsyncSession, *, limit: int = 100) -> int:
    """Move on whoever waits for a person, in every workspace whose queue works by itself; returns how many.

    First come back those whose agent is not there; then each, the most urgent and of these who waits longest first,
    goes to the fit agent with room who has been given none for longest.
    """
    moved = 0
    for (workspace_id,) in (await session.execute(_QUEUES)).all():
        if moved >= limit:
            break
        await enter_workspace(session, workspace_id)
        if not await session.scalar(_ONE_AT_A_TIME, {"workspace": str(workspace_id)}):
            continue
        try:
            async with session.begin_nested():
                back = await _give_back(session, limit=AT_ONCE)
                moved += back + await _assign(session, limit=AT_ONCE - back)
        except Exception:  # noqa: BLE001 - whatever it is, the other workspaces' customers go on
            _log.exception("queue.failed", workspace_id=str(workspace_id))
    return moved


async def _give_back(session: AsyncSession, *, limit: int) -> int:
    """Put back into the queue whom nobody attends to: who is away leaves what they have not answered."""
    at = now()
    given = {"gone": at - GONE_AFTER, "gone_after": GONE_AFTER, "patience": at - PATIENCE, "limit": limit}
    ids = list(await session.scalars(_ABANDONED, given))
    for conversation_id in ids:
        conversation = await session.get_one(Conversation, conversation_id, populate_existing=True)
        await back_to_queue(session, conversation, by="system", reason=AWAY)
    return len(ids)


async def _assign(session: AsyncSession, *, limit: int) -> int:
    at = now()
    free = deque(_agents((await session.execute(_FREE, {"gone": at - GONE_AFTER})).all()))
    if not free:
        return 0
    hopeless: set[_Wanted] = set()
    given = 0
    for row in (await session.execute(_WAITING)).all():
        wanted = _Wanted(row.language, row.team_id, frozenset(row.skills))
        if given >= limit or not free:
            break
        if wanted in hopeless:
            continue
        agent = await _choose(session, free, wanted)
        if agent is None:
            hopeless.add(wanted)
            continue
        conversation = await _in_hand(session, row.id)
        if conversation is None:
            continue
        await _give(session, conversation, agent, order=given)
        given += 1
        free.remove(agent)
        agent.free -= 1
        if agent.free:
            free.append(agent)
    return given


def _agents(rows: Iterable[Any]) -> Iterable[_Agent]:
    for row in rows:
        sets = (frozenset(row.languages), frozenset(row.teams), frozenset(row.skills))
        yield _Agent(row.user_id, row.name, *sets, row.free)


async def _choose(session: AsyncSession, free: deque[_Agent], wanted: _Wanted) -> _Agent | None:
    """The fit one who has been given none for longest, held so that they stay; who is just leaving is no choice."""
    for agent in [one for one in free if one.fits(wanted)]:
        held = await session.scalar(_HOLD, {"user": agent.user_id, "gone": now() - GONE_AFTER})
        if held is not None:
            return agent
        free.remove(agent)
    return None


async def _in_hand(session: AsyncSession, conversation_id: UUID) -> Conversation | None:
    """A conversation, held, if it still waits and nobody else holds it."""
    found = select(Conversation).where(Conversation.id == conversation_id, Conversation.state == "queued")
    found = found.with_for_update(key_share=True, skip_locked=True)
    return await session.scalar(found.execution_options(populate_existing=True))


async def _give(session: AsyncSession, conversation: Conversation, agent: _Agent, *, order: int) -> None:
    await give(session, conversation, by="system", user_id=agent.user_id, name=agent.name, reason="queue")
    # Several given in one moment keep the order in which they were.
    at = now() + timedelta(microseconds=order)
    await session.execute(update(Availability).where(Availability.user_id == agent.user_id).values(last_given_at=at))
