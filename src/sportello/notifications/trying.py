"""Trying whether notices arrive: at once, whatever the hour, by the way that real ones take."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.ids import new_id
from sportello.notifications.devices import devices_of
from sportello.notifications.jobs import request_letter, request_post, request_push
from sportello.notifications.models import Channel, Notice
from sportello.notifications.outlets import get_outlet
from sportello.notifications.telling import News, tell


async def try_channel(session: AsyncSession, *, workspace_id: UUID, user_id: UUID, channel: Channel) -> int:
    """Send somebody a notice by one way; to how many places."""
    key = f"test:{new_id()}"
    await tell(session, News(workspace_id=workspace_id, kind="test", key=key), to=[user_id])
    found = select(Notice).where(Notice.user_id == user_id, Notice.key == key)
    notice = await session.scalar(found)
    if notice is None:
        return 0
    if channel == "desk":
        return 1
    notice.in_desk = False
    if channel == "mail":
        letter_id = notice.letter_id = new_id()
        await session.flush()
        await request_letter(session, workspace_id=workspace_id, user_id=user_id, letter_id=letter_id)
        return 1
    await session.flush()
    devices = await devices_of(session, user_id=user_id)
    for device in devices:
        await request_push(session, workspace_id=workspace_id, notice_id=notice.id, device_id=device.id)
    return len(devices)


async def try_outlet(session: AsyncSession, *, workspace_id: UUID, outlet_id: UUID) -> None:
    """Tell a room that it is told."""
    outlet = await get_outlet(session, outlet_id=outlet_id)
    key = f"test:{new_id()}"
    await request_post(session, workspace_id=workspace_id, outlet_id=outlet.id, kind="test", key=key)
