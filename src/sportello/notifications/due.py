"""By the clock: what is still unread leaves the house, and what is old goes."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.db import enter_workspace
from sportello.core.ids import new_id
from sportello.notifications.devices import devices_of
from sportello.notifications.jobs import request_letter, request_push
from sportello.notifications.models import Notice
from sportello.notifications.settings import quiet_until, settings_of
from sportello.workspaces import work_of

_DUE = text("SELECT workspace_id, user_id FROM door_due_notices(:now, :limit)")
_FORGET = text("SELECT door_forget_notices(:before, :limit)")
KEPT_FOR: Final = timedelta(days=90)
"""How long a notice is there, read or not, and what was written down of its way out."""
_ALWAYS: Final = frozenset({"budget", "models", "test"})
"""What is told also to somebody who is not at work: it is theirs, and nobody else's."""
_log = structlog.get_logger()


async def send_due_notices(session: AsyncSession, *, limit: int = 100) -> int:
    """Send what is due and still unread, in every workspace; for how many people."""
    rows = (await session.execute(_DUE, {"now": now(), "limit": limit})).all()
    for workspace_id, user_id in rows:
        await enter_workspace(session, workspace_id)
        try:
            async with session.begin_nested():
                await _send(session, workspace_id, user_id)
        except Exception:  # noqa: BLE001 - whatever it is, the others are told
            _log.exception("notices.failed", workspace_id=str(workspace_id))
            over = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
            await session.execute(over.values(push_due_at=None, mail_due_at=None))
    return len(rows)


async def forget_old_notices(session: AsyncSession, *, limit: int = 100) -> int:
    """Let go of what is old, in every workspace; returns how much that was."""
    return int(await session.scalar(_FORGET, {"before": now() - KEPT_FOR, "limit": limit}) or 0)


async def _send(session: AsyncSession, workspace_id: UUID, user_id: UUID) -> None:
    at = now()
    own = await settings_of(session, workspace_id=workspace_id, user_id=user_id)
    work = (await work_of(session, users=[user_id])).get(user_id)
    off = work is not None and work.chosen == "offline" and not own.off_duty
    until = quiet_until(own, at)
    pushed = await _claimed(session, user_id, at, push=True)
    if until is None:
        devices = await devices_of(session, user_id=user_id)
        for notice in pushed:
            if not off or notice.kind in _ALWAYS:
                for device in devices:
                    await request_push(session, workspace_id=workspace_id, notice_id=notice.id, device_id=device.id)
    mailed = await _claimed(session, user_id, at, push=False)
    letter = [notice for notice in mailed if not off or notice.kind in _ALWAYS]
    if until is not None:
        for notice in letter:
            notice.mail_due_at = until
    elif letter:
        letter_id = new_id()
        for notice in letter:
            notice.letter_id = letter_id
        await request_letter(session, workspace_id=workspace_id, user_id=user_id, letter_id=letter_id)
    await session.flush()


async def _claimed(session: AsyncSession, user_id: UUID, at: datetime, *, push: bool) -> list[Notice]:
    """What is due by one way; it is not due again. A letter that is due takes along what is still gathered for it."""
    due = Notice.push_due_at if push else Notice.mail_due_at
    held = select(Notice).where(Notice.user_id == user_id, due.is_not(None), Notice.read_at.is_(None))
    found = list(
        await session.scalars(
            held.order_by(Notice.told_at, Notice.id)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
    )
    if push:
        taken = [one for one in found if one.push_due_at is not None and one.push_due_at <= at]
        for one in taken:
            one.push_due_at = None
        return taken
    if not any(one.mail_due_at is not None and one.mail_due_at <= at for one in found):
        return []
    for one in found:
        one.mail_due_at = None
    return found
