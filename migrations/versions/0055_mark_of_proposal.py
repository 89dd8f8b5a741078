"""What a proposal was of: an action that was changed since is not what the customer said yes to."""

import sqlalchemy as sa
from alembic import op

revision = "0055_mark_of_proposal"
down_revision = "0054_anything_sealed"


def upgrade() -> None:
    """Go forward. Proposals of before have none, so they are shown again before anything is done."""
    op.add_column("action_calls", sa.Column("mark", sa.String))


def downgrade() -> None:
    """Go back."""
    op.drop_column("action_calls", "mark")
