"""The scenarios that a workspace's assistants are rehearsed with before they go live."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering
from sportello.templates.reading import scenarios_written, template_names


async def scenarios_for(session: AsyncSession, *, workspace_id: UUID) -> str | None:
    """Those of its template as they are now, and its own as they were last tried under each name; None: no single one.

    Under their template's name may have been tried what it said then.
    """
    template = await answering.template_of(session, workspace_id=workspace_id)
    own = await answering.own_scenarios(session, workspace_id=workspace_id)
    written = [(source, text) for source, text in own if source != template]
    if template in template_names():
        written.insert(0, (template, scenarios_written(template)))
    return answering.join_scenarios(written)
