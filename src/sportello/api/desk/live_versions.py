"""Before going live, going live, and what was live before."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sportello import answering, templates
from sportello.answering import (
    AssistantNotFound,
    ChainInvalid,
    NothingNew,
    NotRehearsed,
    ScenariosBreak,
    TrialState,
    VersionNotFound,
)
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.assistants import Assistant, Which, shape
from sportello.api.desk.evaluations import RunLine, Verdict
from sportello.api.paging import BadCursor, Cursor, Limit, Page, Whole, page_of, read_cursor
from sportello.api.parameters import AssistantId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.versions import ChangedMeanwhile, Seen, unchanged
from sportello.core.errors import Invalid

router = Router(
    prefix="/workspaces/{workspace}/assistants/{assistant}",
    tags=["assistant"],
    dependencies=[require("admin")],
)

Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="A version, by its number", examples=[7])]


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Version(_Read):
    """What customers got for a while. It is never changed afterwards."""

    number: int = Field(examples=[7])
    author: str = Field(description="Who went live with it", examples=["Anna Rossi"])
    note: str = Field(description="Why; empty where nobody was asked yet", examples=["New opening hours"])
    created_at: datetime


class GoLive(Payload):
    """What to go live with a draft for."""

    note: Annotated[
        str,
        StringConstraints(min_length=1, max_length=answering.LONGEST_NOTE),
        Field(description="Why, for whoever reads the versions later", examples=["New opening hours"]),
    ]
    anyway: bool = Field(
        default=False, description="Although the scenarios were not tried on it, or fail: the note says why"
    )


class Restored(BaseModel):
    """A version that is the draft now."""

    assistant: Assistant
    missing: list[str] = Field(
        description="Models whose key is not here any more: they were left out", examples=[["gpt-5-mini"]]
    )


class Difference(_Read):
    """A field in which two differ, as people read it."""

    path: list[str] = Field(description="Where it stands", examples=[["texts", "it", "welcome"]])
    before: str | None = Field(description="Null: it is not there; lists have a line each", examples=["Buongiorno!"])
    after: str | None = Field(examples=["Salve!"])


class Case(_Read):
    """A scenario with the draft, beside what customers get now."""

    draft: Verdict
    live: Verdict | None
    broken: bool = Field(description="It fails, and passes with what is live")
    mended: bool = Field(description="It passes, and fails with what is live")


class Rehearsal(BaseModel):
    """The scenarios tried on a draft."""

    id: UUID
    ran_at: datetime
    state: TrialState
    current: bool = Field(description="Whether it is of the draft, the live version and the scenarios of now")
    passed: int = Field(examples=[36])
    cases: list[Case]


class BeforeLive(BaseModel):
    """What is known of a draft before it goes live."""

    scenarios: int = Field(description="How many there are to be tried; 0: none, so nothing holds it up", examples=[37])
    last: Rehearsal | None


@router.get("/rehearsals", responses=refusals(AssistantNotFound))
async def last_rehearsal(assistant: AssistantId, member: CurrentMember, session: Transaction) -> BeforeLive:
    """The scenarios there are, and what came of them when they were last tried on the draft, beside what is live."""
    scenarios = await templates.scenarios_for(session, workspace_id=member.workspace_id)
    found = await answering.rehearsal_of(
        session, workspace_id=member.workspace_id, scenarios=scenarios, assistant_id=assistant
    )
    last = found and Rehearsal(
        id=found.run.id,
        ran_at=found.run.ran_at,
        state=found.run.state,
        current=found.current,
        passed=found.run.passed,
        cases=[Case.model_validate(case) for case in found.cases],
    )
    return BeforeLive(scenarios=len(answering.read_scenarios(scenarios)) if scenarios else 0, last=last)


@router.post("/rehearsals", status_code=202, responses=refusals(AssistantNotFound, NothingNew, Invalid))
async def rehearse(assistant: AssistantId, member: CurrentMember, session: Transaction) -> RunLine:
    """Have the scenarios tried on the draft, beside what is live: the template's, and those that were tried before."""
    scenarios = await templates.scenarios_for(session, workspace_id=member.workspace_id)
    if scenarios is None:
        raise Invalid("This workspace has no scenarios: there is nothing to try, and nothing holds the draft up.")
    run = await answering.ask_rehearsal(
        session, workspace_id=member.workspace_id, scenarios=scenarios, assistant_id=assistant
    )
    return RunLine.model_validate(run)


