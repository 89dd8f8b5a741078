"""Actions: what an assistant may do, what was proposed and done; and leads, which one of them leaves."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import protect

revision = "0049_actions_and_leads"
down_revision = "0048_assistants"

AT = sa.DateTime(timezone=True)
STATES = "'asking', 'proposed', 'confirmed', 'declined', 'expired', 'done', 'failed'"
OLD_CHOICE = "choice IN ('person', 'continue', 'assistant') OR choice ~ '^entry:[0-9a-f-]{36}$'"
CHOICE = (
    "choice IN ('person', 'continue', 'assistant')"
    " OR choice ~ '^(entry|confirm|decline|fill|skip):[0-9a-f-]{36}$' OR choice ~ '^action:[a-z][a-z0-9_]{0,39}$'"
)


def _workspace() -> "sa.Column[object]":
    return sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)


def _choice(condition: str) -> None:
    op.execute("ALTER TABLE messages DROP CONSTRAINT ck_messages_choice")
    op.execute(f"ALTER TABLE messages ADD CONSTRAINT ck_messages_choice CHECK ({condition}) NOT VALID")
    # Reads every row, but locks out nobody who writes.
    op.execute("ALTER TABLE messages VALIDATE CONSTRAINT ck_messages_choice")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "leads",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("contact_id", sa.Uuid, sa.ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="SET NULL")),
        sa.Column("name", sa.String),
        sa.Column("email", sa.String),
        sa.Column("phone", sa.String),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("consented_at", AT, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name=op.f("ck_leads_reachable")),
    )
    op.create_index("ix_leads_workspace_id_created_at", "leads", ["workspace_id", "created_at", "id"])
    op.create_index("ix_leads_contact_id", "leads", ["contact_id"])
    op.create_index("ix_leads_conversation_id", "leads", ["conversation_id"])
    protect("leads")
    op.create_table(
        "lead_settings",
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("notify_email", sa.String),
    )
    protect("lead_settings")
    op.create_table(
        "declared_actions",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("declaration", JSONB),
        sa.Column("headers", JSONB, nullable=False, server_default="[]"),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("intents", JSONB, nullable=False, server_default="[]"),
        sa.Column("phrases", JSONB, nullable=False, server_default="[]"),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.UniqueConstraint("workspace_id", "name"),
    )
    protect("declared_actions")
    op.create_table(
        "action_calls",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("arguments", JSONB, nullable=False),
        sa.Column("asked", JSONB, nullable=False, server_default="[]"),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("outcome", JSONB),
        sa.Column("told", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("expires_at", AT, nullable=False),
        sa.Column("running_until", AT),
        sa.Column("decided_at", AT),
        sa.Column("created_at", AT, nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_action_calls_state")),
        sa.CheckConstraint("by IN ('model', 'customer', 'rule')", name=op.f("ck_action_calls_by")),
    )
    op.create_index("ix_action_calls_conversation_id", "action_calls", ["conversation_id", "created_at"])
    op.create_index("ix_action_calls_workspace_id", "action_calls", ["workspace_id"])
    protect("action_calls")
    op.add_column("assistants", sa.Column("actions", JSONB, nullable=False, server_default="[]"))
    _choice(CHOICE)


def downgrade() -> None:
    """Go back."""
    op.execute(f"UPDATE messages SET choice = NULL WHERE NOT ({OLD_CHOICE})")
    _choice(OLD_CHOICE)
    op.drop_column("assistants", "actions")
    for table in ("action_calls", "declared_actions", "lead_settings", "leads"):
        op.drop_table(table)
