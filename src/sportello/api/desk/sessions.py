"""Signing in and out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.api import cookies, limits
from sportello.api.deps import ResourcesDep, Transaction
from sportello.api.problems import Unavailable, refusals
from sportello.api.refusing import refuses
from sportello.api.routing import Router
from sportello.api.shapes import LoginEmail, Password, Payload
from sportello.core.crypto import hash_token
from sportello.core.errors import TooManyRequests, Unauthorized
from sportello.workspaces import Browser, Language, NewSession, Rank, Theme, WrongCredentials

router = Router(tags=["sessions"])


class User(BaseModel):
    """The signed-in user."""

    id: UUID
    email: str = Field(examples=["anna@example.com"])
    name: str = Field(examples=["Anna Rossi"])
    language: Language
    theme: Theme
    is_owner: bool
    must_change_password: bool


class Membership(BaseModel):
    """A workspace the user may enter, and as what."""

    id: UUID
    slug: str = Field(examples=["lumina"])
    name: str = Field(examples=["Lumina Winter Lights"])
    role: Rank


class Me(BaseModel):
    """Who is signed in, and where they work."""

    user: User
    workspaces: list[Membership]


class SignIn(Payload):
    """What a person types to sign in."""

    email: LoginEmail
    password: Password


async def me_of(session: AsyncSession, user_id: UUID) -> Me:
    """What the desk needs to know about a user once they are in."""
    user = await workspaces.get_user(session, user_id=user_id)
    places = await workspaces.places(session, user_id=user_id, is_owner=user.is_owner)
    return Me(
        user=User.model_validate(user, from_attributes=True),
        workspaces=[Membership.model_validate(place, from_attributes=True) for place in places],
    )


def browser_of(request: Request) -> Browser:
    """Where this request came from, as far as logins care."""
    return Browser(
        ip=limits.client_ip(request),
        user_agent=request.headers.get("user-agent", ""),
        session_token=cookies.read_session_token(request),
        device_token=cookies.read_device_token(request),
    )


def give_cookies(request: Request, response: Response, opened: NewSession) -> None:
    """Put a session just opened into the browser."""
    cookies.set_session(request, response, opened.token)
    if opened.device_token:
        cookies.set_device(request, response, opened.device_token)


async def spend_sign_in(request: Request, *, email: str, browser: Browser, known: bool) -> None:
    """Count an attempt: a browser known to the login for itself, all others for where they are."""
    login = workspaces.normal_email(email)
    if known and browser.device_token:
        await limits.spend(request, "sign_in.client", login, hash_token(browser.device_token).hex())
        return
    place = limits.client_place(request)
    await limits.spend(request, "sign_in.ip", place)
    await limits.spend(request, "sign_in.client", login, place)
    if not await limits.has_room(request, "sign_in.account", login):
        await limits.spend(request, "sign_in.guarded", login, limits.client_neighbourhood(request))


@refuses(TooManyRequests, Unavailable)
async def _patience(request: Request, body: SignIn, resources: ResourcesDep) -> Browser:
    browser = browser_of(request)
    async with resources.database.transaction() as session:
        known = await workspaces.knows_device(session, email=body.email, device_token=browser.device_token)
    await spend_sign_in(request, email=body.email, browser=browser, known=known)
    return browser


@router.post("/sessions", responses=refusals(WrongCredentials))
async def sign_in(
    request: Request,
    response: Response,
    body: SignIn,
    resources: ResourcesDep,
    browser: Annotated[Browser, Depends(_patience)],
) -> Me:
    """Sign in with e-mail and password; the session comes as a cookie.

    A wrong password and an unknown e-mail are answered alike. Five attempts a minute.
    """
    opened = await workspaces.sign_in(resources.database, email=body.email, password=body.password, browser=browser)
    give_cookies(request, response, opened)
    async with resources.database.transaction() as session:
        return await me_of(session, opened.user_id)


@router.delete("/sessions/current", status_code=204, responses=refusals(Unauthorized))
async def sign_out(request: Request, response: Response, session: Transaction) -> None:
    """End this session, on the server too."""
    browser = browser_of(request)
    if browser.session_token is None:
        raise Unauthorized
    await workspaces.sign_out(session, token=browser.session_token, ip=browser.ip, user_agent=browser.user_agent)
    cookies.forget_session(request, response)


class Session(BaseModel):
    """A browser that is signed in."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    ip: str = Field(examples=["192.0.2.7"])
    user_agent: str = Field(examples=["Mozilla/5.0"])
    current: bool
