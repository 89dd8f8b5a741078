"""Browsers that take messages while the desk is closed, and the key by which they know us."""

from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.addresses import Reach, read_url
from sportello.core.clock import now
from sportello.core.errors import NotFound
from sportello.core.ids import new_id
from sportello.core.keyring import Keyring, id_of
from sportello.core.webpush import Browser, check, new_key
from sportello.notifications.models import PushDevice, PushKey

_ABOUT = "push_keys"
MOST_DEVICES = 20
"""Browsers of one person; the oldest goes when another comes."""


async def push_key(session: AsyncSession, *, keyring: Keyring) -> str:
    """The public key that browsers subscribe with; made with the first who asks, and kept for good."""
    known = await session.scalar(select(PushKey.public))
    if known is not None:
        return known
    await keyring.check(session)
    private, public = new_key()
    made = insert(PushKey).values(
        id=1, public=public, sealed=keyring.seal(private.get_secret_value(), about=_ABOUT), created_at=now()
    )
    await session.execute(made.on_conflict_do_nothing())
    return (await session.scalars(select(PushKey.public))).one()


async def open_push_key(session: AsyncSession, *, keyring: Keyring) -> tuple[SecretStr, str] | None:
    """The key to sign with, and its public half; None where no browser has ever asked for it."""
    found = await session.scalar(select(PushKey))
    return (keyring.open(found.sealed, about=_ABOUT), found.public) if found else None


async def reseal_push_key(session: AsyncSession, *, keyring: Keyring) -> int:
    """Seal it anew if another than the current key has sealed it; how many that are."""
    found = await session.scalar(select(PushKey).with_for_update())
    if found is None or keyring.is_current(found.sealed):
        return 0
    found.sealed = keyring.seal(keyring.open(found.sealed, about=_ABOUT).get_secret_value(), about=_ABOUT)
    await session.flush()
    return 1


async def sealing_key_of_push(session: AsyncSession) -> set[bytes]:
    """The id of the key that it is sealed with."""
    return {id_of(sealed) for sealed in await session.scalars(select(PushKey.sealed))}


async def add_device(
    session: AsyncSession, *, workspace_id: UUID, user_id: UUID, browser: Browser, user_agent: str, reach: Reach
) -> PushDevice:
    """Have somebody's browser told. Said again, it is the same; a browser that another had is theirs from now on."""
    read_url(browser.endpoint, ports=reach.ports)
    check(browser)
    values = {"user_id": user_id, "p256dh": browser.p256dh, "auth": browser.auth, "user_agent": user_agent[:300]}
    made = insert(PushDevice).values(
        id=new_id(), workspace_id=workspace_id, endpoint=browser.endpoint, created_at=now(), **values
    )
    kept = made.on_conflict_do_update(index_elements=["workspace_id", "endpoint"], set_=values).returning(PushDevice)
    device = (await session.scalars(kept.execution_options(populate_existing=True))).one()
    others = await session.scalars(
        select(PushDevice.id)
        .where(PushDevice.user_id == user_id, PushDevice.id != device.id)
        .order_by(PushDevice.created_at.desc())
        .offset(MOST_DEVICES - 1)
    )
    await session.execute(delete(PushDevice).where(PushDevice.id.in_(list(others))))
    return device


async def devices_of(session: AsyncSession, *, user_id: UUID) -> list[PushDevice]:
    """The browsers of somebody that are told, the oldest first."""
    found = select(PushDevice).where(PushDevice.user_id == user_id)
    return list(await session.scalars(found.order_by(PushDevice.created_at, PushDevice.id)))


async def remove_device(session: AsyncSession, *, user_id: UUID, device_id: UUID) -> None:
    """Have a browser not told any more."""
    gone = delete(PushDevice).where(PushDevice.id == device_id, PushDevice.user_id == user_id).returning(PushDevice.id)
    if await session.scalar(gone) is None:
        raise NotFound


async def renew_device(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    user_id: UUID,
    replaces: str,
    browser: Browser,
    user_agent: str,
    reach: Reach,
) -> bool:
    """Somebody's browser has another address from now on; False where it was not told here by the old one."""
    gone = delete(PushDevice).where(PushDevice.user_id == user_id, PushDevice.endpoint == replaces)
    if await session.scalar(gone.returning(PushDevice.id)) is None:
        return False
    ids = {"workspace_id": workspace_id, "user_id": user_id}
    await add_device(session, **ids, browser=browser, user_agent=user_agent, reach=reach)
    return True
