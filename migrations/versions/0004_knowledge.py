"""Sources, articles, passages and their postings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import protect

revision = "0004_knowledge"
down_revision = "0003_contacts"

TABLES = ("sources", "articles", "wordings", "passages", "search_rows", "postings", "search_totals")


def upgrade() -> None:
    """Go forward."""
    for name in ("english", "italian", "german"):
        _stemmer(name)
    _articles()
    _pieces()
    _search()
    for table in TABLES:
        protect(table)


def _workspace(*, primary_key: bool = False) -> sa.Column[object]:
    reference = sa.ForeignKey("workspaces.id", ondelete="CASCADE")
    return sa.Column("workspace_id", sa.Uuid(), reference, nullable=False, primary_key=primary_key)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _stemmer(name: str) -> None:
    """PostgreSQL's own Snowball stemmer without its stop words: those are ours (`knowledge.languages`)."""
    ours = f"sportello_{name}"
    op.execute(f"CREATE TEXT SEARCH DICTIONARY {ours} (TEMPLATE = pg_catalog.snowball, LANGUAGE = {name})")
    op.execute(f"CREATE TEXT SEARCH CONFIGURATION {ours} (COPY = pg_catalog.{name})")
    op.execute(
        f"ALTER TEXT SEARCH CONFIGURATION {ours} ALTER MAPPING FOR asciiword, word, hword, hword_part,"
        f" asciihword, hword_asciipart WITH {ours}"
    )


def _articles() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _workspace(),
        sa.Column("name", sa.Text(), nullable=False),
        _time("imported_at", nullable=True),
        _time("created_at"),
        sa.UniqueConstraint("workspace_id", "name"),
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _workspace(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), sa.ForeignKey("sources.id", ondelete="SET NULL")),
        sa.Column("source_key", sa.Text()),
        sa.Column("source_path", sa.Text()),
        sa.Column("source_hash", sa.String()),
        _time("created_at"),
        _time("updated_at"),
        sa.CheckConstraint("kind IN ('article', 'faq')", name="kind"),
        sa.CheckConstraint("status IN ('draft', 'published')", name="status"),
        sa.UniqueConstraint("workspace_id", "slug"),
        sa.UniqueConstraint("source_id", "language", "source_key"),
    )
    op.create_index(
        "ix_articles_workspace_id_updated_at",
        "articles",
        ["workspace_id", sa.text("updated_at DESC"), sa.text("id DESC")],
    )


def _pieces() -> None:
    op.create_table(
        "wordings",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _workspace(),
        sa.Column("article_id", sa.Uuid(), sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_index("ix_wordings_article_id", "wordings", ["article_id"])
    op.create_table(
        "passages",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _workspace(),
        sa.Column("article_id", sa.Uuid(), sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading_path", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.UniqueConstraint("article_id", "anchor"),
    )


def _search() -> None:
    op.create_table(
        "search_rows",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        _workspace(),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("article_id", sa.Uuid(), sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("passage_id", sa.Uuid(), sa.ForeignKey("passages.id", ondelete="CASCADE"), nullable=False),
        sa.Column("wording_id", sa.Uuid(), sa.ForeignKey("wordings.id", ondelete="CASCADE")),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
    )
    op.create_index("ix_search_rows_article_id", "search_rows", ["article_id"])
    op.create_index("ix_search_rows_passage_id", "search_rows", ["passage_id"])
    op.create_index(
        "ix_search_rows_wording_id", "search_rows", ["wording_id"], postgresql_where=sa.text("wording_id IS NOT NULL")
    )
    # Raw, for the INCLUDE: BM25 then reads the index alone.
    op.execute(
        """
        CREATE TABLE postings (
            workspace_id uuid NOT NULL
                CONSTRAINT fk_postings_workspace_id_workspaces REFERENCES workspaces ON DELETE CASCADE,
            language varchar NOT NULL,
            term text NOT NULL,
            row_id bigint NOT NULL CONSTRAINT fk_postings_row_id_search_rows REFERENCES search_rows ON DELETE CASCADE,
            wording boolean NOT NULL,
            tf smallint NOT NULL,
            length smallint NOT NULL,
            CONSTRAINT pk_postings PRIMARY KEY (workspace_id, language, term, row_id) INCLUDE (wording, tf, length)
        )
        """
    )
    op.create_index("ix_postings_row_id", "postings", ["row_id"])
    op.create_table(
        "search_totals",
        _workspace(primary_key=True),
        sa.Column("language", sa.String(), primary_key=True),
        sa.Column("wording", sa.Boolean(), primary_key=True),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
    )
    _totals()


def _totals() -> None:
    """Keep `search_totals` with every statement that adds or removes rows, cascades among them."""
    op.execute(
        """
        CREATE FUNCTION count_added_search_rows() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
            INSERT INTO search_totals AS total (workspace_id, language, wording, rows, length)
            SELECT workspace_id, language, wording_id IS NOT NULL, count(*), sum(length)
            FROM changed GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            ON CONFLICT (workspace_id, language, wording) DO UPDATE
            SET rows = total.rows + excluded.rows, length = total.length + excluded.length;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION count_removed_search_rows() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
        BEGIN
            UPDATE search_totals AS total
            SET rows = total.rows - gone.rows, length = total.length - gone.length
            FROM (
                SELECT workspace_id, language, wording_id IS NOT NULL AS wording,
                    count(*) AS rows, sum(length) AS length
                FROM changed GROUP BY 1, 2, 3
            ) AS gone
            WHERE (total.workspace_id, total.language, total.wording)
                = (gone.workspace_id, gone.language, gone.wording);
            RETURN NULL;
        END $$
        """
    )
    for verb, operation, transition in (("added", "INSERT", "NEW"), ("removed", "DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER count_{verb}_search_rows AFTER {operation} ON search_rows"
            f" REFERENCING {transition} TABLE AS changed"
            f" FOR EACH STATEMENT EXECUTE FUNCTION count_{verb}_search_rows()"
        )
