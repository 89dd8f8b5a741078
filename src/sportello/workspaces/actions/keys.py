"""Keys: public ones for websites, secret ones for programs."""

import secrets
from collections.abc import Sequence
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.crypto import hash_token, new_token
from sportello.core.errors import Invalid, NotFound
from sportello.core.events import emit
from sportello.workspaces.access import Member
from sportello.workspaces.audit import SYSTEM, audit
from sportello.workspaces.events import WidgetKeyChanged
from sportello.workspaces.models import ApiKey, WidgetKey
from sportello.workspaces.origins import normal_origin

Scope = Literal[
    "conversations:read",
    "conversations:write",
    "knowledge:read",
    "knowledge:write",
    "assistant:read",
    "assistant:write",
    "members:read",
    "workspace:read",
]
"""What an API key may be allowed. Rights, keys and invitations are not among it: a key must not make keys."""
SCOPES: frozenset[str] = frozenset(get_args(Scope))

DEFAULT_APPEARANCE = {"color": "#0b5fff", "logo_url": None, "position": "right", "theme": "auto"}
_HINT = 10


async def create_api_key(
    session: AsyncSession, *, actor: Member, name: str, scopes: Sequence[Scope]
) -> tuple[ApiKey, str]:
    """A key that acts for its maker within these scopes. The key itself is told only here."""
    token = new_token("sk")
    key = ApiKey(
        workspace_id=actor.workspace_id,
        user_id=actor.user_id,
        name=name,
        hint=token[:_HINT],
        token_hash=hash_token(token),
        scopes=sorted(set(scopes)),
    )
    session.add(key)
    await session.flush()
    await audit(
        session,
        workspace_id=actor.workspace_id,
        actor=actor,
        action="api_key.created",
        target=f"api_key:{key.id}",
        data={"name": name, "scopes": key.scopes},
    )
    return key, token


async def delete_api_key(session: AsyncSession, *, actor: Member, api_key_id: UUID) -> None:
    """Revoke a key: its next request is refused."""
    gone = await session.execute(delete(ApiKey).where(ApiKey.id == api_key_id).returning(ApiKey.name))
    name = gone.scalar_one_or_none()
    if name is None:
        raise NotFound
    await audit(
        session,
        workspace_id=actor.workspace_id,
        actor=actor,
        action="api_key.deleted",
        target=f"api_key:{api_key_id}",
        data={"name": name},
    )


def _origins(origins: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for origin in origins:
        normal = normal_origin(origin)
        if normal is None:
            raise Invalid(f"{origin[:100]} is no origin: write scheme and host only, like https://shop.example.com.")
        if normal not in kept:
            kept.append(normal)
    return kept


async def create_widget_key(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    name: str,
    allowed_origins: Sequence[str],
    appearance: dict[str, Any] | None = None,
    assistant_id: UUID | None = None,
    actor: Member | str = SYSTEM,
) -> WidgetKey:
    """A public key for a website, usable from these origins only."""
    key = WidgetKey(
        workspace_id=workspace_id,
        key=f"wk_{secrets.token_urlsafe(18)}",
        name=name,
        allowed_origins=_origins(allowed_origins),
        appearance=DEFAULT_APPEARANCE | (appearance or {}),
        identity_secret=new_token("is"),
        assistant_id=assistant_id,
    )
    session.add(key)
    await session.flush()
    await _tell(session, key, actor, "widget_key.created", {"name": name, "allowed_origins": key.allowed_origins})
    return key


async def _tell(
    session: AsyncSession, key: WidgetKey, actor: Member | str, action: str, data: dict[str, Any] | None = None
) -> None:
    await audit(
        session,
        workspace_id=key.workspace_id,
        actor=actor,
        action=action,
        target=f"widget_key:{key.id}",
        data=data,
    )
    await emit(session, WidgetKeyChanged(workspace_id=key.workspace_id, widget_key_id=key.id))


async def get_widget_key(session: AsyncSession, *, widget_key_id: UUID) -> WidgetKey:
    """A widget key of the workspace that was entered."""
    key = await session.scalar(select(WidgetKey).where(WidgetKey.id == widget_key_id))
    if key is None:
        raise NotFound
    return key


async def update_widget_key(
    session: AsyncSession,
    *,
    actor: Member,
    widget_key_id: UUID,
    name: str | None = None,
    allowed_origins: Sequence[str] | None = None,
    appearance: dict[str, Any] | None = None,
) -> WidgetKey:
    """Change a widget key; None leaves a thing as it is. New origins hold within seconds."""
    key = await get_widget_key(session, widget_key_id=widget_key_id)
    changes: dict[str, Any] = {}
    if name is not None:
        changes["name"] = key.name = name
    if allowed_origins is not None:
        changes["allowed_origins"] = key.allowed_origins = _origins(allowed_origins)
    if appearance is not None:
        changes["appearance"] = key.appearance = {**key.appearance, **appearance}
    await session.flush()
    await _tell(session, key, actor, "widget_key.changed", changes)
    return key


async def say_who_answers(
    session: AsyncSession, *, actor: Member, widget_key_id: UUID, assistant_id: UUID | None
) -> WidgetKey:
    """Have conversations that begin on a website answered by this assistant; None: by the default."""
    key = await get_widget_key(session, widget_key_id=widget_key_id)
    if key.assistant_id != assistant_id:
        key.assistant_id = assistant_id
        await session.flush()
        await _tell(session, key, actor, "widget_key.changed", {"assistant": str(assistant_id or "default")})
    return key


async def change_behaviour(
    session: AsyncSession, *, actor: Member, widget_key_id: UUID, behaviour: dict[str, Any]
) -> WidgetKey:
    """Say what the widget does on this website, all of it."""
    key = await get_widget_key(session, widget_key_id=widget_key_id)
    key.behaviour = behaviour
    await session.flush()
    await _tell(session, key, actor, "widget_key.changed", {"behaviour": behaviour})
    return key


async def rotate_identity_secret(session: AsyncSession, *, actor: Member, widget_key_id: UUID) -> WidgetKey:
    """A new secret for identity signatures; what was signed with the old one is refused from now on."""
    key = await get_widget_key(session, widget_key_id=widget_key_id)
    key.identity_secret = new_token("is")
    await session.flush()
    await _tell(session, key, actor, "widget_key.secret_rotated")
    return key


async def delete_widget_key(session: AsyncSession, *, actor: Member, widget_key_id: UUID) -> None:
    """Take a website's key away, and with it the tokens of the browsers that came through it."""
    key = await get_widget_key(session, widget_key_id=widget_key_id)
    await session.delete(key)
    await session.flush()
    await _tell(session, key, actor, "widget_key.deleted", {"name": key.name})
