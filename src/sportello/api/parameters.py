"""What addresses are made of: each parameter that several routes share, described once."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Path, Query
from pydantic import StringConstraints

from sportello import conversations

_MADE_HERE = "0197c3b0-6d2e-7c4e-9d5a-111111111111"

WORKSPACE = {
    "name": "workspace",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "description": "The workspace's slug", "examples": ["lumina"], "title": "Workspace"},
    "description": "The workspace's slug",
}
"""What most addresses begin with. It is read where the member is found, and only described here: FastAPI makes a
validator of its own for every address that declares a parameter, and for each place that does."""

ApiKeyId = Annotated[UUID, Path(description="An API key", examples=[_MADE_HERE])]
ArticleId = Annotated[UUID, Path(description="An article or FAQ entry", examples=[_MADE_HERE])]


def _named(
    assistant: Annotated[
        Literal["default"] | UUID, Path(description="An assistant, by its `id`, or `default`", examples=["default"])
    ],
) -> UUID | None:
    return None if assistant == "default" else assistant


AssistantId = Annotated[UUID | None, Depends(_named)]
"""An assistant that an address names; None: the default."""
OfAssistant = Annotated[
    UUID | None, Query(alias="assistant", description="An assistant; left out: the default", examples=[_MADE_HERE])
]
AttachmentId = Annotated[
    UUID, Path(description="A file; its id was made by the client that sent it", examples=[_MADE_HERE])
]
ContactId = Annotated[UUID, Path(description="A customer", examples=[_MADE_HERE])]
ConversationId = Annotated[
    UUID, Path(description="A conversation, by the `id` that the answer to its opening gave", examples=[_MADE_HERE])
]
DeskId = Annotated[
    UUID | None,
    Query(
        description="A desk by which you say what it shows (`PUT …/looking`), anew for each stream",
        examples=[_MADE_HERE],
    ),
]
DeviceId = Annotated[UUID, Path(description="A browser that takes messages", examples=[_MADE_HERE])]
DraftKind = Annotated[conversations.DraftKind, Path(description="A reply or a note", examples=["reply"])]
GapId = Annotated[UUID, Path(description="Questions without an answer that are alike", examples=[_MADE_HERE])]
ImportId = Annotated[
    UUID, Path(description="An import, by the `id` that the answer to its beginning gave", examples=[_MADE_HERE])
]
InvitationId = Annotated[UUID, Path(description="An open invitation", examples=[_MADE_HERE])]
LabelId = Annotated[UUID, Path(description="A label", examples=[_MADE_HERE])]
LeadId = Annotated[UUID, Path(description="Contact details that a customer left", examples=[_MADE_HERE])]
MacroId = Annotated[UUID, Path(description="A macro", examples=[_MADE_HERE])]
MessageId = Annotated[
    UUID, Path(description="A message; its id was made by the client that sent it", examples=[_MADE_HERE])
]
ModelKeyId = Annotated[UUID, Path(description="A key to language models", examples=[_MADE_HERE])]
OutletId = Annotated[UUID, Path(description="A room in a chat", examples=[_MADE_HERE])]
ProposalId = Annotated[UUID, Path(description="A proposed FAQ entry", examples=[_MADE_HERE])]
ReplyId = Annotated[UUID, Path(description="A canned reply", examples=[_MADE_HERE])]
RuleId = Annotated[UUID, Path(description="A rule", examples=[_MADE_HERE])]
RunId = Annotated[UUID, Path(description="A run of scenarios", examples=[_MADE_HERE])]
SessionId = Annotated[UUID, Path(description="A browser that is signed in", examples=[_MADE_HERE])]
SourceId = Annotated[
    UUID,
    Path(description="A source of knowledge, by the `id` that the answer to its making gave", examples=[_MADE_HERE]),
]
PolicyOf = Annotated[
    Literal["all"] | UUID, Path(description="A team whose tickets it is for, or `all` others", examples=["all"])
]
TeamId = Annotated[UUID, Path(description="A team", examples=[_MADE_HERE])]
TicketId = Annotated[
    UUID, Path(description="A ticket, by the `id` that the answer to its opening gave", examples=[_MADE_HERE])
]
UserId = Annotated[UUID, Path(description="Somebody who works here", examples=[_MADE_HERE])]
ViewId = Annotated[UUID, Path(description="A list of the inbox that is kept under a name", examples=[_MADE_HERE])]
WidgetKeyId = Annotated[UUID, Path(description="A widget key", examples=[_MADE_HERE])]

LanguageFilter = Annotated[
    Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] | None,
    Query(description="Only what is in this language", examples=["it"]),
]
AfterSeq = Annotated[
    int, Query(ge=0, le=2**31 - 1, description="Only messages after this `seq`, the oldest first", examples=[3])
]
BeforeSeq = Annotated[
    int | None,
    Query(ge=0, le=2**31 - 1, description="The last messages before this `seq`, instead", examples=[41]),
]
