"""Letters about leads."""

from functools import cache
from importlib.resources import files
from typing import cast
from uuid import UUID

import yaml
from procrastinate import JobContext
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.jobs import defer, job
from sportello.core.mail import Letter, send
from sportello.core.resources import Resources
from sportello.sales.models import Lead
from sportello.sales.queries import lead_settings
from sportello.workspaces import get_workspace

_LONGEST_SUBJECT = 80


@cache
def _texts(language: str) -> dict[str, str]:
    source = files("sportello.sales") / "texts" / f"{language}.yaml"
    return cast("dict[str, str]", yaml.safe_load(source.read_text(encoding="utf-8")))


@job("sales.mail_lead")
async def mail_lead(context: JobContext, *, workspace_id: str, lead_id: str) -> None:
    """Tell whom the workspace named of a lead. Run twice it writes twice, which costs nobody anything.

    A lead that is gone, or of which nobody wants to hear any more, is not mailed.
    """
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    async with resources.database.transaction(UUID(workspace_id)) as session:
        lead = await session.scalar(select(Lead).where(Lead.id == UUID(lead_id)))
        to = (await lead_settings(session, workspace_id=UUID(workspace_id))).notify_email
        workspace = await get_workspace(session)
    if lead is None or to is None or resources.settings.smtp_url is None:
        return
    texts = _texts(workspace.default_language)
    home = f"{resources.settings.public_url}/desk/w/{workspace.slug}"
    words = {
        "workspace": workspace.name,
        "name": lead.name or "—",
        "email": lead.email or "—",
        "phone": lead.phone or "—",
        "about": lead.about or "—",
        "link": f"{home}/inbox/{lead.conversation_id}" if lead.conversation_id else f"{home}/settings/leads",
    }
    who = " ".join((lead.name or lead.email or lead.phone or "").split())[:_LONGEST_SUBJECT]
    letter = Letter(
        to=to,
        subject=texts["lead_subject"].format(workspace=workspace.name, who=who),
        text=texts["lead_text"].format(**words),
    )
    await send(resources.settings.smtp_url, sender=resources.settings.mail_from, letter=letter)


async def request_letter(session: AsyncSession, *, workspace_id: UUID, lead_id: UUID) -> None:
    """Have the lead mailed, if and only if this transaction commits."""
    await defer(session, mail_lead, workspace_id=str(workspace_id), lead_id=str(lead_id))
