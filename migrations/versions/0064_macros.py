"""Macros: several things that one choice does to a conversation."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import protect

revision = "0064_macros"
down_revision = "0063_snooze"

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "macros",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("owner_id", sa.Uuid, sa.ForeignKey("users.id")),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("labels", sa.ARRAY(sa.Uuid), nullable=False),
        sa.Column("priority", sa.String),
        sa.Column("ending", sa.String),
        sa.Column("target", sa.Uuid),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
    )
    op.create_index("ix_macros_workspace_id_name", "macros", ["workspace_id", "name"])
    protect("macros")


def downgrade() -> None:
    """Go back."""
    op.drop_table("macros")
