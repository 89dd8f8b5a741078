"""The spellings that misspelt words are looked up in, gates fitted to a workspace, and choices between entries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import APP_ROLE, protect

revision = "0012_vocabulary_and_gates"
down_revision = "0011_invitation_links"

GRAMS = """
CREATE FUNCTION search_grams(term text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT substr(' ' || term || ' ', n, 3)) FROM generate_series(1, length(term)) AS n
$$
"""
FILL = """
INSERT INTO spellings (workspace_id, language, gram, term)
SELECT workspace_id, language, gram, term
FROM (SELECT DISTINCT workspace_id, language, term FROM postings) AS known CROSS JOIN unnest(search_grams(term)) AS gram
WHERE length(term) BETWEEN 4 AND 40 AND term !~ '[0-9]'
"""


def upgrade() -> None:
    """Go forward."""
    _spellings()
    _wordings()
    _gates()
    _choices()


def _spellings() -> None:
    """A table of triples rather than arrays of them: those cannot use an index behind row-level security."""
    op.execute(GRAMS)
    op.execute("REVOKE ALL ON FUNCTION search_grams(text) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION search_grams(text) TO {APP_ROLE}")
    op.create_table(
        "spellings",
        sa.Column("workspace_id", sa.Uuid, _workspaces(), primary_key=True),
        sa.Column("language", sa.String, primary_key=True),
        sa.Column("gram", sa.Text, primary_key=True),
        sa.Column("term", sa.Text, primary_key=True),
    )
    protect("spellings")
    op.execute(FILL)


def _wordings() -> None:
    """How many wordings a row's entry has, beside the row: several that match count for more than one."""
    op.add_column("search_rows", sa.Column("wordings", sa.SmallInteger, nullable=False, server_default="0"))
    op.execute(
        """
        UPDATE search_rows SET wordings = counted.wordings
        FROM (SELECT entry_id, count(wording_id) AS wordings FROM search_rows GROUP BY entry_id) AS counted
        WHERE counted.entry_id = search_rows.entry_id AND counted.wordings > 0
        """
    )


def _gates() -> None:
    op.create_table(
        "gates",
        sa.Column("workspace_id", sa.Uuid, _workspaces(), primary_key=True),
        sa.Column("weights", JSONB, nullable=False),
        sa.Column("examples", JSONB, nullable=False),
        sa.Column("fitted_at", sa.DateTime(timezone=True), nullable=False),
    )
    protect("gates")


def _choices() -> None:
    """A button may name the entry that answers, and an answer may be a choice between entries."""
    op.execute("ALTER TABLE messages DROP CONSTRAINT ck_messages_choice")
    op.execute(
        "ALTER TABLE messages ADD CONSTRAINT ck_messages_choice"
        " CHECK (choice IN ('person', 'continue', 'assistant') OR choice ~ '^entry:[0-9a-f-]{36}$') NOT VALID"
    )
    op.execute("ALTER TABLE messages VALIDATE CONSTRAINT ck_messages_choice")
    op.execute("ALTER TABLE traces DROP CONSTRAINT ck_traces_outcome")
    op.execute(
        "ALTER TABLE traces ADD CONSTRAINT ck_traces_outcome CHECK"
        " (outcome IN ('answered', 'choices', 'unsure', 'handoff', 'smalltalk', 'failed')) NOT VALID"
    )
    op.execute("ALTER TABLE traces VALIDATE CONSTRAINT ck_traces_outcome")


def _workspaces() -> sa.ForeignKey:
    return sa.ForeignKey("workspaces.id", ondelete="CASCADE")
