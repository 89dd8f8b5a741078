"""Who comes by, who they say they are, and what the widget needs to greet them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, contacts, conversations, workspaces
from sportello.api.deps import CurrentVisitor, ResourcesDep, Transaction, WidgetKeyDep, limited_by_ip
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Email, Payload
from sportello.api.visible import plain
from sportello.api.widget.behaviour import BehaviourText, WidgetBehaviour
from sportello.api.widget.shapes import (
    Appearance,
    Contact,
    Language,
    PageUrl,
    SaidName,
    WidgetAppearance,
    WidgetAttachments,
    WidgetConfig,
    WidgetTexts,
    WidgetWorkspace,
)
from sportello.api.widget.words import widget_words
from sportello.contacts import WrongSignature
from sportello.conversations import Limits

router = Router(
    prefix="/widget",
    tags=["widget"],
)

MAX_LENGTH = 4_000
Phone = Annotated[str, StringConstraints(max_length=40), AfterValidator(plain), Field(examples=["+39 055 0000000"])]


class VisitorRequest(Payload):
    """A browser without a token."""

    language: Language
    page_url: PageUrl | None = None


class VisitorWelcome(BaseModel):
    """The token by which this browser is known from now on. Keep it; it is told only here."""

    token: str = Field(examples=["vt_…"])
    contact: Contact


class ContactWords(Payload):
    """Who the customer says they are. What is left out stays; null takes it back."""

    name: SaidName = None
    email: Email | None = None
    phone: Phone | None = None


class IdentityProof(ContactWords):
    """Who the visitor is on the host site, signed there: hex HMAC-SHA256 of `external_id` with the widget's secret.

    Nothing else is signed: what they say of themselves beside it is noted as anybody's.
    """

    external_id: Annotated[str, StringConstraints(min_length=1, max_length=200), Field(examples=["customer-42"])]
    signature: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9a-fA-F]{64}$"),
        Field(examples=["1d1ab7f90182225f670b977124e519a25015ba2d1185af00004c9898435eab0e"]),
    ]


class Known(BaseModel):
    """Who this browser speaks for."""

    contact: Contact


def _shape(contact: contacts.Contact) -> Contact:
    return Contact(id=contact.id, name=contact.name, email=contact.email)


def known(contact: contacts.Contact) -> Known:
    """Who this browser speaks for."""
    return Known(contact=_shape(contact))


def _spoken(wanted: str | None, workspace: workspaces.Workspace) -> str:
    """The language to speak: the one that was asked for if the workspace speaks it, else its own."""
    base = (wanted or "").lower().replace("_", "-").partition("-")[0]
    return base if base in workspace.languages else workspace.default_language


def _attachments(limits: Limits) -> WidgetAttachments | None:
    if not limits.kinds:
        return None
    return WidgetAttachments(kinds=list(limits.kinds), file_bytes=limits.file_bytes, per_message=limits.per_message)


async def config_of(
    session: AsyncSession,
    *,
    language: str | None,
    appearance: Appearance,
    behaviour: BehaviourText,
    assistant_id: UUID | None,
    transcript: bool,
) -> WidgetConfig:
    """What a widget of the workspace shows that looks, behaves and answers like this."""
    workspace = await workspaces.get_workspace(session)
    assistant = await answering.assistant_settings(session, workspace_id=workspace.id, assistant_id=assistant_id)
    spoken = _spoken(language, workspace)
    texts = assistant.texts.get(spoken, {})
    does = WidgetBehaviour.of(behaviour, spoken)
    return WidgetConfig(
        workspace=WidgetWorkspace(name=workspace.name, slug=workspace.slug),
        language=spoken,
        languages=workspace.languages,
        appearance=WidgetAppearance.of(appearance),
        texts=WidgetTexts(
            title=texts.get("title") or workspace.name,
            welcome=texts.get("welcome", ""),
            ai_notice=texts.get("ai_notice", ""),
            placeholder=texts.get("placeholder"),
        ),
        words=widget_words(spoken),
        starters=assistant.starters.get(spoken, []),
        max_length=MAX_LENGTH,
        behaviour=does,
        transcript=transcript,
        eager=bool(does.rules),
        attachments=_attachments(await conversations.limits_of(session, workspace_id=workspace.id)),
    )


@router.get("/config")
async def config(
    widget: WidgetKeyDep,
    session: Transaction,
    resources: ResourcesDep,
    language: Annotated[
        str | None, Query(max_length=35, description="The page's language, as browsers write it", examples=["it-IT"])
    ] = None,
) -> WidgetConfig:
    """How the widget looks and what it says, in the language asked for where the workspace speaks it."""
    key = await workspaces.get_widget_key(session, widget_key_id=widget.id)
    return await config_of(
        session,
        language=language,
        appearance=Appearance.model_validate(key.appearance),
        behaviour=BehaviourText.model_validate(key.behaviour),
        assistant_id=key.assistant_id,
        transcript=resources.settings.smtp_url is not None,
    )


@router.post("/visitors", status_code=201, dependencies=[limited_by_ip("visitor")])
async def welcome(body: VisitorRequest, widget: WidgetKeyDep, session: Transaction) -> VisitorWelcome:
    """Give a new browser its token and an anonymous contact."""
    workspace = await workspaces.get_workspace(session)
    token, contact = await contacts.welcome_visitor(
        session,
        workspace_id=widget.workspace_id,
        widget_key_id=widget.id,
        language=_spoken(body.language, workspace),
    )
    return VisitorWelcome(token=token, contact=_shape(contact))


@router.post("/identify", responses=refusals(WrongSignature))
async def identify(body: IdentityProof, visitor: CurrentVisitor, session: Transaction) -> Known:
    """Prove who the visitor is. Their conversations so far come along; nobody else's ever do."""
    key = await workspaces.get_widget_key(session, widget_key_id=visitor.widget_key_id)
    contact = await contacts.identify(
        session,
        visitor=visitor,
        secret=key.identity_secret,
        **body.model_dump(exclude_unset=True),
    )
    return known(contact)


@router.patch("/contact")
async def describe(body: ContactWords, visitor: CurrentVisitor, session: Transaction) -> Known:
    """Say who you are. It is noted, not believed: it opens nothing."""
    contact = await contacts.describe_contact(
        session, contact_id=visitor.contact_id, **body.model_dump(exclude_unset=True)
    )
    return known(contact)
