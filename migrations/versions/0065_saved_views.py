"""Lists of the inbox that are kept under a name."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import protect

revision = "0065_saved_views"
down_revision = "0064_macros"

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE")),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("filter", JSONB, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
    )
    op.create_index("ix_saved_views_workspace_id", "saved_views", ["workspace_id", "user_id", "place"])
    protect("saved_views")


def downgrade() -> None:
    """Go back."""
    op.drop_table("saved_views")
