"""Business facts: what is answered exactly, edited by people, moved in and out as files."""

from asyncio import to_thread
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated, Any, ClassVar, Literal, cast

from fastapi import Query, Response
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, TypeAdapter

from sportello import answering, knowledge
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.fact_shapes import AnyFact, FactId, HoursFact, Interval
from sportello.api.desk.source_shapes import ImportReport
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.core.clock import now
from sportello.knowledge import (
    FactExists,
    FactInvalid,
    FactKind,
    FactNotFound,
    FactRow,
    FactsFileInvalid,
    File,
    Hours,
)

router = Router(
    prefix="/workspaces/{workspace}/knowledge",
    tags=["facts"],
    dependencies=[require("agent")],
)
_WRITER = require("supervisor")
FactKindFilter = Annotated[FactKind | None, Query(description="Only facts of this kind", examples=["hours"])]
_FACT: TypeAdapter[Any] = TypeAdapter(AnyFact)


class StoredFact(Versioned):
    """A fact with where it came from."""

    written: ClassVar = frozenset({"fact"})

    fact: AnyFact
    source: str | None = Field(description="The file it was imported from", examples=["facts.yaml"])
    url: str = Field(description="Where customers read it", examples=["/help/lumina/facts#trail"])
    updated_at: datetime


class Facts(BaseModel):
    """All facts of a workspace, in their order: there are few."""

    items: list[StoredFact]


class FactsImport(Payload):
    """A file of facts. With the same `source` (else: file name) again, it updates in place what it brought before."""

    filename: Annotated[str, StringConstraints(min_length=1, max_length=200), Field(examples=["facts.yaml"])]
    content: Annotated[str, Field(max_length=1_000_000, examples=["facts: 1\nhours:\n- …"])]
    source: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = Field(
        default=None, description="What the file is known by when it comes again", examples=["website"]
    )


class PreviewRequest(Payload):
    """Hours as they are written so far, stored or not; `at` and `first` are now and today when left out."""

    fact: HoursFact
    at: AwareDatetime | None = None
    first: date | None = Field(default=None, description="The first of the seven days that are shown")


class PreviewDay(BaseModel):
    """A day as the hours have it."""

    date: date
    holiday: bool = Field(description="Whether it is a public holiday of the workspace's calendar")
    intervals: list[Interval]


class HoursPreview(BaseModel):
    """Whether it is open at an instant, and a week of days."""

    at: datetime = Field(description="In the time zone of the hours")
    open: bool
    until: datetime | None = Field(description="Until when it stays so; null: as far as one can see")
    week: list[PreviewDay]


class FactQuestion(Payload):
    """A question as a customer would put it, at a moment; `fact` counts in place of the stored one of its id."""

    question: Annotated[str, StringConstraints(min_length=1, max_length=500)] = Field(
        examples=["Siete aperti il 26 dicembre alle 18?"]
    )
    language: Literal["it", "en", "de"]
    at: AwareDatetime | None = Field(default=None, description="Now, when left out")
    fact: AnyFact | None = Field(default=None, description="A fact as it is written so far")


class CitedFact(BaseModel):
    """A fact that an answer was made from."""

    fact_id: str = Field(examples=["trail"])
    title: str = Field(examples=["Percorso di luci"])
    url: str = Field(examples=["/help/lumina/facts?lang=it#trail"])


class FactReply(BaseModel):
    """What facts say, word by word, and which of them."""

    text: str = Field(examples=["Sì: sabato 26 dicembre siamo aperti dalle 16:30 alle 23."])
    language: str = Field(examples=["it"])
    facts: list[CitedFact] = Field(description="One, or several prices of a kind")
    searched_first: bool = Field(description="Said only where search finds nothing better")


class FactAnswered(BaseModel):
    """The answer; null where no fact answers and search would."""

    answer: FactReply | None


class PublicHoliday(BaseModel):
    """A public holiday by its name."""

    date: date
    name: str = Field(examples=["Natale"])


class PublicHolidays(BaseModel):
    """The public holidays of the workspace's calendar in a year; none where it names no country."""

    items: list[PublicHoliday]


class Country(BaseModel):
    """A country whose public holidays are known."""

    code: str = Field(examples=["IT"])
    regions: list[str] = Field(description="Those with holidays of their own", examples=[["BZ", "MI"]])


class Countries(BaseModel):
    """All of them, by code."""

    items: list[Country]


@router.get("/facts")
async def list_all(member: CurrentMember, session: Transaction, kind: FactKindFilter = None) -> Facts:
    """All facts, or those of one kind."""
    found = await knowledge.list_facts(session, kind=kind)
    return Facts(items=[_shape(row, member.workspace_slug) for row in found])


@router.post("/facts", status_code=201, dependencies=[_WRITER], responses=refusals(FactExists, FactInvalid))
async def create(body: AnyFact, member: CurrentMember, session: Transaction) -> StoredFact:
    """Add a fact under an id of its own. The next answer knows it."""
    row = await knowledge.save_fact(session, kind=body.kind, document=_document(body), expect=False, actor=member)
    return _shape(row, member.workspace_slug)


@router.post("/facts/imports", dependencies=[_WRITER], responses=refusals(FactsFileInvalid))
async def import_file(body: FactsImport, member: CurrentMember, session: Transaction) -> ImportReport:
    """Import a file of facts (YAML or JSON); what it says wrong is told with its line."""
    report = await knowledge.import_facts(
        session, source=body.source or body.filename, files=[File(body.filename, body.content)], actor=member
    )
    return ImportReport.model_validate(report, from_attributes=True)


