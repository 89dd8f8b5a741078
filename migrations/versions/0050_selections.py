"""What an assistant reads of the knowledge, as a part of its versions; and who has dealt with a lead, and when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import APP_ROLE

revision = "0050_selections"
down_revision = "0049_actions_and_leads"

# The one with two parameters stays for workers of the version before.
RESTRICTED_ROWS = """
CREATE FUNCTION restricted_rows(at timestamptz, assistant uuid, chosen uuid[], handwritten boolean)
RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 10
AS $$
    SELECT search_rows.id FROM articles JOIN search_rows ON search_rows.article_id = articles.id
    WHERE (valid_from IS NOT NULL OR valid_until IS NOT NULL OR assistants IS NOT NULL)
        AND (valid_from > at OR valid_until <= at OR NOT coalesce(assistant = ANY (assistants), assistants IS NULL))
    UNION ALL
    SELECT search_rows.id FROM articles JOIN search_rows ON search_rows.article_id = articles.id
    WHERE chosen IS NOT NULL AND articles.id <> ALL (chosen)
        AND NOT CASE WHEN source_id IS NULL THEN handwritten ELSE source_id = ANY (chosen) END
$$
"""
SIGNATURE = "restricted_rows(timestamptz, uuid, uuid[], boolean)"


def upgrade() -> None:
    """Go forward. The function runs with the caller's rights, so it sees the caller's workspace alone."""
    op.execute(RESTRICTED_ROWS)
    op.execute(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO {APP_ROLE}")
    op.add_column("assistants", sa.Column("knowledge", JSONB))
    op.add_column("leads", sa.Column("dealt_with_at", sa.DateTime(timezone=True)))
    op.add_column("leads", sa.Column("dealt_with_by", sa.String))
    op.create_index(
        "ix_leads_open",
        "leads",
        ["workspace_id", "created_at", "id"],
        postgresql_where=sa.text("dealt_with_at IS NULL"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_leads_open", "leads")
    op.drop_column("leads", "dealt_with_by")
    op.drop_column("leads", "dealt_with_at")
    op.drop_column("assistants", "knowledge")
    op.execute(f"DROP FUNCTION {SIGNATURE}")
