"""Several assistants in a workspace: making one, choosing who answers where none is named, giving one up."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.content import Content, completed, drafted_content, live_content
from sportello.answering.errors import IsDefault, NotLive
from sportello.answering.events import AssistantChanged
from sportello.answering.models import Assistant
from sportello.answering.stored import find_assistant, hold_assistant, new_assistant
from sportello.core.errors import Invalid
from sportello.core.events import emit
from sportello.core.ids import new_id
from sportello.workspaces import SYSTEM, Member, audit

MOST_ASSISTANTS = 100


async def create_assistant(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    name: str,
    content: Content | None = None,
    copy_of: UUID | None = None,
    actor: Member | str = SYSTEM,
) -> Assistant:
    """Make another assistant: empty, a copy of one as it is edited, or with this content. It answers nobody yet.

    The default is written, too, if nobody had: whoever has several can tell what each is.
    """
    await hold_assistant(session, workspace_id=workspace_id)
    if await _count(session, workspace_id) >= MOST_ASSISTANTS:
        raise Invalid(f"A workspace has at most {MOST_ASSISTANTS} assistants.")
    made = new_assistant(workspace_id, id_=new_id())
    if copy_of is not None:
        content = drafted_content(await find_assistant(session, workspace_id=workspace_id, assistant_id=copy_of))
    made.name = name
    made.draft = completed(content or live_content(made)) | {"name": name}
    session.add(made)
    await session.flush()
    await _tell(session, made, actor, "assistant.created", {"name": name})
    await emit(session, AssistantChanged(workspace_id=workspace_id, assistant_id=made.id))
    return made


async def make_default(
    session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID, actor: Member | str = SYSTEM
) -> Assistant:
    """Have it answer wherever none is named, from the next answer on. It must have been live."""
    before = await hold_assistant(session, workspace_id=workspace_id)
    chosen = await find_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    if chosen.is_default:
        return chosen
    if chosen.version == 0:
        raise NotLive("Go live with it first: it has nothing to say to customers.")
    before.is_default = False
    await session.flush()
    chosen.is_default = True
    await session.flush()
    await _tell(session, chosen, actor, "assistant.made_default", {"before": str(before.id)})
    await emit(session, AssistantChanged(workspace_id=workspace_id, assistant_id=chosen.id))
    return chosen


async def remove_assistant(
    session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID, actor: Member | str = SYSTEM
) -> None:
    """Give one up, with its versions. Whom it answered, the default answers; what it said stays said."""
    found = await hold_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    if found.is_default:
        raise IsDefault
    name = drafted_content(found)["name"]
    await session.delete(found)
    await session.flush()
    await _tell(session, found, actor, "assistant.removed", {"name": name})
    await emit(session, AssistantChanged(workspace_id=workspace_id, assistant_id=assistant_id))


async def _count(session: AsyncSession, workspace_id: UUID) -> int:
    mine = select(func.count()).select_from(Assistant).where(Assistant.workspace_id == workspace_id)
    return await session.scalar(mine) or 0


async def _tell(
    session: AsyncSession, assistant: Assistant, actor: Member | str, action: str, data: dict[str, Any]
) -> None:
    await audit(
        session,
        workspace_id=assistant.workspace_id,
        actor=actor,
        action=action,
        target=f"assistant:{assistant.id}",
        data=data,
    )
