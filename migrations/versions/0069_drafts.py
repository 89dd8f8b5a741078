"""What somebody at work has begun to write in a conversation."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import protect

revision = "0069_drafts"
down_revision = "0068_unread_marks"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "drafts",
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("version", sa.Uuid, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('reply', 'note')", name="kind"),
    )
    op.create_index("ix_drafts_user_id_written_at", "drafts", ["user_id", "written_at"])
    protect("drafts")


def downgrade() -> None:
    """Go back."""
    op.drop_table("drafts")
