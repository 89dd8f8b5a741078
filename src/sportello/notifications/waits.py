"""Customers who wait for a person: who is told at once, and who is told when nobody comes.

One row a conversation holds when the next are told. Whoever looks reads the world anew: a row of somebody who does not
wait any more is dropped, so nothing has to be cancelled, and a restart or a jump of the clock changes nothing.
"""

from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import structlog
from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations import Conversation
from sportello.core.clock import now
from sportello.core.db import enter_workspace
from sportello.core.events import emit
from sportello.knowledge import fact_book
from sportello.notifications.events import HandoffEscalated
from sportello.notifications.jobs import post_everywhere
from sportello.notifications.models import EscalationSettings, Wait
from sportello.notifications.telling import News, of_rank, of_team, tell
from sportello.workspaces import Member, audit, list_teams, queue_settings

TOLD_AFTER: Final = timedelta(seconds=3)
"""A queue that works by itself gives most of them to somebody by then, and nobody else need hear of it."""
USUAL_AFTER: Final = 5
"""Minutes until others are told, where nobody has said otherwise."""
_LAST: Final = 2
_DUE = text("SELECT workspace_id, conversation_id FROM door_due_waits(:now, :limit)")
_log = structlog.get_logger()


async def begin_wait(session: AsyncSession, *, workspace_id: UUID, conversation_id: UUID) -> None:
    """A customer waits from now on."""
    values = {"level": 0, "since": now(), "due_at": now() + TOLD_AFTER}
    made = insert(Wait).values(workspace_id=workspace_id, conversation_id=conversation_id, **values)
    await session.execute(made.on_conflict_do_update(index_elements=["conversation_id"], set_=values))


async def tell_due_waits(session: AsyncSession, *, limit: int = 100) -> int:
    """Tell the next of those who wait too long, in every workspace; how many customers."""
    rows = (await session.execute(_DUE, {"now": now(), "limit": limit})).all()
    for workspace_id, conversation_id in rows:
        await enter_workspace(session, workspace_id)
        try:
            async with session.begin_nested():
                await _tell_next(session, conversation_id)
        except Exception:  # noqa: BLE001 - whatever it is, the others are told
            _log.exception("wait.failed", conversation_id=str(conversation_id))
            await session.execute(delete(Wait).where(Wait.conversation_id == conversation_id))
    return len(rows)


async def _tell_next(session: AsyncSession, conversation_id: UUID) -> None:
    held = select(Wait).where(Wait.conversation_id == conversation_id, Wait.due_at <= now())
    wait = await session.scalar(held.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    if wait is None:
        return
    conversation = await session.get_one(Conversation, conversation_id, populate_existing=True)
    if conversation.state != "queued" or conversation.test:
        await session.delete(wait)
        return
    after = (await escalation_of(session, workspace_id=wait.workspace_id)).after
    if wait.level == 0:
        await _tell_waiting(session, wait, conversation)
    else:
        opens = await _opens(session, conversation)
        if opens is not None:
            wait.due_at = opens + timedelta(minutes=after or USUAL_AFTER)
            return
        await _escalate(session, wait, conversation)
    wait.level += 1
    if after is None or wait.level > _LAST:
        await session.delete(wait)
    else:
        wait.due_at = wait.since + timedelta(minutes=after) * wait.level
        wait.due_at = max(wait.due_at, now() + timedelta(minutes=after)) if wait.level == _LAST else wait.due_at


async def _tell_waiting(session: AsyncSession, wait: Wait, conversation: Conversation) -> None:
    key = f"waiting:{conversation.id}:{wait.since.isoformat()}"
    news = News(workspace_id=wait.workspace_id, conversation_id=conversation.id, kind="waiting", key=key)
    await tell(session, news, to=await of_team(session, conversation.team_id))
    await post_everywhere(
        session, workspace_id=wait.workspace_id, conversation_id=conversation.id, kind="waiting", key=key
    )


async def _escalate(session: AsyncSession, wait: Wait, conversation: Conversation) -> None:
    """Tell supervisors, and then everybody, that nobody has come; the conversation's history says so."""
    level, workspace_id = wait.level, wait.workspace_id
    key = f"untaken:{conversation.id}:{wait.since.isoformat()}:{level}"
    data = {"minutes": int((now() - wait.since).total_seconds() // 60)}
    news = News(workspace_id=workspace_id, conversation_id=conversation.id, kind="untaken", key=key, data=data)
    await tell(session, news, to=await of_rank(session, "supervisor" if level == 1 else "agent"))
    await post_everywhere(
        session, workspace_id=workspace_id, conversation_id=conversation.id, kind="untaken", key=key, data=data
    )
    reason: Literal["supervisors_told", "everybody_told"] = "supervisors_told" if level == 1 else "everybody_told"
    await audit(
        session,
        workspace_id=workspace_id,
        actor="clock",
        action="conversation.escalated",
        target=f"conversation:{conversation.id}",
        data={"from": "queued", "to": "queued", "reason": reason},
    )
    await emit(session, HandoffEscalated(workspace_id=workspace_id, conversation_id=conversation.id, level=level))


async def _opens(session: AsyncSession, conversation: Conversation) -> datetime | None:
    """When the hours begin in which somebody should be there; None: now, or nobody has said when."""
    settings = await queue_settings(session, workspace_id=conversation.workspace_id)
    teams = await list_teams(session) if conversation.team_id else []
    own = next((team.hours_id for team in teams if team.id == conversation.team_id), None)
    hours_id = own or settings.hours_id
    if hours_id is None:
        return None
    book = await fact_book(session)
    hours = next((one for one in book.hours if one.id == hours_id), None)
    state = book.opening(hours).state(now()) if hours else None
    return state.until if state and not state.open else None


async def escalation_of(session: AsyncSession, *, workspace_id: UUID) -> EscalationSettings:
    """When others are told; the usual where nobody has said."""
    found = await session.scalar(select(EscalationSettings).execution_options(populate_existing=True))
    return found or EscalationSettings(workspace_id=workspace_id, after=USUAL_AFTER)


async def save_escalation(session: AsyncSession, *, actor: Member, after: int | None) -> None:
    """Say after how many minutes others are told; None: never."""
    made = insert(EscalationSettings).values(workspace_id=actor.workspace_id, after=after)
    await session.execute(made.on_conflict_do_update(index_elements=["workspace_id"], set_={"after": after}))
    await audit(
        session,
        workspace_id=actor.workspace_id,
        actor=actor,
        action="escalation.changed",
        target=f"workspace:{actor.workspace_id}",
        data={"after": after},
    )
