"""What the assistant's threshold does, before anybody moves it."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from sportello import answering
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.routing import Router

router = Router(
    prefix="/workspaces/{workspace}/assistant",
    tags=["assistant"],
    dependencies=[require("supervisor")],
)


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Shares(_Read):
    """What becomes of questions of one sort: shares that add up to 1."""

    questions: int = Field(description="How many were rehearsed", examples=[180])
    right: float = Field(description="Answered, rightly", examples=[0.61])
    wrong: float = Field(description="Answered with something else", examples=[0.07])
    offered: float = Field(description="Not answered, but the nearest entries offered", examples=[0.22])
    refused: float = Field(description="“I don't know”, and a person offered", examples=[0.1])


class Example(_Read):
    """A question that was rehearsed."""

    question: str = Field(examples=["Quanto costa l'ingresso?"])
    title: str = Field(description="The entry that came first", examples=["Quanto costano i biglietti?"])
    language: str = Field(examples=["it"])
    confidence: float = Field(examples=[0.54])
    answerable: bool = Field(description="Whether its entry was there: else there was nothing right to find")
    right: bool = Field(description="Whether the entry that came first is its own")


class ThresholdEffect(_Read):
    """What a threshold does to the workspace's own questions, each asked as if it were not written down."""

    threshold: float = Field(examples=[0.5])
    fitted_at: datetime
    answerable: Shares
    unanswerable: Shares = Field(description="The same questions, with the whole entry hidden")
    above: list[Example] = Field(description="The nearest that would just be answered")
    below: list[Example] = Field(description="The nearest that would just not be")


@router.get("/threshold")
async def effect(
    member: CurrentMember,
    session: Transaction,
    at: Annotated[float, Query(ge=0, le=1, description="The threshold to try", examples=[0.5])],
) -> ThresholdEffect | None:
    """What this threshold would do; null while the knowledge has too few FAQ wordings to tell.

    Told from the FAQ alone, a minute after it last changed: the wordings of entries that have several, 400 at most, are
    asked with themselves hidden, and again with their whole entry hidden. What is sure and yet only offered counts as
    offered, and finding nothing as refused. Facts, articles, other languages and small talk are left out.
    """
    found = await answering.threshold_effect(session, workspace_id=member.workspace_id, threshold=at)
    return ThresholdEffect.model_validate(found) if found else None
