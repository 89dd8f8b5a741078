"""Assistants and the traces of their answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import protect

revision = "0006_answering"
down_revision = "0005_conversations"


def upgrade() -> None:
    """Go forward."""
    _assistants()
    _traces()


def _assistants() -> None:
    op.create_table(
        "assistants",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("is_default", sa.Boolean, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("texts", JSONB, nullable=False),
        sa.Column("starters", JSONB, nullable=False),
        sa.Column("rules", JSONB, nullable=False),
        sa.Column("threshold", sa.Float, nullable=False),
        sa.Column("template", sa.String),
        sa.Column("template_hash", sa.String),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("threshold BETWEEN 0 AND 1", name="threshold"),
    )
    op.create_index(
        "uq_assistants_default", "assistants", ["workspace_id"], unique=True, postgresql_where=sa.text("is_default")
    )
    protect("assistants")


def _traces() -> None:
    op.create_table(
        "traces",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("conversation_id", sa.Uuid, nullable=False),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("rules", sa.ARRAY(sa.String), nullable=False),
        sa.Column("hits", JSONB, nullable=False),
        sa.Column("threshold", sa.Float, nullable=False),
        sa.Column("confidence", sa.Float),
        sa.Column("engine", sa.String, nullable=False),
        sa.Column("model", sa.String),
        sa.Column("cost", sa.Float),
        sa.Column("duration_ms", sa.Float, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('answered', 'unsure', 'handoff', 'smalltalk', 'failed')", name="outcome"),
        sa.ForeignKeyConstraint(
            ["conversation_id", "message_id"], ["messages.conversation_id", "messages.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("conversation_id", "message_id"),
    )
    protect("traces", append_only=True)


def _workspace() -> sa.Column[object]:
    return sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)
