"""Tickets, their entries, and what policies promise on them."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import door, protect

revision = "0078_tickets"
down_revision = "0077_seldom_words"

AT = sa.DateTime(timezone=True)
PRIORITY = "priority IN ('low', 'normal', 'high', 'urgent')"
# What somebody holds is left to the next look: whoever changes it tells what is due themselves.
DUE_SLAS = """
CREATE FUNCTION door_due_slas(at timestamptz, how_many integer) RETURNS TABLE (workspace_id uuid, ticket_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
    RETURN QUERY SELECT t.workspace_id, t.id FROM public.tickets t WHERE t.sla_due_at <= at
        ORDER BY t.sla_due_at LIMIT how_many FOR UPDATE SKIP LOCKED;
END
$$
"""


def upgrade() -> None:
    """Go forward."""
    _policies()
    op.create_table(
        "ticket_numbers",
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    protect("ticket_numbers")
    _tickets()
    op.create_table(
        "ticket_entries",
        sa.Column("ticket_id", sa.Uuid, sa.ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.UniqueConstraint("ticket_id", "seq"),
        sa.CheckConstraint("kind IN ('opened', 'note', 'changed')", name="kind"),
    )
    protect("ticket_entries")
    for name, column, target in (
        ("ticket_labels", "label_id", "labels.id"),
        ("ticket_watchers", "user_id", "users.id"),
    ):
        op.create_table(
            name,
            sa.Column("ticket_id", sa.Uuid, sa.ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
            sa.Column(column, sa.Uuid, sa.ForeignKey(target, ondelete="CASCADE"), primary_key=True),
            _workspace(),
        )
        op.create_index(f"ix_{name}_{column}", name, [column])
        protect(name)
    op.add_column("notices", sa.Column("ticket_id", sa.Uuid, sa.ForeignKey("tickets.id", ondelete="CASCADE")))
    op.create_index("ix_notices_ticket_id", "notices", ["ticket_id"])
    op.execute(DUE_SLAS)
    door("door_due_slas(timestamptz, integer)")


def downgrade() -> None:
    """Go back."""
    op.execute("DROP FUNCTION door_due_slas(timestamptz, integer)")
    op.drop_column("notices", "ticket_id")
    for name in ("ticket_watchers", "ticket_labels", "ticket_entries", "tickets", "ticket_numbers"):
        op.drop_table(name)
    op.drop_table("sla_targets")
    op.drop_table("sla_policies")


def _workspace() -> sa.Column[UUID]:
    return sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)


def _policies() -> None:
    op.create_table(
        "sla_policies",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("team_id", sa.Uuid, sa.ForeignKey("teams.id", ondelete="CASCADE")),
        sa.Column("in_hours", sa.Boolean, nullable=False),
        sa.Column("warned_after", sa.Integer, nullable=False),
        sa.Column("escalates_to_team_id", sa.Uuid, sa.ForeignKey("teams.id", ondelete="SET NULL")),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.UniqueConstraint("workspace_id", "team_id", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint("warned_after BETWEEN 1 AND 99", name="warned_after"),
    )
    protect("sla_policies")
    op.create_table(
        "sla_targets",
        sa.Column("policy_id", sa.Uuid, sa.ForeignKey("sla_policies.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("priority", sa.String, primary_key=True),
        _workspace(),
        sa.Column("response_minutes", sa.Integer),
        sa.Column("resolution_minutes", sa.Integer),
        sa.CheckConstraint(PRIORITY, name="priority"),
        sa.CheckConstraint("response_minutes > 0 AND resolution_minutes > 0", name="minutes"),
    )
    protect("sla_targets")


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("priority", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("contact_id", sa.Uuid, sa.ForeignKey("contacts.id", ondelete="CASCADE")),
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="SET NULL")),
        sa.Column("assignee_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("team_id", sa.Uuid, sa.ForeignKey("teams.id", ondelete="SET NULL")),
        sa.Column("merged_into_id", sa.Uuid, sa.ForeignKey("tickets.id", ondelete="SET NULL")),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.Column("responded_at", AT),
        sa.Column("over_at", AT),
        sa.Column("policy_id", sa.Uuid, sa.ForeignKey("sla_policies.id", ondelete="SET NULL")),
        *(
            column
            for promise in ("response", "resolution")
            for column in (
                sa.Column(f"{promise}_warn_at", AT),
                sa.Column(f"{promise}_due_at", AT),
                sa.Column(f"{promise}_stage", sa.String, nullable=False),
            )
        ),
        sa.Column("paused_at", AT),
        sa.Column("paused_seconds", sa.Integer, nullable=False),
        sa.Column("due_at", AT),
        sa.Column("sla_due_at", AT),
        sa.UniqueConstraint("workspace_id", "number"),
        sa.CheckConstraint("status IN ('open', 'waiting_customer', 'resolved', 'closed')", name="status"),
        sa.CheckConstraint(PRIORITY, name="priority"),
        sa.CheckConstraint("source IN ('conversation', 'desk', 'api')", name="source"),
        sa.CheckConstraint("(status IN ('resolved', 'closed')) = (over_at IS NOT NULL)", name="over"),
        sa.CheckConstraint("(status = 'waiting_customer') = (paused_at IS NOT NULL)", name="paused"),
        sa.CheckConstraint("merged_into_id IS NULL OR (status = 'closed' AND merged_into_id <> id)", name="merged"),
        sa.CheckConstraint("sla_due_at IS NULL OR status = 'open'", name="promised_only_while_open"),
    )
    op.create_index("ix_tickets_recent", "tickets", ["workspace_id", "updated_at", "number"])
    op.create_index("ix_tickets_urgent", "tickets", ["workspace_id", "status", "due_at", "number"])
    for column in ("contact_id", "conversation_id", "assignee_id", "merged_into_id"):
        op.create_index(f"ix_tickets_{column}", "tickets", [column])
    due = sa.text("sla_due_at IS NOT NULL")
    op.create_index("ix_tickets_sla_due", "tickets", ["sla_due_at"], postgresql_where=due)
    protect("tickets")
