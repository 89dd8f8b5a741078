"""Notices: what people are told, how they want it, where it goes; and customers for whom nobody comes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations.tenancy import door, grant, protect

revision = "0057_notices"
down_revision = "0056_search"

AT = sa.DateTime(timezone=True)

DUE_NOTICES = """
CREATE FUNCTION door_due_notices(at timestamptz, how_many integer) RETURNS TABLE (workspace_id uuid, user_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
    RETURN QUERY
        (SELECT n.workspace_id, n.user_id FROM public.notices n WHERE n.push_due_at <= at
         ORDER BY n.push_due_at LIMIT how_many)
        UNION
        (SELECT n.workspace_id, n.user_id FROM public.notices n WHERE n.mail_due_at <= at
         ORDER BY n.mail_due_at LIMIT how_many)
        ORDER BY 1, 2;
END
$$
"""
DUE_WAITS = """
CREATE FUNCTION door_due_waits(at timestamptz, how_many integer) RETURNS TABLE (workspace_id uuid, conversation_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
    RETURN QUERY SELECT w.workspace_id, w.conversation_id FROM public.handoff_waits w WHERE w.due_at <= at
        ORDER BY w.due_at LIMIT how_many;
END
$$
"""
ANYTHING_SEALED = """
CREATE OR REPLACE FUNCTION door_anything_sealed() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT EXISTS (SELECT FROM model_keys WHERE sealed IS NOT NULL)
        OR EXISTS (SELECT FROM declared_actions WHERE sealed IS NOT NULL)
        OR EXISTS (SELECT FROM notice_outlets)
        OR EXISTS (SELECT FROM push_keys)
$$
"""
BEFORE = ANYTHING_SEALED.replace(
    """
        OR EXISTS (SELECT FROM notice_outlets)
        OR EXISTS (SELECT FROM push_keys)""",
    "",
)


def _workspace() -> "sa.Column[object]":
    return sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)


def _of(table: str) -> tuple["sa.Column[object]", "sa.Column[object]", sa.ForeignKeyConstraint]:
    """A member, with whom the row goes."""
    here = ["workspace_id", "user_id"]
    there = [f"memberships.{column}" for column in here]
    member = sa.ForeignKeyConstraint(here, there, name=op.f(f"fk_{table}_member"), ondelete="CASCADE")
    return _workspace(), sa.Column("user_id", sa.Uuid, nullable=False), member


def _conversation(*, primary_key: bool = False) -> "sa.Column[object]":
    there = sa.ForeignKey("conversations.id", ondelete="CASCADE")
    return sa.Column("conversation_id", sa.Uuid, there, primary_key=primary_key)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid, primary_key=True),
        *_of("notices"),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        _conversation(),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("count", sa.Integer, nullable=False, server_default="1"),
        sa.Column("in_desk", sa.Boolean, nullable=False),
        sa.Column("told_at", AT, nullable=False),
        sa.Column("read_at", AT),
        sa.Column("push_due_at", AT),
        sa.Column("mail_due_at", AT),
        sa.Column("letter_id", sa.Uuid),
        sa.UniqueConstraint("workspace_id", "user_id", "key"),
    )
    op.create_index("ix_notices_list", "notices", ["workspace_id", "user_id", "told_at", "id"])
    op.create_index(
        "ix_notices_unread",
        "notices",
        ["workspace_id", "user_id", "conversation_id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index("ix_notices_conversation_id", "notices", ["conversation_id"])
    for column in ("push_due_at", "mail_due_at"):
        op.create_index(f"ix_notices_{column}", "notices", [column], postgresql_where=sa.text(f"{column} IS NOT NULL"))
    protect("notices")
    op.create_table(
        "notice_settings",
        *_of("notice_settings"),
        sa.Column("channels", JSONB, nullable=False),
        sa.Column("quiet_from", sa.String),
        sa.Column("quiet_until", sa.String),
        sa.Column("time_zone", sa.String, nullable=False),
        sa.Column("off_duty", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "user_id"),
    )
    protect("notice_settings")
    op.create_table(
        "push_devices",
        sa.Column("id", sa.Uuid, primary_key=True),
        *_of("push_devices"),
        sa.Column("endpoint", sa.String, nullable=False),
        sa.Column("p256dh", sa.String, nullable=False),
        sa.Column("auth", sa.String, nullable=False),
        sa.Column("user_agent", sa.String, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("pushed_at", AT),
        sa.UniqueConstraint("workspace_id", "endpoint"),
    )
    op.create_index("ix_push_devices_user_id", "push_devices", ["workspace_id", "user_id"])
    protect("push_devices")
    op.create_table(
        "push_keys",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("public", sa.String, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_push_keys_only_one")),
    )
    grant("push_keys")
    op.create_table(
        "notice_outlets",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("tells", ARRAY(sa.String), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("host", sa.String, nullable=False),
        sa.Column("failure", sa.String),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
    )
    op.create_index("ix_notice_outlets_workspace_id", "notice_outlets", ["workspace_id"])
    protect("notice_outlets")
    op.create_table(
        "notice_deliveries",
        _workspace(),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key"),
    )
    protect("notice_deliveries")
    op.create_table(
        "handoff_waits",
        _conversation(primary_key=True),
        _workspace(),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("since", AT, nullable=False),
        sa.Column("due_at", AT, nullable=False),
    )
    op.create_index("ix_handoff_waits_due_at", "handoff_waits", ["due_at"])
    protect("handoff_waits")
    op.create_table(
        "escalation_settings",
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("after", sa.Integer),
    )
    protect("escalation_settings")
    op.execute(DUE_NOTICES)
    door("door_due_notices(timestamptz, integer)")
    op.execute(DUE_WAITS)
    door("door_due_waits(timestamptz, integer)")
    op.execute(ANYTHING_SEALED)


def downgrade() -> None:
    """Go back."""
    op.execute(BEFORE)
    op.execute("DROP FUNCTION door_due_waits(timestamptz, integer)")
    op.execute("DROP FUNCTION door_due_notices(timestamptz, integer)")
    for table in (
        *("escalation_settings", "handoff_waits", "notice_deliveries", "notice_outlets"),
        *("push_keys", "push_devices", "notice_settings", "notices"),
    ):
        op.drop_table(table)
