"""The signed-in user's own things: profile, password, sessions."""

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field, StringConstraints

from sportello import notifications, workspaces
from sportello.api import limits
from sportello.api.deps import CurrentUser, ResourcesDep, Transaction, UserInTransit, user_in_transit
from sportello.api.desk.notices import Subscription
from sportello.api.desk.sessions import Me, Session, browser_of, give_cookies, me_of
from sportello.api.paging import Whole
from sportello.api.parameters import SessionId
from sportello.api.problems import Unavailable, refusals
from sportello.api.refusing import refuses
from sportello.api.routing import Router
from sportello.api.shapes import Name, Password, Payload
from sportello.core.db import enter_workspace
from sportello.core.errors import Invalid, NotFound, TooManyRequests, Unauthorized
from sportello.core.http import FetchRefused
from sportello.core.webpush import Browser
from sportello.workspaces import (
    Language,
    SignedIn,
    Theme,
    WeakPassword,
    WrongCredentials,
)

router = Router(prefix="/me", tags=["me"])


class Profile(Payload):
    """What to change; what is left out stays."""

    name: Name | None = None
    language: Language | None = None
    theme: Theme | None = None


class PasswordChange(Payload):
    """The password in use, and the one to come."""

    current: Password
    new: Password


class Renewal(Subscription):
    """What a browser's `PushSubscription` says now, and by which address it was known."""

    replaces: Annotated[str, StringConstraints(max_length=2_000)] = Field(examples=["https://push.example.com/x"])


@refuses(Unauthorized, TooManyRequests, Unavailable)
async def _asking(request: Request, resources: ResourcesDep) -> SignedIn:
    """Who asks, seen in a transaction that is over before a password is compared."""
    async with resources.database.transaction() as session:
        return await user_in_transit(request, session)


@router.get("")
async def read(user: UserInTransit, session: Transaction) -> Me:
    """Who is signed in, and the workspaces they may enter."""
    return await me_of(session, user.user_id)


@router.patch("")
async def change(body: Profile, user: CurrentUser, session: Transaction) -> Me:
    """Change name, language or theme."""
    await workspaces.update_profile(
        session, user_id=user.user_id, name=body.name, language=body.language, theme=body.theme
    )
    return await me_of(session, user.user_id)


@router.post("/password", status_code=204, responses=refusals(WrongCredentials, WeakPassword, Invalid))
async def change_password(
    request: Request,
    response: Response,
    body: PasswordChange,
    resources: ResourcesDep,
    user: Annotated[SignedIn, Depends(_asking)],
) -> None:
    """Choose a new password. Every other session of the user ends; this browser gets a new one."""
    browser = browser_of(request)
    await limits.spend(request, "password.user", user.user_id)
    await limits.spend(request, "sign_in.ip", limits.client_place(request))
    try:
        opened = await workspaces.change_password(
            resources.database, user_id=user.user_id, current=body.current, new=body.new, browser=browser
        )
    except WrongCredentials:
        await workspaces.note_failed_sign_in(
            resources.database, email=user.email, browser=browser, action="password.failed"
        )
        raise
    give_cookies(request, response, opened)


@router.get("/sessions")
async def list_sessions(user: CurrentUser, session: Transaction) -> Whole[Session]:
    """Where the user is signed in."""
    found = await workspaces.list_sessions(session, user_id=user.user_id)
    return Whole(
        items=[
            Session(
                id=one.id,
                created_at=one.created_at,
                last_seen_at=one.last_seen_at,
                ip=one.ip,
                user_agent=one.user_agent,
                current=one.id == user.session_id,
            )
            for one in found
        ]
    )


@router.delete("/sessions/{session_id}", status_code=204, responses=refusals(NotFound))
async def revoke_session(request: Request, session_id: SessionId, user: CurrentUser, session: Transaction) -> None:
    """Sign a browser out, wherever it is."""
    await workspaces.revoke_session(session, user_id=user.user_id, session_id=session_id, browser=browser_of(request))


@router.post("/push", status_code=204, responses=refusals(NotFound, Invalid, FetchRefused))
async def renew_push(
    body: Renewal, request: Request, user: CurrentUser, session: Transaction, resources: ResourcesDep
) -> None:
    """A browser gave its push subscription another address: it is told by that in each workspace where it was told.

    404 where it is told in none: it was turned off from elsewhere.
    """
    browser = Browser(endpoint=body.endpoint, p256dh=body.p256dh, auth=body.auth)
    renewed = False
    for place in await workspaces.places(session, user_id=user.user_id, is_owner=False):
        await enter_workspace(session, place.id)
        renewed |= await notifications.renew_device(
            session,
            workspace_id=place.id,
            user_id=user.user_id,
            replaces=body.replaces,
            browser=browser,
            user_agent=browser_of(request).user_agent,
            reach=resources.settings.notice_reach,
        )
    if not renewed:
        raise NotFound("This browser is told in none of your workspaces.")
