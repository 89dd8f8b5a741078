"""Labels on conversations: what they are about, so that they are found, counted and given to who knows of it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.conversations.events import ConversationLabelled
from sportello.conversations.models import Conversation, ConversationLabel
from sportello.conversations.transitions import audit_target, change, lock
from sportello.core.events import emit
from sportello.workspaces import Label, Member


async def labels_of(session: AsyncSession, *, conversation_id: UUID) -> set[UUID]:
    """The labels that a conversation has."""
    found = select(ConversationLabel.label_id).where(ConversationLabel.conversation_id == conversation_id)
    return set(await session.scalars(found))


async def set_labels(
    session: AsyncSession, *, conversation_id: UUID, member: Member, labels: Collection[UUID]
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
    data = {"added": [str(one) for one in wanted - there], "removed": [str(one) for one in there - wanted]}
    await tell_sorted(session, conversation, member, "conversation.labels", data)
    return conversation


async def tell_sorted(
    session: AsyncSession, conversation: Conversation, member: Member, action: str, data: dict[str, Any]
) -> None:
    """Audit and tell that a conversation was sorted otherwise."""
    workspace_id = conversation.workspace_id
    target = audit_target(conversation.id)
    await workspaces.audit(session, workspace_id=workspace_id, actor=member, action=action, target=target, data=data)
    await emit(session, ConversationLabelled(workspace_id=workspace_id, conversation_id=conversation.id))
