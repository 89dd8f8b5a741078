"""What is sent and seen of sources and imports."""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from sportello.api.shapes import Payload
from sportello.api.versions import Versioned
from sportello.knowledge import (
    BegunBy,
    ChangeLine,
    Did,
    Every,
    Outcome,
    RunLine,
    RunState,
    SourceKind,
    SourceLine,
    Status,
)

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$"), Field(examples=["it"])]
SourceName = Annotated[str, StringConstraints(min_length=1, max_length=200), Field(examples=["Website"])]
Url = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2_000),
    Field(
        description="Of a page its address; of a site its sitemap, or the page a section of it begins at",
        examples=["https://www.example.com/sitemap.xml"],
    ),
]
PathPrefix = Annotated[
    str,
    StringConstraints(max_length=500),
    Field(description="Of a site: read only pages whose path begins so", examples=["/help/"]),
]
PageCap = Annotated[
    int, Field(ge=1, le=2_000, description="Of a site: how many pages are read at most", examples=[200])
]
Scope = Annotated[
    list[UUID] | None,
    Field(min_length=1, max_length=50, description="The assistants that may use it; null: all of them"),
]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=200_000), Field(description="Markdown", examples=["# Hours\n\n…"])
]

ReasonCode = Annotated[
    str | None,
    Field(description="The reason for programs, where it has a code; new ones may come", examples=["no_answer"]),
]
ReasonParams = Annotated[
    dict[str, str | int],
    Field(description="What the reason is about", examples=[{"host": "www.example.com"}]),
]


class Timetable(Payload):
    """When a page or site is read again by itself, by the workspace's clock."""

    every: Every
    at_hour: Annotated[int, Field(ge=0, le=23, examples=[3])] = 3
    on_day: Annotated[int, Field(ge=0, le=6, description="Weekly: 0 is Monday", examples=[0])] = 0


class Import(BaseModel):
    """One reading of a source, as far as it is. `found`, `dealt` and `read` count files and pages, others articles."""

    id: UUID
    source_id: UUID
    begun_by: BegunBy
    begun_by_name: str | None = Field(examples=["Anna Rossi"])
    complete: bool
    state: RunState
    reason: str | None = Field(description="Of one that failed: why", examples=["www.example.com does not answer."])
    reason_code: ReasonCode
    reason_params: ReasonParams
    found: int = Field(description="Files and pages there are, as far as that is known by now", examples=[120])
    dealt: int = Field(description="How many of these have been dealt with, read or left out", examples=[120])
    read: int = Field(description="How many of these could be read", examples=[118])
    added: int = Field(examples=[12])
    changed: int = Field(examples=[3])
    removed: int = Field(examples=[1])
    unchanged: int = Field(examples=[102])
    skipped: int = Field(
        description="Files, pages and entries that were left out, and remarks about what was read", examples=[2]
    )
    to_compare: int = Field(
        description="Written articles that are compared with all others once everything is read; 0 before that",
        examples=[15],
    )
    compared: int = Field(description="How many of these have been compared", examples=[15])
    current: str | None = Field(description="What is being read now", examples=["handbook/hours.md"])
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, line: RunLine) -> "Import":
        """The shape of what was read."""
        return cls(**import_fields(line))


class SkippedItem(BaseModel):
    """Something that was left out, and how to mend it."""

    item: str = Field(examples=["faq.csv:7"])
    reason: str = Field(examples=["'Parking?' has no answer: fill in `answer` (risposta, Antwort)"])
    code: ReasonCode
    params: ReasonParams

    @classmethod
    def kept(cls, one: dict[str, Any]) -> "SkippedItem":
        """The shape of what a run keeps; earlier ones kept sentences only."""
        return cls(item=one["item"], reason=one["reason"], code=one.get("code"), params=one.get("params") or {})


class ImportChange(BaseModel):
    """An article that an import has added, changed or removed, by the title it had then; and why it was removed."""

    id: UUID
    did: Did
    title: str = Field(examples=["Opening hours"])
    language: str = Field(examples=["en"])
    article_id: UUID | None = Field(description="Null where the article is gone by now")
    reason: str | None = Field(
        description="Why it was removed; null of what was not, and of imports from before reasons were kept",
        examples=["www.example.com answered 410 for /old."],
    )
    reason_code: ReasonCode
    reason_params: ReasonParams

    @classmethod
    def of(cls, line: ChangeLine) -> "ImportChange":
        """The shape of what was read."""
        change, because = line.change, line.change.because or {}
        return cls(
            id=change.id,
            did=change.did,
            title=change.title,
            language=change.language,
            article_id=change.article_id if line.exists else None,
            reason=change.reason,
            reason_code=because.get("code"),
            reason_params=because.get("params") or {},
        )


