"""Business facts: one typed document each."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import protect

revision = "0010_facts"
down_revision = "0009_sources"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "facts",
        sa.Column(
            "workspace_id",
            sa.Uuid,
            sa.ForeignKey("workspaces.id", ondelete="CASCADE"),
            primary_key=True,
            nullable=False,
        ),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("document", JSONB, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("source_hash", sa.String),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('calendar', 'hours', 'price', 'place', 'policy')", name="kind"),
    )
    protect("facts")
