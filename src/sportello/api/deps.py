"""What endpoints ask for: the request's transaction, and who is asking.

`Transaction` commits after the endpoint has returned and before the response is sent: a failed commit is a
500, never a false 201. Whoever authenticates here also enters the workspace, so row-level security holds for
everything that follows in the same transaction.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import Depends, Header, Request
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import contacts, workspaces
from sportello.api import limits
from sportello.api.cookies import read_session_token
from sportello.api.problems import Unavailable
from sportello.api.refusing import refuses
from sportello.api.security import SAFE_METHODS, WORKSPACES, bearer, check_origin
from sportello.contacts import Visitor
from sportello.core import log
from sportello.core.clock import now
from sportello.core.errors import Forbidden, NotFound, TooManyRequests, Unauthorized
from sportello.core.resources import Resources
from sportello.workspaces import (
    RANKS,
    SCOPES,
    Member,
    OpenWidget,
    OriginNotAllowed,
    PasswordChangeRequired,
    Rank,
    ScopeMissing,
    SignedIn,
)

__all__ = [
    "CurrentMember",
    "CurrentUser",
    "CurrentVisitor",
    "Member",
    "MemberAlone",
    "OpenWidget",
    "OwnerOnly",
    "ResourcesDep",
    "Transaction",
    "UserInTransit",
    "Visitor",
    "VisitorAlone",
    "WidgetKeyDep",
    "limited",
    "limited_by_ip",
    "require",
    "resources",
]

_LARGE = re.compile(
    r"POST /api/v1/(?:platform/workspaces|workspaces/[^/]+/(?:knowledge/try|model-keys/[^/]+/trials"
    r"|actions/[^/]+/trials))"
)
"""Requests that are known to take long: a workspace comes with all that its template brings, and a language model has
up to a minute, in which nothing is held."""
ORIGINS_FRESH = timedelta(seconds=5)
"""A change of a widget key's origins holds everywhere after so long."""


def resources(request: Request) -> Resources:
    """What this process was assembled with."""
    return cast("Resources", request.app.state.resources)


@refuses(Unavailable)
async def transaction(request: Request) -> AsyncIterator[AsyncSession]:
    """The request's one transaction; one that is `_LARGE` has the time it needs."""
    large = _LARGE.fullmatch(f"{request.method} {request.url.path}") is not None
    async with resources(request).database.transaction(large=large) as session:
        yield session


async def _resources(request: Request) -> Resources:
    return resources(request)


ResourcesDep = Annotated[Resources, Depends(_resources)]
Transaction = Annotated[AsyncSession, Depends(transaction, scope="function")]


WidgetKey = Annotated[
    str, Header(description="The public key of a website, from its script tag", examples=["wk_0bXh1fJt7Vd2Qm9s"])
]

# --- customers -------------------------------------------------------------------------------------------------


@refuses(Unauthorized, OriginNotAllowed, TooManyRequests)
async def current_visitor(request: Request, session: Transaction) -> Visitor:
    """The customer behind the widget's bearer token: one statement authenticates them and enters the workspace."""
    await limits.spend(request, "widget.ip", limits.client_place(request))
    token = bearer(request.headers)
    if not token:
        raise Unauthorized("Send the visitor token: Authorization: Bearer …")
    visitor = await contacts.authenticate_visitor(session, token=token)
    if visitor is None:
        raise Unauthorized("This visitor token is not known any more: ask for a new one.")
    if "origin" in request.headers:
        check_origin(request, await _origins(request, session, visitor.widget_key_id))
    log.bind(workspace_id=visitor.workspace_id)
    await limits.spend(request, "widget.workspace", visitor.workspace_id)
    return visitor


@refuses(Unauthorized, OriginNotAllowed, TooManyRequests)
async def widget_key(request: Request, session: Transaction, x_sportello_key: WidgetKey) -> OpenWidget:
    """The widget behind the public key of a script tag, with its workspace entered."""
    await limits.spend(request, "widget.ip", limits.client_place(request))
    widget = await workspaces.open_widget(session, key=x_sportello_key)
    if widget is None:
        raise Unauthorized("No widget has this key. Copy it again from the desk: settings, widget.")
    check_origin(request, widget.allowed_origins)
    log.bind(workspace_id=widget.workspace_id)
    await limits.spend(request, "widget.workspace", widget.workspace_id)
    return widget


async def _origins(request: Request, session: AsyncSession, widget_key_id: UUID) -> tuple[str, ...]:
    """The origins of a widget key, remembered for a few seconds: posting a message must not read them again."""
    known: dict[UUID, tuple[datetime, tuple[str, ...]]] = request.app.state.origins
    read_at, origins = known.get(widget_key_id, (None, ()))
    if read_at is None or now() - read_at > ORIGINS_FRESH:
        origins = await workspaces.widget_origins(session, widget_key_id=widget_key_id)
        known[widget_key_id] = (now(), origins)
    return origins


@refuses(Unauthorized, OriginNotAllowed, TooManyRequests)
async def visitor_alone(request: Request) -> Visitor:
    """The customer, known in a transaction that is over before the endpoint begins."""
    async with resources(request).database.transaction() as session:
        return await current_visitor(request, session)


CurrentVisitor = Annotated[Visitor, Depends(current_visitor)]
VisitorAlone = Annotated[Visitor, Depends(visitor_alone)]
WidgetKeyDep = Annotated[OpenWidget, Depends(widget_key)]


# --- people at work --------------------------------------------------------------------------------------------


