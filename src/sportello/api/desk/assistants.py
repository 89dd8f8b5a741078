"""The assistants of a workspace: making and choosing them, and what each of them is as a file."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering
from sportello.answering import AssistantNotFound, FileInvalid, IsDefault, NotLive, VersionNotFound
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.paging import Whole
from sportello.api.parameters import AssistantId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Name, Payload
from sportello.api.versions import Versioned
from sportello.core.errors import Invalid

router = Router(
    prefix="/workspaces/{workspace}/assistants",
    tags=["assistant"],
    dependencies=[require("agent")],
)

Which = Annotated[
    Literal["draft", "live"] | Annotated[int, Field(ge=1, le=2**31 - 1)],
    Query(description="What is being edited, what is live, or a version by its number", examples=["live"]),
]


class Assistant(Versioned):
    """An assistant, as one chooses among them. `version` is a mark of its draft and of what is live."""

    written: ClassVar = frozenset({"live", "mark"})

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str = Field(description="As its draft has it", examples=["Lume"])
    is_default: bool = Field(description="Whether it answers where none is named")
    live: int = Field(description="The number of the version that customers get; 0: it never went live", examples=[7])
    edited: bool = Field(description="Whether its draft says something else than what is live")
    mark: str = Field(description="Of its draft: another as soon as anything in it is", examples=["3f9a1c0b5d7e2468"])
    template: str | None = Field(description="The template it was started from", examples=["festival"])
    changed_at: datetime | None = Field(description="Null: nobody has written anything of it yet")


class NewAssistant(Payload):
    """Another assistant: empty, a copy, or from a file."""

    name: Name | None = Field(default=None, description="Null: as the copy or the file has it")
    copy_of: UUID | None = Field(default=None, description="The assistant whose draft it begins with")
    file: Annotated[str, StringConstraints(max_length=2_000_000, strip_whitespace=False)] | None = Field(
        default=None,
        description="What an export wrote",
        examples=['{"format": "sportello-assistant", "format_version": 1, "name": "Lume"}'],
    )


class Made(BaseModel):
    """An assistant that was made."""

    assistant: Assistant
    missing: list[str] = Field(
        description="Models of the file for which the workspace has no key, and actions it has not: they were left out",
        examples=[["openai: gpt-5-mini"]],
    )


@router.get("")
async def list_all(session: Transaction) -> Whole[Assistant]:
    """The workspace's assistants, the one that answers everybody first: there is one before anybody has written it."""
    found = await answering.list_assistants(session)
    return Whole(items=[Assistant.model_validate(one) for one in found])


@router.post(
    "", status_code=201, dependencies=[require("admin")], responses=refusals(AssistantNotFound, Invalid, FileInvalid)
)
async def create(body: NewAssistant, member: CurrentMember, session: Transaction) -> Made:
    """Make another assistant. It is a draft: it answers nobody before it goes live."""
    content, missing, name = None, list[str](), body.name
    if body.file is not None:
        brought = await answering.read_file(session, body.file)
        content, missing, name = brought.content, list(brought.missing), name or brought.content["name"]
    elif body.copy_of is not None:
        copied = await answering.get_assistant(session, workspace_id=member.workspace_id, assistant_id=body.copy_of)
        name = name or copied.name
    if not name:
        raise Invalid("Give it a name.")
    made = await answering.create_assistant(
        session, workspace_id=member.workspace_id, name=name, content=content, copy_of=body.copy_of, actor=member
    )
    return Made(assistant=await shape(session, member.workspace_id, made.id), missing=missing)


@router.get("/{assistant}", responses=refusals(AssistantNotFound))
async def read(assistant: AssistantId, member: CurrentMember, session: Transaction) -> Assistant:
    """One of them, and whether what is drafted is live."""
    return await shape(session, member.workspace_id, assistant)


@router.post("/{assistant}/default", dependencies=[require("admin")], responses=refusals(AssistantNotFound, NotLive))
async def make_default(assistant: AssistantId, member: CurrentMember, session: Transaction) -> Assistant:
    """Have it answer wherever none is named, from the next answer on."""
    found = await answering.get_assistant(session, workspace_id=member.workspace_id, assistant_id=assistant)
    await answering.make_default(session, workspace_id=member.workspace_id, assistant_id=found.id, actor=member)
    return await shape(session, member.workspace_id, found.id)


@router.delete(
    "/{assistant}",
    status_code=204,
    dependencies=[require("admin")],
    responses=refusals(AssistantNotFound, IsDefault),
)
async def delete(assistant: AssistantId, member: CurrentMember, session: Transaction) -> None:
    """Give it up with its versions. Whom it answered, the default answers from now on; what it said stays said."""
    found = await answering.get_assistant(session, workspace_id=member.workspace_id, assistant_id=assistant)
    await answering.remove_assistant(session, workspace_id=member.workspace_id, assistant_id=found.id, actor=member)


@router.get(
    "/{assistant}/export",
    dependencies=[require("admin")],
    responses=refusals(AssistantNotFound, VersionNotFound),
)
async def export(
    assistant: AssistantId, member: CurrentMember, session: Transaction, which: Which = "live"
) -> dict[str, Any]:
    """It as a file, without keys: models are named by whose they are. `POST /assistants` reads it again."""
    content = await answering.content_of(session, workspace_id=member.workspace_id, which=which, assistant_id=assistant)
    return await answering.write_file(session, content)


async def shape(session: AsyncSession, workspace_id: UUID, assistant_id: UUID | None) -> Assistant:
    """As it is shown."""
    found = await answering.get_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    return Assistant.model_validate(found)
