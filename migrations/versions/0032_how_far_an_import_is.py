"""An import counts the files and pages it has dealt with, and keeps with each why it could not be read.

What it had read and what it had remarked on, added up, was more than there was.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0032_how_far_an_import_is"
down_revision = "0031_notes_by_conversation"


def upgrade() -> None:
    """Go forward. Imports that are over have dealt with all they had found."""
    op.add_column("import_runs", sa.Column("dealt", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("source_items", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("source_items", sa.Column("because", JSONB(), nullable=True))
    op.execute("UPDATE import_runs SET dealt = found WHERE state NOT IN ('queued', 'running')")


def downgrade() -> None:
    """Go back."""
    op.drop_column("source_items", "because")
    op.drop_column("source_items", "reason")
    op.drop_column("import_runs", "dealt")
