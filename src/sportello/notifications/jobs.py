"""What leaves the house: pushes, letters and posts, each at most once; tried again where it surely did not arrive."""

import json
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any, Final, cast
from uuid import UUID

from procrastinate import JobContext
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core import http
from sportello.core.clock import now
from sportello.core.http import FetchFailed, FetchRefused
from sportello.core.jobs import defer, job
from sportello.core.mail import Letter, send
from sportello.core.resources import Resources
from sportello.core.settings import Settings
from sportello.core.webpush import Browser, seal, signed
from sportello.notifications import deliveries
from sportello.notifications.devices import open_push_key
from sportello.notifications.models import Notice, Outlet, PushDevice, Told
from sportello.notifications.outlets import body_for, open_outlet, outlets_for
from sportello.notifications.wording import line, names_of, place_of, texts
from sportello.workspaces import User, Workspace, get_workspace

_WITHIN: Final = 15.0
_MOST: Final = 16 * 1024
_KEPT_FOR: Final = 4 * 3600
"""Seconds that a push service holds a message for a browser that is off: older news is no news."""
_GONE: Final = {404, 410}
_TOO_MANY, _FAULT, _REFUSED = 429, 500, 400
_LINES: Final = 50


class NotTaken(Exception):
    """A service did not take it now; it is tried again."""


def _of(context: JobContext) -> Resources:
    return cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]


@job("notifications.push")
async def push(context: JobContext, *, workspace_id: str, notice_id: str, device_id: str) -> None:
    """Push a notice to a browser. What was read meanwhile is not; a browser that is gone is forgotten."""
    resources, workspace = _of(context), UUID(workspace_id)
    key = f"push:{notice_id}:{device_id}"
    async with resources.database.transaction(workspace) as session:
        notice = await session.get(Notice, UUID(notice_id))
        device = await session.get(PushDevice, UUID(device_id))
        signing = await open_push_key(session, keyring=resources.keyring)
        if notice is None or device is None or signing is None or notice.read_at or notice.user_id != device.user_id:
            return
        said = await _said(session, notice)
        if not await deliveries.begin(session, workspace_id=workspace, key=key):
            return
    private, public = signing
    browser = Browser(endpoint=device.endpoint, p256dh=device.p256dh, auth=device.auth)
    headers = {
        "Authorization": signed(device.endpoint, key=private, public=public, subject=_subject(resources.settings)),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(_KEPT_FOR),
        "Urgency": "high",
    }
    content = seal(json.dumps(said, ensure_ascii=False).encode(), browser)
    status = await _post(resources, workspace, key, url=device.endpoint, headers=headers, content=content)
    async with resources.database.transaction(workspace) as session:
        if status in _GONE:
            await session.execute(delete(PushDevice).where(PushDevice.id == device.id))
        elif status is not None and status < _REFUSED:
            await session.execute(update(PushDevice).where(PushDevice.id == device.id).values(pushed_at=now()))


async def _post(
    resources: Resources, workspace: UUID, key: str, *, url: str, headers: dict[str, str], content: bytes
) -> int | None:
    """What a service answered, written down; None where it may not be asked. Raises where it is to be tried again."""
    reach, state = resources.settings.notice_reach, cast("deliveries.Outcome", "failed")
    try:
        answer = await http.send(
            url, method="POST", headers=headers, content=content, most=_MOST, within=_WITHIN, reach=reach
        )
        if answer.status != _TOO_MANY and answer.status < _FAULT:
            state = "sent" if answer.status < _REFUSED else "refused"
            return answer.status
    except FetchFailed:
        raise
    except FetchRefused:
        state = "refused"
        return None
    finally:
        await deliveries.end(resources.database, workspace_id=workspace, key=key, state=state)
    raise NotTaken(f"{answer.status}")


def _subject(settings: Settings) -> str:
    """Whom a push service may write to about what we send."""
    if settings.public_url.startswith("https://"):
        return settings.public_url
    return f"mailto:{parseaddr(settings.mail_from)[1]}"


async def _said(session: AsyncSession, notice: Notice) -> dict[str, Any]:
    """What a browser shows of a notice, and where it leads."""
    workspace = await get_workspace(session)
    user = (await session.scalars(select(User).where(User.id == notice.user_id))).one()
    who = (
        (await names_of(session, [notice.conversation_id])).get(notice.conversation_id)
        if notice.conversation_id
        else None
    )
    return {
        "title": workspace.name,
        "body": line(notice.kind, notice.data, who=who, language=user.language),
        "url": f"/desk/w/{workspace.slug}/{place_of(notice.conversation_id, notice.ticket_id)}",
        "tag": str(notice.ticket_id or notice.conversation_id or notice.id),
        "language": user.language,
        "always": notice.kind == "test",
    }


