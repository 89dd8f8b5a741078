"""What the assistant knows: articles, and a place to try a question."""

from asyncio import to_thread
from datetime import datetime
from functools import partial
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from sportello import knowledge
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.scopes import check_scope
from sportello.api.desk.source_shapes import Duplicate, LanguageCode, Scope
from sportello.api.paging import BadCursor, Cursor, Limit, Page, Whole, page_of, read_cursor
from sportello.api.parameters import ArticleId, LanguageFilter
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.knowledge import (
    After,
    ArticleInvalid,
    ArticleNotFound,
    ArticleState,
    Content,
    Kind,
    Status,
)

router = Router(
    prefix="/workspaces/{workspace}/knowledge",
    tags=["knowledge"],
    dependencies=[require("agent")],
)
_WRITER = require("supervisor")

Title = Annotated[str, StringConstraints(max_length=300), Field(examples=["Opening hours"])]
Body = Annotated[
    str, StringConstraints(max_length=200_000), Field(description="Markdown", examples=["We open at **17:00**."])
]
Wordings = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=1_000)]],
    Field(max_length=60, description="Of an FAQ: how people ask, best first", examples=[["When are you open?"]]),
]


class ArticleSummary(BaseModel):
    """An article as it is listed."""

    id: UUID
    slug: str = Field(examples=["opening-hours"])
    kind: Kind
    title: str = Field(examples=["Opening hours"])
    language: str = Field(examples=["en"])
    status: Status
    state: ArticleState = Field(
        description="What its status and its time make of it now; only what is `live` is found", examples=["expired"]
    )
    source_id: UUID | None
    source_name: str | None = Field(description="Where it was imported from", examples=["handbook"])
    valid_from: datetime | None = Field(description="It is found from then on; null: always")
    valid_until: datetime | None = Field(description="It is found until before then; null: for ever")
    assistants: list[UUID] | None = Field(description="The assistants that may use it; null: all of them")
    updated_at: datetime


class Article(ArticleSummary, Versioned):
    """An article, whole. Of an FAQ, `body` is the answer."""

    written: ClassVar = frozenset(
        {"kind", "title", "language", "status", "body", "questions", "valid_from", "valid_until", "assistants"}
    )
    body: str = Field(examples=["We open at **17:00**."])
    questions: list[str] = Field(examples=[["Posso portare il cane?", "cani ammessi"]])
    url: str = Field(description="The public page", examples=["/help/lumina/opening-hours"])
    source_url: str | None = Field(
        description="The web page it was read from", examples=["https://www.example.com/hours"]
    )


class ArticleWriting(Payload):
    """What an article is to say. An FAQ's title may be left empty: its first question then is the title."""

    kind: Kind
    title: Title = ""
    language: LanguageCode
    status: Status = "published"
    body: Body
    questions: Wordings = Field(default_factory=list)
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None
    assistants: Scope = None


class PreviewRequest(Payload):
    """A text to look at before it is stored."""

    body: Body


class Passage(BaseModel):
    """A passage as it would be found and cited."""

    heading_path: list[str] = Field(examples=[["Orari", "Inverno"]])
    anchor: str = Field(examples=["opening-hours"])
    text: str = Field(examples=["In inverno apriamo alle 17."])
    tokens: int = Field(examples=[9])


class Preview(BaseModel):
    """How a text will look, and the passages it will be found by."""

    html: str = Field(examples=['<h2 id="inverno">Inverno</h2><p>In inverno apriamo alle 17.</p>'])
    passages: list[Passage]