class ImportReport(BaseModel):
    """What an import that is over at once did."""

    added: int = Field(examples=[12])
    changed: int = Field(examples=[3])
    removed: int = Field(examples=[0])
    unchanged: int = Field(examples=[40])
    skipped: list[SkippedItem]


class AlikeArticle(BaseModel):
    """An article among others that say nearly the same."""

    id: UUID
    title: str = Field(examples=["Opening hours"])
    language: str = Field(examples=["en"])
    status: Status


class Duplicate(BaseModel):
    """Two articles that say nearly the same. Nothing is done about it: one of them may be superfluous."""

    article: AlikeArticle
    other: AlikeArticle
    share: float = Field(description="How much of both their texts they have in common, 0 to 1", examples=[0.83])


class ImportDetail(Import):
    """A reading with all it has to report; of very many skipped things the first 500. Its changes are read apart."""

    listed: bool = Field(description="Whether it is known which articles it changed: not of earlier imports")

    skipped_items: list[SkippedItem]
    duplicates: list[Duplicate]


class Source(Versioned):
    """Where articles come from."""

    written: ClassVar = frozenset({"name", "url", "path_prefix", "page_cap", "language", "assistants", "schedule"})
    id: UUID
    kind: SourceKind
    name: str = Field(examples=["Website"])
    url: str | None = Field(examples=["https://www.example.com/sitemap.xml"])
    path_prefix: str | None = Field(examples=["/help/"])
    page_cap: int = Field(examples=[200])
    language: str | None = Field(description="Of texts that do not say theirs", examples=["it"])
    assistants: list[UUID] | None = Field(description="Who may use its new articles; null: all")
    schedule: Timetable
    due_at: datetime | None = Field(description="When it is read next by itself")
    imported_at: datetime | None
    created_at: datetime
    articles: int = Field(description="How many articles are of it", examples=[42])
    last_import: Import | None

    @classmethod
    def of(cls, line: SourceLine) -> "Source":
        """The shape of what was read."""
        source = line.source
        own: dict[str, Any] = {name: getattr(source, name) for name in cls.model_fields if hasattr(source, name)}
        return cls(
            **own,
            schedule=Timetable(every=source.every, at_hour=source.at_hour, on_day=source.on_day),
            articles=line.articles,
            last_import=Import.of(line.last) if line.last else None,
        )


class SourceFile(BaseModel):
    """A file or page of a source. One that is `waiting` is read by the next import, and kept no longer."""

    name: str = Field(examples=["faq.csv"])
    size: int = Field(description="Bytes, of files", examples=[48213])
    outcome: Outcome | None = Field(description="What became of it when it was last read")
    reason: str | None = Field(description="Why it was not read", examples=["It is protected by a password."])
    reason_code: ReasonCode
    reason_params: ReasonParams
    waiting: bool


class NewSource(Payload):
    """A source to be. Its id is made by the client; `text` is for the kind of that name."""

    id: UUID
    kind: SourceKind
    name: SourceName
    url: Url | None = None
    path_prefix: PathPrefix | None = None
    page_cap: PageCap = 200
    language: LanguageCode | None = None
    assistants: Scope = None
    schedule: Timetable = Timetable(every="never")
    text: Text | None = None


class SourceChanges(Payload):
    """What is to become different; what is not there stays. A new scope is given to the articles there are, too."""

    name: SourceName | None = None
    url: Url | None = None
    path_prefix: PathPrefix | None = None
    page_cap: PageCap | None = None
    language: LanguageCode | None = None
    assistants: Scope = None
    schedule: Timetable | None = None


class SourceText(Payload):
    """A text to import."""

    text: Text


class NewImport(Payload):
    """A reading to begin. Its id is made by the client, so that a repeated request is the same reading."""

    id: UUID
    complete: Annotated[
        bool, Field(description="What is read now is all there is: articles that it no longer holds are removed")
    ] = True


def import_fields(line: RunLine) -> dict[str, Any]:
    """What an import shows in lists and in its report."""
    because: dict[str, Any] = line.run.because or {}
    apart: dict[str, Any] = {
        "begun_by_name": line.begun_by_name,
        "reason_code": because.get("code"),
        "reason_params": because.get("params") or {},
    }
    return {name: getattr(line.run, name) for name in set(Import.model_fields) - set(apart)} | apart
