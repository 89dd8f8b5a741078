"""The rows of assistants: found, held while they are written, and made live."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.content import CONTENT, Content, drafted_content, live_content, put_live
from sportello.answering.errors import AssistantNotFound
from sportello.answering.events import AssistantChanged
from sportello.answering.models import Assistant, AssistantVersion
from sportello.billing import BudgetSet, budget_of, tell_anew
from sportello.core.events import emit
from sportello.workspaces import SYSTEM, Member, name_of

AS_SHIPPED: Final = "As Sportello comes"
"""The note of the version that an assistant has before anybody has written it."""
_ONE_AT_A_TIME: Final = sql("SELECT pg_advisory_xact_lock(hashtextextended('assistants ' || :workspace, 0))")


async def find_assistant(session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None) -> Assistant:
    """An assistant; the default one where none is named, which there is before anybody has written it."""
    mine = select(Assistant).where(Assistant.workspace_id == workspace_id).execution_options(populate_existing=True)
    if assistant_id is not None and (found := await session.scalar(mine.where(Assistant.id == assistant_id))):
        return found
    default = await session.scalar(mine.where(Assistant.is_default)) or unwritten(workspace_id)
    if assistant_id not in {None, default.id}:
        raise AssistantNotFound
    return default


async def hold_assistant(session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None) -> Assistant:
    """An assistant that is about to be written: nobody else writes one of the workspace meanwhile.

    What nobody has written yet becomes its first version, so that one can go back to it.
    """
    await hold_all(session, workspace_id=workspace_id)
    found = await find_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    if found.version == 0 and found.is_default:
        await make_live(session, found, live_content(found), note=AS_SHIPPED)
    return found


async def hold_all(session: AsyncSession, *, workspace_id: UUID) -> None:
    """Keep everybody else from writing assistants of a workspace until this transaction ends."""
    await session.execute(_ONE_AT_A_TIME, {"workspace": str(workspace_id)})


def unwritten(workspace_id: UUID) -> Assistant:
    """The default assistant of which nobody has written anything yet: its id is its workspace's, which it keeps."""
    return new_assistant(workspace_id, id_=workspace_id, is_default=True)


def new_assistant(workspace_id: UUID, *, id_: UUID, is_default: bool = False) -> Assistant:
    """One that says what is shipped and never was live."""
    made = Assistant(id=id_, workspace_id=workspace_id, is_default=is_default, version=0)
    put_live(made, deepcopy(dict(CONTENT)))
    return made


async def make_live(
    session: AsyncSession, assistant: Assistant, content: Content, *, note: str, actor: Member | str = SYSTEM
) -> AssistantVersion:
    """Give customers this content from their next answer on, as a version of its own."""
    before = assistant.day_budget
    put_live(assistant, content)
    assistant.version += 1
    session.add(assistant)
    await session.flush()
    if assistant.day_budget != before:
        await tell_day_anew(session, assistant)
    version = AssistantVersion(
        workspace_id=assistant.workspace_id,
        assistant_id=assistant.id,
        number=assistant.version,
        content=live_content(assistant),
        author=name_of(actor),
        note=note,
    )
    session.add(version)
    await session.flush()
    await emit(session, AssistantChanged(workspace_id=assistant.workspace_id, assistant_id=assistant.id))
    return version


async def tell_day_anew(session: AsyncSession, assistant: Assistant) -> None:
    """What an assistant may spend a day was changed: that it is nearly spent, and spent, is told once more."""
    workspace_id, budget = assistant.workspace_id, await budget_of(session, workspace_id=assistant.workspace_id)
    limit = budget.with_day(assistant.day_budget)["assistant_day"]
    await tell_anew(session, workspace_id=workspace_id, scope="assistant_day", subject=assistant.id, limit=limit)


async def follow_set_budget(session: AsyncSession, event: BudgetSet) -> None:
    """The same of all assistants that have no budget of their own, where what the workspace says for each was."""
    if "assistant_day" not in event.scopes:
        return
    mine = select(Assistant).where(Assistant.workspace_id == event.workspace_id)
    stored = (await session.scalars(mine)).all()
    default = [] if any(one.is_default for one in stored) else [unwritten(event.workspace_id)]
    for assistant in (*stored, *default):
        if assistant.day_budget is None:
            await tell_day_anew(session, assistant)


async def change_live(
    session: AsyncSession, assistant: Assistant, changes: Mapping[str, Any], *, note: str, actor: Member | str = SYSTEM
) -> None:
    """Change something of what is live at once, and the same of a draft: who goes live with that undoes nothing."""
    draft = assistant.draft
    await make_live(session, assistant, live_content(assistant) | dict(changes), note=note, actor=actor)
    if draft is not None:
        change_draft(assistant, changes)
        await session.flush()


def change_draft(assistant: Assistant, changes: Mapping[str, Any]) -> None:
    """Write something of what is being edited. What is live again is no draft any more."""
    draft = drafted_content(assistant) | dict(changes)
    assistant.draft = None if assistant.version and draft == live_content(assistant) else draft
