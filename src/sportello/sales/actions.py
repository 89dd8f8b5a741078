"""Every write to leads."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.contacts import ContactMerged
from sportello.conversations import CardHidden, said
from sportello.core.cards import hidden_as
from sportello.core.clock import now
from sportello.core.errors import Invalid
from sportello.core.events import emit
from sportello.sales.errors import LeadNotFound
from sportello.sales.events import LeadCreated, LeadDealtWith, LeadReopened
from sportello.sales.jobs import request_letter
from sportello.sales.models import Lead, LeadSettings
from sportello.sales.reaching import Reach
from sportello.workspaces import SYSTEM, Member, audit, name_of

LONGEST_ABOUT = 2_000
LONGEST_NAME = 200


async def record_lead(
    session: AsyncSession,
    *,
    lead_id: UUID,
    workspace_id: UUID,
    contact_id: UUID,
    conversation_id: UUID | None,
    reach: Reach,
    name: str | None,
    about: str,
    language: str,
    by: str = "assistant",
) -> Lead:
    """Keep how a customer is reached, who has just said yes to it. The same id again is the same lead."""
    there = await session.scalar(select(Lead).where(Lead.id == lead_id))
    if there is not None:
        return there
    if not reach:
        raise Invalid("Neither an e-mail address nor a telephone number is in it.")
    lead = Lead(
        id=lead_id,
        workspace_id=workspace_id,
        contact_id=contact_id,
        conversation_id=conversation_id,
        name=(name or "").strip()[:LONGEST_NAME] or None,
        email=reach.email,
        phone=reach.phone,
        about=about.strip()[:LONGEST_ABOUT],
        language=language,
        consented_at=now(),
    )
    session.add(lead)
    await session.flush()
    await audit(session, workspace_id=workspace_id, actor=by, action="lead.created", target=f"lead:{lead.id}", data={})
    await emit(session, LeadCreated(workspace_id=workspace_id, conversation_id=conversation_id, lead_id=lead.id))
    await request_letter(session, workspace_id=workspace_id, lead_id=lead.id)
    return lead


async def deal_with(session: AsyncSession, *, lead_id: UUID, actor: Member) -> Lead:
    """Say that nobody needs to call back any more. Of two who say so, the first one has."""
    lead = await _held(session, lead_id)
    if lead.dealt_with_at is None:
        lead.dealt_with_at, lead.dealt_with_by = now(), name_of(actor)
        await _tell(session, lead, actor, LeadDealtWith)
    return lead


async def reopen(session: AsyncSession, *, lead_id: UUID, actor: Member) -> Lead:
    """Say that somebody still needs to."""
    lead = await _held(session, lead_id)
    if lead.dealt_with_at is not None:
        lead.dealt_with_at = lead.dealt_with_by = None
        await _tell(session, lead, actor, LeadReopened)
    return lead


async def forget_card(session: AsyncSession, fact: CardHidden) -> None:
    """Mask what a lead has of a card that only a later message made one."""
    assert fact.conversation_id is not None  # noqa: S101 - a conversation's fact
    kept = (await said(session, conversation_id=fact.conversation_id, message_id=fact.message_id)).text
    for lead in await session.scalars(select(Lead).where(Lead.conversation_id == fact.conversation_id)):
        lead.name = hidden_as(lead.name, kept) if lead.name else None
        lead.about = hidden_as(lead.about, kept)
    await session.flush()


async def _held(session: AsyncSession, lead_id: UUID) -> Lead:
    lead = await session.scalar(select(Lead).where(Lead.id == lead_id).with_for_update())
    if lead is None:
        raise LeadNotFound
    return lead


async def _tell(session: AsyncSession, lead: Lead, actor: Member, fact: type[LeadDealtWith | LeadReopened]) -> None:
    await session.flush()
    await audit(session, workspace_id=lead.workspace_id, actor=actor, action=fact.name, target=f"lead:{lead.id}")
    await emit(session, fact(workspace_id=lead.workspace_id, conversation_id=lead.conversation_id, lead_id=lead.id))


async def save_lead_settings(
    session: AsyncSession, *, workspace_id: UUID, notify_email: str | None, actor: Member | str = SYSTEM
) -> LeadSettings:
    """Say where leads are mailed to; None: nowhere, the desk has them."""
    found = await session.scalar(select(LeadSettings).where(LeadSettings.workspace_id == workspace_id))
    settings = found or LeadSettings(workspace_id=workspace_id)
    settings.notify_email = notify_email
    session.add(settings)
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="leads.settings_changed",
        target=f"workspace:{workspace_id}",
        data={"mailed": notify_email is not None},
    )
    return settings


async def follow_merged_contact(session: AsyncSession, merged: ContactMerged) -> None:
    """The leads of an anonymous contact belong to the one it turned out to be."""
    await session.execute(update(Lead).where(Lead.contact_id == merged.contact_id).values(contact_id=merged.into_id))
