"""Sources that are read by jobs, when articles hold and for whom, and which say nearly the same."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations.tenancy import door, protect

revision = "0009_sources"
down_revision = "0008_author_name"

DOOR_DUE_SOURCES = """
CREATE FUNCTION door_due_sources(at timestamptz, how_many integer)
RETURNS TABLE (workspace_id uuid, source_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT d.workspace_id, d.id FROM public.sources d
    WHERE d.due_at <= at
    ORDER BY d.due_at
    LIMIT how_many
    FOR NO KEY UPDATE SKIP LOCKED;
END
$$
"""
DOOR_LOST_IMPORTS = """
CREATE FUNCTION door_lost_imports(at timestamptz, how_many integer)
RETURNS TABLE (workspace_id uuid, run_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT d.workspace_id, d.id FROM public.import_runs d
    WHERE d.due_at <= at
    ORDER BY d.due_at
    LIMIT how_many
    FOR NO KEY UPDATE SKIP LOCKED;
END
$$
"""


def upgrade() -> None:
    """Go forward. What there is becomes sources of files; the defaults are for programs of the version before."""
    _sources()
    _items()
    _runs()
    _articles()
    _bands()
    for signature, definition in (
        ("door_due_sources(timestamptz, integer)", DOOR_DUE_SOURCES),
        ("door_lost_imports(timestamptz, integer)", DOOR_LOST_IMPORTS),
    ):
        op.execute(definition)
        door(signature)


def _reference(name: str, table: str, *, ondelete: str = "CASCADE", primary_key: bool = False) -> sa.Column[object]:
    return sa.Column(
        name,
        sa.Uuid,
        sa.ForeignKey(f"{table}.id", ondelete=ondelete),
        nullable=ondelete == "SET NULL",
        primary_key=primary_key,
    )


def _time(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _sources() -> None:
    for column in (
        sa.Column("kind", sa.String, nullable=False, server_default="files"),
        sa.Column("url", sa.Text),
        sa.Column("path_prefix", sa.Text),
        sa.Column("page_cap", sa.Integer, nullable=False, server_default="200"),
        sa.Column("language", sa.String),
        sa.Column("assistants", ARRAY(sa.Uuid)),
        sa.Column("every", sa.String, nullable=False, server_default="never"),
        sa.Column("at_hour", sa.SmallInteger, nullable=False, server_default="3"),
        sa.Column("on_day", sa.SmallInteger, nullable=False, server_default="0"),
        _time("due_at"),
    ):
        op.add_column("sources", column)
    op.create_check_constraint("kind", "sources", "kind IN ('files', 'text', 'page', 'site')")
    op.create_check_constraint("every", "sources", "every IN ('never', 'daily', 'weekly')")
    op.create_check_constraint("url", "sources", "(url IS NOT NULL) = (kind IN ('page', 'site'))")
    op.create_index("ix_sources_due", "sources", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL"))


def _items() -> None:
    op.create_table(
        "source_items",
        _reference("source_id", "sources", primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        _reference("workspace_id", "workspaces"),
        sa.Column("content", sa.LargeBinary),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("run_id", sa.Uuid),
        sa.Column("outcome", sa.String),
        _time("created_at", nullable=False),
        sa.CheckConstraint("outcome IN ('read', 'unread', 'gone')", name="outcome"),
    )
    # What people upload is mostly packed already.
    op.execute("ALTER TABLE source_items ALTER COLUMN content SET STORAGE EXTERNAL")
    protect("source_items")


def _runs() -> None:
    counts = ("found", "read", "added", "changed", "removed", "unchanged", "skipped")
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Uuid, primary_key=True),
        _reference("workspace_id", "workspaces"),
        _reference("source_id", "sources"),
        sa.Column("begun_by", sa.String, nullable=False),
        _reference("user_id", "users", ondelete="SET NULL"),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.Text),
        *(sa.Column(name, sa.Integer, nullable=False) for name in counts),
        sa.Column("current", sa.Text),
        sa.Column("skipped_items", JSONB, nullable=False),
        sa.Column("duplicates", JSONB, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        _time("due_at"),
        _time("created_at", nullable=False),
        _time("started_at"),
        _time("ended_at"),
        sa.CheckConstraint("begun_by IN ('person', 'command', 'clock')", name="begun_by"),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
    )
    op.create_index(
        "ix_import_runs_source_id_created_at",
        "import_runs",
        ["source_id", sa.text("created_at DESC"), sa.text("id DESC")],
    )
    op.create_index(
        "uq_import_runs_going",
        "import_runs",
        ["source_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_index("ix_import_runs_due", "import_runs", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL"))
    protect("import_runs")


def _articles() -> None:
    for column in (
        sa.Column("source_url", sa.Text),
        _time("valid_from"),
        _time("valid_until"),
        sa.Column("assistants", ARRAY(sa.Uuid)),
    ):
        op.add_column("articles", column)
    op.create_check_constraint("validity", "articles", "valid_from < valid_until")
    op.create_index("ix_articles_source_id_source_path", "articles", ["source_id", "source_path"])
    op.create_index(
        "ix_articles_restricted",
        "articles",
        ["workspace_id"],
        postgresql_where=sa.text("valid_from IS NOT NULL OR valid_until IS NOT NULL OR assistants IS NOT NULL"),
    )


def _bands() -> None:
    op.create_table(
        "article_bands",
        _reference("workspace_id", "workspaces", primary_key=True),
        sa.Column("language", sa.String, primary_key=True),
        sa.Column("band", sa.BigInteger, primary_key=True),
        _reference("article_id", "articles", primary_key=True),
    )
    op.create_index("ix_article_bands_article_id", "article_bands", ["article_id"])
    protect("article_bands")