@refuses(Unauthorized, TooManyRequests)
async def user_in_transit(request: Request, session: Transaction) -> SignedIn:
    """The signed-in user, also one who must still choose a password."""
    await limits.spend(request, "desk.ip", limits.client_place(request))
    token = read_session_token(request)
    user = await workspaces.authenticate_session(session, token=token) if token else None
    if user is None:
        raise Unauthorized
    await limits.spend(request, "desk.user", user.user_id)
    return user


@refuses(PasswordChangeRequired)
async def current_user(user: Annotated[SignedIn, Depends(user_in_transit)]) -> SignedIn:
    """The signed-in user, once their password is their own."""
    if user.must_change_password:
        raise PasswordChangeRequired
    return user


@refuses(Unauthorized, NotFound, ScopeMissing, PasswordChangeRequired, TooManyRequests)
async def current_member(request: Request, session: Transaction) -> Member:
    """The member at work in the workspace of the path, by cookie or by API key, with the workspace entered."""
    await limits.spend(request, "desk.ip", limits.client_place(request))
    key, workspace = bearer(request.headers), request.path_params["workspace"]
    if key is not None:
        member = await workspaces.authenticate_api_key(session, token=key, slug=workspace)
        if member is None:
            raise Unauthorized("This API key is unknown, or opens another workspace.")
        _check_scope(request, member)
    else:
        token = read_session_token(request)
        member = await workspaces.authenticate_member(session, token=token, slug=workspace) if token else None
        if member is None:
            # Only a refusal pays for a second look: signed in means that the workspace is not theirs.
            if token and await workspaces.authenticate_session(session, token=token):
                raise NotFound
            raise Unauthorized
    log.bind(workspace_id=member.workspace_id, user_id=member.user_id)
    if member.must_change_password:
        raise PasswordChangeRequired
    await limits.spend(request, "desk.user", member.api_key_id or member.user_id)
    await limits.spend(request, "desk.workspace", member.workspace_id)
    return member


@refuses(Unauthorized, NotFound, ScopeMissing, PasswordChangeRequired, TooManyRequests, role="agent")
async def member_alone(request: Request) -> Member:
    """The member, known in a transaction that is over before the endpoint begins."""
    async with resources(request).database.transaction() as session:
        return await current_member(request, session)


@refuses(Forbidden)
async def owner_only(user: Annotated[SignedIn, Depends(current_user)]) -> SignedIn:
    """The signed-in user, who must own the platform."""
    if not user.is_owner:
        raise Forbidden("Only an owner of this installation may do this.")
    return user


UserInTransit = Annotated[SignedIn, Depends(user_in_transit)]
CurrentUser = Annotated[SignedIn, Depends(current_user)]
CurrentMember = Annotated[Member, Depends(current_member)]
MemberAlone = Annotated[Member, Depends(member_alone)]
OwnerOnly = Annotated[SignedIn, Depends(owner_only)]


def limited(name: str) -> Any:
    """A dependency that counts a visitor's request under `name` and `name.ip`: `dependencies=[limited("message")]`."""

    @refuses(TooManyRequests)
    async def counted(request: Request, visitor: CurrentVisitor) -> None:
        await limits.spend(request, f"{name}.visitor", visitor.visitor_id)
        await limits.spend(request, f"{name}.ip", limits.client_place(request))

    return Depends(counted)


def limited_by_ip(name: str) -> Any:
    """A dependency that counts a request of somebody nobody knows yet under `name.ip`."""

    @refuses(TooManyRequests)
    async def counted(request: Request) -> None:
        await limits.spend(request, f"{name}.ip", limits.client_place(request))

    return Depends(counted)


def require(role: Rank) -> Any:
    """A dependency that admits members of this rank and above: `dependencies=[require("admin")]`."""

    @refuses(Forbidden, role=role)
    async def ranked(member: CurrentMember) -> Member:
        if RANKS[member.role] < RANKS[role]:
            raise Forbidden(f"This needs the role {role}; you are {member.role}.")
        return member

    return Depends(cast("Callable[..., Awaitable[Member]]", ranked))


AREAS = {
    "assistants": "assistant",
    "conversations": "conversations",
    "events": "conversations",
    "canned-replies": "conversations",
    "views": "conversations",
    "attachment-limits": "workspace",
    "knowledge": "knowledge",
    "leads": "conversations",
    "assistant": "assistant",
    "labels": "conversations",
    "members": "members",
    "queue": "workspace",
    "sla-policies": "workspace",
    "teams": "members",
    "tickets": "conversations",
    "spending": "workspace",
    "": "workspace",
}
"""Which scope an API key needs, by the first part of the path in the workspace. What is not here
(keys, invitations, audit) is for people only: a key must not make keys."""


def scope_of(method: str, path: str) -> str | None:
    """The scope that an API key needs for this; None where there is no such scope, and only people may."""
    inside = path.removeprefix(WORKSPACES).partition("/")[2]
    area = AREAS.get(inside.partition("/")[0])
    scope = f"{area}:{'read' if method in SAFE_METHODS else 'write'}"
    return scope if scope in SCOPES else None


def _check_scope(request: Request, member: Member) -> None:
    scope = scope_of(request.method, request.url.path)
    if scope is None:
        raise ScopeMissing("No API key may do this: sign in to the desk.")
    if member.scopes is None or scope not in member.scopes:
        raise ScopeMissing(f"The key needs the scope {scope}.", scope=scope)
