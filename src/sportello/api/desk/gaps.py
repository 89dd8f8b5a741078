"""What customers asked and the assistant could not answer; and what agents answered instead."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sportello import answering
from sportello.answering import (
    After,
    GapAnswered,
    GapLine,
    GapNotFound,
    GapReason,
    GapState,
    Outcome,
    PersonalData,
    ProposalDecided,
    ProposalNotFound,
)
from sportello.api.deps import CurrentMember, ResourcesDep, Transaction, require
from sportello.api.desk.knowledge import Article, Body, Title, whole_article
from sportello.api.desk.meaning import meaning_of
from sportello.api.desk.source_shapes import LanguageCode
from sportello.api.paging import BadCursor, Cursor, Limit, Page, Whole, page_of, read_cursor
from sportello.api.parameters import GapId, LanguageFilter, ProposalId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.knowledge import ArticleInvalid, Content, Status

router = Router(
    prefix="/workspaces/{workspace}/knowledge",
    tags=["gaps"],
    dependencies=[require("agent")],
)
_WRITER = require("supervisor")
Days = Annotated[int, Query(ge=1, le=366, description="Only what was asked in so many days until now", examples=[30])]


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Gap(_Read):
    """Questions that are alike and that the assistant could not answer."""

    id: UUID
    language: str = Field(examples=["it"])
    state: GapState
    asked: int = Field(description="How often, in the period asked for; of one gap alone: ever", examples=[12])
    since: int = Field(description="How often since it was last dismissed or answered", examples=[0])
    first_asked_at: datetime
    last_asked_at: datetime
    wordings: list[str] = Field(
        description="How customers put it, each once, the oldest first, without personal data that was found",
        examples=[["C'è un parcheggio?", "dove posso parcheggiare"]],
    )
    article_id: UUID | None = Field(description="What somebody wrote to answer it")
    article_title: str | None = Field(examples=["C'è un parcheggio?"])
    article_status: Status | None


class GapCounts(BaseModel):
    """What waits for a person."""

    gaps: int = Field(description="Open gaps of the last 30 days for which nobody has begun an answer", examples=[4])
    proposals: int = Field(description="FAQ entries proposed from conversations", examples=[2])


class GapQuestion(_Read):
    """One question of a gap, as it was put."""

    conversation_id: UUID
    message_id: UUID = Field(description="The assistant's message that was no answer; its trace says why")
    question: str = Field(examples=["C'è un parcheggio?"])
    reason: GapReason = Field(
        description="It did not know; it offered choices and none was taken; it offered a person beside an answer;"
        " it answered, the customer asked for a person, and that person answered"
    )
    asked_at: datetime
    nearest: str | None = Field(description="The title of what came nearest", examples=["Come arrivare"])


class AskedAgain(_Read):
    """What the assistant would say to a wording now."""

    question: str = Field(examples=["C'è un parcheggio?"])
    outcome: Outcome
    title: str | None = Field(description="What it would cite", examples=["Parcheggio"])
    url: str | None = Field(examples=["/help/lumina/parcheggio"])


class FaqWriting(Payload):
    """An FAQ entry, written by a person: a draft, unless they say otherwise."""

    title: Title
    questions: Annotated[
        list[Annotated[str, StringConstraints(min_length=1, max_length=1_000)]],
        Field(max_length=60, description="How people ask, best first", examples=[["C'è un parcheggio?"]]),
    ]
    body: Body
    language: LanguageCode
    status: Status = "draft"


class Proposal(_Read):
    """A question that the assistant could not answer, and what an agent answered."""

    id: UUID
    conversation_id: UUID
    language: str = Field(examples=["it"])
    question: str = Field(examples=["C'è un parcheggio?"])
    answer: str = Field(examples=["Sì, davanti all'ingresso: 120 posti, gratuito la sera."])
    hidden: list[PersonalData] = Field(
        description="Kinds of personal data that were found and replaced by […]; there may be others",
        examples=[["name"]],
    )
    wordings: list[str] = Field(
        description="Other ways in which customers put it", examples=[["dove posso parcheggiare"]]
    )
    agent: str = Field(description="Who answered", examples=["Anna Rossi"])
    answered_at: datetime
    created_at: datetime


@router.get("/gaps", responses=refusals(BadCursor))
async def list_gaps(
    *,
    session: Transaction,
    state: Annotated[GapState, Query(description="Only gaps in this state", examples=["open"])] = "open",
    days: Days = 30,
    language: LanguageFilter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Gap]:
    """Gaps, the most asked first, with up to three wordings of each."""
    place = read_cursor(cursor, int, datetime, UUID)
    after = After(*place) if place else None
    found = await answering.list_gaps(session, state=state, days=days, language=language, after=after, limit=limit + 1)
    return page_of(found, limit, shape=_gap, place=lambda line: (line.asked, line.last_asked_at, line.id))


@router.get("/gaps/count")
async def count(session: Transaction) -> GapCounts:
    """The numbers beside the lists of gaps."""
    gaps, proposals = await answering.count_gaps(session, days=30)
    return GapCounts(gaps=gaps, proposals=proposals)


@router.get("/gaps/{gap_id}", responses=refusals(GapNotFound))
async def read_gap(gap_id: GapId, session: Transaction) -> Gap:
    """One gap, with all the wordings that an answer to it should have."""
    return _gap(await answering.get_gap(session, gap_id=gap_id))


@router.get("/gaps/{gap_id}/questions", responses=refusals(BadCursor))
async def questions(gap_id: GapId, session: Transaction, cursor: Cursor = None, limit: Limit = 20) -> Page[GapQuestion]:
    """The questions of a gap as they were put, the newest first, each with its conversation."""
    before = read_cursor(cursor, datetime, UUID)
    found = await answering.questions_of_gap(session, gap_id=gap_id, before=before, limit=limit + 1)
    return page_of(
        found, limit, shape=GapQuestion.model_validate, place=lambda asked: (asked.asked_at, asked.message_id)
    )


@router.post("/gaps/{gap_id}/ask", responses=refusals(GapNotFound))
async def ask_again(
    gap_id: GapId, member: CurrentMember, session: Transaction, resources: ResourcesDep
) -> Whole[AskedAgain]:
    """Ask the assistant some of its wordings again: whether it would answer them by now. Nothing is stored."""
    workspace_id, asked = member.workspace_id, await answering.gap_to_ask(session, gap_id=gap_id)
    meant = await meaning_of(
        session, resources.meanings, workspace_id=workspace_id, questions=asked.wordings, language=asked.language
    )
    found = await answering.ask_gap_again(session, workspace_id=workspace_id, asked=asked, meant=meant)
    return Whole(items=[AskedAgain.model_validate(answer) for answer in found])


@router.post("/gaps/{gap_id}/dismiss", dependencies=[_WRITER], responses=refusals(GapNotFound))
async def dismiss(gap_id: GapId, member: CurrentMember, session: Transaction) -> Gap:
    """Take it off the list. It comes back by itself when three more customers have asked it."""
    await answering.dismiss_gap(session, gap_id=gap_id, actor=member)
    return await read_gap(gap_id, session)


@router.post("/gaps/{gap_id}/restore", dependencies=[_WRITER], responses=refusals(GapNotFound))
async def restore(gap_id: GapId, member: CurrentMember, session: Transaction) -> Gap:
    """Put it back on the list."""
    await answering.restore_gap(session, gap_id=gap_id, actor=member)
    return await read_gap(gap_id, session)


@router.post(
    "/gaps/{gap_id}/article",
    status_code=201,
    dependencies=[_WRITER],
    responses=refusals(GapNotFound, GapAnswered, ArticleInvalid),
)
async def write_answer(gap_id: GapId, body: FaqWriting, member: CurrentMember, session: Transaction) -> Article:
    """Write the answer, as a draft. Once somebody publishes it, the gap is closed."""
    article = await answering.write_answer(session, gap_id=gap_id, content=_content(body), actor=member)
    return await whole_article(session, member.workspace_slug, article.id)


@router.get("/proposals", responses=refusals(BadCursor))
async def list_proposals(
    *,
    session: Transaction,
    language: LanguageFilter = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[Proposal]:
    """FAQ entries proposed from conversations that an agent resolved, the newest first, until somebody decides."""
    before = read_cursor(cursor, datetime, UUID)
    found = await answering.list_proposals(session, language=language, before=before, limit=limit + 1)
    return page_of(found, limit, shape=_proposal, place=lambda one: (one.created_at, one.id))


@router.get("/proposals/{proposal_id}", responses=refusals(ProposalNotFound))
async def read_proposal(proposal_id: ProposalId, session: Transaction) -> Proposal:
    """One that waits for a decision."""
    return _proposal(await answering.get_proposal(session, proposal_id=proposal_id))


@router.post(
    "/proposals/{proposal_id}/accept",
    status_code=201,
    dependencies=[_WRITER],
    responses=refusals(ProposalNotFound, ProposalDecided, ArticleInvalid),
)
async def accept(proposal_id: ProposalId, body: FaqWriting, member: CurrentMember, session: Transaction) -> Article:
    """Approve it, as it is or edited: a draft, which somebody publishes."""
    article = await answering.accept_proposal(session, proposal_id=proposal_id, content=_content(body), actor=member)
    return await whole_article(session, member.workspace_slug, article.id)


@router.post(
    "/proposals/{proposal_id}/reject",
    status_code=204,
    dependencies=[_WRITER],
    responses=refusals(ProposalNotFound, ProposalDecided),
)
async def reject(proposal_id: ProposalId, member: CurrentMember, session: Transaction) -> None:
    """Turn it down. It is never proposed again."""
    await answering.reject_proposal(session, proposal_id=proposal_id, actor=member)


def _gap(line: GapLine) -> Gap:
    return Gap.model_validate(line)


def _proposal(one: answering.Proposal) -> Proposal:
    return Proposal.model_validate(vars(one) | {"hidden": sorted(one.hidden)})


def _content(body: FaqWriting) -> Content:
    return Content(
        kind="faq",
        title=body.title or (body.questions[0][:300] if body.questions else ""),
        language=body.language,
        status=body.status,
        body=body.body,
        questions=tuple(body.questions),
    )
