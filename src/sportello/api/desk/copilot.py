"""The copilot: words for an agent to begin from. Nothing of it is stored, and nothing is sent by itself."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import copilot
from sportello.answering import Models
from sportello.api import limits
from sportello.api.deps import CurrentMember, ResourcesDep, Transaction, require
from sportello.api.desk.canned_replies import CannedReply
from sportello.api.parameters import ConversationId
from sportello.api.problems import refusals
from sportello.api.refusing import refuses
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.widget.shapes import Citation
from sportello.conversations import Conversation, ConversationNotFound
from sportello.copilot import Aim, ModelsSilent, NoModel
from sportello.core.errors import TooManyRequests
from sportello.workspaces import Language


@refuses(TooManyRequests)
async def _counted(request: Request, member: CurrentMember) -> None:
    await limits.spend(request, "copilot.user", member.user_id)


router = Router(
    prefix="/workspaces/{workspace}/conversations/{conversation_id}/copilot",
    tags=["copilot"],
    dependencies=[require("agent"), Depends(_counted)],
)


class Source(BaseModel):
    """Something of your knowledge to read on in."""

    title: str = Field(examples=["Biglietti"])
    article_id: UUID
    url: str | None = Field(description="Its public page", examples=["/help/lumina/biglietti#prezzi"])


class Suggestion(BaseModel):
    """What could be said to the customer's last words."""

    asked: str = Field(description="The words that it answers; empty before any", examples=["Posso portare il cane?"])
    text: str | None = Field(description="Null where nothing sure was found", examples=["Sì, al guinzaglio."])
    citations: list[Citation] = Field(description="Where the text comes from")
    model: str | None = Field(description="Which model worded it; null: it is quoted", examples=["openai:gpt-5-mini"])
    sources: list[Source] = Field(description="What was found without being sure")
    canned: list[CannedReply] = Field(description="Canned replies that share words with the question")


class WordsToReword(Payload):
    """What an agent has written, or a customer, and what is to become of it."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=4_000), Field(examples=["Ja, das geht."])]
    aim: Aim
    language: Language = Field(description="What it is translated into; for the other aims it says nothing")


class LanguageWanted(Payload):
    """The language of who reads it."""

    language: Language


class Reworded(BaseModel):
    """What a model wrote. Figures and addresses that the text did not have are not in it."""

    text: str = Field(examples=["Ja, gern."])
    model: str = Field(examples=["openai:gpt-5-mini"])


async def _conversation(session: AsyncSession, conversation_id: UUID) -> Conversation:
    found = await session.get(Conversation, conversation_id)
    if found is None:
        raise ConversationNotFound
    return found


@router.post("/suggestion")
async def suggest(conversation_id: ConversationId, session: Transaction, resources: ResourcesDep) -> Suggestion:
    """What the assistant would say to the customer's last words, where to read on, and canned replies that fit.

    Without a language model it is quoted from your knowledge; with one it may be worded by it, and is paid for.
    """
    found = await copilot.suggest(
        resources.database,
        session,
        conversation=await _conversation(session, conversation_id),
        meanings=resources.meanings,
        models=Models.of(resources),
    )
    return Suggestion.model_validate(found, from_attributes=True)


@router.post("/rewording", responses=refusals(NoModel, ModelsSilent))
async def reword(
    conversation_id: ConversationId, body: WordsToReword, session: Transaction, resources: ResourcesDep
) -> Reworded:
    """Have a text shortened, made kinder, corrected or translated by a language model. It is paid for."""
    written = await copilot.reword(
        resources.database,
        session,
        conversation=await _conversation(session, conversation_id),
        text=body.text,
        aim=body.aim,
        language=body.language,
        models=Models.of(resources),
    )
    return Reworded.model_validate(written, from_attributes=True)


@router.post("/summary", responses=refusals(NoModel, ModelsSilent))
async def summarise(
    conversation_id: ConversationId, body: LanguageWanted, session: Transaction, resources: ResourcesDep
) -> Reworded:
    """Have a language model say in a few lines what was said so far. It is paid for."""
    written = await copilot.summarise(
        resources.database,
        session,
        conversation=await _conversation(session, conversation_id),
        language=body.language,
        models=Models.of(resources),
    )
    return Reworded.model_validate(written, from_attributes=True)
