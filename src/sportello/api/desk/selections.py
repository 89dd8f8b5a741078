"""What of the knowledge an assistant is to read."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering
from sportello.answering import MOST_CHOSEN, AssistantNotFound, SelectionInvalid
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.parameters import AssistantId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.knowledge import Selection

router = Router(
    prefix="/workspaces/{workspace}/assistants/{assistant}/draft/knowledge",
    tags=["assistant"],
    dependencies=[require("admin")],
)

Chosen = Annotated[list[UUID], Field(max_length=MOST_CHOSEN)]


class KnowledgeSelection(Payload):
    """What is chosen of the knowledge."""

    handwritten: bool = Field(description="What was written in the desk, of no source")
    sources: Chosen = Field(description="Whole sources, with what comes into them later")
    articles: Chosen = Field(description="Single articles and FAQ entries besides")


class KnowledgeContent(Payload):
    """What an assistant reads."""

    only: KnowledgeSelection | None = Field(
        description="Null: everything. Of either only what its own `assistants` let it use"
    )


class ChosenKnowledge(BaseModel):
    """A source or an article that is chosen."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str = Field(examples=["Opening hours"])
    gone: bool = Field(description="Whether it is not here any more; then this is what it was called")


class AssistantKnowledge(KnowledgeContent, Versioned):
    """What an assistant reads, by its draft."""

    written: ClassVar = frozenset(KnowledgeContent.model_fields)

    sources: list[ChosenKnowledge] = Field(description="The chosen sources, by name")
    articles: list[ChosenKnowledge] = Field(description="The chosen single articles, by title")


@router.get("", responses=refusals(AssistantNotFound))
async def read_knowledge(assistant: AssistantId, member: CurrentMember, session: Transaction) -> AssistantKnowledge:
    """What of the knowledge its draft reads."""
    return await _shape(session, member.workspace_id, assistant)


@router.put("", responses=refusals(AssistantNotFound, SelectionInvalid, ChangedMeanwhile))
async def write_knowledge(
    assistant: AssistantId, body: KnowledgeContent, member: CurrentMember, session: Transaction, seen: Seen = None
) -> AssistantKnowledge:
    """Say what of the knowledge its draft reads. Customers get it once it goes live (`POST …/live`)."""

    async def stored() -> AssistantKnowledge:
        return await _shape(session, member.workspace_id, assistant)

    found = await answering.get_assistant(session, workspace_id=member.workspace_id, assistant_id=assistant)
    await unchanged(session, seen, stored, thing=f"assistant:{found.id}", action="assistant.knowledge_changed")
    only = body.only
    chosen = only and Selection(frozenset(only.sources), frozenset(only.articles), only.handwritten)
    await answering.save_selection(
        session, workspace_id=member.workspace_id, assistant_id=assistant, selection=chosen, actor=member
    )
    return await stored()


async def _shape(session: AsyncSession, workspace_id: UUID, assistant_id: UUID | None) -> AssistantKnowledge:
    found = await answering.drafted_reading(session, workspace_id=workspace_id, assistant_id=assistant_id)
    if found is None:
        return AssistantKnowledge(only=None, sources=[], articles=[])
    return AssistantKnowledge(
        only=KnowledgeSelection(
            handwritten=found.handwritten,
            sources=[one.id for one in found.sources],
            articles=[one.id for one in found.articles],
        ),
        sources=[ChosenKnowledge.model_validate(one) for one in found.sources],
        articles=[ChosenKnowledge.model_validate(one) for one in found.articles],
    )
