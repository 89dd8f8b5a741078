"""Conversations that somebody at work wants to look at again."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import protect

revision = "0068_unread_marks"
down_revision = "0067_transcripts"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "unread_marks",
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("ix_unread_marks_user_id", "unread_marks", ["user_id"])
    protect("unread_marks")


def downgrade() -> None:
    """Go back."""
    op.drop_table("unread_marks")
