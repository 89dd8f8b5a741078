"""Labels on conversations: what they are about, so that they are found, counted and given to who knows of it."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.conversations.events import ConversationLabelled
from sportello.conversations.models import Conversation, ConversationLabel
from sportello.conversations.transitions import Acting, audit_target, change, lock, signed
from sportello.core.events import emit
from sportello.workspaces import Label


async def labels_of(session: AsyncSession, *, conversation_id: UUID) -> set[UUID]:
    """The labels that a conversation has."""
    found = select(ConversationLabel.label_id).where(ConversationLabel.conversation_id == conversation_id)
    return set(await session.scalars(found))


async def set_labels(
    session: AsyncSession, *, conversation_id: UUID, member: Acting, labels: Collection[UUID]
) -> Conversation:
    """Say which labels a conversation has, all of them. One that is not of the workspace is left out."""
    conversation = await lock(session, conversation_id)
    there = await labels_of(session, conversation_id=conversation_id)
    wanted = set(await session.scalars(select(Label.id).where(Label.id.in_(labels))))
    if wanted == there:
        return conversation
    gone = ConversationLabel.label_id.in_(there - wanted)
    await session.execute(delete(ConversationLabel).where(ConversationLabel.conversation_id == conversation_id, gone))
    ids = {"workspace_id": conversation.workspace_id, "conversation_id": conversation.id}
    session.add_all(ConversationLabel(**ids, label_id=one) for one in sorted(wanted - there))
    await change(session, conversation)
    data = {"added": sorted(map(str, wanted - there)), "removed": sorted(map(str, there - wanted))}
    await tell_sorted(session, conversation, member, "conversation.labels", data, added=data["added"])
    return conversation


async def tell_sorted(
    session: AsyncSession,
    conversation: Conversation,
    member: Acting,
    action: str,
    data: dict[str, Any],
    *,
    added: Sequence[str] = (),
) -> None:
    """Audit and tell that a conversation was sorted otherwise; `added` are the labels that are new on it."""
    workspace_id = conversation.workspace_id
    target = audit_target(conversation.id)
    await workspaces.audit(
        session, workspace_id=workspace_id, actor=signed(member), action=action, target=target, data=data
    )
    fact = ConversationLabelled(workspace_id=workspace_id, conversation_id=conversation.id, added=tuple(added))
    await emit(session, fact)
