"""How each wants to be told."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.notifications.models import CHOSEN, USUAL, Channel, Chosen, NoticeSettings
from sportello.workspaces import get_workspace


async def settings_of(session: AsyncSession, *, workspace_id: UUID, user_id: UUID) -> NoticeSettings:
    """What somebody has chosen; the usual, by the workspace's clock, where they have not."""
    wanted = select(NoticeSettings).where(NoticeSettings.user_id == user_id)
    found = await session.scalar(wanted.execution_options(populate_existing=True))
    if found is not None:
        return found
    zone = (await get_workspace(session)).time_zone
    ids = {"workspace_id": workspace_id, "user_id": user_id}
    return NoticeSettings(**ids, channels={}, quiet_from=None, quiet_until=None, time_zone=zone, off_duty=False)


def channels_of(settings: NoticeSettings) -> dict[Chosen, list[Channel]]:
    """By which ways of what, said of every kind."""
    return {kind: list(settings.channels.get(kind, USUAL[kind])) for kind in CHOSEN}


async def save_settings(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    user_id: UUID,
    channels: Mapping[Chosen, Sequence[Channel]],
    quiet: tuple[str, str] | None,
    time_zone: str,
    off_duty: bool,
) -> None:
    """Say how one wants to be told, all of it."""
    values: dict[str, Any] = {
        "channels": {kind: sorted(set(ways)) for kind, ways in channels.items()},
        "quiet_from": quiet[0] if quiet else None,
        "quiet_until": quiet[1] if quiet else None,
        "time_zone": time_zone,
        "off_duty": off_duty,
    }
    kept = insert(NoticeSettings).values(workspace_id=workspace_id, user_id=user_id, **values)
    await session.execute(kept.on_conflict_do_update(index_elements=["workspace_id", "user_id"], set_=values))


def quiet_until(settings: NoticeSettings, at: datetime) -> datetime | None:
    """When the quiet hours end that this moment is in; None outside of them. They may go over midnight."""
    if settings.quiet_from is None or settings.quiet_until is None:
        return None
    local = at.astimezone(ZoneInfo(settings.time_zone))
    begins, ends = time.fromisoformat(settings.quiet_from), time.fromisoformat(settings.quiet_until)
    clock = local.time().replace(tzinfo=None)
    within = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
    if not within or begins == ends:
        return None
    day = local.date() + timedelta(days=1 if clock >= ends else 0)
    return datetime.combine(day, ends, tzinfo=local.tzinfo)
