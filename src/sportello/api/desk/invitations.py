"""Inviting people, and accepting."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import BaseModel, Field, StringConstraints

from sportello import workspaces
from sportello.api import limits
from sportello.api.deps import CurrentMember, ResourcesDep, Transaction, limited_by_ip, require
from sportello.api.desk.sessions import Me, browser_of, give_cookies, me_of, spend_sign_in
from sportello.api.paging import Whole
from sportello.api.parameters import InvitationId
from sportello.api.problems import Unavailable, refusals
from sportello.api.refusing import refuses
from sportello.api.routing import Router
from sportello.api.shapes import Email, Name, Password, Payload
from sportello.core.crypto import hash_token
from sportello.core.errors import TooManyRequests
from sportello.workspaces import (
    AlreadyMember,
    Browser,
    InvitationInvalid,
    Language,
    Role,
    WeakPassword,
    WrongCredentials,
)

router = Router(
    prefix="/workspaces/{workspace}/invitations",
    tags=["invitations"],
    dependencies=[require("admin")],
)
public = Router(prefix="/invitations", tags=["invitations"], dependencies=[limited_by_ip("invitation")])

Token = Annotated[str, StringConstraints(min_length=10, max_length=200), Field(examples=["iv_0bX…"])]


class Invitation(BaseModel):
    """An open invitation. `link` is told once, and only where no mail server is configured to carry it.

    It can be accepted until `expires_at`; each link to it works once, within an hour.
    """

    id: UUID
    email: str = Field(examples=["anna@example.com"])
    role: Role
    created_at: datetime
    expires_at: datetime
    link: str | None = Field(examples=[None])
    mailed: bool


class NewInvitation(Payload):
    """Whom to invite, as what."""

    email: Email
    role: Role


class Lookup(Payload):
    """The token of an invitation link."""

    token: Token


class NextLetter(BaseModel):
    """`mailed` says whether this installation sends mail at all, and nothing about the invitation."""

    mailed: bool


class InvitationPreview(BaseModel):
    """What the reader of an invitation may know before accepting."""

    workspace_name: str = Field(examples=["Lumina Winter Lights"])
    email: str = Field(examples=["anna@example.com"])
    role: Role


class Acceptance(Payload):
    """Who joins. Whoever has a login already gives its password; others choose one."""

    token: Token
    name: Name
    password: Password
    language: Language = "en"


def _shape(invitation: workspaces.Invitation, *, link: str | None, mailed: bool) -> Invitation:
    return Invitation(
        id=invitation.id,
        email=invitation.email,
        role=invitation.role,
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
        link=link,
        mailed=mailed,
    )


@router.get("")
async def list_open(session: Transaction, resources: ResourcesDep) -> Whole[Invitation]:
    """The invitations nobody has answered yet."""
    mailed = resources.settings.smtp_url is not None
    return Whole(items=[_shape(one, link=None, mailed=mailed) for one in await workspaces.list_invitations(session)])


@router.post("", status_code=201, responses=refusals(AlreadyMember))
async def create(
    body: NewInvitation, member: CurrentMember, session: Transaction, resources: ResourcesDep
) -> Invitation:
    """Invite somebody. The letter goes by mail; without a mail server the link is in the answer, this once."""
    invitation, token = await workspaces.invite(session, actor=member, email=body.email, role=body.role)
    return await _deliver(session, resources, invitation, token)


@router.post("/{invitation_id}/renew")
async def renew(
    invitation_id: InvitationId, member: CurrentMember, session: Transaction, resources: ResourcesDep
) -> Invitation:
    """Send an open invitation again, with a new link; the one before stops working."""
    invitation, token = await workspaces.invite_again(session, actor=member, invitation_id=invitation_id)
    return await _deliver(session, resources, invitation, token)


async def _deliver(
    session: Transaction, resources: ResourcesDep, invitation: workspaces.Invitation, token: str
) -> Invitation:
    if resources.settings.smtp_url is None:
        link = workspaces.invitation_link(resources.settings.public_url, token)
        return _shape(invitation, link=link, mailed=False)
    await workspaces.request_letter(session, workspace_id=invitation.workspace_id, invitation_id=invitation.id)
    return _shape(invitation, link=None, mailed=True)


@router.delete("/{invitation_id}", status_code=204)
async def revoke(invitation_id: InvitationId, member: CurrentMember, session: Transaction) -> None:
    """Take an invitation back: its link stops working."""
    await workspaces.revoke_invitation(session, actor=member, invitation_id=invitation_id)


@public.post("/lookup", responses=refusals(InvitationInvalid))
async def lookup(body: Lookup, session: Transaction) -> InvitationPreview:
    """What an invitation is for. A POST, so that its token stands in no address and no log."""
    invitation = await workspaces.read_invitation(session, token=body.token)
    return InvitationPreview(workspace_name=invitation.workspace_name, email=invitation.email, role=invitation.role)


@public.post("/renew", status_code=202)
async def ask_again(request: Request, body: Lookup, session: Transaction, resources: ResourcesDep) -> NextLetter:
    """Have the next letter sent to the address that was invited, for whoever opens a link that has run out.

    Answered alike whether there is such an invitation or not.
    """
    await limits.spend(request, "invitation.letter", hash_token(body.token).hex())
    mailed = resources.settings.smtp_url is not None
    found = await workspaces.ask_again(session, token=body.token) if mailed else None
    if found is not None:
        workspace_id, invitation_id = found
        await workspaces.request_letter(session, workspace_id=workspace_id, invitation_id=invitation_id)
    return NextLetter(mailed=mailed)


@refuses(InvitationInvalid, TooManyRequests, Unavailable)
async def _patience(request: Request, body: Acceptance, resources: ResourcesDep) -> tuple[Browser, str]:
    """Counts as an attempt to sign in only where a password is compared: a new one may be too weak many times."""
    browser = browser_of(request)
    async with resources.database.transaction() as session:
        email = (await workspaces.read_invitation(session, token=body.token)).email
        if not await workspaces.has_login(session, email=email):
            return browser, email
        known = await workspaces.knows_device(session, email=email, device_token=browser.device_token)
    await spend_sign_in(request, email=email, browser=browser, known=known)
    return browser, email


@public.post("/accept", responses=refusals(InvitationInvalid, WeakPassword, WrongCredentials, AlreadyMember))
async def accept(
    request: Request,
    response: Response,
    body: Acceptance,
    resources: ResourcesDep,
    patience: Annotated[tuple[Browser, str], Depends(_patience)],
) -> Me:
    """Join the workspace and be signed in. An invitation works once, however many use it at the same time."""
    browser, email = patience
    try:
        opened = await workspaces.accept_invitation(
            resources.database,
            token=body.token,
            name=body.name,
            password=body.password,
            language=body.language,
            browser=browser,
        )
    except WrongCredentials:
        await workspaces.note_failed_sign_in(resources.database, email=email, browser=browser)
        raise
    give_cookies(request, response, opened)
    async with resources.database.transaction() as session:
        return await me_of(session, opened.user_id)
