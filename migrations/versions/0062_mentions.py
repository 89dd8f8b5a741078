"""Mentions: who is called to a conversation by a colleague's note, and whether they have looked."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import protect

revision = "0062_mentions"
down_revision = "0061_lists"

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "mentions",
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("note_id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("read_at", AT),
        sa.ForeignKeyConstraint(
            ["conversation_id", "note_id"], ["notes.conversation_id", "notes.id"], ondelete="CASCADE"
        ),
    )
    op.create_index(
        "ix_mentions_unread",
        "mentions",
        ["workspace_id", "user_id", "conversation_id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )
    protect("mentions")


def downgrade() -> None:
    """Go back."""
    op.drop_table("mentions")
