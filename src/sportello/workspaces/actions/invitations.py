"""Invitations: open for seven days, by links that work once, within an hour. Only the hash of a link's token is kept.

Whoever finds their link too old has the next one sent to the address that was invited, and to no other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.crypto import hash_token, new_token
from sportello.core.db import Database
from sportello.core.errors import NotFound
from sportello.workspaces.access import Member
from sportello.workspaces.actions.accounts import (
    Browser,
    NewSession,
    holds_password,
    normal_email,
    open_session,
)
from sportello.workspaces.actions.members import add_member
from sportello.workspaces.audit import audit
from sportello.workspaces.errors import AlreadyMember, InvitationInvalid, WrongCredentials
from sportello.workspaces.models import Invitation, Language, Membership, Role, User
from sportello.workspaces.passwords import check_password, hash_password, password_fits

LIFE = timedelta(days=7)
LINK_LIFE = timedelta(hours=1)
_KNOWN_HERE = "You have a login already: accept with its password."

_DOOR = text("SELECT * FROM door_invitation(:hash) i WHERE i.expires_at > :now")
_FRESH = text("SELECT * FROM door_invitation(:hash) i WHERE i.expires_at > :now AND i.token_expires_at > :now")
_ONE_A_LOGIN = text("SELECT pg_advisory_xact_lock(hashtextextended('login:' || :email, 0))")


@dataclass(frozen=True, kw_only=True)
class OpenInvitation:
    """What the reader of a valid invitation may know before accepting it."""

    id: UUID
    workspace_id: UUID
    workspace_name: str
    email: str
    role: Role
    expires_at: datetime


async def invite(session: AsyncSession, *, actor: Member, email: str, role: Role) -> tuple[Invitation, str]:
    """Invite somebody by e-mail; an earlier letter to them that is still open becomes void. Returns the token."""
    email = normal_email(email)
    member = select(Membership.user_id).join(User, User.id == Membership.user_id).where(User.email == email)
    if await session.scalar(select(exists(member))):
        raise AlreadyMember(f"{email} works in this workspace already.")
    await session.execute(_ONE_A_LOGIN, {"email": f"{actor.workspace_id}:{email}"})
    await session.execute(delete(Invitation).where(Invitation.email == email, Invitation.accepted_at.is_(None)))
    token = new_token("iv")
    invitation = Invitation(
        workspace_id=actor.workspace_id,
        email=email,
        role=role,
        token_hash=hash_token(token),
        token_expires_at=now() + LINK_LIFE,
        invited_by=actor.user_id,
        expires_at=now() + LIFE,
    )
    session.add(invitation)
    await session.flush()
    await _note_sent(session, invitation, actor=actor)
    return invitation, token


async def invite_again(session: AsyncSession, *, actor: Member, invitation_id: UUID) -> tuple[Invitation, str]:
    """A new link for an invitation that is still open; the one before stops working. Returns the token."""
    renewed = await renew_token(session, invitation_id=invitation_id)
    if renewed is None:
        raise NotFound
    await _note_sent(session, renewed[0], actor=actor)
    return renewed


async def ask_again(session: AsyncSession, *, token: str) -> tuple[UUID, UUID] | None:
    """Find the open invitation behind a link whose hour may be over: its workspace, and itself. It is to be sent anew.

    Holding an old link gives no other right than to have the next one go where this one went.
    """
    row = (await session.execute(_DOOR, {"hash": hash_token(token), "now": now()})).one_or_none()
    return (row.workspace_id, row.id) if row else None


async def _note_sent(session: AsyncSession, invitation: Invitation, *, actor: Member) -> None:
    await audit(
        session,
        workspace_id=invitation.workspace_id,
        actor=actor,
        action="invitation.sent",
        target=f"invitation:{invitation.id}",
        data={"email": invitation.email, "role": invitation.role},
    )


async def renew_token(session: AsyncSession, *, invitation_id: UUID) -> tuple[Invitation, str] | None:
    """A new token for an open invitation (its letter is written now); None when it is open no more."""
    invitation = await session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, Invitation.accepted_at.is_(None), Invitation.expires_at > now())
        .with_for_update()
    )
    if invitation is None:
        return None
    token = new_token("iv")
    invitation.token_hash = hash_token(token)
    invitation.token_expires_at = now() + LINK_LIFE
    await session.flush()
    return invitation, token


async def revoke_invitation(session: AsyncSession, *, actor: Member, invitation_id: UUID) -> None:
    """Take an open invitation back."""
    gone = await session.execute(
        delete(Invitation)
        .where(Invitation.id == invitation_id, Invitation.accepted_at.is_(None))
        .returning(Invitation.email)
    )
    email = gone.scalar_one_or_none()
    if email is None:
        raise NotFound
    await audit(
        session,
        workspace_id=actor.workspace_id,
        actor=actor,
        action="invitation.revoked",
        target=f"invitation:{invitation_id}",
        data={"email": email},
    )


async def read_invitation(session: AsyncSession, *, token: str) -> OpenInvitation:
    """The invitation this token opens."""
    row = (await session.execute(_FRESH, {"hash": hash_token(token), "now": now()})).one_or_none()
    if row is None:
        raise InvitationInvalid("Links work once, within an hour. Have a new one sent, or ask whoever invited you.")
    return OpenInvitation(
        id=row.id,
        workspace_id=row.workspace_id,
        workspace_name=row.workspace_name,
        email=row.email,
        role=row.role,
        expires_at=row.expires_at,
    )


async def accept_invitation(
    database: Database, *, token: str, name: str, password: str, browser: Browser, language: Language = "en"
) -> NewSession:
    """Join the workspace, once, and be signed in.

    Whoever has a login already proves it with its password and keeps it; others get a login with this one.
    The invitation is claimed by one UPDATE: of many at once a single one goes through. Takes the database, as
    `sign_in` does: no transaction is open while a password is compared or hashed.
    """
    async with database.transaction() as session:
        invitation = await read_invitation(session, token=token)
        user = await session.scalar(select(User).where(User.email == invitation.email))
    if user is None:
        await check_password(password, context=(invitation.email, name, invitation.workspace_name))
        hashed = await hash_password(password)
    elif await password_fits(password, user.password_hash):
        hashed = user.password_hash
    else:
        raise WrongCredentials(_KNOWN_HERE)
    async with database.transaction(invitation.workspace_id) as session:
        if user is not None and not await holds_password(session, user_id=user.id, hashed=hashed):
            raise WrongCredentials(_KNOWN_HERE)
        await _claim(session, invitation, token)
        if user is None:
            user = await _new_login(session, email=invitation.email, name=name, hashed=hashed, language=language)
        await _join(session, invitation, user)
        return await open_session(session, user_id=user.id, browser=browser)


async def _claim(session: AsyncSession, invitation: OpenInvitation, token: str) -> None:
    claimed = await session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.token_hash == hash_token(token))
        .where(Invitation.accepted_at.is_(None))
        .values(accepted_at=now())
        .returning(Invitation.id)
    )
    if claimed.one_or_none() is None:
        raise InvitationInvalid("It was used a moment ago.")


async def _new_login(session: AsyncSession, *, email: str, name: str, hashed: str, language: Language) -> User:
    """The invited person's login. Two workspaces' invitations accepted at once must not make two."""
    await session.execute(_ONE_A_LOGIN, {"email": email})
    if await session.scalar(select(exists().where(User.email == email))):
        raise InvitationInvalid("You have a login since a moment ago: accept with its password.")
    user = User(email=email, name=name, password_hash=hashed, language=language)
    session.add(user)
    await session.flush()
    return user


async def _join(session: AsyncSession, invitation: OpenInvitation, user: User) -> None:
    if await session.get(Membership, (invitation.workspace_id, user.id)):
        raise AlreadyMember
    await add_member(
        session, workspace_id=invitation.workspace_id, user_id=user.id, role=invitation.role, actor=user.name
    )
