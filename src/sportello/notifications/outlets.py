"""Rooms in other people's chats. Their addresses are typed by people, sealed, and reached by the HTTP door alone.

Apprise, which knows a hundred services, dials out by itself (requests, sockets), past every judgement of addresses.
So the four chats that businesses have are spoken to here, each by a JSON body; and whoever wants one of the hundred
names their own Apprise server, which is one more address behind the same door.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import any_, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sportello.core.addresses import Reach, read_url
from sportello.core.errors import NotFound
from sportello.core.keyring import Keyring, id_of
from sportello.notifications.models import Outlet, OutletKind, Told
from sportello.workspaces import Member, audit


def body_for(kind: OutletKind, *, title: str, text: str, link: str) -> bytes:
    """What a service is posted. What people wrote is none of its markup."""
    plain = _unmarked(text)
    bodies: Mapping[OutletKind, Mapping[str, Any]] = {
        "slack": {"text": f"*{_unmarked(title)}*\n{plain}\n<{link}>"},
        "discord": {"content": f"**{_unmarked(title)}**\n{plain}\n{link}", "allowed_mentions": {"parse": []}},
        "google_chat": {"text": f"*{_unmarked(title)}*\n{plain}\n{link}"},
        "apprise": {"title": title, "body": f"{text}\n{link}", "type": "info", "format": "text"},
        "teams": _card(title, text, link),
    }
    return json.dumps(bodies[kind], ensure_ascii=False).encode()


def _card(title: str, text: str, link: str) -> Mapping[str, Any]:
    blocks = [
        {"type": "TextBlock", "text": _unmarked(title), "weight": "Bolder", "wrap": True},
        {"type": "TextBlock", "text": _unmarked(text), "wrap": True},
    ]
    card = {
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
        "actions": [{"type": "Action.OpenUrl", "title": "Sportello", "url": link}],
    }
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
    }


_MARKUP: Final = str.maketrans(dict.fromkeys("<>*_`@[]|~", " "))


def _unmarked(text: str) -> str:
    """Without what a chat would take for markup, a mention or a link of its own."""
    return " ".join(text.translate(_MARKUP).split())


async def add_outlet(
    session: AsyncSession,
    *,
    actor: Member,
    keyring: Keyring,
    reach: Reach,
    name: str,
    kind: OutletKind,
    url: str,
    tells: Collection[Told],
) -> Outlet:
    """Have things told in another room."""
    host = read_url(url, ports=reach.ports).host
    await keyring.check(session)
    made = Outlet(workspace_id=actor.workspace_id, name=name, kind=kind, tells=sorted(tells), sealed=b"", host=host)
    session.add(made)
    await session.flush()
    made.sealed = keyring.seal(url, about=_about(made))
    await session.flush()
    await _tell(session, made, actor, "outlet.added")
    return made


async def change_outlet(
    session: AsyncSession,
    *,
    actor: Member,
    keyring: Keyring,
    reach: Reach,
    outlet_id: UUID,
    name: str,
    url: str | None,
    tells: Collection[Told],
) -> Outlet:
    """Change what is told there, and the address where one is given."""
    found = await _find(session, outlet_id)
    found.name, found.tells = name, sorted(tells)
    if url is not None:
        found.host = read_url(url, ports=reach.ports).host
        await keyring.check(session)
        found.sealed = keyring.seal(url, about=_about(found))
        found.failure = None
    await session.flush()
    await _tell(session, found, actor, "outlet.changed")
    return found


async def remove_outlet(session: AsyncSession, *, actor: Member, outlet_id: UUID) -> None:
    """Tell nothing there any more."""
    found = await _find(session, outlet_id)
    await session.delete(found)
    await _tell(session, found, actor, "outlet.removed")


async def get_outlet(session: AsyncSession, *, outlet_id: UUID) -> Outlet:
    """One of them."""
    return await _find(session, outlet_id)


async def list_outlets(session: AsyncSession) -> list[Outlet]:
    """The rooms of the workspace that was entered, the oldest first."""
    return list(await session.scalars(select(Outlet).order_by(Outlet.created_at, Outlet.id)))


async def outlets_for(session: AsyncSession, kind: Told) -> list[UUID]:
    """Where such things are told."""
    return list(await session.scalars(select(Outlet.id).where(literal(kind) == any_(Outlet.tells)).order_by(Outlet.id)))


async def open_outlet(session: AsyncSession, *, keyring: Keyring, outlet_id: UUID) -> tuple[Outlet, SecretStr]:
    """A room and its address. Keep that no longer than it takes to post."""
    found = await _find(session, outlet_id)
    return found, keyring.open(found.sealed, about=_about(found))


async def reseal_outlets(session: AsyncSession, *, keyring: Keyring) -> int:
    """Seal anew what another than the current key has sealed, in the workspace that was entered; how many."""
    rows = await session.scalars(select(Outlet).order_by(Outlet.id).options(undefer(Outlet.sealed)).with_for_update())
    stale = [each for each in rows if not keyring.is_current(each.sealed)]
    for each in stale:
        each.sealed = keyring.seal(keyring.open(each.sealed, about=_about(each)).get_secret_value(), about=_about(each))
    await session.flush()
    return len(stale)


async def sealing_keys_of_outlets(session: AsyncSession) -> set[bytes]:
    """The ids of the keys that addresses of this workspace are sealed with."""
    return {id_of(sealed) for sealed in await session.scalars(select(Outlet.sealed))}


async def _find(session: AsyncSession, outlet_id: UUID) -> Outlet:
    wanted = select(Outlet).where(Outlet.id == outlet_id).options(undefer(Outlet.sealed))
    found = await session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def _about(where: Outlet) -> str:
    return f"notice_outlets {where.workspace_id} {where.id} {where.kind}"


async def _tell(session: AsyncSession, where: Outlet, actor: Member, action: str) -> None:
    data = {"name": where.name, "kind": where.kind, "host": where.host, "tells": list(where.tells)}
    await audit(
        session,
        workspace_id=where.workspace_id,
        actor=actor,
        action=action,
        target=f"outlet:{where.id}",
        data=data,
    )
