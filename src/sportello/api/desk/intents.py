"""What customers want, as the assistant tells it apart: the owner's intents and their examples."""

from datetime import datetime
from functools import partial
from typing import Annotated, ClassVar

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sportello import answering
from sportello.answering import IntentContent
from sportello.api.deps import CurrentMember, ResourcesDep, Transaction, require
from sportello.api.desk.meaning import meaning_of
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.core.errors import Invalid
from sportello.workspaces import Language

router = Router(
    prefix="/workspaces/{workspace}/assistant/intents",
    tags=["assistant"],
    dependencies=[require("agent")],
)

IntentName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$"), Field(examples=["group-visit"])]
Example = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class IntentPayload(Payload):
    """What an owner writes of an intent; of a shipped one, what they add to it."""

    name: IntentName
    description: Annotated[str, StringConstraints(max_length=500)] = Field(
        examples=["A school or a club wants to come together"]
    )
    examples: dict[Language, Annotated[list[Example], Field(max_length=500)]] = Field(
        description="Messages as customers write them: at least three of a language for an intent of your own",
        examples=[{"it": ["siamo una classe di 24", "visita per un gruppo", "gita scolastica"]}],
    )
    enabled: bool


class IntentsPayload(Payload):
    """All intents. Shipped ones that are not in the list stay as they are shipped."""

    intents: Annotated[list[IntentPayload], Field(max_length=300)]


class Intent(BaseModel):
    """Something customers want."""

    name: str = Field(examples=["refund"])
    description: str = Field(examples=["A school or a club wants to come together"])
    examples: dict[Language, list[str]] = Field(description="The owner's", examples=[{"it": ["rivoglio i soldi"]}])
    enabled: bool
    shipped: dict[Language, int] = Field(
        description="How many examples of ours it has besides; none for an intent of the owner's own",
        examples=[{"it": 26, "en": 26, "de": 26}],
    )


class Found(BaseModel):
    """How well one intent's examples are known when they are held out."""

    model_config = ConfigDict(from_attributes=True)

    asked: int = Field(examples=[20])
    right: int = Field(examples=[16])
    mistaken_for: str | None = Field(description="What the others were mostly taken for", examples=["cancel"])


class ShippedExamples(BaseModel):
    """How customers say a usual thing, as it is shipped."""

    examples: dict[Language, list[str]] = Field(examples=[{"it": ["vorrei un rimborso"]}])


class SentencePayload(Payload):
    """A sentence to try."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=4_000)] = Field(
        examples=["E se piove, mi ridate i soldi?"]
    )
    language: Language = Field(description="Of the conversation: holds where the sentence's own is not plain")


class Recognised(BaseModel):
    """What a sentence is taken for."""

    model_config = ConfigDict(from_attributes=True)

    language: Language
    nearest: list[str] = Field(
        description="The three intents nearest to it; none for a sentence without words",
        examples=[["refund", "cancel"]],
    )
    confidence: float = Field(description="That it is the first of them", examples=[0.74])
    threshold: float = Field(description="From here on the assistant goes by it", examples=[0.31])
    known: bool = Field(description="Whether it is sure enough")
    by_meaning: bool = Field(description="Whether an embedding model had its share in it")


class IntentModel(BaseModel):
    """How well one language's intents are told apart, measured on examples that were held out."""

    language: Language
    up_to_date: bool = Field(description="Whether it knows the newest examples; a moment after a change it does")
    trained_at: datetime | None = Field(description="Null for the model as it is shipped")
    intents: int = Field(examples=[23])
    examples: int = Field(examples=[555])
    accuracy: float = Field(description="Of messages with a known intent, the share known rightly", examples=[0.78])
    kept: float = Field(description="The same, where it is sure enough to say so", examples=[0.66])
    told_apart: float = Field(description="Of messages with an unknown intent, the share told so", examples=[0.61])
    threshold: float = Field(description="The confidence that is sure enough", examples=[0.31])
    by_meaning: bool = Field(description="Whether an embedding model has its share; the figures are then of both")
    by_intent: dict[str, Found] = Field(
        description="How well each intent is found again; empty for a model that was made before this was measured",
        examples=[{"refund": {"asked": 20, "right": 16, "mistaken_for": "cancel"}}],
    )


class Intents(Versioned):
    """All intents, the owner's own first, and how well they are told apart."""

    written: ClassVar = frozenset(IntentsPayload.model_fields)

    intents: list[Intent]
    models: list[IntentModel]
    learning_failed: bool = Field(
        description="Whether they were not learnt; it is tried again by itself, and whenever they are written"
    )


@router.get("")
async def read_intents(member: CurrentMember, session: Transaction) -> Intents:
    """What the assistant tells apart, and how well."""
    return await _whole(session, member)


@router.put("", dependencies=[require("admin")], responses=refusals(Invalid, ChangedMeanwhile))
async def write_intents(
    body: IntentsPayload, member: CurrentMember, session: Transaction, seen: Seen = None
) -> Intents:
    """Replace the intents. They are learnt in a moment; until then the assistant goes by the old ones."""
    thing = f"workspace:{member.workspace_id}"
    await unchanged(session, seen, partial(_whole, session, member), thing=thing, action="intents.changed")
    await answering.save_intents(
        session,
        workspace_id=member.workspace_id,
        intents=[IntentContent(**intent.model_dump()) for intent in body.intents],
        actor=member,
    )
    return await _whole(session, member)


@router.get("/shipped/{intent}")
async def read_shipped(
    intent: Annotated[str, Path(description="The name of an intent", examples=["refund"])],
) -> ShippedExamples:
    """The examples of ours that an intent has besides its owner's; none for one of the owner's own."""
    examples = {language: answering.shipped_examples(language).get(intent, ()) for language in answering.LANGUAGES}
    return ShippedExamples.model_validate({"examples": examples})


@router.post("/try")
async def try_sentence(
    body: SentencePayload, member: CurrentMember, session: Transaction, resources: ResourcesDep
) -> Recognised:
    """What a sentence is taken for by the intents as they were last learnt. Stores nothing."""
    meant = await meaning_of(
        session, resources.meanings, workspace_id=member.workspace_id, questions=[body.text], language=body.language
    )
    return Recognised.model_validate(
        await answering.recognise(session, text=body.text, language=body.language, meant=meant)
    )


async def _whole(session: Transaction, member: CurrentMember) -> Intents:
    states = await answering.intent_models(session)
    behind = not all(state.up_to_date for state in states)
    return Intents(
        learning_failed=behind and await answering.learning_fails(session, workspace_id=member.workspace_id),
        intents=[Intent.model_validate(intent, from_attributes=True) for intent in await answering.intents_of(session)],
        models=[
            IntentModel.model_validate(
                vars((state.head.near or state.head).measured)
                | {
                    "language": state.head.language,
                    "threshold": (state.head.near or state.head).threshold,
                    "by_meaning": state.head.near is not None,
                    "intents": len(state.head.intents),
                    "trained_at": state.trained_at,
                    "up_to_date": state.up_to_date,
                }
            )
            for state in states
        ],
    )
