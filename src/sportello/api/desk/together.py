"""One thing done to several conversations at once, with an answer for each; and what one wants to look at again."""

from typing import Annotated
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

router = Router(prefix="/workspaces/{workspace}/conversations", tags=["conversations"], dependencies=[require("agent")])


class Together(Payload):
    """What is done to which conversations."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    task: Annotated[conversations.Task, Field(discriminator="do")]


class Answer(BaseModel):
    """What came of it for one conversation."""

    id: UUID
    problem: Problem | None = Field(description="Why it was not done; null where it was")
    conversation: ConversationSummary | None = Field(description="As it is now; null where there is none")


@router.post("/together")
async def do(body: Together, member: CurrentMember, session: Transaction) -> Whole[Answer]:
    """Do one thing to several conversations. Each goes by its own rules; what one refuses does not hold up the rest."""
    answers = await conversations.do_together(session, conversation_ids=body.ids, member=member, task=body.task)
    if body.task.do == "read":
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
    """Mark it unread for yourself, until you look at it again (`POST …/seen`)."""
    await conversations.mark_unread(session, conversation_id=conversation_id, member=member)