@router.get("/articles", responses=refusals(BadCursor))
async def list_articles(
    *,
    session: Transaction,
    query: Annotated[
        str, Query(max_length=200, description="Only what has this in its title or a wording", examples=["hours"])
    ] = "",
    language: LanguageFilter = None,
    kind: Annotated[Kind | None, Query(description="Only articles, or only FAQ entries", examples=["faq"])] = None,
    source_id: Annotated[
        UUID | None,
        Query(description="Only what came from this source", examples=["0197c3b0-6d2e-7c4e-9d5a-111111111111"]),
    ] = None,
    state: Annotated[
        ArticleState | Literal["limited"] | None,
        Query(
            description="Only what is in this state now; `limited`: what only some assistants may use, in any state",
            examples=["expired"],
        ),
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ArticleSummary]:
    """Articles, last changed first; `query` is looked for in titles and wordings."""
    place = read_cursor(cursor, datetime, UUID)
    found = await knowledge.list_articles(
        session,
        query=query,
        language=language,
        kind=kind,
        source_id=source_id,
        state=state,
        after=After(*place) if place else None,
        limit=limit + 1,
    )
    return page_of(
        found,
        limit,
        shape=lambda article: ArticleSummary(**_summary(article)),
        place=lambda article: (article.updated_at, article.id),
    )


@router.post("/articles", status_code=201, dependencies=[_WRITER], responses=refusals(ArticleInvalid))
async def create_article(body: ArticleWriting, member: CurrentMember, session: Transaction) -> Article:
    """Write a new article. Once published, the assistant knows it at once."""
    await check_scope(session, body.assistants)
    article = await knowledge.create_article(session, content=_content(body))
    return await whole_article(session, member.workspace_slug, article.id)


@router.get("/articles/{article_id}", responses=refusals(ArticleNotFound))
async def read_article(article_id: ArticleId, member: CurrentMember, session: Transaction) -> Article:
    """One article, whole."""
    return await whole_article(session, member.workspace_slug, article_id)


@router.put(
    "/articles/{article_id}",
    dependencies=[_WRITER],
    responses=refusals(ArticleNotFound, ArticleInvalid, ChangedMeanwhile),
)
async def update_article(
    article_id: ArticleId, body: ArticleWriting, member: CurrentMember, session: Transaction, seen: Seen = None
) -> Article:
    """Replace what an article says. Its address stays."""
    stored = partial(whole_article, session, member.workspace_slug, article_id)
    await unchanged(session, seen, stored, thing=f"article:{article_id}")
    await check_scope(session, body.assistants)
    await knowledge.update_article(session, article_id=article_id, content=_content(body))
    return await whole_article(session, member.workspace_slug, article_id)


@router.delete("/articles/{article_id}", status_code=204, dependencies=[_WRITER], responses=refusals(ArticleNotFound))
async def delete_article(article_id: ArticleId, session: Transaction) -> None:
    """Remove an article; the assistant forgets it at once."""
    await knowledge.delete_article(session, article_id=article_id)


@router.get("/articles/{article_id}/duplicates", responses=refusals(ArticleNotFound))
async def duplicates(article_id: ArticleId, session: Transaction) -> Whole[Duplicate]:
    """Articles of the same language that say nearly the same, the most alike first."""
    pairs = await knowledge.duplicates_of_article(session, article_id=article_id)
    return Whole(items=[Duplicate.model_validate(pair, from_attributes=True) for pair in pairs])


@router.post("/preview")
async def preview(body: PreviewRequest) -> Preview:
    """How a text will look, and how it will be cut into passages."""
    html = await to_thread(knowledge.to_html, body.body)
    pieces = await to_thread(knowledge.split, body.body, title="")
    return Preview(
        html=html,
        passages=[Passage.model_validate(piece, from_attributes=True) for piece in pieces],
    )


def _content(body: ArticleWriting) -> Content:
    questions = tuple(body.questions) if body.kind == "faq" else ()
    title = body.title or (questions[0][:300] if questions else "")
    return Content(
        kind=body.kind,
        title=title,
        language=body.language,
        status=body.status,
        body=body.body,
        questions=questions,
        valid_from=body.valid_from,
        valid_until=body.valid_until,
        assistants=None if body.assistants is None else tuple(body.assistants),
    )


async def whole_article(session: Transaction, workspace_slug: str, article_id: UUID) -> Article:
    """An article as the desk edits it."""
    article = await knowledge.get_article(session, article_id=article_id)
    return Article(
        **_summary(article),
        body=article.body,
        questions=[wording.text for wording in article.wordings],
        url=f"/help/{workspace_slug}/{article.slug}",
        source_url=article.source_url,
    )


def _summary(article: knowledge.Article) -> dict[str, Any]:
    told = {"source_name": article.source.name if article.source else None, "state": knowledge.state_of(article)}
    own = {name: getattr(article, name) for name in ArticleSummary.model_fields if name not in told}
    return own | told
