"""What calls of language models cost, and the budgets that hold them."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import protect

revision = "0041_billing"
down_revision = "0040_model_keys"

MONEY = sa.Numeric(18, 9)


def _workspace() -> "sa.Column[object]":
    return sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "provider_calls",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("conversation_id", sa.Uuid),
        sa.Column("assistant_id", sa.Uuid),
        sa.Column("message_id", sa.Uuid),
        sa.Column("provider", sa.String, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("reserved", MONEY, nullable=False),
        sa.Column("read", sa.Integer, nullable=False),
        sa.Column("from_cache", sa.Integer, nullable=False),
        sa.Column("to_cache", sa.Integer, nullable=False),
        sa.Column("written", sa.Integer, nullable=False),
        sa.Column("exact", sa.Boolean, nullable=False),
        sa.Column("usd", MONEY),
        sa.Column("cost", MONEY),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_provider_calls_workspace_id_day", "provider_calls", ["workspace_id", "day"])
    op.create_index("ix_provider_calls_conversation_id", "provider_calls", ["conversation_id"])
    op.create_index(
        "ix_provider_calls_unsettled",
        "provider_calls",
        ["workspace_id", "created_at"],
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "spending",
        _workspace(),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("spent", MONEY, nullable=False),
        sa.Column("reserved", MONEY, nullable=False),
        sa.Column("alerted", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "scope", "subject", "period"),
        sa.CheckConstraint(
            "scope IN ('conversation', 'assistant_day', 'workspace_month')", name=op.f("ck_spending_scope")
        ),
        sa.CheckConstraint("reserved >= 0 AND spent >= 0", name=op.f("ck_spending_not_negative")),
    )
    op.create_table(
        "budgets",
        _workspace(),
        sa.Column("conversation", MONEY),
        sa.Column("assistant_day", MONEY),
        sa.Column("workspace_month", MONEY),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id"),
    )
    op.create_table(
        "model_prices",
        _workspace(),
        sa.Column("provider", sa.String, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("read", MONEY, nullable=False),
        sa.Column("written", MONEY, nullable=False),
        sa.Column("from_cache", MONEY),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "provider", "model"),
        sa.CheckConstraint("read >= 0 AND written >= 0 AND from_cache >= 0", name=op.f("ck_model_prices_not_negative")),
    )
    for table in ("provider_calls", "spending", "budgets", "model_prices"):
        protect(table)


def downgrade() -> None:
    """Go back."""
    for table in ("model_prices", "budgets", "spending", "provider_calls"):
        op.drop_table(table)