@job("notifications.mail")
async def mail(context: JobContext, *, workspace_id: str, user_id: str, letter_id: str) -> None:
    """Mail somebody what has gathered for them, as one letter. What they have read meanwhile is not in it."""
    resources, workspace_id_ = _of(context), UUID(workspace_id)
    settings, key = resources.settings, f"mail:{letter_id}"
    async with resources.database.transaction(workspace_id_) as session:
        wanted = select(Notice).where(Notice.letter_id == UUID(letter_id), Notice.read_at.is_(None))
        notices = list(await session.scalars(wanted.order_by(Notice.told_at, Notice.id)))
        user = await session.scalar(select(User).where(User.id == UUID(user_id)))
        if not notices or user is None or settings.smtp_url is None:
            return
        letter = await _letter(session, user, notices, settings.public_url)
        if not await deliveries.begin(session, workspace_id=workspace_id_, key=key):
            return
    state = cast("deliveries.Outcome", "failed")
    try:
        await send(settings.smtp_url, sender=settings.mail_from, letter=letter)
        state = "sent"
    finally:
        await deliveries.end(resources.database, workspace_id=workspace_id_, key=key, state=state)


async def _letter(session: AsyncSession, user: User, notices: Sequence[Notice], public_url: str) -> Letter:
    workspace = await get_workspace(session)
    names = await names_of(session, [one.conversation_id for one in notices])
    said, home = texts(user.language), f"{public_url}/desk/w/{workspace.slug}"
    lines = [
        line(one.kind, one.data, who=_name(names, one), language=user.language)
        + f"\n  {home}/{place_of(one.conversation_id, one.ticket_id)}"
        for one in notices[:_LINES]
    ]
    left = len(notices) - len(lines)
    if left:
        lines.append(said["letter_more"].format(count=left))
    subject = said["letter_subject" if len(notices) > 1 else "letter_subject_one"]
    body = said["letter_text"].format(
        name=user.name, workspace=workspace.name, lines="\n\n".join(lines), settings=f"{home}/me"
    )
    return Letter(to=user.email, subject=subject.format(workspace=workspace.name, count=len(notices)), text=body)


def _name(names: dict[UUID, str], notice: Notice) -> str | None:
    return names.get(notice.conversation_id) if notice.conversation_id else None


@job("notifications.post")
async def post(
    context: JobContext, *, workspace_id: str, outlet_id: str, key: str, kind: str, conversation_id: str, data: str
) -> None:
    """Tell a workspace's chat. `key` is what it is about: posted once, however often this runs."""
    resources, workspace = _of(context), UUID(workspace_id)
    about, place = UUID(conversation_id) if conversation_id else None, f"post:{outlet_id}:{key}"
    async with resources.database.transaction(workspace) as session:
        outlet = await session.get(Outlet, UUID(outlet_id))
        if outlet is None:
            return
        outlet, url = await open_outlet(session, keyring=resources.keyring, outlet_id=outlet.id)
        house = await get_workspace(session)
        content = await _content(session, outlet, house, kind, about, json.loads(data), resources.settings.public_url)
        if not await deliveries.begin(session, workspace_id=workspace, key=place):
            return
    headers = {"Content-Type": "application/json"}
    why = "unreachable"
    try:
        status = await _post(resources, workspace, place, url=url.get_secret_value(), headers=headers, content=content)
        why = "" if status is not None and status < _REFUSED else f"refused {status}" if status else "address"
    finally:
        async with resources.database.transaction(workspace) as session:
            await session.execute(update(Outlet).where(Outlet.id == outlet.id).values(failure=why or None))


async def _content(  # noqa: PLR0917 - what a post is made of
    session: AsyncSession,
    outlet: Outlet,
    house: Workspace,
    kind: str,
    about: UUID | None,
    data: dict[str, Any],
    public_url: str,
) -> bytes:
    names = await names_of(session, [about])
    who = names.get(about) if about else None
    text = line(kind, data, who=who, language=house.default_language)
    link = f"{public_url}/desk/w/{house.slug}/{place_of(about)}"
    return body_for(outlet.kind, title=house.name, text=text, link=link)


async def post_everywhere(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    kind: Told,
    key: str,
    conversation_id: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Have it told in every room that such things are told in, if this transaction commits."""
    for outlet_id in await outlets_for(session, kind):
        await request_post(
            session,
            workspace_id=workspace_id,
            outlet_id=outlet_id,
            kind=kind,
            key=key,
            about=conversation_id,
            data=data,
        )


async def request_post(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    outlet_id: UUID,
    kind: str,
    key: str,
    about: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Have it told in one room."""
    await defer(
        session,
        post,
        workspace_id=str(workspace_id),
        outlet_id=str(outlet_id),
        key=key,
        kind=kind,
        conversation_id=str(about) if about else "",
        data=json.dumps(data or {}),
    )


async def request_push(session: AsyncSession, *, workspace_id: UUID, notice_id: UUID, device_id: UUID) -> None:
    """Have a browser told."""
    await defer(session, push, workspace_id=str(workspace_id), notice_id=str(notice_id), device_id=str(device_id))


async def request_letter(session: AsyncSession, *, workspace_id: UUID, user_id: UUID, letter_id: UUID) -> None:
    """Have somebody mailed what has gathered."""
    await defer(session, mail, workspace_id=str(workspace_id), user_id=str(user_id), letter_id=str(letter_id))
