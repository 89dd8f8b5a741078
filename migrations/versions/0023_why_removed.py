"""Why an import removed an article stands beside it: for people a sentence, for programs its code."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023_why_removed"
down_revision = "0022_checks"


def upgrade() -> None:
    """Go forward. Articles that were removed before have no reason, and need none."""
    op.add_column("import_changes", sa.Column("reason", sa.Text))
    op.add_column("import_changes", sa.Column("because", JSONB))


def downgrade() -> None:
    """Go back."""
    op.drop_column("import_changes", "because")
    op.drop_column("import_changes", "reason")
