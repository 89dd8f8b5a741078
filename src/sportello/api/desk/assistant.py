"""What the assistant says and when it steps aside, and why it said what it said."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from sportello import answering
from sportello.answering import (
    AssistantNotFound,
    CallState,
    CheckName,
    DropReason,
    GateReason,
    Outcome,
    Priority,
    Sentiment,
    StepName,
)
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.parameters import AssistantId, ConversationId, MessageId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Name, Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.core.errors import Invalid
from sportello.core.llm import Reason
from sportello.core.meanings import Without
from sportello.knowledge import closeness
from sportello.workspaces import Language

router = Router(
    prefix="/workspaces/{workspace}",
    tags=["assistant"],
    dependencies=[require("agent")],
)

Sentence = Annotated[str, StringConstraints(max_length=2_000)]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=200)]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$"), Field(examples=["refund"])]


class Rule(Payload):
    """Messages that hold one of these phrases go to a person at once."""

    id: RuleId
    name: Name
    phrases: dict[Language, Annotated[list[Phrase], Field(max_length=500)]] = Field(
        description="Whole words in order, whatever their case and accents; `*` at a word's end is any ending",
        examples=[{"it": ["voglio un rimborso"], "en": ["i want my money back"], "de": ["mein geld zurück"]}],
    )
    enabled: bool
    replies: dict[Language, Sentence] = Field(
        description="What is said instead of the handoff text when this rule fires. An empty one is that text.",
        examples=[{"it": "Se è un'emergenza chiami il 112: intanto avviso una persona."}],
    )


class AssistantWords(Payload):
    """What an assistant says and when it steps aside."""

    name: Name
    texts: dict[Language, dict[str, Sentence]] = Field(
        description="By language, then by what they are for. An empty text is the shipped one again.",
        examples=[{"it": {"fallback": "Non lo so. Vuole una persona?"}}],
    )
    starters: dict[Language, Annotated[list[Phrase], Field(max_length=10)]] = Field(
        description="Questions to begin with", examples=[{"it": ["Quanto costano i biglietti?"]}]
    )
    threshold: Annotated[float, Field(ge=0, le=1, description="How sure it must be to answer", examples=[0.5])]
    rules: Annotated[list[Rule], Field(max_length=100)]


class AssistantDraft(AssistantWords, Versioned):
    """What an assistant says, whole: texts that its owner left as they are shipped are there too."""

    written: ClassVar = frozenset(AssistantWords.model_fields)


class AssistantWriting(AssistantWords):
    """The draft as it is to be; it may be sent as it was read."""

    version: str | None = Field(
        default=None,
        max_length=100,
        description="As it was read. It is not looked at: `If-Match` is.",
        examples=["3f9a1c0b5d7e2468"],
    )


class TracedHit(BaseModel):
    """Something that search found for the question."""

    title: str = Field(examples=["Opening hours"])
    heading_path: list[str] = Field(examples=[["Opening hours", "Winter"]])
    kind: str = Field(examples=["faq"])
    score: float = Field(description="The share it gets of what a perfect document would", examples=[0.41])
    match: float = Field(description="The same for people: 1 for the very wording that was asked", examples=[0.9])
    coverage: float = Field(examples=[0.86])
    matched: list[str] | None = Field(
        description="The words of the question that it says, as the customer spelt them, but for those with digits. "
        "Null where none were compared: in facts, in what the customer chose, and in older traces",
        examples=[["portare", "cane"]],
    )
    lacking: list[str] | None = Field(
        description="The words of the question that tell something and that it says nowhere; null as above",
        examples=[["piscina"]],
    )
    cosine: float | None = Field(description="How near in meaning; null where no model tells", examples=[0.71])
    meaning: float | None = Field(
        description="What of that counts in the score: less than the cosine where the wordings of the FAQ taught that "
        "another entry is meant; null where no model tells, and in older traces",
        examples=[0.64],
    )
    url: str = Field(examples=["/help/lumina/opening-hours#winter"])
    article_id: UUID | None = Field(description="The article it stands in; null for a fact")
    fact_id: str | None = Field(description="The fact it is; null for what stands in an article", examples=["hours"])

    @model_validator(mode="before")
    @classmethod
    def _as_stored(cls, stored: dict[str, Any]) -> dict[str, Any]:
        """A trace from before meanings or words were kept has none; a fact has no article, and an article no fact."""
        meaning = stored.get("meaning", stored.get("cosine"))
        match = closeness(stored["score"], meaning) if stored.get("kind") != "fact" else 1.0
        missing = dict.fromkeys(("cosine", "meaning", "matched", "lacking", "article_id", "fact_id"))
        return missing | {"match": match} | stored


class Understood(BaseModel):
    """What was understood of the question, beside the answer."""

    intent: str | None = Field(description="Null where none is likely enough", examples=["refund"])
    intent_confidence: float | None = Field(description="The likeliest intent's, known or not", examples=[0.82])
    perhaps: bool = Field(description="Whether the intent is only a guess, upon which nothing is done")
    by_meaning: bool = Field(description="Whether an embedding model had its share in the intent")
    sentiment: Sentiment = Field(description="A hint from words alone")
    priority: Priority
    risk: float = Field(description="How close the customer seems to losing patience, from 0 to 1", examples=[0.64])
    reasons: list[str] = Field(
        description="What speaks for the priority and the risk", examples=[["unanswered_twice", "shouting"]]
    )

    @model_validator(mode="before")
    @classmethod
    def _as_stored(cls, stored: dict[str, Any]) -> dict[str, Any]:
        """A trace from before meanings and doubts were in it."""
        return {"by_meaning": False, "perhaps": False} | stored


class TracedCheck(BaseModel):
    """Something that was looked at before anything was searched."""

    name: CheckName
    found: list[str] = Field(description="What was found, as codes; mostly nothing", examples=[["email", "phone"]])


class TracedStep(BaseModel):
    """A step to the answer, and how long it took. One that came several times is added up."""

    name: StepName = Field(description="`model` is waiting for the embedding model, which `duration_ms` leaves out")
    ms: float = Field(examples=[1.3])


class TracedCall(BaseModel):
    """A call of a language model, or one that was not made."""

    model: str = Field(examples=["openai:gpt-5-mini"])
    read: int = Field(description="Tokens it was sent", examples=[2_810])
    from_cache: int = Field(description="Of them, those that its provider had kept", examples=[0])
    written: int = Field(description="Tokens it wrote", examples=[96])
    exact: bool = Field(description="Whether its provider said so; otherwise an estimate that is not too low")
    ms: float = Field(examples=[1_240.5])
    first_word_ms: float | None = Field(description="Until its first word; null where none came", examples=[410.2])
    failure: Reason | None = Field(description="Why it was of no use", examples=["overloaded"])
    detail: str = Field(description="What its provider said of that", examples=["The service is overloaded."])


class TracedDrop(BaseModel):
    """Something that a model wrote and that was not let through."""

    why: DropReason = Field(description="`citation` was only left out; all others had to be mended")
    what: str = Field(description="Its beginning, without personal data", examples=["https://evil.example/?q=secret"])


class TracedAsking(BaseModel):
    """What was asked of language models, and what came of it."""

    calls: list[TracedCall] = Field(description="In their order: each but the last one failed, or had to be mended")
    dropped: list[TracedDrop]
    gated: GateReason | None = Field(description="Why the assistant answered without a model after all")
    kept: bool = Field(description="Whether it is the answer that a model gave to the same question before")


class TracedAction(BaseModel):
    """An action that was proposed or done."""

    action: str = Field(examples=["order_status"])
    arguments: dict[str, Any] = Field(description="Without personal data", examples=[{"number": "A-1004"}])
    state: CallState
    result: str | None = Field(description="What it brought, without personal data", examples=["on its way"])
    why: str | None = Field(description="Why it failed", examples=["The server answered 500."])
    ms: float = Field(examples=[240.5])


class TracedPicture(BaseModel):
    """A picture that came with the question."""

    picture: str = Field(description="What it is called", examples=["IMG_1.jpg"])
    shows: str | None = Field(
        description="What a model saw on it, without personal data; null: none could look",
        examples=["A coffee machine whose display says E18."],
    )
    by: str | None = Field(description="The model that looked", examples=["openai:gpt-5-mini"])
    why: str | None = Field(description="Why none could", examples=["over_budget"])


class Trace(BaseModel):
    """Why the assistant said what it said."""

    outcome: Outcome
    language: str = Field(examples=["it"])
    question: str = Field(
        description="What was asked, without the personal data that was found", examples=["Quando aprite?"]
    )
    hits: list[TracedHit]
    rules: list[str] = Field(description="The rules that decided, if any did", examples=[["refund"]])
    checks: list[TracedCheck] = Field(
        description="The checks before the search, in their order; none in a trace from before there were checks"
    )
    understanding: Understood | None
    threshold: float = Field(examples=[0.5])
    confidence: float | None = Field(examples=[0.72])
    engine: str = Field(examples=["no-key"])
    model: str | None = Field(
        description="The model that was asked what the question means; null where none was",
        examples=["all-minilm@http://127.0.0.1:11434/v1#1"],
    )
    without_meaning: Without | None = Field(
        description="Why its meaning had no share in the answer, although a model was asked", examples=["slow"]
    )
    cost: float | None = Field(description="What language models cost for it, in euros", examples=[0.0012])
    asked: TracedAsking | None = Field(description="What was asked of language models; null where nothing was")
    pictures: list[TracedPicture] = Field(description="Pictures that came with it, where models are shown those")
    actions: list[TracedAction] = Field(description="What was proposed or done, in its order")
    duration_ms: float = Field(description="What reading, searching and deciding took", examples=[4.2])
    steps: list[TracedStep] = Field(
        description="What took how long; steps that were not needed are left out, and older traces have none"
    )
    created_at: datetime


@router.get("/assistants/{assistant}/draft", responses=refusals(AssistantNotFound))
async def read_draft(assistant: AssistantId, member: CurrentMember, session: Transaction) -> AssistantDraft:
    """An assistant and all it says, as it is being edited."""
    return await _shape(session, member.workspace_id, assistant)


@router.put(
    "/assistants/{assistant}/draft",
    dependencies=[require("admin")],
    responses=refusals(AssistantNotFound, Invalid, ChangedMeanwhile),
)
async def write_draft(
    assistant: AssistantId, body: AssistantWriting, member: CurrentMember, session: Transaction, seen: Seen = None
) -> AssistantDraft:
    """Replace what its draft says and when it steps aside. Customers get it once it goes live (`POST …/live`)."""
    found = await answering.get_assistant(session, workspace_id=member.workspace_id, assistant_id=assistant)
    stored = partial(_shape, session, member.workspace_id, assistant)
    await unchanged(session, seen, stored, thing=f"assistant:{found.id}", action="assistant.changed")
    content: dict[str, Any] = body.model_dump(exclude={"version"})
    await answering.save_words(
        session,
        workspace_id=member.workspace_id,
        assistant_id=assistant,
        content=answering.AssistantContent(**content),
        actor=member,
    )
    return await _shape(session, member.workspace_id, assistant)


@router.get("/conversations/{conversation_id}/messages/{message_id}/trace", tags=["conversations"])
async def trace(conversation_id: ConversationId, message_id: MessageId, session: Transaction) -> Trace:
    """Why the assistant said this message."""
    found = await answering.trace_of(session, conversation_id=conversation_id, message_id=message_id)
    return Trace.model_validate(found, from_attributes=True)


async def _shape(session: Transaction, workspace_id: UUID, assistant_id: UUID | None) -> AssistantDraft:
    settings = await answering.drafted_settings(session, workspace_id=workspace_id, assistant_id=assistant_id)
    return AssistantDraft.model_validate({field: getattr(settings, field) for field in AssistantWords.model_fields})
