"""Chats that the workspace tells things in, and when it tells that nobody comes."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

import structlog
from fastapi import Depends, Request
from pydantic import Field, SecretStr, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import notifications
from sportello.api import limits
from sportello.api.deps import CurrentMember, ResourcesDep, Transaction, require
from sportello.api.desk.model_keys import KeysUnusable
from sportello.api.paging import Whole
from sportello.api.parameters import OutletId
from sportello.api.problems import refusals
from sportello.api.refusing import refuses
from sportello.api.routing import Router
from sportello.api.shapes import Name, Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.core.errors import NotFound, TooManyRequests
from sportello.core.http import FetchRefused
from sportello.core.keyring import KeyringRefused
from sportello.notifications import Outlet as Stored, OutletKind, Told

router = Router(prefix="/workspaces/{workspace}/outlets", tags=["outlets"], dependencies=[require("admin")])
escalation = Router(prefix="/workspaces/{workspace}/escalation", tags=["queue"], dependencies=[require("agent")])
_log = structlog.get_logger()

Address = Annotated[
    SecretStr,
    StringConstraints(max_length=2_000),
    Field(description="Its incoming webhook. It is never shown again", examples=["https://hooks.slack.com/services/…"]),
]
Tells = Annotated[list[Told], Field(max_length=4, examples=[["waiting", "untaken"]])]


class Outlet(Versioned):
    """A room in a chat. Its address is told to nobody."""

    written: ClassVar = frozenset({"name", "tells", "host"})

    id: UUID
    name: str = Field(examples=["Support"])
    kind: OutletKind
    tells: list[Told] = Field(description="What is told there")
    host: str = Field(examples=["hooks.slack.com"])
    failure: str | None = Field(
        description="Why the last did not arrive: `unreachable`, `address`, or `refused` with a status; null: it did",
        examples=["refused 404"],
    )
    created_at: datetime
    updated_at: datetime


class NewOutlet(Payload):
    """A room to tell things in."""

    name: Name
    kind: OutletKind
    url: Address
    tells: Tells


class OutletText(Payload):
    """What holds of it from now on."""

    name: Name
    url: Address | None = Field(default=None, description="Left out: it stays")
    tells: Tells


class EscalationText(Payload):
    """When a handoff that nobody takes is told to others."""

    after: Annotated[int, Field(ge=1, le=240, examples=[5])] | None = Field(
        description="Minutes within business hours until supervisors are told, and as many again until everybody is;"
        " null: nobody is told"
    )


class Escalation(Versioned):
    """When a handoff that nobody takes is told to others."""

    written: ClassVar = frozenset({"after"})

    after: int | None = Field(examples=[5])


@refuses(TooManyRequests)
async def _counted(request: Request, member: CurrentMember) -> None:
    await limits.spend(request, "notice_trial.user", member.user_id)


def _shape(outlet: Stored) -> Outlet:
    return Outlet.model_validate(outlet, from_attributes=True)


def _unusable() -> KeysUnusable:
    _log.exception("outlets.keys_unusable")
    return KeysUnusable("Whoever runs this installation finds in the log what is wrong with the file of keys.")


@router.get("")
async def list_all(session: Transaction) -> Whole[Outlet]:
    """The rooms there are, the oldest first."""
    return Whole(items=[_shape(one) for one in await notifications.list_outlets(session)])


@router.post("", status_code=201, responses=refusals(FetchRefused, KeysUnusable))
async def create(body: NewOutlet, member: CurrentMember, session: Transaction, resources: ResourcesDep) -> Outlet:
    """Have things told in another room."""
    try:
        made = await notifications.add_outlet(
            session,
            actor=member,
            keyring=resources.keyring,
            reach=resources.settings.notice_reach,
            name=body.name,
            kind=body.kind,
            url=body.url.get_secret_value(),
            tells=body.tells,
        )
    except KeyringRefused:
        raise _unusable() from None
    return _shape(made)


@router.put("/{outlet_id}", responses=refusals(NotFound, FetchRefused, KeysUnusable, ChangedMeanwhile))
async def change(  # noqa: PLR0917 - FastAPI's way
    outlet_id: OutletId,
    body: OutletText,
    member: CurrentMember,
    session: Transaction,
    resources: ResourcesDep,
    seen: Seen = None,
) -> Outlet:
    """Change what is told there, or where that is."""

    async def stored() -> Outlet:
        return _shape(await notifications.get_outlet(session, outlet_id=outlet_id))

    await unchanged(session, seen, stored, thing=f"outlet:{outlet_id}", action="outlet.changed")
    try:
        changed = await notifications.change_outlet(
            session,
            actor=member,
            keyring=resources.keyring,
            reach=resources.settings.notice_reach,
            outlet_id=outlet_id,
            name=body.name,
            url=body.url.get_secret_value() if body.url else None,
            tells=body.tells,
        )
    except KeyringRefused:
        raise _unusable() from None
    return _shape(changed)


@router.delete("/{outlet_id}", status_code=204, responses=refusals(NotFound))
async def delete(outlet_id: OutletId, member: CurrentMember, session: Transaction) -> None:
    """Tell nothing there any more."""
    await notifications.remove_outlet(session, actor=member, outlet_id=outlet_id)


@router.post("/{outlet_id}/test", status_code=202, dependencies=[Depends(_counted)], responses=refusals(NotFound))
async def try_out(outlet_id: OutletId, member: CurrentMember, session: Transaction) -> Outlet:
    """Tell that room that it is told. Whether it arrived, its `failure` says a moment later."""
    await notifications.try_outlet(session, workspace_id=member.workspace_id, outlet_id=outlet_id)
    return _shape(await notifications.get_outlet(session, outlet_id=outlet_id))


async def _escalation(session: AsyncSession, workspace_id: UUID) -> Escalation:
    return Escalation(after=(await notifications.escalation_of(session, workspace_id=workspace_id)).after)


@escalation.get("", name="escalation")
async def read_escalation(member: CurrentMember, session: Transaction) -> Escalation:
    """When a handoff that nobody takes is told to others."""
    return await _escalation(session, member.workspace_id)


@escalation.put("", name="change_escalation", dependencies=[require("admin")], responses=refusals(ChangedMeanwhile))
async def change_escalation(
    body: EscalationText, member: CurrentMember, session: Transaction, seen: Seen = None
) -> Escalation:
    """Say when. It holds for who waits from now on, and for the next step of who waits already."""
    thing = f"workspace:{member.workspace_id}"
    await unchanged(
        session, seen, lambda: _escalation(session, member.workspace_id), thing=thing, action="escalation.changed"
    )
    await notifications.save_escalation(session, actor=member, after=body.after)
    return await _escalation(session, member.workspace_id)
