"""Who had a conversation last stands in `assignee_id` as long as anybody asks: the other column is nobody's."""

import sqlalchemy as sa
from alembic import op

revision = "0024_no_last_assignee"
down_revision = "0023_why_removed"


def upgrade() -> None:
    """Go forward."""
    op.drop_column("conversations", "last_assignee_id")


def downgrade() -> None:
    """Go back. Of who had it before the last, nothing is known any more."""
    op.add_column("conversations", sa.Column("last_assignee_id", sa.Uuid, sa.ForeignKey("users.id")))
    op.execute("UPDATE conversations SET last_assignee_id = assignee_id")
