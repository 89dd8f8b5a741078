"""Messages of the assistant carry its name."""

import sqlalchemy as sa
from alembic import op

revision = "0008_author_name"
down_revision = "0007_audit"


def upgrade() -> None:
    """Go forward: what was said before stays without a name."""
    op.add_column("messages", sa.Column("author_name", sa.String))
