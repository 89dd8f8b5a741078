"""Every write to contacts: they come, say who they are, or prove it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict, Unpack
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.contacts.errors import WrongSignature
from sportello.contacts.events import ContactChanged, ContactCreated, ContactMerged, VisitorMoved
from sportello.contacts.models import Contact, VisitorToken
from sportello.contacts.queries import Visitor, get_contact
from sportello.core.clock import now
from sportello.core.crypto import hash_token, new_token, signature_fits
from sportello.core.errors import Unauthorized
from sportello.core.events import emit
from sportello.core.ids import new_id
from sportello.workspaces import Member, audit


class SelfDescription(TypedDict, total=False):
    """What a contact says of themselves. What they leave out stays as it was; `None` takes it back."""

    name: str | None
    email: str | None
    phone: str | None


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:identity, 0))")
_HELD = text("SELECT contact_id FROM visitor_tokens WHERE id = :visitor_id FOR NO KEY UPDATE")


async def create_contact(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    language: str,
    contact_id: UUID | None = None,
    name: str | None = None,
    email: str | None = None,
) -> Contact:
    """Somebody comes by. What they say of themselves is kept, not believed."""
    contact = Contact(
        id=contact_id or new_id(), workspace_id=workspace_id, language=language, name=name, email=email, verified=False
    )
    session.add(contact)
    await emit(session, ContactCreated(workspace_id=workspace_id, contact_id=contact.id))
    return contact


async def welcome_visitor(
    session: AsyncSession, *, workspace_id: UUID, widget_key_id: UUID, language: str
) -> tuple[str, Contact]:
    """Give a new browser its token (told only here) and its anonymous contact."""
    contact = await create_contact(session, workspace_id=workspace_id, language=language)
    token = new_token("vt")
    session.add(
        VisitorToken(
            workspace_id=workspace_id,
            contact_id=contact.id,
            widget_key_id=widget_key_id,
            token_hash=hash_token(token),
        )
    )
    await session.flush()
    return token, contact


async def hold_visitor(session: AsyncSession, *, visitor: Visitor) -> Visitor:
    """The visitor as they are now, and as they stay until this transaction ends.

    A browser that proves who it is while it opens a conversation would otherwise open it for the contact that it
    has just stopped being, and never find it again.
    """
    contact_id = await session.scalar(_HELD, {"visitor_id": visitor.visitor_id})
    if contact_id is None:
        raise Unauthorized
    return replace(visitor, contact_id=contact_id)


async def describe_contact(
    session: AsyncSession,
    *,
    contact_id: UUID,
    attributes: dict[str, str] | None = None,
    **said: Unpack[SelfDescription],
) -> Contact:
    """Note who the contact says they are. It opens nothing: no other contact is looked up by it.

    `attributes` are what else they answered; what is known under another name stays.
    """
    contact = await get_contact(session, contact_id=contact_id)
    if attributes:
        contact.attributes = {**contact.attributes, **attributes}
    for field, value in said.items():
        setattr(contact, field, value)
    await emit(session, ContactChanged(workspace_id=contact.workspace_id, contact_id=contact.id))
    return contact


async def correct_contact(
    session: AsyncSession,
    *,
    contact_id: UUID,
    member: Member,
    attributes: Mapping[str, str] | None = None,
    **known: Unpack[SelfDescription],
) -> Contact:
    """Note what a colleague knows of a contact. What is left out stays; `attributes`, where given, are all of them.

    It proves nothing: only the website's signature does, and what a customer says of themselves later stands again.
    """
    contact = await get_contact(session, contact_id=contact_id)
    changed = [field for field, value in known.items() if getattr(contact, field) != value]
    if attributes is not None and contact.attributes != dict(attributes):
        contact.attributes = dict(attributes)
        changed.append("attributes")
    if not changed:
        return contact
    await audit(
        session,
        workspace_id=contact.workspace_id,
        actor=member,
        action="contact.corrected",
        target=f"contact:{contact_id}",
        data={"fields": sorted(changed)},
    )
    return await describe_contact(session, contact_id=contact_id, **known)


async def identify(
    session: AsyncSession,
    *,
    visitor: Visitor,
    secret: str,
    external_id: str,
    signature: str,
    **said: Unpack[SelfDescription],
) -> Contact:
    """Let the host website prove who its visitor is, and let the browser speak for that contact from now on.

    An anonymous contact becomes the proven one, or is merged into the one already known. A browser that spoke
    for somebody else before (a shared computer) leaves that contact and their conversations behind untouched.
    Only `external_id` is signed: what is `said` beside it comes from the browser, and is noted as anybody's.
    """
    if not signature_fits(secret, external_id, signature):
        raise WrongSignature(
            "Compute it on your server: hex HMAC-SHA256 of external_id with the widget's identity secret."
        )
    await session.execute(_ONE_AT_A_TIME, {"identity": f"{visitor.workspace_id}:{external_id}"})
    visitor = await hold_visitor(session, visitor=visitor)
    own = await get_contact(session, contact_id=visitor.contact_id)
    known = await session.scalar(select(Contact).where(Contact.external_id == external_id))
    if known is None:
        known = own if own.external_id is None else await _stranger(session, visitor, own)
        known.external_id = external_id
    known.verified = True
    known.last_seen_at = now()
    if known.id != own.id:
        await _move(session, visitor, own=own, known=known)
    return await describe_contact(session, contact_id=known.id, **said)


async def _stranger(session: AsyncSession, visitor: Visitor, own: Contact) -> Contact:
    return await create_contact(session, workspace_id=visitor.workspace_id, language=own.language)


async def _move(session: AsyncSession, visitor: Visitor, *, own: Contact, known: Contact) -> None:
    """The browser changes sides; only an anonymous contact's belongings come along."""
    workspace_id = visitor.workspace_id
    await session.execute(update(VisitorToken).where(VisitorToken.id == visitor.visitor_id).values(contact_id=known.id))
    if own.external_id is None:
        known.name, known.email = known.name or own.name, known.email or own.email
        known.phone = known.phone or own.phone
        await emit(session, ContactMerged(workspace_id=workspace_id, contact_id=own.id, into_id=known.id))
    await emit(session, VisitorMoved(workspace_id=workspace_id, visitor_id=visitor.visitor_id, contact_id=known.id))
