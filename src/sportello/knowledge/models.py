"""Knowledge as it is stored.

What people wrote (sources, articles, wordings), the passages that can be cited, and the postings that search reads:
all of an article's rows are written in the transaction that writes the article.
"""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sportello.core.clock import now
from sportello.core.db import Base, HalfVector
from sportello.core.ids import new_id

Kind = Literal["article", "faq"]
Status = Literal["draft", "published"]
ArticleState = Literal["live", "draft", "expired", "not_yet"]
"""What is to be thought of an article now: only what is live is found by anybody."""
SourceKind = Literal["files", "text", "page", "site"]
Every = Literal["never", "daily", "weekly"]
RunState = Literal["queued", "running", "done", "failed", "cancelled"]
BegunBy = Literal["person", "command", "clock"]
Outcome = Literal["read", "unread", "gone"]
Did = Literal["added", "changed", "removed"]


class Source(Base):
    """Where articles came from: files, a text, a page, a site. Importing it again updates its own articles only.

    `assistants` is the scope its new articles get (null: every assistant). `due_at` is when it is read again by
    itself: the sweeper reads it, and changing the schedule moves it.
    """

    __tablename__ = "sources"
    __table_args__ = (
        CheckConstraint("kind IN ('files', 'text', 'page', 'site')", name="kind"),
        CheckConstraint("every IN ('never', 'daily', 'weekly')", name="every"),
        CheckConstraint("(url IS NOT NULL) = (kind IN ('page', 'site'))", name="url"),
        UniqueConstraint("workspace_id", "name"),
        Index("ix_sources_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    kind: Mapped[SourceKind] = mapped_column(String, default="files")
    name: Mapped[str] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    path_prefix: Mapped[str | None] = mapped_column(Text)
    page_cap: Mapped[int] = mapped_column(default=200)
    language: Mapped[str | None]
    assistants: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    every: Mapped[Every] = mapped_column(String, default="never")
    at_hour: Mapped[int] = mapped_column(SmallInteger, default=3)
    on_day: Mapped[int] = mapped_column(SmallInteger, default=0)
    due_at: Mapped[datetime | None]
    imported_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class SourceItem(Base):
    """A file or a page of a source, and what became of it when it was last dealt with (in which run).

    An uploaded file's `content` is kept until it has been read, and no longer. Of a page its server's marks are kept,
    by which it says next time that nothing has changed. `reason` is why it was not read, and `because` the same for
    programs.
    """

    __tablename__ = "source_items"
    __table_args__ = (CheckConstraint("outcome IN ('read', 'unread', 'gone')", name="outcome"),)

    source_id: Mapped[UUID] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int] = mapped_column(default=0)
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    run_id: Mapped[UUID | None]
    outcome: Mapped[Outcome | None] = mapped_column(String)
    reason: Mapped[str | None] = mapped_column(Text)
    because: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class ImportRun(Base):
    """One reading of a source: who or what began it, how far it is, and what it did.

    Counts rise in the transactions that do what they count, so they are true whenever somebody looks, also after
    a worker died and another went on. Of `found` files and pages `dealt` have been dealt with, and `read` of these
    hold something; `skipped` counts remarks, and the others articles. In the end what was written is compared with all
    else there is: `compared` of `to_compare`. `due_at` is when it is looked whether anybody moves it on. `listed`: its
    changes are kept one by one. `because` is `reason` for programs: its code and what it was about.
    """

    __tablename__ = "import_runs"
    __table_args__ = (
        CheckConstraint("begun_by IN ('person', 'command', 'clock')", name="begun_by"),
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
        Index("ix_import_runs_source_id_created_at", "source_id", text("created_at DESC"), text("id DESC")),
        Index(
            "uq_import_runs_going", "source_id", unique=True, postgresql_where=text("state IN ('queued', 'running')")
        ),
        Index("ix_import_runs_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    source_id: Mapped[UUID] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    begun_by: Mapped[BegunBy] = mapped_column(String)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    complete: Mapped[bool] = mapped_column(default=True)
    state: Mapped[RunState] = mapped_column(String, default="queued")
    reason: Mapped[str | None] = mapped_column(Text)
    because: Mapped[dict[str, Any] | None]
    listed: Mapped[bool] = mapped_column(default=True, server_default=false())
    found: Mapped[int] = mapped_column(default=0)
    dealt: Mapped[int] = mapped_column(default=0, server_default="0")
    read: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    to_compare: Mapped[int] = mapped_column(default=0, server_default="0")
    compared: Mapped[int] = mapped_column(default=0, server_default="0")
    current: Mapped[str | None] = mapped_column(Text)
    skipped_items: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    duplicates: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ImportChange(Base):
    """What a run did to one article, and why it removed it. The title is what it was called then.

    A row of its own for each, so that a run of thousands stays quick to write and its report is read in portions.
    """

    __tablename__ = "import_changes"
    __table_args__ = (
        CheckConstraint("did IN ('added', 'changed', 'removed')", name="did"),
        Index("ix_import_changes_run_id_id", "run_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    run_id: Mapped[UUID] = mapped_column(ForeignKey("import_runs.id", ondelete="CASCADE"))
    did: Mapped[Did] = mapped_column(String)
    article_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str]
    reason: Mapped[str | None] = mapped_column(Text)
    because: Mapped[dict[str, Any] | None]


class Article(Base):
    """One piece of knowledge with a page of its own: a text, or a frequent question with its answer.

    `body` is Markdown; of an FAQ it is the answer. It is found from `valid_from` until before `valid_until` (null:
    always), by the `assistants` named (null: by all). `source_hash` is the hash of what was last imported, so that
    an edit made here lives until the source itself changes; `source_path` the file or page that held it last. By
    `source_key` and `source_language` it is known again, whatever language it is given here.
    """

    __tablename__ = "articles"
    __table_args__ = (
        CheckConstraint("kind IN ('article', 'faq')", name="kind"),
        CheckConstraint("status IN ('draft', 'published')", name="status"),
        UniqueConstraint("workspace_id", "slug"),
        UniqueConstraint("source_id", "source_language", "source_key"),
        CheckConstraint("valid_from < valid_until", name="validity"),
        Index("ix_articles_workspace_id_updated_at", "workspace_id", text("updated_at DESC"), text("id DESC")),
        Index("ix_articles_source_id_source_path", "source_id", "source_path"),
        Index(
            "ix_articles_restricted",
            "workspace_id",
            postgresql_where=text("valid_from IS NOT NULL OR valid_until IS NOT NULL OR assistants IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(String)
    slug: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String)
    status: Mapped[Status] = mapped_column(String)
    body: Mapped[str] = mapped_column(Text)
    source_id: Mapped[UUID | None] = mapped_column(ForeignKey("sources.id", ondelete="SET NULL"))
    source_key: Mapped[str | None] = mapped_column(Text)
    source_language: Mapped[str | None]
    source_path: Mapped[str | None] = mapped_column(Text)
    source_hash: Mapped[str | None]
    source_url: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    assistants: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)

    source: Mapped[Source | None] = relationship(lazy="raise")
    wordings: Mapped[list["Wording"]] = relationship(
        lazy="raise", order_by="Wording.position", cascade="all, delete-orphan", passive_deletes=True
    )
    passages: Mapped[list["Passage"]] = relationship(
        lazy="raise", order_by="Passage.position", cascade="all, delete-orphan", passive_deletes=True
    )


class ArticleBand(Base):
    """A fingerprint of a part of what an article says. Articles that say nearly the same share some (`likeness`)."""

    __tablename__ = "article_bands"
    __table_args__ = (Index("ix_article_bands_article_id", "article_id"),)

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String, primary_key=True)
    band: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article_id: Mapped[UUID] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)


class Wording(Base):
    """One way customers put an FAQ's question. The first is the one people read."""

    __tablename__ = "wordings"
    __table_args__ = (Index("ix_wordings_article_id", "article_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    article_id: Mapped[UUID] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


class Passage(Base):
    """A piece of an article, under 500 tokens, that can be found and cited at its `anchor`."""

    __tablename__ = "passages"
    __table_args__ = (UniqueConstraint("article_id", "anchor"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    article_id: Mapped[UUID] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    position: Mapped[int]
    heading_path: Mapped[list[str]] = mapped_column(ARRAY(Text))
    anchor: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    tokens: Mapped[int]


class SearchRow(Base):
    """What one posting points to: a passage, one wording of an FAQ, or an FAQ as a whole.

    Rows of one `entry_id` count as one find, with their best score.

    Only published articles have rows. `words` are the folded words that were indexed; `length` counts their stems;
    `wordings` is how many wordings the entry has. `said` is the hash under which its meaning is kept (null: it says
    nothing that has one).
    """

    __tablename__ = "search_rows"
    __table_args__ = (
        Index("ix_search_rows_article_id", "article_id"),
        Index("ix_search_rows_passage_id", "passage_id"),
        Index("ix_search_rows_wording_id", "wording_id", postgresql_where=text("wording_id IS NOT NULL")),
        Index("ix_search_rows_said", "workspace_id", "said", postgresql_where=text("said IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String)
    entry_id: Mapped[UUID]
    article_id: Mapped[UUID] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    passage_id: Mapped[UUID] = mapped_column(ForeignKey("passages.id", ondelete="CASCADE"))
    wording_id: Mapped[UUID | None] = mapped_column(ForeignKey("wordings.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(Text)
    length: Mapped[int]
    wordings: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    said: Mapped[bytes | None] = mapped_column(LargeBinary)


class MeaningSpace(Base):
    """Where the vectors of one embedding model, in one language, of one workspace are: none of them meets others.

    `indexed` once it is large enough for an HNSW index of its own (`meaning`); `told_apart` is the digest of what its
    entries' meanings were learnt from.
    """

    __tablename__ = "meaning_spaces"
    __table_args__ = (UniqueConstraint("workspace_id", "model", "language"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    model: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String)
    dimensions: Mapped[int]
    indexed: Mapped[bool]
    told_apart: Mapped[bytes | None] = mapped_column(LargeBinary)


class Meaning(Base):
    """What a text means, under the hash of the text: rows that say the same, now or later, share it."""

    __tablename__ = "meanings"

    space_id: Mapped[int] = mapped_column(ForeignKey("meaning_spaces.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    vector: Mapped[str] = mapped_column(HalfVector)


class EntryMeaning(Base):
    """What the wordings of a space's FAQ taught of one of its entries: how to tell it apart from the others."""

    __tablename__ = "entry_meanings"
    __table_args__ = (Index("ix_entry_meanings_entry_id", "entry_id"),)

    space_id: Mapped[int] = mapped_column(ForeignKey("meaning_spaces.id", ondelete="CASCADE"), primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    vector: Mapped[str] = mapped_column(HalfVector)


class MeaningRefusal(Base):
    """A text that a model refused to embed, by the hash of the text, and why; it is found by its words."""

    __tablename__ = "meaning_refusals"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    model: Mapped[str] = mapped_column(Text, primary_key=True)
    language: Mapped[str] = mapped_column(String, primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    refused_at: Mapped[datetime]


class Posting(Base):
    """A stem occurs in a row, so many times. What BM25 reads, in the order of its key."""

    __tablename__ = "postings"
    __table_args__ = (Index("ix_postings_row_id", "row_id"),)

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String, primary_key=True)
    term: Mapped[str] = mapped_column(Text, primary_key=True)
    row_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("search_rows.id", ondelete="CASCADE"), primary_key=True)
    wording: Mapped[bool]
    tf: Mapped[int] = mapped_column(SmallInteger)
    length: Mapped[int] = mapped_column(SmallInteger)


class SearchTotal(Base):
    """How many rows of a kind a workspace has in a language and how long they are together.

    Kept by triggers on `search_rows`, so that BM25 knows the mean length without reading them.
    """

    __tablename__ = "search_totals"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String, primary_key=True)
    wording: Mapped[bool] = mapped_column(primary_key=True)
    rows: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger)


class Spelling(Base):
    """A stem that the workspace's knowledge uses, by each three letters of it: misspelt ones are looked up here.

    Written with the postings. A stem that no posting has any more is passed over, and swept when the gate is fitted.
    """

    __tablename__ = "spellings"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String, primary_key=True)
    gram: Mapped[str] = mapped_column(Text, primary_key=True)
    term: Mapped[str] = mapped_column(Text, primary_key=True)
