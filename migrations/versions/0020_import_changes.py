"""Which articles an import has added, changed and removed; and why it failed, for programs to recognise."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import protect

revision = "0020_import_changes"
down_revision = "0019_meanings"


def upgrade() -> None:
    """Go forward. Runs of before, and of workers of the version before, keep no list and say so."""
    op.create_table(
        "import_changes",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("run_id", sa.Uuid, sa.ForeignKey("import_runs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("did", sa.String, nullable=False),
        sa.Column("article_id", sa.Uuid, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.CheckConstraint("did IN ('added', 'changed', 'removed')", name="did"),
    )
    op.create_index("ix_import_changes_run_id_id", "import_changes", ["run_id", "id"])
    protect("import_changes")
    op.add_column("import_runs", sa.Column("listed", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("import_runs", sa.Column("because", JSONB))
