"""Logins: who they are, how they get in, and how they get everybody else out."""

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, exists, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.crypto import hash_token, new_token
from sportello.core.db import Database
from sportello.core.errors import Conflict, Invalid, NotFound
from sportello.workspaces.access import SLIDING
from sportello.workspaces.audit import LONGEST_USER_AGENT, note_account_event
from sportello.workspaces.errors import WrongCredentials
from sportello.workspaces.models import Device, Language, Theme, User, UserSession
from sportello.workspaces.passwords import check_password, generate_password, hash_password, password_fits
from sportello.workspaces.queries import places

_ONE_FIRST = text("SELECT pg_advisory_xact_lock(7463110)")
_LONGEST_EMAIL, _LONGEST_NAME = 254, 100
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_OPERATOR = "operator"
"""Where what the installation's operator does comes from: the command line, or the first start."""


@dataclass(frozen=True, kw_only=True)
class Browser:
    """Where a request about a login came from."""

    ip: str
    user_agent: str
    session_token: str | None = None
    device_token: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """A session just opened. The tokens are told here and nowhere else; `device_token` is None when it is known."""

    user_id: UUID
    token: str
    device_token: str | None


def normal_email(email: str) -> str:
    """An e-mail as logins are told apart by it."""
    return email.strip().lower()


async def knows_device(session: AsyncSession, *, email: str, device_token: str | None) -> bool:
    """Whether this browser has signed in to this login before."""
    if not device_token:
        return False
    known = select(
        exists()
        .where(Device.user_id == User.id)
        .where(User.email == normal_email(email), Device.token_hash == hash_token(device_token))
    )
    return bool(await session.scalar(known))


async def sign_in(database: Database, *, email: str, password: str, browser: Browser) -> NewSession:
    """Open a session for whoever knows the password.

    Takes the database, not a session: no transaction is open while the password is compared, and a failed
    attempt is recorded although it is refused.
    """
    async with database.transaction() as session:
        user = (await session.execute(select(User).where(User.email == normal_email(email)))).scalar_one_or_none()
    if await password_fits(password, user.password_hash if user else None) and user is not None:
        async with database.transaction() as session:
            if await holds_password(session, user_id=user.id, hashed=user.password_hash):
                return await open_session(session, user_id=user.id, browser=browser)
    await note_failed_sign_in(database, email=email, browser=browser)
    raise WrongCredentials


async def holds_password(session: AsyncSession, *, user_id: UUID, hashed: str) -> bool:
    """Whether the password that was compared is still the login's; while this transaction lasts it stays so.

    Comparing takes its time. Who opened a session afterwards without asking this would keep it past a change of
    the password that ended all others.
    """
    still = select(User.id).where(User.id == user_id, User.password_hash == hashed).with_for_update(read=True)
    return await session.scalar(still) is not None


async def note_failed_sign_in(
    database: Database, *, email: str, browser: Browser, action: str = "sign_in.failed"
) -> None:
    """Record an attempt that is refused, in a transaction of its own so that the record outlives the refusal."""
    async with database.transaction() as session:
        user_id = await session.scalar(select(User.id).where(User.email == normal_email(email)))
        await note_account_event(session, user_id=user_id, action=action, ip=browser.ip, user_agent=browser.user_agent)


async def open_session(session: AsyncSession, *, user_id: UUID, browser: Browser) -> NewSession:
    """Give the browser a new session; whatever session it came with ends (no fixation).

    Who comes here by a password asks `holds_password` first, in the same transaction.
    """
    if browser.session_token:
        await session.execute(delete(UserSession).where(UserSession.token_hash == hash_token(browser.session_token)))
    await session.execute(
        delete(UserSession).where(UserSession.user_id == user_id, UserSession.last_seen_at < now() - SLIDING)
    )
    token = new_token("ss")
    agent = browser.user_agent[:LONGEST_USER_AGENT]
    session.add(UserSession(user_id=user_id, token_hash=hash_token(token), ip=browser.ip, user_agent=agent))
    device_token = await _remember_device(session, user_id, browser.device_token)
    await note_account_event(session, user_id=user_id, action="sign_in.ok", ip=browser.ip, user_agent=agent)
    return NewSession(user_id=user_id, token=token, device_token=device_token)


async def _remember_device(session: AsyncSession, user_id: UUID, token: str | None) -> str | None:
    if token:
        known = await session.execute(
            update(Device)
            .where(Device.user_id == user_id, Device.token_hash == hash_token(token))
            .values(last_used_at=now())
            .returning(Device.id)
        )
        if known.one_or_none():
            return None
    fresh = new_token("dv")
    session.add(Device(user_id=user_id, token_hash=hash_token(fresh)))
    await session.flush()
    return fresh


async def sign_out(session: AsyncSession, *, token: str, ip: str = "", user_agent: str = "") -> None:
    """End a session; ending one that is over already is no error."""
    ended = delete(UserSession).where(UserSession.token_hash == hash_token(token)).returning(UserSession.user_id)
    user_id = await session.scalar(ended)
    if user_id is not None:
        await note_account_event(session, user_id=user_id, action="sign_out", ip=ip, user_agent=user_agent)


