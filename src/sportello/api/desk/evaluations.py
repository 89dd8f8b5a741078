"""Scenarios tried from the desk: the runs that are kept, what came of each conversation, and what has changed since."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sportello import answering, templates
from sportello.answering import RunNotFound, TrialState
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.parameters import RunId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.core.errors import Invalid, NotFound

router = Router(
    prefix="/workspaces/{workspace}/assistant/evaluations",
    tags=["assistant"],
    dependencies=[require("admin")],
)


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class RunLine(_Read):
    """A run of scenarios, in a list."""

    id: UUID
    source: str = Field(description="A template's name, or what a file is called", examples=["festival"])
    ran_at: datetime
    state: TrialState = Field(description="Whether it waits to be made, was made, or could not be", examples=["done"])
    scenarios: int = Field(examples=[37])
    passed: int = Field(examples=[36])


class Runs(BaseModel):
    """The last fifty runs, newest first."""

    template: str | None = Field(description="The template whose scenarios can be run", examples=["festival"])
    runs: list[RunLine]


class StepVerdict(_Read):
    """What came of one thing the customer said."""

    question: str = Field(examples=["Posso portare il cane?"])
    expected: str = Field(description="Empty where nothing in particular was", examples=["source dogs"])
    got: str = Field(description="Written as expectations are", examples=["source dogs"])
    said: str = Field(description="Markdown", examples=["Sì, al **guinzaglio**."])
    passed: bool
    language: str = Field(examples=["it"])
    confidence: float | None = Field(examples=[0.91])
    threshold: float | None = Field(
        description="What an answer by search needs; null in runs before it was kept", examples=[0.5]
    )
    rules: list[str] = Field(description="What held an answer back, or decided it", examples=[["yes_to_unsaid"]])
    lacking: list[str] = Field(
        description="Telling words of the question that what was found first says nothing of", examples=[["freezer"]]
    )


class Verdict(_Read):
    """What came of a scenario."""

    name: str = Field(examples=["Dogs (it)"])
    language: str = Field(examples=["it"])
    passed: bool
    steps: list[StepVerdict]


class Comparison(_Read):
    """What has changed since the run of the same scenarios before, by their names."""

    since: datetime
    broken: list[str] = Field(description="Passed then, fail now", examples=[["Dogs (it)"]])
    mended: list[str] = Field(description="Failed then, pass now", examples=[["Prices (en)"]])
    added: list[str] = Field(examples=[["Groups (de)"]])
    gone: list[str] = Field(examples=[["Market (it)"]])


class Run(RunLine):
    """A run, whole."""

    comparison: Comparison | None
    verdicts: list[Verdict]
    repeatable: bool = Field(description="Whether its scenarios were kept, so that they can be tried again")


class RunPayload(Payload):
    """Scenarios of your own to try, as YAML; null for those of the template the workspace was started from."""

    source: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)] | None = Field(
        default=None, description="What to call them: runs of the same name are compared", examples=["mine.yaml"]
    )
    scenarios: Annotated[str, StringConstraints(max_length=500_000)] | None = Field(
        default=None, examples=["- {name: Dogs, language: it, question: 'E il cane?', expect: {source: dogs}}"]
    )


@router.get("")
async def runs(member: CurrentMember, session: Transaction) -> Runs:
    """The runs that are kept."""
    kept = await answering.list_runs(session, workspace_id=member.workspace_id)
    return Runs(
        template=await answering.template_of(session, workspace_id=member.workspace_id),
        runs=[RunLine.model_validate(run) for run in kept],
    )


@router.post("", status_code=202, responses=refusals(Invalid))
async def ask_run(body: RunPayload, member: CurrentMember, session: Transaction) -> RunLine:
    """Have scenarios tried on the assistant as it is now; they are in a moment."""
    source, written = body.source, body.scenarios
    if written is None:
        source = await answering.template_of(session, workspace_id=member.workspace_id)
        if source is None:
            raise NotFound("This workspace was not started from a template: give scenarios of your own.")
        written = templates.scenarios_written(source)
    run = await answering.ask_run(
        session, workspace_id=member.workspace_id, source=source or "scenarios", written=written
    )
    return RunLine.model_validate(run)


@router.post("/{run_id}/again", status_code=202, responses=refusals(RunNotFound))
async def ask_again(run_id: RunId, member: CurrentMember, session: Transaction) -> RunLine:
    """Have the scenarios of a run tried again, on the assistant as it is now: also those that a command brought."""
    run = await answering.ask_run_again(session, workspace_id=member.workspace_id, run_id=run_id)
    return RunLine.model_validate(run)


@router.get("/{run_id}", responses=refusals(RunNotFound))
async def read_run(run_id: RunId, session: Transaction) -> Run:
    """One run, compared with the one before it."""
    report, comparison = await answering.read_run(session, run_id=run_id)
    return Run.model_validate(
        vars(report) | {"scenarios": report.total, "passed": report.passed, "comparison": comparison}
    )
