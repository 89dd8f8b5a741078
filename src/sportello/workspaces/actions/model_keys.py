"""Keys to language models: stored sealed, opened only to ask, and sealed anew when the installation's key is turned."""

from urllib.parse import urlsplit
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sportello.core.errors import Invalid, NotFound
from sportello.core.events import emit
from sportello.core.keyring import Keyring, id_of
from sportello.core.llm import Model, Provider, provider_of
from sportello.workspaces.access import Member
from sportello.workspaces.audit import SYSTEM, audit
from sportello.workspaces.events import ModelKeyRemoved
from sportello.workspaces.models import ModelKey

_HINT = 4
_SHORTEST = 12
"""Letters of a key whose last four tell nothing."""
_LONGEST_NAME = 100


async def add_model_key(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    keyring: Keyring,
    key: str | None,
    actor: Member | str = SYSTEM,
    provider: Provider | None = None,
    url: str | None = None,
    name: str = "",
) -> ModelKey:
    """Store a key to language models, or the address of a server that asks for none. Some keys tell whose they are."""
    key = (key or "").strip() or None
    provider = provider or (provider_of(key) if key else None)
    if provider is None:
        raise Invalid("Say which provider this key is for: its letters do not tell.")
    _check(provider, key, url)
    made = ModelKey(workspace_id=workspace_id, name=_name(name) or _host(url) or provider, provider=provider, url=url)
    session.add(made)
    await session.flush()
    await _put(session, made, key, keyring)
    await _tell(session, made, actor, "model_key.added")
    return made


async def replace_model_key(
    session: AsyncSession, *, keyring: Keyring, model_key_id: UUID, key: str, actor: Member | str = SYSTEM
) -> ModelKey:
    """Put another key in the place of one that was withdrawn or has leaked; what uses it goes on with the new one."""
    found = await _find(session, model_key_id)
    _check(found.provider, key.strip(), found.url)
    await _put(session, found, key.strip(), keyring)
    await _tell(session, found, actor, "model_key.replaced")
    return found


async def remove_model_key(session: AsyncSession, *, model_key_id: UUID, actor: Member | str = SYSTEM) -> None:
    """Give a key up. What used it goes on with the next of its chain."""
    found = await _find(session, model_key_id)
    await session.delete(found)
    await session.flush()
    await _tell(session, found, actor, "model_key.removed")
    await emit(session, ModelKeyRemoved(workspace_id=found.workspace_id, model_key_id=found.id))


async def open_model(session: AsyncSession, *, keyring: Keyring, model_key_id: UUID, name: str) -> Model:
    """A model of that name, with the key it is asked with. Keep it no longer than it takes to ask."""
    found = await _find(session, model_key_id)
    key = keyring.open(found.sealed, about=_about(found)) if found.sealed is not None else None
    return Model(found.provider, name, key, found.url)


async def reseal(session: AsyncSession, *, keyring: Keyring) -> int:
    """Seal anew whatever another than the current key has sealed, in the workspace that was entered; how many."""
    stale = [each for each in await _sealed(session, lock=True) if each.sealed and not keyring.is_current(each.sealed)]
    for each in stale:
        assert each.sealed is not None  # noqa: S101 - said above
        secret = keyring.open(each.sealed, about=_about(each))
        each.sealed = keyring.seal(secret.get_secret_value(), about=_about(each))
    await session.flush()
    return len(stale)


async def sealing_keys(session: AsyncSession) -> set[bytes]:
    """The ids of the keys that something of this workspace is sealed with."""
    return {id_of(each.sealed) for each in await _sealed(session) if each.sealed}


async def _sealed(session: AsyncSession, *, lock: bool = False) -> list[ModelKey]:
    rows = select(ModelKey).where(ModelKey.sealed.is_not(None)).order_by(ModelKey.id).options(undefer(ModelKey.sealed))
    return list(await session.scalars(rows.with_for_update() if lock else rows))


async def _find(session: AsyncSession, model_key_id: UUID) -> ModelKey:
    found = await session.scalar(
        select(ModelKey)
        .where(ModelKey.id == model_key_id)
        .options(undefer(ModelKey.sealed))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def _check(provider: Provider, key: str | None, url: str | None) -> None:
    """Refuse what no model could be asked with. At another address a key may look as its owner likes."""
    told = provider_of(key) if key and url is None else None
    if told not in {None, provider}:
        raise Invalid(f"This key begins as those of {told} do, and not as those of {provider}.")
    Model(provider, "any", SecretStr(key) if key else None, url)


async def _put(session: AsyncSession, where: ModelKey, key: str | None, keyring: Keyring) -> None:
    if key:
        await keyring.check(session)
    where.sealed = keyring.seal(key, about=_about(where)) if key else None
    where.hint = (key[-_HINT:] if len(key) >= _SHORTEST else "") if key else None
    await session.flush()


def _about(where: ModelKey) -> str:
    """What a sealed key belongs to: moved elsewhere, to another address too, it does not open."""
    return f"model_keys {where.workspace_id} {where.id} {where.provider} {where.url}"


def _name(name: str) -> str:
    return " ".join(name.split())[:_LONGEST_NAME]


def _host(url: str | None) -> str:
    """What people call a server that they gave no name: where it is."""
    return _name(urlsplit(url).netloc) if url else ""


async def _tell(session: AsyncSession, where: ModelKey, actor: Member | str, action: str) -> None:
    await audit(
        session,
        workspace_id=where.workspace_id,
        actor=actor,
        action=action,
        target=f"model_key:{where.id}",
        data={"name": where.name, "provider": where.provider, "url": where.url, "hint": where.hint},
    )
