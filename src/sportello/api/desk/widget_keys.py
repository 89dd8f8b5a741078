"""Keys for websites: which may carry the widget, and how it looks there."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from sportello import workspaces
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.scopes import check_assistant
from sportello.api.paging import Whole
from sportello.api.parameters import WidgetKeyId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Name, Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.api.widget.shapes import Appearance
from sportello.core.errors import Invalid

router = Router(
    prefix="/workspaces/{workspace}/widget-keys",
    tags=["widget_keys"],
    dependencies=[require("admin")],
)

Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$"), Field(examples=["#0b5fff"])]
LogoUrl = Annotated[
    str,
    StringConstraints(max_length=500, pattern=r"^https://[^\s\"'<>\\]+$"),
    Field(examples=["https://example.com/logo.svg"]),
]
Origins = Annotated[
    list[Annotated[str, StringConstraints(max_length=300)]],
    Field(max_length=50, examples=[["https://shop.example.com"]]),
]


class AppearanceChange(Payload):
    """How the widget is to look; what is left out stays."""

    color: Color | None = None
    logo_url: LogoUrl | None = None
    position: Literal["right", "left"] | None = None
    theme: Literal["auto", "light", "dark"] | None = None

    def given(self) -> dict[str, Any]:
        """What was sent. Only the logo can be taken away by null; a null elsewhere changes nothing."""
        sent = self.model_dump(exclude_unset=True)
        return {key: value for key, value in sent.items() if value is not None or key == "logo_url"}


class WidgetKey(Versioned):
    """A website's key. `identity_secret` is told once, when it is made."""

    written: ClassVar = frozenset({"name", "allowed_origins", "appearance", "assistant_id"})

    id: UUID
    key: str = Field(examples=["wk_R2d2…"])
    name: str = Field(examples=["Shop"])
    allowed_origins: list[str] = Field(examples=[["https://shop.example.com"]])
    appearance: Appearance
    assistant_id: UUID | None = Field(description="The assistant that answers there; null: the default")
    identity_secret: str | None = Field(examples=[None])
    created_at: datetime


class NewWidgetKey(Payload):
    """A website that is to carry the widget."""

    name: Name
    allowed_origins: Origins
    appearance: AppearanceChange = Field(default_factory=AppearanceChange)
    assistant_id: UUID | None = None


class WidgetKeyChange(Payload):
    """What to change; what is left out stays."""

    name: Name | None = None
    allowed_origins: Origins | None = None
    appearance: AppearanceChange | None = None
    assistant_id: UUID | None = Field(default=None, description="Null: the default; left out, it stays")


def _shape(key: workspaces.WidgetKey, *, secret: bool = False) -> WidgetKey:
    return WidgetKey(
        id=key.id,
        key=key.key,
        name=key.name,
        allowed_origins=key.allowed_origins,
        appearance=Appearance.model_validate(key.appearance),
        assistant_id=key.assistant_id,
        identity_secret=key.identity_secret if secret else None,
        created_at=key.created_at,
    )


@router.get("")
async def list_all(session: Transaction) -> Whole[WidgetKey]:
    """The websites that may carry the widget."""
    return Whole(items=[_shape(one) for one in await workspaces.list_widget_keys(session)])


@router.post("", status_code=201, responses=refusals(Invalid))
async def create(body: NewWidgetKey, member: CurrentMember, session: Transaction) -> WidgetKey:
    """Make a key for a website. Copy the identity secret now: it is not shown again."""
    await check_assistant(session, body.assistant_id)
    made = await workspaces.create_widget_key(
        session,
        workspace_id=member.workspace_id,
        actor=member,
        name=body.name,
        allowed_origins=body.allowed_origins,
        appearance=body.appearance.given(),
        assistant_id=body.assistant_id,
    )
    return _shape(made, secret=True)


@router.patch("/{widget_key_id}", responses=refusals(Invalid, ChangedMeanwhile))
async def change(
    widget_key_id: WidgetKeyId,
    body: WidgetKeyChange,
    member: CurrentMember,
    session: Transaction,
    seen: Seen = None,
) -> WidgetKey:
    """Change name, origins or appearance. New origins hold within five seconds."""

    async def stored() -> WidgetKey:
        return _shape(await workspaces.get_widget_key(session, widget_key_id=widget_key_id))

    await unchanged(session, seen, stored, thing=f"widget_key:{widget_key_id}", action="widget_key.changed")
    changed = await workspaces.update_widget_key(
        session,
        actor=member,
        widget_key_id=widget_key_id,
        name=body.name,
        allowed_origins=body.allowed_origins,
        appearance=body.appearance.given() if body.appearance else None,
    )
    if "assistant_id" in body.model_fields_set:
        await check_assistant(session, body.assistant_id)
        changed = await workspaces.say_who_answers(
            session, actor=member, widget_key_id=widget_key_id, assistant_id=body.assistant_id
        )
    return _shape(changed)


@router.post("/{widget_key_id}/identity-secret")
async def rotate_identity_secret(widget_key_id: WidgetKeyId, member: CurrentMember, session: Transaction) -> WidgetKey:
    """Make a new identity secret, told only here; what the old one signed is refused from now on."""
    rotated = await workspaces.rotate_identity_secret(session, actor=member, widget_key_id=widget_key_id)
    return _shape(rotated, secret=True)


@router.delete("/{widget_key_id}", status_code=204)
async def delete(widget_key_id: WidgetKeyId, member: CurrentMember, session: Transaction) -> None:
    """Take the key away: the widget on that website stops working."""
    await workspaces.delete_widget_key(session, actor=member, widget_key_id=widget_key_id)