@router.post(
    "/live",
    status_code=201,
    responses=refusals(
        AssistantNotFound, NothingNew, NotRehearsed, ScenariosBreak, ChainInvalid, ChangedMeanwhile, Invalid
    ),
)
async def go_live(
    assistant: AssistantId, body: GoLive, member: CurrentMember, session: Transaction, seen: Seen = None
) -> Version:
    """Give customers the draft, from their next answer on.

    Where there are scenarios, they were tried on it before, and none fails that passes with what is live. `anyway`
    goes live all the same. `If-Match` is the assistant's `version`.
    """

    async def stored() -> Assistant:
        return await shape(session, member.workspace_id, assistant)

    thing = f"assistant:{(await stored()).id}"
    await unchanged(session, seen, stored, thing=thing, action="assistant.went_live")
    made = await answering.go_live(
        session,
        workspace_id=member.workspace_id,
        assistant_id=assistant,
        note=body.note,
        scenarios=await templates.scenarios_for(session, workspace_id=member.workspace_id),
        anyway=body.anyway,
        actor=member,
    )
    return Version.model_validate(made)


@router.get("/versions", responses=refusals(AssistantNotFound, BadCursor))
async def list_versions(
    assistant: AssistantId, member: CurrentMember, session: Transaction, cursor: Cursor = None, limit: Limit = 50
) -> Page[Version]:
    """What went live, the newest first: who and why."""
    before = read_cursor(cursor, int)
    found = await answering.get_assistant(session, workspace_id=member.workspace_id, assistant_id=assistant)
    versions = await answering.list_versions(
        session, assistant_id=found.id, before=before[0] if before else None, limit=limit + 1
    )
    return page_of(versions, limit, shape=Version.model_validate, place=lambda version: (version.number,))


@router.post("/versions/{number}/restore", responses=refusals(AssistantNotFound, VersionNotFound))
async def restore(assistant: AssistantId, number: Number, member: CurrentMember, session: Transaction) -> Restored:
    """Put what a version was into the draft, in the place of what was there. Customers hear it once it goes live."""
    restored = await answering.restore(
        session, workspace_id=member.workspace_id, assistant_id=assistant, number=number, actor=member
    )
    return Restored(
        assistant=await shape(session, member.workspace_id, restored.assistant.id), missing=list(restored.missing)
    )


@router.delete("/draft", responses=refusals(AssistantNotFound, ChangedMeanwhile))
async def discard(assistant: AssistantId, member: CurrentMember, session: Transaction, seen: Seen = None) -> Assistant:
    """Give up what is drafted: it begins again from what is live. `If-Match` is the assistant's `version`."""

    async def stored() -> Assistant:
        return await shape(session, member.workspace_id, assistant)

    await unchanged(session, seen, stored, thing=f"assistant:{(await stored()).id}")
    kept = await answering.discard_draft(
        session, workspace_id=member.workspace_id, assistant_id=assistant, actor=member
    )
    return await shape(session, member.workspace_id, kept.id)


@router.get("/comparison", responses=refusals(AssistantNotFound, VersionNotFound))
async def compare(
    assistant: AssistantId, member: CurrentMember, session: Transaction, before: Which = "live", after: Which = "draft"
) -> Whole[Difference]:
    """The fields in which two differ: the draft, what is live, or versions."""
    found = await answering.compare_contents(
        session, workspace_id=member.workspace_id, before=before, after=after, assistant_id=assistant
    )
    return Whole(items=[Difference.model_validate(one) for one in found])
