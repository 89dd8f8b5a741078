"""Runs of scenarios, to compare the next with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import protect

revision = "0014_evaluation_runs"
down_revision = "0013_intents"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "evaluation_runs",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scenarios", sa.Integer, nullable=False),
        sa.Column("passed", sa.Integer, nullable=False),
        sa.Column("verdicts", JSONB, nullable=False),
    )
    op.create_index(
        "ix_evaluation_runs_workspace_id_ran_at", "evaluation_runs", ["workspace_id", sa.text("ran_at DESC")]
    )
    protect("evaluation_runs")
