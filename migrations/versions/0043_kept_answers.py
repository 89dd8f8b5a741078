"""Answers that models gave, to be given again to the same question over the same passages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import protect

revision = "0043_kept_answers"
down_revision = "0042_models_of_assistants"

MONEY = sa.Numeric(18, 9)


def _workspace() -> "sa.Column[object]":
    return sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "kept_answers",
        _workspace(),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("passages", JSONB, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("cost", MONEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key"),
    )
    op.create_index("ix_kept_answers_workspace_id_created_at", "kept_answers", ["workspace_id", "created_at"])
    op.create_table(
        "kept_answer_days",
        _workspace(),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("recalled", sa.Integer, nullable=False),
        sa.Column("saved", MONEY, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "day"),
    )
    protect("kept_answers")
    protect("kept_answer_days")


def downgrade() -> None:
    """Go back."""
    op.drop_table("kept_answer_days")
    op.drop_table("kept_answers")