async def revoke_session(session: AsyncSession, *, user_id: UUID, session_id: UUID, browser: Browser) -> None:
    """End one of the user's own sessions, wherever it is."""
    gone = await session.execute(
        delete(UserSession)
        .where(UserSession.id == session_id, UserSession.user_id == user_id)
        .returning(UserSession.id)
    )
    if gone.one_or_none() is None:
        raise NotFound
    await note_account_event(
        session, user_id=user_id, action="session.revoked", ip=browser.ip, user_agent=browser.user_agent
    )


async def update_profile(
    session: AsyncSession,
    *,
    user_id: UUID,
    name: str | None = None,
    language: Language | None = None,
    theme: Theme | None = None,
) -> None:
    """Change how a user is called and sees the desk; None leaves a thing as it is."""
    user = await session.get_one(User, user_id)
    user.name = name or user.name
    user.language = language or user.language
    user.theme = theme or user.theme
    await session.flush()


async def change_password(database: Database, *, user_id: UUID, current: str, new: str, browser: Browser) -> NewSession:
    """Set a new password and end every session of the user; the browser that asked gets a new one.

    Takes the database, as `sign_in` does. Of two changes at once the second finds its current password gone.
    """
    async with database.transaction() as session:
        user = await session.get_one(User, user_id)
        known = await places(session, user_id=user_id, is_owner=user.is_owner)
    if not await password_fits(current, user.password_hash):
        raise WrongCredentials("The current password is not right.")
    if current == new:
        raise Invalid("The new password must differ from the current one.")
    houses = (word for place in known for word in (place.slug, place.name))
    await check_password(new, context=(user.email, user.name, *houses))
    hashed = await hash_password(new)
    async with database.transaction() as session:
        changed = await session.scalar(
            update(User)
            .where(User.id == user_id, User.password_hash == user.password_hash)
            .values(password_hash=hashed, must_change_password=False)
            .returning(User.id)
        )
        if changed is None:
            raise WrongCredentials("The current password was changed a moment ago.")
        await _end_sessions(session, user_id)
        await note_account_event(
            session, user_id=user_id, action="password.changed", ip=browser.ip, user_agent=browser.user_agent
        )
        return await open_session(session, user_id=user_id, browser=browser)


async def _end_sessions(session: AsyncSession, user_id: UUID) -> None:
    await session.execute(delete(UserSession).where(UserSession.user_id == user_id))
    await session.flush()


async def create_user(
    session: AsyncSession, *, email: str, name: str, language: Language = "en", is_owner: bool = False
) -> tuple[User, str]:
    """A login with a generated password, told only here, that must be changed at first use."""
    email, name = normal_email(email), name.strip()
    if len(email) > _LONGEST_EMAIL or not _ADDRESS.fullmatch(email):
        raise Invalid(f"“{email[:100]}” is no e-mail address: write one like name@example.com.")
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        raise Invalid(f"“{name[:100]}” is no name: customers read it, so give one of 1 to {_LONGEST_NAME} characters.")
    if await session.scalar(select(exists().where(User.email == email))):
        raise Conflict(f"{email} has a login already.")
    password = generate_password()
    user = User(
        email=email,
        name=name,
        language=language,
        is_owner=is_owner,
        password_hash=await hash_password(password),
        must_change_password=True,
    )
    session.add(user)
    await session.flush()
    action = "owner.created" if is_owner else "login.created"
    await note_account_event(session, user_id=user.id, action=action, ip=_OPERATOR, user_agent="")
    return user, password


async def create_first_admin(session: AsyncSession, *, email: str, name: str, language: Language = "en") -> str | None:
    """On an installation without an owner: one, and the generated password; else None.

    Where the e-mail has a login already, that becomes the owner's, and keeps its password.
    """
    await session.execute(_ONE_FIRST)
    if await session.scalar(select(exists().where(User.is_owner))):
        return None
    known = await session.scalar(select(User).where(User.email == normal_email(email)))
    if known is not None:
        known.is_owner = True
        await note_account_event(session, user_id=known.id, action="owner.created", ip=_OPERATOR, user_agent="")
        return None
    _, password = await create_user(session, email=email, name=name, language=language, is_owner=True)
    return password


async def reset_password(session: AsyncSession, *, email: str) -> str:
    """A new generated password for a login (by the installation's operator); all its sessions end."""
    password = generate_password()
    user_id = await session.scalar(
        update(User)
        .where(User.email == normal_email(email))
        .values(password_hash=await hash_password(password), must_change_password=True)
        .returning(User.id)
    )
    if user_id is None:
        raise NotFound(f"Nobody has the login {email}.")
    await _end_sessions(session, user_id)
    await note_account_event(session, user_id=user_id, action="password.reset", ip=_OPERATOR, user_agent="")
    return password
