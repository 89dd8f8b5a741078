"""What somebody is told: the list behind the bell, how they want to be told, and the browsers of theirs that are."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID
from zoneinfo import available_timezones

import structlog
from fastapi import Depends, Request
from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from sportello import notifications, workspaces
from sportello.api import limits
from sportello.api.deps import CurrentMember, ResourcesDep, Transaction, require
from sportello.api.desk.model_keys import KeysUnusable
from sportello.api.desk.sessions import browser_of
from sportello.api.paging import BadCursor, Cursor, Limit, Page, Whole, page_of, read_cursor
from sportello.api.parameters import DeviceId
from sportello.api.problems import refusals
from sportello.api.refusing import refuses
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.core.errors import Invalid, NotFound, TooManyRequests
from sportello.core.http import FetchRefused
from sportello.core.keyring import KeyringRefused
from sportello.core.webpush import Browser
from sportello.notifications import Channel, Chosen, Kind, Notice as Stored
from sportello.workspaces import Member

router = Router(prefix="/workspaces/{workspace}/notices", tags=["notices"], dependencies=[require("agent")])
_log = structlog.get_logger()


def _zone(name: str) -> str:
    if name not in available_timezones():
        message = "write a time zone of the IANA database, like Europe/Rome"
        raise ValueError(message)
    return name


Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"), Field(examples=["22:00"])]
Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone), Field(examples=["Europe/Rome"])]
Ways = Annotated[list[Channel], Field(max_length=3, examples=[["desk", "push"]])]


class Notice(BaseModel):
    """Something that concerns whoever asks."""

    id: UUID
    kind: Kind
    text: str = Field(description="In the reader's language", examples=["Mara Verdi waits for a person"])
    conversation_id: UUID | None = Field(description="What it is about; null where it is about no conversation")
    ticket_id: UUID | None = Field(description="What it is about; null where it is about no ticket")
    count: int = Field(description="How often it has happened since they last looked", examples=[1])
    told_at: datetime
    read: bool


class Unread(BaseModel):
    """How much there is behind the bell."""

    unread: int = Field(examples=[3])


class Looked(Payload):
    """What was looked at. Nothing named: all there is."""

    ids: Annotated[list[UUID], Field(max_length=100)] | None = None
    conversation_id: UUID | None = None
    ticket_id: UUID | None = None


class ChannelsText(Payload):
    """By which ways one is told of what; of nothing, where a list is empty."""

    waiting: Ways = Field(description="A customer waits for a person")
    assigned: Ways = Field(description="A conversation was given to one")
    answered: Ways = Field(description="A customer answered in one's own conversation")
    mention: Ways = Field(description="A colleague named one in a note")
    untaken: Ways = Field(description="Nobody has come to a customer for long")
    ticket: Ways = Field(description="A ticket was given to one")
    sla: Ways = Field(description="What was promised on a ticket is nearly late, or late")
    budget: Ways = Field(description="A budget is nearly spent, or spent; admins hear of it")
    models: Ways = Field(description="No language model can be had; admins hear of it")
    rule: Ways = Field(description="A rule of the workspace tells one something")


class NoticeSettingsText(Payload):
    """How one wants to be told, all of it."""

    channels: ChannelsText
    quiet_from: Clock | None = Field(default=None, description="From then on nothing is pushed, and letters wait …")
    quiet_until: Clock | None = Field(default=None, description="… until then; null: there are no quiet hours")
    time_zone: Zone
    off_duty: bool = Field(default=False, description="Also while one's status says that one is not at work")

    @model_validator(mode="after")
    def _both_or_neither(self) -> "NoticeSettingsText":
        if (self.quiet_from is None) != (self.quiet_until is None):
            message = "quiet_from and quiet_until belong together"
            raise ValueError(message)
        return self


class NoticeSettings(Versioned):
    """How one wants to be told."""

    written: ClassVar = frozenset(NoticeSettingsText.model_fields)

    channels: ChannelsText
    quiet_from: str | None = Field(examples=["22:00"])
    quiet_until: str | None = Field(examples=["07:30"])
    time_zone: str = Field(examples=["Europe/Rome"])
    off_duty: bool
    mail_works: bool = Field(description="Whether this installation can send mail at all")


class Device(BaseModel):
    """A browser that is told while the desk is closed there."""

    id: UUID
    user_agent: str = Field(examples=["Mozilla/5.0"])
    endpoint: str = Field(description="By which a browser knows itself", examples=["https://push.example.com/x"])
    created_at: datetime
    pushed_at: datetime | None = Field(description="When something last reached it; null: nothing has yet")


class Push(BaseModel):
    """What a browser needs to be told, and those that are."""

    key: str = Field(description="The `applicationServerKey` to subscribe with", examples=["BNcR…"])
    devices: list[Device]


class Subscription(Payload):
    """What a browser's `PushSubscription` says."""

    endpoint: Annotated[str, StringConstraints(max_length=2_000)] = Field(examples=["https://push.example.com/x"])
    p256dh: Annotated[str, StringConstraints(max_length=200)] = Field(examples=["BNcR…"])
    auth: Annotated[str, StringConstraints(max_length=100)] = Field(examples=["tBHI…"])


