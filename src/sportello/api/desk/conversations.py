"""The open conversation, and what people decide about it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from sportello import billing, contacts, conversations, notifications
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.shapes import (
    ConversationCost,
    ConversationDetail,
    EarlierConversation,
    FullContact,
    Handoff,
    summary_fields,
)
from sportello.api.paging import Whole
from sportello.api.parameters import ConversationId
from sportello.api.presence import TYPING, WRITING
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.widget.conversations import Seen, Typing
from sportello.api.widget.shapes import Short, Text
from sportello.conversations import (
    AlreadyTaken,
    DraftKind,
    IllegalTransition,
    NoSuchAgent,
    NotAssignee,
    Outcome,
    Priority,
    State,
    Summary,
)
from sportello.core.live import Notice, notify

router = Router(
    prefix="/workspaces/{workspace}/conversations",
    tags=["conversations"],
    dependencies=[require("agent")],
)


class Transfer(Payload):
    """To whom it goes; null puts it back into the queue: a team's, or everybody's."""

    user_id: UUID | None
    team_id: UUID | None = None
    note: Text | None = None


class Labels(Payload):
    """The labels, all of them."""

    labels: Annotated[list[UUID], Field(max_length=50)]


class Urgency(Payload):
    """How urgent it is."""

    priority: Priority


class Closing(Payload):
    """What came of it."""

    outcome: Outcome
    reason: Annotated[Short, Field(max_length=500, examples=["refunded"])] | None = None


class Writing(Typing):
    """Whether you are writing right now, and what."""

    kind: DraftKind = "reply"


class StateChange(BaseModel):
    """A change of state."""

    at: datetime
    actor: str = Field(description="A rule is `rule:` and its name", examples=["Anna Rossi"])
    action: str = Field(examples=["conversation.with_agent"])
    from_state: State
    to_state: State
    reason: str | None = Field(examples=["customer_wish"])
    did: list[str] = Field(description="What a rule did, where one did it", examples=[["add_labels"]])


async def detail_of(session: Transaction, conversation_id: UUID) -> ConversationDetail:
    """A conversation with all that is around it, as the API shows it."""
    line = await conversations.summary(session, conversation_id=conversation_id)
    contact = await contacts.get_contact(session, contact_id=line.contact_id)
    others = await conversations.earlier(session, conversation_id=line.id, contact_id=line.contact_id)
    handoff = None
    if line.handoff_reason is not None:
        question = await conversations.last_question(session, conversation_id=line.id)
        again = await _again(session, line)
        handoff = Handoff(reason=line.handoff_reason, again=again, question=question, summary=None)
    fields: dict[str, Any] = {
        "contact": FullContact.of(contact),
        "page_url": line.page_url,
        "rating_comment": line.rating_comment,
        "earlier": [EarlierConversation.model_validate(other, from_attributes=True) for other in others],
        "handoff": handoff,
        "cost": await _cost(session, line.id, workspace_id=contact.workspace_id),
    }
    return ConversationDetail(**(summary_fields(line) | fields))


async def _cost(session: Transaction, conversation_id: UUID, *, workspace_id: UUID) -> ConversationCost | None:
    used = await billing.standing_of_conversation(session, conversation_id=conversation_id)
    if used is None:
        return None
    budget = await billing.budget_of(session, workspace_id=workspace_id)
    return ConversationCost(spent=float(used.spent), state=billing.state_of(used, budget.conversation))


async def _again(session: Transaction, line: Summary) -> str | None:
    if line.state != "queued":
        return None
    changes = await conversations.history(session, conversation_id=line.id)
    last = next((change.reason for change in reversed(changes) if change.to_state == "queued"), None)
    return last if last != line.handoff_reason else None


@router.get("/{conversation_id}")
async def get(conversation_id: ConversationId, session: Transaction) -> ConversationDetail:
    """One conversation with all that is around it."""
    return await detail_of(session, conversation_id)


@router.post("/{conversation_id}/take", responses=refusals(AlreadyTaken, IllegalTransition))
async def take(conversation_id: ConversationId, member: CurrentMember, session: Transaction) -> ConversationDetail:
    """Take it. Of all who try one succeeds; the others learn who it was."""
    await conversations.take(session, conversation_id=conversation_id, member=member)
    return await detail_of(session, conversation_id)


@router.post("/{conversation_id}/transfer", responses=refusals(NotAssignee, NoSuchAgent, IllegalTransition))
async def transfer(
    conversation_id: ConversationId, body: Transfer, member: CurrentMember, session: Transaction
) -> ConversationDetail:
    """Pass it on."""
    await conversations.transfer(
        session,
        conversation_id=conversation_id,
        member=member,
        to_user_id=body.user_id,
        to_team_id=body.team_id,
        note=body.note,
    )
    return await detail_of(session, conversation_id)


@router.put("/{conversation_id}/labels")
async def label(
    conversation_id: ConversationId, body: Labels, member: CurrentMember, session: Transaction
) -> ConversationDetail:
    """Say which labels it has, all of them."""
    await conversations.set_labels(session, conversation_id=conversation_id, member=member, labels=body.labels)
    return await detail_of(session, conversation_id)


@router.put("/{conversation_id}/priority")
async def prioritise(
    conversation_id: ConversationId, body: Urgency, member: CurrentMember, session: Transaction
) -> ConversationDetail:
    """Say how urgent it is, in either direction. What its customer says later may make it more urgent again."""
    await conversations.set_priority(session, conversation_id=conversation_id, member=member, priority=body.priority)
    return await detail_of(session, conversation_id)


@router.post("/{conversation_id}/close", responses=refusals(NotAssignee, IllegalTransition))
async def close(
    conversation_id: ConversationId, body: Closing, member: CurrentMember, session: Transaction
) -> ConversationDetail:
    """End it with what came of it."""
    await conversations.close(
        session,
        conversation_id=conversation_id,
        member=member,
        outcome=body.outcome,
        reason=body.reason or None,
    )
    return await detail_of(session, conversation_id)


@router.post("/{conversation_id}/typing", status_code=204)
async def typing(conversation_id: ConversationId, body: Writing, member: CurrentMember, session: Transaction) -> None:
    """Tell that you are writing: colleagues, and of a reply, if you have it, the customer. It is never stored."""
    line = await conversations.summary(session, conversation_id=conversation_id)
    theirs = line.assignee_id == member.user_id and line.state in conversations.PERSON_IN_CHARGE
    name = TYPING if theirs and body.kind == "reply" else WRITING
    data = {"author": "agent", "name": member.name, "active": body.active, "user_id": str(member.user_id)}
    await notify(
        session, Notice(name=name, workspace_id=member.workspace_id, conversation_id=conversation_id, data=data)
    )


@router.post("/{conversation_id}/seen", status_code=204)
async def seen(conversation_id: ConversationId, body: Seen, member: CurrentMember, session: Transaction) -> None:
    """Note how far the agent has read."""
    await conversations.mark_seen(session, conversation_id=conversation_id, seq=body.seq, by=member.user_id)
    await notifications.read(
        session, workspace_id=member.workspace_id, user_id=member.user_id, conversation_id=conversation_id
    )


@router.get("/{conversation_id}/history")
async def history(conversation_id: ConversationId, session: Transaction) -> Whole[StateChange]:
    """Every change of state, in order."""
    await conversations.summary(session, conversation_id=conversation_id)
    found = await conversations.history(session, conversation_id=conversation_id)
    return Whole(items=[StateChange.model_validate(change, from_attributes=True) for change in found])
