"""Which actions an assistant may use: none but those that an admin switched on."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.acting import ActionNotFound, actions_of
from sportello.answering.content import drafted_content, live_content
from sportello.answering.events import AssistantChanged
from sportello.answering.models import Assistant
from sportello.answering.stored import (
    change_draft,
    change_live,
    find_assistant,
    hold_all,
    hold_assistant,
    make_live,
)
from sportello.core.events import emit
from sportello.workspaces import SYSTEM, Member, audit


async def allowed_actions(session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None) -> list[str]:
    """The names of the actions that an assistant may use; the default one's where none is named."""
    assistant = await find_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    content = live_content(assistant) if _answers(assistant) else drafted_content(assistant)
    return list(content["actions"])


async def allow_actions(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    names: Sequence[str],
    assistant_id: UUID | None = None,
    actor: Member | str = SYSTEM,
) -> None:
    """Let an assistant use these actions and no others, from its next answer on.

    At once, and the same in its draft: what goes wrong out there must be stopped without a rehearsal. Of one that was
    never live, only in its draft.
    """
    known = await actions_of(session)
    strange = next((name for name in names if name not in known), None)
    if strange is not None:
        raise ActionNotFound(f"There is no action called {strange[:60]}.")
    assistant = await hold_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    allowed = list(dict.fromkeys(names))
    if _answers(assistant):
        await change_live(session, assistant, {"actions": allowed}, note="Actions switched", actor=actor)
    else:
        change_draft(assistant, {"actions": allowed})
        await session.flush()
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="assistant.actions_changed",
        target=f"assistant:{assistant.id}",
        data={"version": assistant.version, "actions": allowed},
    )


async def forget_action(session: AsyncSession, *, workspace_id: UUID, name: str, actor: Member | str = SYSTEM) -> None:
    """Take an action that is gone from every assistant, live or drafted."""
    await hold_all(session, workspace_id=workspace_id)
    for assistant in await session.scalars(select(Assistant).order_by(Assistant.id)):
        live, drafted = live_content(assistant)["actions"], drafted_content(assistant)["actions"]
        if name in live:
            left = [each for each in live if each != name]
            await make_live(
                session,
                assistant,
                live_content(assistant) | {"actions": left},
                note=f"The action {name} was removed",
                actor=actor,
            )
        if assistant.draft is not None:
            change_draft(assistant, {"actions": [each for each in drafted if each != name]})
    await session.flush()


async def follow_actions(session: AsyncSession, *, workspace_id: UUID) -> None:
    """What an action is has changed: whoever keeps an assistant at hand that may use it reads it again."""
    for assistant in await session.scalars(select(Assistant).where(Assistant.workspace_id == workspace_id)):
        await emit(session, AssistantChanged(workspace_id=workspace_id, assistant_id=assistant.id))


def _answers(assistant: Assistant) -> bool:
    """Whether customers are answered by it: the default always, with what is shipped until somebody writes it."""
    return assistant.is_default or assistant.version > 0