class Try(Payload):
    """Which way is tried."""

    channel: Literal["desk", "push", "mail"]


class Tried(BaseModel):
    """What came of it."""

    sent: int = Field(description="To how many places a notice is on its way", examples=[1])


@refuses(NotFound)
async def _own(session: Transaction, member: CurrentMember) -> Member:
    """Whoever works here: an owner of the installation who is no member is told nothing."""
    if await workspaces.own_work(session, user_id=member.user_id) is None:
        raise NotFound("You are no member of this workspace: notices are its members'.")
    return member


OwnMember = Annotated[Member, Depends(_own)]


@refuses(TooManyRequests)
async def _counted(request: Request, member: CurrentMember) -> None:
    await limits.spend(request, "notice_trial.user", member.user_id)


async def _lines(session: Transaction, user_id: UUID, found: list[Stored]) -> dict[UUID, Notice]:
    names = await notifications.names_of(session, [one.conversation_id for one in found])
    language = await notifications.language_of(session, user_id=user_id)
    return {
        one.id: Notice(
            id=one.id,
            kind=one.kind,
            text=notifications.line(
                one.kind,
                one.data,
                who=names.get(one.conversation_id) if one.conversation_id else None,
                language=language,
            ),
            conversation_id=one.conversation_id,
            ticket_id=one.ticket_id,
            count=one.count,
            told_at=one.told_at,
            read=one.read_at is not None,
        )
        for one in found
    }


@router.get("", responses=refusals(BadCursor))
async def list_all(
    member: CurrentMember, session: Transaction, cursor: Cursor = None, limit: Limit = 50
) -> Page[Notice]:
    """What one was told, the newest first. The desk's stream says `notices` where there is news of it."""
    before = read_cursor(cursor, datetime, UUID)
    found = await notifications.notices_of(session, user_id=member.user_id, before=before, limit=limit + 1)
    lines = await _lines(session, member.user_id, found)
    return page_of(found, limit, shape=lambda one: lines[one.id], place=lambda one: (one.told_at, one.id))


@router.get("/unread")
async def unread(member: CurrentMember, session: Transaction) -> Unread:
    """How much of it one has not looked at."""
    return Unread(unread=await notifications.unread_of(session, user_id=member.user_id))


@router.post("/read")
async def look(body: Looked, member: CurrentMember, session: Transaction) -> Unread:
    """Say that one has looked: at these, at all about a conversation or a ticket, or at everything."""
    await notifications.read(
        session,
        workspace_id=member.workspace_id,
        user_id=member.user_id,
        ids=body.ids,
        conversation_id=body.conversation_id,
        ticket_id=body.ticket_id,
    )
    return Unread(unread=await notifications.unread_of(session, user_id=member.user_id))