@router.post("/facts/preview", responses=refusals(FactInvalid))
async def preview(body: PreviewRequest, session: Transaction) -> HoursPreview:
    """Whether it is open at an instant, and a week of days, by hours that need not be stored."""
    hours = cast("Hours", _read(body.fact))
    book = await knowledge.fact_book(session)
    opening = book.opening(hours)
    at = body.at or now()
    state = opening.state(at)
    first = body.first or opening.local(at).date()
    days = [first + timedelta(days=ahead) for ahead in range(7)]
    return HoursPreview(
        at=opening.local(at),
        open=state.open,
        until=opening.local(state.until) if state.until else None,
        week=[
            PreviewDay(date=day, holiday=book.holiday(day), intervals=[_interval(one) for one in opening.on(day)])
            for day in days
        ],
    )


@router.post("/facts/question", responses=refusals(FactInvalid))
async def ask(body: FactQuestion, session: Transaction) -> FactAnswered:
    """What would be said to a question at a moment, by the facts as they are or as they are being written."""
    book = await knowledge.fact_book(session)
    if body.fact is not None:
        written = _read(body.fact)
        book = replace(book, facts=(*(fact for fact in book.facts if fact.id != written.id), written))
    at = body.at or now()
    exact = await answering.answer_from_facts(session, question=body.question, language=body.language, at=at, book=book)
    answer = exact or answering.answer_by_name(book, language=body.language, asked=body.question, at=at)
    if answer is None:
        return FactAnswered(answer=None)
    facts = [
        CitedFact(fact_id=fact_id, title=cited["title"], url=cited["url"])
        for fact_id, cited in zip(answer.fact_ids, answer.citations, strict=True)
    ]
    reply = FactReply(text=answer.text, language=answer.language, facts=facts, searched_first=exact is None)
    return FactAnswered(answer=reply)


@router.get("/facts-holidays")
async def holidays(
    session: Transaction,
    year: Annotated[int, Query(ge=2000, le=2100, description="Of this year", examples=[2026])],
    language: Annotated[
        Literal["it", "en", "de"], Query(description="In which language they are named", examples=["it"])
    ] = "en",
) -> PublicHolidays:
    """The public holidays of a year, to be given hours of their own."""
    calendar = (await knowledge.fact_book(session)).calendar
    found = await to_thread(knowledge.holiday_names, calendar, year, language)
    return PublicHolidays(items=[PublicHoliday(date=day, name=name) for day, name in sorted(found.items())])


@router.get("/facts-countries")
async def countries() -> Countries:
    """Whose public holidays are known."""
    found = await to_thread(knowledge.countries)
    return Countries(items=[Country(code=code, regions=list(found[code])) for code in sorted(found)])


@router.get("/facts/{fact_id}", responses=refusals(FactNotFound))
async def read(fact_id: FactId, member: CurrentMember, session: Transaction) -> StoredFact:
    """One fact."""
    return _shape(await knowledge.get_fact(session, fact_id=fact_id), member.workspace_slug)


@router.put(
    "/facts/{fact_id}",
    dependencies=[_WRITER],
    responses=refusals(FactNotFound, FactInvalid, ChangedMeanwhile),
)
async def write(
    fact_id: FactId, body: AnyFact, member: CurrentMember, session: Transaction, seen: Seen = None
) -> StoredFact:
    """Replace what a fact says; its id and kind stay. The calendar comes to be by this, too."""
    if body.id != fact_id:
        raise FactInvalid(f"A fact keeps its id: this one is “{fact_id}”.")
    stored = partial(read, fact_id, member, session)
    await unchanged(session, seen, stored, thing=f"fact:{fact_id}", action="fact.written")
    expect = None if body.kind == "calendar" else True
    row = await knowledge.save_fact(session, kind=body.kind, document=_document(body), expect=expect, actor=member)
    return _shape(row, member.workspace_slug)


@router.delete("/facts/{fact_id}", status_code=204, dependencies=[_WRITER], responses=refusals(FactNotFound))
async def delete(fact_id: FactId, member: CurrentMember, session: Transaction) -> None:
    """Remove a fact; nothing is answered from it any more."""
    await knowledge.remove_fact(session, fact_id=fact_id, actor=member)


@router.get("/facts-file", response_class=Response, responses={200: {"content": {"application/yaml": {}}}})
async def export(
    session: Transaction,
    form: Annotated[Literal["yaml", "json"], Query(alias="format", description="As what", examples=["json"])] = "yaml",
) -> Response:
    """All facts as a file that can be imported again."""
    book = await knowledge.fact_book(session)
    return Response(
        knowledge.write_facts_file(book.facts, as_json=form == "json"),
        media_type=f"application/{form}",
        headers={"Content-Disposition": f'attachment; filename="{book.slug}-facts.{form}"'},
    )


def _read(fact: AnyFact) -> knowledge.AnyFact:
    try:
        return knowledge.read_fact(fact.kind, _document(fact))
    except knowledge.FactProblem as problem:
        raise FactInvalid.because(problem) from None


def _document(fact: BaseModel) -> dict[str, Any]:
    return fact.model_dump(by_alias=True)


def _shape(row: FactRow, slug: str) -> StoredFact:
    names = {"calendar": ("id", "kind", "country", "region")}.get(row.kind, row.document)
    fact = _FACT.validate_python({name: row.document[name] for name in names})
    return StoredFact(fact=fact, source=row.source, url=f"/help/{slug}/facts#{row.id}", updated_at=row.updated_at)


def _interval(interval: knowledge.Interval) -> Interval:
    closes = interval.closes if interval.closes <= knowledge.MIDNIGHT else interval.closes - knowledge.MIDNIGHT
    return Interval(opens=_clock(interval.opens), closes=_clock(closes))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
