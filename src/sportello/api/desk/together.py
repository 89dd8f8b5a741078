"""One thing done to several conversations at once, with an answer for each; and what one wants to look at again."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from sportello import conversations, notifications
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.shapes import ConversationSummary
from sportello.api.paging import Whole
from sportello.api.parameters import ConversationId
from sportello.api.problems import Problem, problem_of
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.widget.shapes import Short
from sportello.conversations import Outcome, Priority

router = Router(prefix="/workspaces/{workspace}/conversations", tags=["conversations"], dependencies=[require("agent")])
_MOST_LABELS = 20


class AssignAll(Payload):
    """Give them to somebody, to a team's queue, or (both null) to everybody's; to yourself is taking them."""

    do: Literal["assign"]
    user_id: UUID | None
    team_id: UUID | None = None


class RelabelAll(Payload):
    """Put these labels on, and take those off."""

    do: Literal["label"]
    add: Annotated[list[UUID], Field(max_length=_MOST_LABELS)]
    remove: Annotated[list[UUID], Field(max_length=_MOST_LABELS)]


class PrioritiseAll(Payload):
    """Say how urgent they are."""

    do: Literal["prioritise"]
    priority: Priority


class SnoozeAll(Payload):
    """Put them aside."""

    do: Literal["snooze"]
    until: datetime = Field(description="Without an offset: in the workspace's time zone")


class CloseAll(Payload):
    """End them with what came of them."""

    do: Literal["close"]
    outcome: Outcome
    reason: Annotated[Short, Field(max_length=500, examples=["refunded"])] | None = None


class MarkAll(Payload):
    """MarkAll them read, or unread for yourself."""

    do: Literal["read", "unread"]


Task = Annotated[AssignAll | RelabelAll | PrioritiseAll | SnoozeAll | CloseAll | MarkAll, Field(discriminator="do")]


class Together(Payload):
    """What is done to which conversations."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    task: Task


class Answer(BaseModel):
    """What came of it for one conversation."""

    id: UUID
    problem: Problem | None = Field(description="Why it was not done; null where it was")
    conversation: ConversationSummary | None = Field(description="As it is now; null where there is none")


def _task(task: Task) -> conversations.Task:
    match task:
        case AssignAll():
            return conversations.GiveTo(task.user_id, task.team_id)
        case RelabelAll():
            return conversations.Relabel(task.add, task.remove)
        case PrioritiseAll():
            return conversations.Prioritise(task.priority)
        case SnoozeAll():
            return conversations.SnoozeUntil(task.until)
        case CloseAll():
            return conversations.CloseAll(task.outcome, task.reason or None)
        case MarkAll():
            return conversations.MarkRead() if task.do == "read" else conversations.MarkUnread()


@router.post("/together")
async def do(body: Together, member: CurrentMember, session: Transaction) -> Whole[Answer]:
    """Do one thing to several conversations. Each goes by its own rules; what one refuses does not hold up the rest."""
    task = _task(body.task)
    answers = await conversations.do_together(session, conversation_ids=body.ids, member=member, task=task)
    if isinstance(task, conversations.MarkRead):
        for id_ in (id_ for id_, refused in answers.items() if refused is None):
            await notifications.read(
                session, workspace_id=member.workspace_id, user_id=member.user_id, conversation_id=id_
            )
    lines = {line.id: ConversationSummary.of(line) for line in await conversations.summaries(session, ids=answers)}
    return Whole(
        items=[
            Answer(id=id_, problem=problem_of(refused) if refused else None, conversation=lines.get(id_))
            for id_, refused in answers.items()
        ]
    )


@router.put("/{conversation_id}/unread", status_code=204)
async def mark_unread(conversation_id: ConversationId, member: CurrentMember, session: Transaction) -> None:
    """MarkAll it unread for yourself, until you look at it again (`POST …/seen`)."""
    await conversations.mark_unread(session, conversation_id=conversation_id, member=member)
