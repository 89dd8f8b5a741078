"""Letters that leave the house: invitations by e-mail."""

from functools import cache
from importlib.resources import files
from typing import cast
from uuid import UUID

import yaml
from procrastinate import JobContext
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.jobs import defer, job
from sportello.core.mail import Letter, send
from sportello.core.resources import Resources
from sportello.workspaces.actions.invitations import renew_token
from sportello.workspaces.actions.workspaces import get_workspace


@cache
def _texts(language: str) -> dict[str, str]:
    source = files("sportello.workspaces") / "texts" / f"{language}.yaml"
    return cast("dict[str, str]", yaml.safe_load(source.read_text(encoding="utf-8")))


@job("workspaces.mail_invitation")
async def mail_invitation(context: JobContext, *, workspace_id: str, invitation_id: str) -> None:
    """Write to whoever was invited.

    The token is made here, so that it stands in no table and no queue. A second run writes a second letter,
    whose link replaces the first one's; an invitation taken back or used meanwhile is not mailed at all.
    """
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    async with resources.database.transaction(UUID(workspace_id)) as session:
        renewed = await renew_token(session, invitation_id=UUID(invitation_id))
        workspace = await get_workspace(session)
    if renewed is None or resources.settings.smtp_url is None:
        return
    invitation, token = renewed
    texts = _texts(workspace.default_language)
    words = {"workspace": workspace.name, "link": invitation_link(resources.settings.public_url, token)}
    letter = Letter(
        to=invitation.email,
        subject=texts["invitation_subject"].format(**words),
        text=texts["invitation_text"].format(**words),
    )
    await send(resources.settings.smtp_url, sender=resources.settings.mail_from, letter=letter)


async def request_letter(session: AsyncSession, *, workspace_id: UUID, invitation_id: UUID) -> None:
    """Have the invitation mailed, if and only if this transaction commits."""
    await defer(session, mail_invitation, workspace_id=str(workspace_id), invitation_id=str(invitation_id))


def invitation_link(public_url: str, token: str) -> str:
    """Where an invitation is accepted. The token stands after the `#`, so it reaches no server's log."""
    return f"{public_url}/desk/invitation#{token}"
