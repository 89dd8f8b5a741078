"""What an unanswered question means, in the numbers of an embedding model, stands beside it and groups it."""

import sqlalchemy as sa
from alembic import op

revision = "0026_what_gaps_mean"
down_revision = "0025_unhelpful_answers"


def upgrade() -> None:
    """Go forward. Questions of before are embedded by and by, when new ones come."""
    op.add_column("gap_questions", sa.Column("model", sa.String))
    op.execute("ALTER TABLE gap_questions ADD COLUMN meaning halfvec")


def downgrade() -> None:
    """Go back to letters alone."""
    op.drop_column("gap_questions", "meaning")
    op.drop_column("gap_questions", "model")
