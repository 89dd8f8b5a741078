"""Trying a question: what an assistant would say, and why, without a conversation."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, workspaces
from sportello.answering import AssistantNotFound, Models, Outcome, Setup, Turn
from sportello.api.deps import CurrentMember, ResourcesDep, Transaction, require
from sportello.api.desk.assistant import Trace
from sportello.api.desk.meaning import meaning_of
from sportello.api.desk.source_shapes import LanguageCode
from sportello.api.parameters import AssistantId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.widget.shapes import Button, Citation
from sportello.core.clock import now
from sportello.core.resources import Resources

router = Router(prefix="/workspaces/{workspace}", dependencies=[require("agent")])


class TryRequest(Payload):
    """A question, as a customer would ask it."""

    question: Annotated[str, StringConstraints(min_length=1, max_length=4_000), Field(examples=["When do you open?"])]
    language: LanguageCode | None = None


class TriedAnswer(BaseModel):
    """What the assistant would say, and why. Nothing of it is stored."""

    outcome: Outcome
    text: str = Field(examples=["In inverno apriamo alle 17."])
    citations: list[Citation]
    buttons: list[Button]
    trace: Trace


@router.post("/knowledge/try", tags=["knowledge"])
async def try_question(
    body: TryRequest, member: CurrentMember, session: Transaction, resources: ResourcesDep
) -> TriedAnswer:
    """Ask the default assistant, without a conversation: what it would say now, and why."""
    setup = await answering.read_setup(session, workspace_id=member.workspace_id)
    return await _tried(session, resources, setup, body)


@router.post(
    "/assistants/{assistant}/draft/try",
    tags=["assistant"],
    dependencies=[require("admin")],
    responses=refusals(AssistantNotFound),
)
async def try_draft(
    assistant: AssistantId, body: TryRequest, member: CurrentMember, session: Transaction, resources: ResourcesDep
) -> TriedAnswer:
    """Ask an assistant as its draft has it: what it would say, and why. Customers still get what is live."""
    setup = await answering.read_draft(session, workspace_id=member.workspace_id, assistant_id=assistant)
    return await _tried(session, resources, setup, body)


async def _tried(session: AsyncSession, resources: Resources, setup: Setup, body: TryRequest) -> TriedAnswer:
    language = body.language or (await workspaces.get_workspace(session)).default_language
    meant = await meaning_of(
        session, resources.meanings, workspace_id=setup.workspace_id, questions=[body.question], language=language
    )
    draft = await answering.tried(
        resources.database,
        session,
        [Turn("customer", body.question)],
        setup=setup,
        language=language,
        meant=meant,
        models=Models.of(resources),
    )
    reasons = vars(draft.trace) | {"outcome": draft.outcome, "created_at": now()}
    return TriedAnswer(
        outcome=draft.outcome,
        text=draft.text,
        citations=[Citation.model_validate(citation) for citation in draft.citations],
        buttons=[Button.model_validate(button) for button in draft.buttons],
        trace=Trace.model_validate(reasons),
    )
