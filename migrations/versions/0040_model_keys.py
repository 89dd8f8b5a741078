"""Keys to language models, sealed with a key that is not in the database."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import protect

revision = "0040_model_keys"
down_revision = "0035_entries_told_apart"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "model_keys",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("provider", sa.String, nullable=False),
        sa.Column("url", sa.String),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("hint", sa.String),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "provider IN ('openai', 'anthropic', 'openrouter', 'azure', 'compatible')",
            name=op.f("ck_model_keys_provider"),
        ),
    )
    op.create_index("ix_model_keys_workspace_id", "model_keys", ["workspace_id"])
    protect("model_keys")


def downgrade() -> None:
    """Go back."""
    op.drop_table("model_keys")
