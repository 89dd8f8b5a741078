"""Letters with a whole conversation: which were asked for, whither, and when each left."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import protect

revision = "0067_transcripts"
down_revision = "0066_automation"

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "transcripts",
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id")),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("sent_at", AT),
    )
    op.create_index("ix_transcripts_workspace_id", "transcripts", ["workspace_id"])
    protect("transcripts")


def downgrade() -> None:
    """Go back."""
    op.drop_table("transcripts")
