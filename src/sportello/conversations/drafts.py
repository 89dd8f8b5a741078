"""What people at work have begun to write, kept for each of them across their devices, and shown to nobody else.

A device says which draft its own comes after. What another device has written meanwhile is never overwritten: the
refusal lets the person choose, for whom both are their own words. See `docs/why/drafts.md`.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.errors import ConversationNotFound, DraftElsewhere
from sportello.conversations.models import Conversation, Draft, DraftKind
from sportello.core.cards import without_cards
from sportello.core.clock import now
from sportello.core.live import Notice, notify
from sportello.workspaces import Member, MemberRemoved

DRAFT_KEPT = "draft.kept"
"""Name of the notice, for its writer alone, that a draft is not what it was; not a fact, for nobody analyses it."""
_MOST = 500


async def drafts(session: AsyncSession, *, user_id: UUID, conversation_id: UUID | None = None) -> list[Draft]:
    """What they have begun and not sent, the newest first; everywhere, or in one conversation."""
    found = select(Draft).where(Draft.user_id == user_id).order_by(Draft.written_at.desc(), Draft.kind).limit(_MOST)
    if conversation_id is not None:
        found = found.where(Draft.conversation_id == conversation_id)
    return list(await session.scalars(found))


async def keep_draft(
    session: AsyncSession,
    *,
    conversation_id: UUID,
    member: Member,
    kind: DraftKind,
    text: str,
    version: UUID,
    after: Collection[UUID],
) -> Draft:
    """Keep what they have written so far; no words: nothing is kept any more. As it is kept now.

    `after` are the versions that these words may come after: the last that was confirmed to this device, and those that
    it sent without hearing what became of them. Whatever else is there was written elsewhere, and stays.
    """
    ids = {"conversation_id": conversation_id, "user_id": member.user_id, "kind": kind}
    text = without_cards(text)
    draft = Draft(**ids, workspace_id=member.workspace_id, version=version, text=text, written_at=now())
    there = select(Draft).filter_by(**ids).with_for_update().execution_options(populate_existing=True)
    while (known := await session.scalar(there)) is None:
        if not text.strip():
            return draft
        if await session.scalar(select(Conversation.id).where(Conversation.id == conversation_id)) is None:
            raise ConversationNotFound
        values = {**ids, "workspace_id": member.workspace_id, "version": version, "text": text, "written_at": now()}
        begun = insert(Draft).values(values).on_conflict_do_nothing().returning(Draft.version)
        if await session.scalar(begun) is not None:
            await _tell(session, draft, version)
            return draft
    if known.text == text:
        return known
    if known.version not in {version, *after}:
        raise DraftElsewhere("Read it, and say that yours comes after it.")
    if not text.strip():
        await session.delete(known)
        await session.flush()
        await _tell(session, draft, None)
        return draft
    known.text, known.version, known.written_at = text, version, now()
    await session.flush()
    await _tell(session, known, version)
    return known


async def _tell(session: AsyncSession, draft: Draft, version: UUID | None) -> None:
    data = {"user": str(draft.user_id), "kind": draft.kind, "version": str(version) if version else None}
    ids = {"workspace_id": draft.workspace_id, "conversation_id": draft.conversation_id}
    await notify(session, Notice(name=DRAFT_KEPT, **ids, data=data))


async def forget_drafts(session: AsyncSession, removed: MemberRemoved) -> None:
    """Who does not work here any more has begun nothing."""
    await session.execute(delete(Draft).where(Draft.user_id == removed.user_id))
