"""A workspace's intents and the models made of them, and what was understood of a message beside its answer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import protect

revision = "0013_intents"
down_revision = "0012_vocabulary_and_gates"


def upgrade() -> None:
    """Go forward."""
    op.add_column("traces", sa.Column("understanding", JSONB))
    op.create_table(
        "intents",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, _workspaces(), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("description", sa.String, nullable=False),
        sa.Column("examples", JSONB, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.UniqueConstraint("workspace_id", "name"),
    )
    protect("intents")
    op.create_table(
        "intent_models",
        sa.Column("workspace_id", sa.Uuid, _workspaces(), primary_key=True),
        sa.Column("language", sa.String, primary_key=True),
        sa.Column("head", JSONB, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
    )
    protect("intent_models")


def _workspaces() -> sa.ForeignKey:
    return sa.ForeignKey("workspaces.id", ondelete="CASCADE")
