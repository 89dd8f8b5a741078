"""Versions of an assistant: what went live when, by whom and why; going live, and going back."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.acting import actions_of
from sportello.answering.content import completed, drafted_content, live_content
from sportello.answering.errors import NothingNew, VersionNotFound
from sportello.answering.evaluation import check_rehearsed
from sportello.answering.models import Assistant, AssistantVersion
from sportello.answering.selections import still_there
from sportello.answering.stored import change_draft, find_assistant, hold_assistant, make_live
from sportello.core.errors import Invalid
from sportello.workspaces import SYSTEM, Member, audit, list_model_keys

LONGEST_NOTE = 500
Which = Literal["draft", "live"] | int
"""What is being edited, what is live, or the version of that number."""


@dataclass(frozen=True)
class Restored:
    """What came of bringing a version back; `missing` is what of it is not here any more: keys, actions, knowledge."""

    assistant: Assistant
    missing: Sequence[str]


async def go_live(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    note: str,
    assistant_id: UUID | None = None,
    scenarios: str | None = None,
    anyway: bool = False,
    actor: Member | str = SYSTEM,
) -> AssistantVersion:
    """Give customers what is drafted, from their next answer on, as the next version.

    Where there are `scenarios`, they have been tried on this very draft, and none fails that passes with what is live;
    `anyway` goes live all the same, and the `note` says why.
    """
    if not 0 < len(note.strip()) <= LONGEST_NOTE:
        raise Invalid(f"Say in 1 to {LONGEST_NOTE} characters what this version is for.")
    assistant = await hold_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    if assistant.draft is None:
        raise NothingNew("There is nothing to go live with.")
    if scenarios and not anyway:
        await check_rehearsed(session, assistant, scenarios)
    content = completed(drafted_content(assistant))
    assistant.draft = None
    version = await make_live(session, assistant, content, note=note.strip(), actor=actor)
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="assistant.went_live",
        target=f"assistant:{assistant.id}",
        data={"version": version.number, "anyway": anyway},
    )
    return version


async def restore(
    session: AsyncSession, *, workspace_id: UUID, number: int, assistant_id: UUID | None = None, actor: Member | str
) -> Restored:
    """Put what a version was into the draft. Nobody hears it before it goes live, which makes a version of its own."""
    assistant = await hold_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    content = completed((await get_version(session, assistant_id=assistant.id, number=number)).content)
    here = {str(key.id) for key in await list_model_keys(session)}
    missing = [link["model"] for link in content["chain"] if link["key_id"] not in here]
    content["chain"] = [link for link in content["chain"] if link["key_id"] in here]
    known = await actions_of(session)
    missing += [name for name in content["actions"] if name not in known]
    content["actions"] = [name for name in content["actions"] if name in known]
    content["knowledge"], gone = await still_there(session, content["knowledge"])
    missing += gone
    change_draft(assistant, content)
    await session.flush()
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="assistant.restored",
        target=f"assistant:{assistant.id}",
        data={"version": number},
    )
    return Restored(assistant, missing)


async def discard_draft(
    session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None, actor: Member | str
) -> Assistant:
    """Begin again from what is live; of an assistant that never was, from what is shipped."""
    assistant = await hold_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    name = drafted_content(assistant)["name"]
    if assistant.draft is None:
        return assistant
    assistant.draft = None if assistant.version else live_content(assistant) | {"name": name}
    await session.flush()
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="assistant.draft_discarded",
        target=f"assistant:{assistant.id}",
    )
    return assistant


async def get_version(session: AsyncSession, *, assistant_id: UUID, number: int) -> AssistantVersion:
    """One version."""
    found = await session.scalar(
        select(AssistantVersion).where(AssistantVersion.assistant_id == assistant_id, AssistantVersion.number == number)
    )
    if found is None:
        raise VersionNotFound
    return found


async def list_versions(
    session: AsyncSession, *, assistant_id: UUID, before: int | None = None, limit: int = 50
) -> Sequence[AssistantVersion]:
    """What went live, the newest first."""
    mine = select(AssistantVersion).where(AssistantVersion.assistant_id == assistant_id)
    if before is not None:
        mine = mine.where(AssistantVersion.number < before)
    return (await session.scalars(mine.order_by(AssistantVersion.number.desc()).limit(limit))).all()


async def content_of(
    session: AsyncSession, *, workspace_id: UUID, which: Which, assistant_id: UUID | None = None
) -> dict[str, Any]:
    """What is drafted, what is live, or what a version was."""
    stored = await find_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    if which == "draft":
        return completed(drafted_content(stored))
    if which == "live":
        return completed(live_content(stored))
    version = await get_version(session, assistant_id=stored.id, number=which)
    return completed(deepcopy(version.content))
