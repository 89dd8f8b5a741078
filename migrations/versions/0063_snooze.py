"""Snooze: conversations that their agents put aside until a time."""

import sqlalchemy as sa
from alembic import op

revision = "0063_snooze"
down_revision = "0062_mentions"


def upgrade() -> None:
    """Go forward. The index is of nothing yet, so building it holds up nobody."""
    op.add_column("conversations", sa.Column("snoozed_until", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_conversations_snoozed",
        "conversations",
        ["workspace_id", "snoozed_until"],
        postgresql_where=sa.text("snoozed_until IS NOT NULL"),
    )


def downgrade() -> None:
    """Go back. What is put aside comes back at its time all the same: that is its timer."""
    op.drop_column("conversations", "snoozed_until")
