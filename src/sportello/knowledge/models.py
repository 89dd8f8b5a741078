"""Knowledge as it is stored.

What people wrote (sources, articles, wordings), the passages that can be cited, and the postings that search reads:
all of an article's rows are written in the transaction that writes the article.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.ids import new_id

Kind = Literal["article", "faq"]
Status = Literal["draft", "published"]


class Source(Base):
    """Where articles came from: a folder, a file, a list. Importing it again updates its own articles only."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    imported_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Article(Base):
    """One piece of knowledge with a page of its own: a text, or a frequent question with its answer.

    `body` is Markdown; of an FAQ it is the answer. `source_hash` is the hash of what was last imported, so that an
    edit made here lives until the source itself changes.
    """

    __tablename__ = "articles"
    __table_args__ = (
        CheckConstraint("kind IN ('article', 'faq')", name="kind"),
        CheckConstraint("status IN ('draft', 'published')", name="status"),
        UniqueConstraint("workspace_id", "slug"),
        UniqueConstraint("source_id", "language", "source_key"),
        Index("ix_articles_workspace_id_updated_at", "workspace_id", text("updated_at DESC"), text("id DESC")),
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
    source_path: Mapped[str | None] = mapped_column(Text)
    source_hash: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)

    source: Mapped[Source | None] = relationship(lazy="raise")
    wordings: Mapped[list["Wording"]] = relationship(
        lazy="raise", order_by="Wording.position", cascade="all, delete-orphan", passive_deletes=True
    )
    passages: Mapped[list["Passage"]] = relationship(
        lazy="raise", order_by="Passage.position", cascade="all, delete-orphan", passive_deletes=True
    )


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

    Only published articles have rows. `words` are the folded words that were indexed; `length` counts their stems.
    """

    __tablename__ = "search_rows"
    __table_args__ = (
        Index("ix_search_rows_article_id", "article_id"),
        Index("ix_search_rows_passage_id", "passage_id"),
        Index("ix_search_rows_wording_id", "wording_id", postgresql_where=text("wording_id IS NOT NULL")),
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
