"""What people at work send and see."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from sportello import billing, contacts
from sportello.api.shapes import Attachment
from sportello.api.widget.shapes import Contact, WidgetMessage, message_fields
from sportello.conversations import Author, Found, FoundIn, Message, NoteLine, Priority, Risk, Said, State, Summary


class Colleague(BaseModel):
    """A colleague."""

    id: UUID
    name: str = Field(examples=["Anna Rossi"])


class TeamName(BaseModel):
    """A team."""

    id: UUID
    name: str = Field(examples=["Billing"])


class LabelName(BaseModel):
    """A label as it stands on a conversation."""

    id: UUID
    name: str = Field(examples=["Refund"])
    color: str = Field(examples=["#2f6fde"])


class FoundPart(BaseModel):
    """Some of a passage: what was sought, or what stands around it."""

    text: str = Field(examples=["rimborso"])
    found: bool


class FoundPassage(BaseModel):
    """Where in a conversation something was found, the newest such place."""

    place: FoundIn = Field(description="What is known of the customer, a message, or a note", examples=["message"])
    parts: list[FoundPart]
    author: Author | None = Field(description="Who said it, where it is a message")
    seq: int | None = Field(description="The message's place in the conversation", examples=[4])
    at: datetime | None

    @classmethod
    def of(cls, found: Found) -> "FoundPassage":
        """The shape of what was found."""
        return cls.model_validate(found, from_attributes=True)


class ConversationSummary(BaseModel):
    """A conversation as a line in a list."""

    id: UUID
    state: State
    channel: str = Field(examples=["web"])
    language: str = Field(examples=["it"])
    priority: Priority
    risk: Risk = Field(
        description="How close the customer seems to losing patience, the highest that the assistant noticed since it"
        " was opened"
    )
    contact: Contact
    assignee: Colleague | None
    team: TeamName | None = Field(description="Whose members may have it from the queue; null: anybody")
    labels: list[LabelName]
    preview: str = Field(examples=["Quanto costa il biglietto?"])
    last_message_at: datetime
    last_message_author: Author | None
    last_agent_name: str | None = Field(
        description="Who wrote the last message, where an agent did", examples=["Anna Rossi"]
    )
    last_seq: int = Field(examples=[4])
    unread: int = Field(examples=[1])
    queued_at: datetime | None
    waiting_since: datetime | None
    handoff_reason: str | None = Field(examples=["customer_wish"])
    asked: str | None = Field(
        description="What who is in the queue asked last in their own words, other than for a person",
        examples=["Posso avere un rimborso?"],
    )
    rating: int | None = Field(examples=[5])
    snoozed_until: datetime | None = Field(description="Put aside by its agent until then")
    mentioned: list[UUID] = Field(description="Colleagues whom a note called here, and who have not looked yet")
    unread_by: list[UUID] = Field(description="Colleagues who marked it unread, each for themselves")
    test: bool
    merged_into: UUID | None = Field(description="It goes on in this one")
    version: int = Field(examples=[7])
    created_at: datetime
    found: FoundPassage | None = Field(description="Where it has what was sought; null where nothing was")

    @classmethod
    def of(cls, line: Summary, *, found: Found | None = None) -> "ConversationSummary":
        """The shape of what was read, and of where something was found in it."""
        where: dict[str, Any] = {"found": FoundPassage.of(found) if found else None}
        return cls(**(summary_fields(line) | where))


def summary_fields(line: Summary) -> dict[str, Any]:
    """What lists and the open conversation share."""
    return {
        "id": line.id,
        "state": line.state,
        "channel": line.channel,
        "language": line.language,
        "priority": line.priority,
        "risk": line.risk,
        "contact": Contact(id=line.contact_id, name=line.contact_name, email=line.contact_email),
        "assignee": Colleague(id=line.assignee_id, name=line.assignee_name or "") if line.assignee_id else None,
        "team": TeamName(id=line.team_id, name=line.team_name or "") if line.team_id else None,
        "labels": line.labels,
        "preview": line.preview,
        "last_message_at": line.last_message_at,
        "last_message_author": line.last_message_author,
        "last_agent_name": line.last_agent_name,
        "last_seq": line.last_seq,
        "unread": line.unread,
        "queued_at": line.queued_at,
        "waiting_since": line.waiting_since,
        "handoff_reason": line.handoff_reason,
        "asked": line.asked,
        "rating": line.rating,
        "snoozed_until": line.snoozed_until,
        "mentioned": line.mentioned,
        "unread_by": line.unread_by,
        "test": line.test,
        "merged_into": line.merged_into,
        "version": line.version,
        "created_at": line.created_at,
        "found": None,
    }


class FullContact(Contact):
    """All that is known of the customer; `verified` says that `external_id` is proven."""

    phone: str | None = Field(examples=["+39 055 0000000"])
    external_id: str | None = Field(examples=["customer-42"])
    verified: bool
    language: str = Field(examples=["it"])
    created_at: datetime
    last_seen_at: datetime
    attributes: dict[str, Any]

    @classmethod
    def of(cls, contact: contacts.Contact) -> "FullContact":
        """The shape of what was read."""
        return cls.model_validate(contact, from_attributes=True)


class EarlierConversation(BaseModel):
    """Another conversation with the same customer."""

    id: UUID
    state: State
    created_at: datetime
    preview: str = Field(examples=["Dove si parcheggia?"])


class Handoff(BaseModel):
    """Why a person was called, and about what."""

    reason: str = Field(examples=["customer_wish"])
    again: str | None = Field(
        description="Why they wait once more, where a person had them already", examples=["agent_left"]
    )
    question: str | None = Field(examples=["Posso avere un rimborso?"])
    summary: str | None = Field(examples=[None])


class ConversationCost(BaseModel):
    """What language models cost for a conversation, and how far its budget is gone."""

    spent: float = Field(description="In euros", examples=[0.0042])
    state: billing.State = Field(examples=["open"])


class ConversationDetail(ConversationSummary):
    """A conversation with all that is around it."""

    contact: FullContact  # pyright: ignore[reportIncompatibleVariableOverride] - the same, with more in it
    page_url: str | None = Field(examples=["https://shop.example.com/tickets"])
    rating_comment: str | None = Field(examples=["Gentile e veloce."])
    earlier: list[EarlierConversation]
    handoff: Handoff | None
    cost: ConversationCost | None = Field(description="Null where no language model was asked")


class PictureDescription(BaseModel):
    """What a model that can see read from a picture: not checked, and without personal data. Customers never see it."""

    shows: str | None = Field(
        default=None,
        description="Null: nobody could look at it (`failure`)",
        examples=["A coffee machine whose display says E18."],
    )
    words: str | None = Field(default=None, description="What stands on it", examples=["E18 CALL SERVICE"])
    topic: str | None = Field(default=None, description="What it was looked up by", examples=["coffee machine E18"])
    by: str | None = Field(default=None, description="The model that looked", examples=["openai:gpt-5-mini"])
    failure: str | None = Field(default=None, description="Why nobody could", examples=["over_budget"])


class DeskAttachment(Attachment):
    """A file that came with a message, as people at work see it."""

    description: PictureDescription | None = Field(
        default=None, description="Of a picture that a model was shown; null: none was"
    )


class DeskMessage(WidgetMessage):
    """A message as people at work see it; `has_trace` says that the assistant can explain it."""

    attachments: list[DeskAttachment]  # pyright: ignore[reportIncompatibleVariableOverride] - it is never changed
    user_id: UUID | None
    has_trace: bool


def desk_message(said: Said | Message) -> DeskMessage:
    """The shape of what was read."""
    return DeskMessage(**message_fields(said), user_id=said.user_id, has_trace=said.author == "assistant")


class Note(BaseModel):
    """What a colleague noted, or a rule. Customers never see it."""

    id: UUID
    conversation_id: UUID
    author: Colleague | None = Field(description="Null: a rule wrote it")
    rule: str | None = Field(description="What the rule that wrote it was called", examples=["Reclami"])
    text: str = Field(examples=["Ha già chiamato ieri."])
    mentions: list[Colleague] = Field(description="Whom it calls here; their names stand in the text after an @")
    created_at: datetime

    @classmethod
    def of(cls, note: NoteLine) -> "Note":
        """The shape of what was read."""
        return cls(
            id=note.id,
            conversation_id=note.conversation_id,
            author=Colleague(id=note.user_id, name=note.user_name) if note.user_id else None,
            rule=None if note.user_id else note.user_name,
            text=note.text,
            mentions=[Colleague(id=UUID(one["id"]), name=one["name"]) for one in note.mentions],
            created_at=note.created_at,
        )
