"""Which actions an assistant may use: none but those that an admin switched on."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.acting import ActionNotFound, actions_of
from sportello.answering.actions import written_by_nobody
from sportello.answering.events import AssistantChanged
from sportello.answering.models import Assistant
from sportello.core.events import emit
from sportello.workspaces import SYSTEM, Member, audit


async def allowed_actions(session: AsyncSession, *, workspace_id: UUID) -> list[str]:
    """The names of the actions that the workspace's assistant may use."""
    found = select(Assistant.actions).where(Assistant.workspace_id == workspace_id, Assistant.is_default)
    return list(await session.scalar(found) or [])


async def allow_actions(
    session: AsyncSession, *, workspace_id: UUID, names: Sequence[str], actor: Member | str = SYSTEM
) -> None:
    """Let the workspace's assistant use these actions, and no others; its next answer follows it."""
    known = await actions_of(session)
    strange = next((name for name in names if name not in known), None)
    if strange is not None:
        raise ActionNotFound(f"There is no action called {strange[:60]}.")
    found = await session.scalar(
        select(Assistant).where(Assistant.workspace_id == workspace_id, Assistant.is_default).with_for_update()
    )
    assistant = found or written_by_nobody(workspace_id)
    assistant.actions = list(dict.fromkeys(names))
    await _changed(session, assistant)
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="assistant.actions_changed",
        target=f"assistant:{assistant.id}",
        data={"version": assistant.version, "actions": assistant.actions},
    )


async def follow_actions(session: AsyncSession, *, workspace_id: UUID) -> None:
    """What an action is has changed: whoever keeps an assistant at hand that may use it reads it again."""
    for assistant in await session.scalars(select(Assistant).where(Assistant.workspace_id == workspace_id)):
        await _changed(session, assistant)


async def _changed(session: AsyncSession, assistant: Assistant) -> None:
    """Count the change, and tell it."""
    assistant.version += 1
    session.add(assistant)
    await session.flush()
    await emit(session, AssistantChanged(workspace_id=assistant.workspace_id, assistant_id=assistant.id))
