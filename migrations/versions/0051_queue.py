"""The queue: teams, labels, who is at work and how much they take, and how long customers waited for a person."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.tenancy import door, protect

revision = "0051_queue"
down_revision = "0050_selections"

AT = sa.DateTime(timezone=True)
# Workspaces in which a conversation may move by itself: who looks decides which, confined to one workspace at a time.
QUEUES = """
CREATE FUNCTION door_queues() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT s.workspace_id FROM public.queue_settings s
    WHERE s.automatic AND EXISTS (
        SELECT FROM public.conversations c
        WHERE c.workspace_id = s.workspace_id
            AND (c.state = 'queued' OR (c.state = 'with_agent' AND c.waiting_since IS NOT NULL))
    )
$$
"""


def _workspace() -> "sa.Column[object]":
    return sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)


def _member(name: str) -> sa.ForeignKeyConstraint:
    columns = ["workspace_id", "user_id"]
    return sa.ForeignKeyConstraint(
        columns, [f"memberships.{column}" for column in columns], name=op.f(name), ondelete="CASCADE"
    )


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "queue_settings",
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("automatic", sa.Boolean, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("away_after", sa.Integer, nullable=False),
        sa.Column("hours_id", sa.String),
    )
    protect("queue_settings")
    op.create_table(
        "teams",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("hours_id", sa.String),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.UniqueConstraint("workspace_id", "name"),
    )
    protect("teams")
    op.create_table(
        "team_members",
        sa.Column("team_id", sa.Uuid, sa.ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.Uuid, primary_key=True),
        _workspace(),
        _member("fk_team_members_member"),
    )
    op.create_index("ix_team_members_workspace_id", "team_members", ["workspace_id", "user_id"])
    protect("team_members")
    op.create_table(
        "labels",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("color", sa.String, nullable=False),
        sa.Column("skill", sa.Boolean, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.UniqueConstraint("workspace_id", "name"),
    )
    protect("labels")
    op.create_table(
        "availability",
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.Uuid, primary_key=True),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("idle", sa.Boolean, nullable=False),
        sa.Column("changed_at", AT, nullable=False),
        sa.Column("last_seen_at", AT),
        sa.Column("last_given_at", AT),
        sa.Column("capacity", sa.Integer),
        sa.Column("languages", ARRAY(sa.String), nullable=False),
        _member("fk_availability_member"),
        sa.CheckConstraint("status IN ('online', 'away', 'offline')", name=op.f("ck_availability_status")),
    )
    protect("availability")
    op.create_table(
        "member_skills",
        sa.Column("label_id", sa.Uuid, sa.ForeignKey("labels.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.Uuid, primary_key=True),
        _workspace(),
        _member("fk_member_skills_member"),
    )
    op.create_index("ix_member_skills_workspace_id", "member_skills", ["workspace_id", "user_id"])
    protect("member_skills")
    op.create_table(
        "conversation_labels",
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("label_id", sa.Uuid, sa.ForeignKey("labels.id", ondelete="CASCADE"), primary_key=True),
        _workspace(),
    )
    op.create_index("ix_conversation_labels_label_id", "conversation_labels", ["label_id"])
    protect("conversation_labels")
    op.create_table(
        "handoffs",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("team_id", sa.Uuid, sa.ForeignKey("teams.id", ondelete="SET NULL")),
        sa.Column("queued_at", AT, nullable=False),
        sa.Column("taken_at", AT, nullable=False),
    )
    op.create_index("ix_handoffs_workspace_id_taken_at", "handoffs", ["workspace_id", "taken_at"])
    op.create_index("ix_handoffs_conversation_id", "handoffs", ["conversation_id"])
    protect("handoffs")
    # Every row has null here, so there is nothing to hold them against.
    op.add_column("conversations", sa.Column("team_id", sa.Uuid))
    op.execute(
        "ALTER TABLE conversations ADD CONSTRAINT fk_conversations_team_id_teams"
        " FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE SET NULL NOT VALID"
    )
    op.execute("ALTER TABLE conversations VALIDATE CONSTRAINT fk_conversations_team_id_teams")
    op.execute(QUEUES)
    door("door_queues()")


def downgrade() -> None:
    """Go back."""
    op.execute("DROP FUNCTION door_queues()")
    op.drop_column("conversations", "team_id")
    for table in (
        *("handoffs", "conversation_labels", "member_skills", "availability", "labels"),
        *("team_members", "teams", "queue_settings"),
    ):
        op.drop_table(table)