async def _settings(session: Transaction, member: Member, *, mail_works: bool) -> NoticeSettings:
    own = await notifications.settings_of(session, workspace_id=member.workspace_id, user_id=member.user_id)
    return NoticeSettings(
        channels=ChannelsText.model_validate(notifications.channels_of(own)),
        quiet_from=own.quiet_from,
        quiet_until=own.quiet_until,
        time_zone=own.time_zone,
        off_duty=own.off_duty,
        mail_works=mail_works,
    )


@router.get("/settings")
async def read_settings(member: CurrentMember, session: Transaction, resources: ResourcesDep) -> NoticeSettings:
    """How one wants to be told in this workspace."""
    return await _settings(session, member, mail_works=resources.settings.smtp_url is not None)


@router.put("/settings", responses=refusals(ChangedMeanwhile))
async def change_settings(
    body: NoticeSettingsText, member: OwnMember, session: Transaction, resources: ResourcesDep, seen: Seen = None
) -> NoticeSettings:
    """Say how one wants to be told, all of it. It holds from the next notice on."""
    works = resources.settings.smtp_url is not None
    thing = f"notice settings:{member.workspace_id}:{member.user_id}"
    await unchanged(session, seen, lambda: _settings(session, member, mail_works=works), thing=thing)
    quiet = (body.quiet_from, body.quiet_until) if body.quiet_from and body.quiet_until else None
    channels: dict[Chosen, list[Channel]] = {kind: getattr(body.channels, kind) for kind in notifications.CHOSEN}
    await notifications.save_settings(
        session,
        workspace_id=member.workspace_id,
        user_id=member.user_id,
        channels=channels,
        quiet=quiet,
        time_zone=body.time_zone,
        off_duty=body.off_duty,
    )
    return await _settings(session, member, mail_works=works)


@router.post("/test", dependencies=[Depends(_counted)])
async def try_out(body: Try, member: OwnMember, session: Transaction) -> Tried:
    """Have a notice sent to oneself by one way, whatever the hour."""
    ids = {"workspace_id": member.workspace_id, "user_id": member.user_id}
    return Tried(sent=await notifications.try_channel(session, **ids, channel=body.channel))


def _device(device: notifications.PushDevice) -> Device:
    return Device.model_validate(device, from_attributes=True)


@router.get("/push", responses=refusals(KeysUnusable))
async def push(member: CurrentMember, session: Transaction, resources: ResourcesDep) -> Push:
    """The key that browsers subscribe with, and one's own that have."""
    try:
        key = await notifications.push_key(session, keyring=resources.keyring)
    except KeyringRefused:
        _log.exception("notices.keys_unusable")
        raise KeysUnusable("Whoever runs this installation finds in the log what is wrong.") from None
    found = await notifications.devices_of(session, user_id=member.user_id)
    return Push(key=key, devices=[_device(one) for one in found])


@router.post("/push/devices", status_code=201, responses=refusals(Invalid, FetchRefused))
async def subscribe(
    body: Subscription, request: Request, member: OwnMember, session: Transaction, resources: ResourcesDep
) -> Device:
    """Have this browser told while the desk is closed. Said again, it is the same."""
    made = await notifications.add_device(
        session,
        workspace_id=member.workspace_id,
        user_id=member.user_id,
        browser=Browser(endpoint=body.endpoint, p256dh=body.p256dh, auth=body.auth),
        user_agent=browser_of(request).user_agent,
        reach=resources.settings.notice_reach,
    )
    return _device(made)


@router.get("/push/devices")
async def list_devices(member: CurrentMember, session: Transaction) -> Whole[Device]:
    """One's own browsers that are told."""
    found = await notifications.devices_of(session, user_id=member.user_id)
    return Whole(items=[_device(one) for one in found])


@router.delete("/push/devices/{device_id}", status_code=204, responses=refusals(NotFound))
async def unsubscribe(device_id: DeviceId, member: CurrentMember, session: Transaction) -> None:
    """Have a browser not told any more."""
    await notifications.remove_device(session, user_id=member.user_id, device_id=device_id)
