"""Tickets as people at work and programs see and send them."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sportello.api.desk.shapes import Colleague, LabelName, TeamName
from sportello.api.shapes import Email, Payload
from sportello.api.visible import something_to_see
from sportello.api.widget.shapes import SaidName
from sportello.conversations import Author, Priority
from sportello.tickets import EntryKind, EntryLine, Source, Status, TicketLine

LONGEST_TEXT = 8_000
Subject = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(something_to_see),
    Field(examples=["Il rimborso non è arrivato"]),
]
LongText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_TEXT, strip_whitespace=True),
    AfterValidator(something_to_see),
    Field(examples=["Il bonifico risulta partito il 3, la banca lo cerca."]),
]
Labels = Annotated[list[UUID], Field(max_length=20)]


class TicketContact(BaseModel):
    """Whose ticket it is."""

    id: UUID
    name: str | None = Field(examples=["Mara Verdi"])
    email: str | None = Field(examples=["mara@example.org"])


class TicketNumber(BaseModel):
    """Another ticket."""

    id: UUID
    number: int = Field(examples=[17])


class Promise(BaseModel):
    """Something that is promised on a ticket. The time in which its customer is waited for is in it."""

    due_at: datetime = Field(description="By when; while the customer is waited for it moves on, and is not told late")
    warn_at: datetime | None = Field(description="From when on it is nearly late")
    kept_at: datetime | None = Field(description="When it was done, in time or late; null while it is not")
    late: bool = Field(description="Whether it was told to be late")


class Ticket(BaseModel):
    """A ticket."""

    id: UUID
    number: int = Field(description="Counted in the workspace, without gaps", examples=[12])
    subject: str = Field(examples=["Il rimborso non è arrivato"])
    status: Status
    priority: Priority
    source: Source
    language: str = Field(description="Of its customer", examples=["it"])
    contact: TicketContact | None
    conversation_id: UUID | None = Field(description="The conversation it comes from")
    assignee: Colleague | None
    team: TeamName | None
    labels: list[LabelName]
    watchers: list[Colleague]
    merged_into: TicketNumber | None = Field(description="Where it goes on")
    response: Promise | None = Field(description="A first answer; null where none is promised")
    resolution: Promise | None = Field(description="The solution; null where none is promised")
    paused_at: datetime | None = Field(description="Since when the customer is waited for; null: they are not")
    due_at: datetime | None = Field(description="What of it falls due next")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, line: TicketLine) -> Self:
        """The shape of a stored ticket."""
        one = line.ticket
        return cls(
            id=one.id,
            number=one.number,
            subject=one.subject,
            status=one.status,
            priority=one.priority,
            source=one.source,
            language=one.language,
            contact=TicketContact.model_validate(line.contact, from_attributes=True) if line.contact else None,
            conversation_id=one.conversation_id,
            assignee=Colleague(id=line.assignee[0], name=line.assignee[1]) if line.assignee else None,
            team=TeamName(id=line.team[0], name=line.team[1]) if line.team else None,
            labels=[LabelName.model_validate(label, from_attributes=True) for label in line.labels],
            watchers=[Colleague(id=id_, name=name) for id_, name in line.watchers],
            merged_into=TicketNumber(id=line.merged_into[0], number=line.merged_into[1]) if line.merged_into else None,
            response=_promise(
                one.response_due_at, one.response_warn_at, one.responded_at or one.over_at, one.response_stage
            ),
            resolution=_promise(one.resolution_due_at, one.resolution_warn_at, one.over_at, one.resolution_stage),
            paused_at=one.paused_at,
            due_at=one.due_at,
            created_at=one.created_at,
            updated_at=one.updated_at,
        )


def _promise(due_at: datetime | None, warn_at: datetime | None, kept_at: datetime | None, stage: str) -> Promise | None:
    if due_at is None:
        return None
    return Promise(due_at=due_at, warn_at=warn_at, kept_at=kept_at, late=stage == "breached")


class QuotedMessage(BaseModel):
    """A message of the conversation that a ticket was opened from, as it was then."""

    id: UUID
    author: Author
    name: str | None = Field(examples=["Anna Rossi"])
    text: str = Field(examples=["Non è arrivato niente."])
    at: datetime


class Entry(BaseModel):
    """Something that happened on a ticket."""

    id: UUID
    seq: int = Field(examples=[3])
    kind: EntryKind = Field(description="`changed` is history; a `note` is for colleagues alone")
    user: Colleague | None = Field(description="Null: the customer, the clock, or the house; see `by`")
    by: str | None = Field(description="What did it, where it was nobody at work", examples=["clock"])
    text: str = Field(examples=["Ho scritto alla banca."])
    messages: list[QuotedMessage] = Field(description="What was said last in the conversation it was opened from")
    changes: dict[str, Any] = Field(
        description="By field, what it was and what it is now; of `sla`, which `promise` was told and its `stage`; of"
        " `merged`, the ticket that goes on here",
        examples=[{"status": ["open", "resolved"]}],
    )
    created_at: datetime

    @classmethod
    def of(cls, line: EntryLine) -> Self:
        """The shape of a stored entry."""
        one = line.entry
        changes = {key: value for key, value in one.data.items() if key not in {"by", "messages", "subject"}}
        if one.kind == "changed" and "subject" in one.data:
            changes["subject"] = one.data["subject"]
        return cls(
            id=one.id,
            seq=one.seq,
            kind=one.kind,
            user=Colleague(id=one.user_id, name=line.user_name or "") if one.user_id else None,
            by=one.data.get("by"),
            text=one.text,
            messages=[QuotedMessage.model_validate(message) for message in one.data.get("messages", ())],
            changes=changes,
            created_at=one.created_at,
        )


class NewCustomer(Payload):
    """A customer whom nobody has met here, as whoever opens the ticket knows them."""

    name: SaidName = None
    email: Email | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.name is None and self.email is None:
            raise PydanticCustomError("nobody", "Say a name or an e-mail address")
        return self


class NewTicket(Payload):
    """A ticket, with the id that the client made: sent twice it is opened once."""

    id: UUID
    subject: Subject
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT, strip_whitespace=True)] = Field(
        default="", description="What it is about; for colleagues", examples=["Ordine 4711, pagato due volte."]
    )
    priority: Priority = "normal"
    conversation_id: UUID | None = Field(
        default=None, description="It is opened from this conversation, which says so, and quotes its last messages"
    )
    close_conversation: bool = Field(
        default=False, description="That conversation ends, not solved: what is left to do is done on the ticket"
    )
    contact_id: UUID | None = Field(default=None, description="Whose it is; from a conversation, its customer's")
    customer: NewCustomer | None = None
    assignee_id: UUID | None = None
    team_id: UUID | None = None
    labels: Labels = Field(default_factory=list[UUID])

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        if sum(one is not None for one in (self.conversation_id, self.contact_id, self.customer)) > 1:
            raise PydanticCustomError("several", "A ticket is of one conversation, contact or customer")
        if self.close_conversation and self.conversation_id is None:
            raise PydanticCustomError("no_conversation", "Say which conversation ends")
        return self


class TicketChange(Payload):
    """What is to be otherwise; what is left out stays. Null takes the assignee or the team away."""

    subject: Subject | None = None
    status: Status | None = None
    priority: Priority | None = None
    assignee_id: UUID | None = None
    team_id: UUID | None = None
    labels: Labels | None = Field(default=None, description="All of them")

    def values(self) -> dict[str, Any]:
        """What of the ticket itself is to be otherwise."""
        own = self.model_dump(include={"subject", "status", "priority"}, exclude_none=True)
        return own | self.model_dump(include={"assignee_id", "team_id"}, exclude_unset=True)


class NewTicketNote(Payload):
    """A note, with the id that the client made: sent twice it is kept once."""

    id: UUID
    text: LongText


class TicketMerge(Payload):
    """Where it goes on."""

    into: UUID
