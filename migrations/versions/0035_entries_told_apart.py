"""What the wordings of entries taught of how to tell them apart, as a vector an entry."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import protect

revision = "0035_entries_told_apart"
down_revision = "0034_what_the_house_owes"


def upgrade() -> None:
    """Go forward. Until they are learnt, entries are as near as the middle of their wordings."""
    op.add_column("meaning_spaces", sa.Column("told_apart", sa.LargeBinary))
    op.create_table(
        "entry_meanings",
        sa.Column("space_id", sa.Integer, sa.ForeignKey("meaning_spaces.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("entry_id", sa.Uuid, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
    )
    op.execute("ALTER TABLE entry_meanings ADD COLUMN vector halfvec NOT NULL")
    op.execute("ALTER TABLE entry_meanings ALTER COLUMN vector SET STORAGE EXTERNAL")
    op.create_index("ix_entry_meanings_entry_id", "entry_meanings", ["entry_id"])
    protect("entry_meanings")


def downgrade() -> None:
    """Go back."""
    op.drop_table("entry_meanings")
    op.drop_column("meaning_spaces", "told_apart")
