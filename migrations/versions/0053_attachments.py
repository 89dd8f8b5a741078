"""Attachments: what customers and agents send with a message, and which stored bytes belong to nothing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import door, protect

revision = "0053_attachments"
down_revision = "0052_budgets_of_visitors"

AT = sa.DateTime(timezone=True)

# As the owner: what is deleted with its workspace is let go of, too, when nobody has entered it.
LET_GO = """
CREATE FUNCTION door_let_go_of_file() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
    INSERT INTO public.loose_files (key, workspace_id, due_at) VALUES (OLD.key, OLD.workspace_id, now())
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$
"""
DUE_FILES = """
CREATE FUNCTION door_due_files(at timestamptz, how_many integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
    RETURN QUERY SELECT f.key FROM public.loose_files f WHERE f.due_at <= at ORDER BY f.due_at LIMIT how_many;
END
$$
"""
FORGET_FILES = """
CREATE FUNCTION door_forget_files(keys uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
    DELETE FROM public.loose_files f WHERE f.key = ANY (keys);
END
$$
"""
UNSENT = """
CREATE FUNCTION door_drop_unsent(before timestamptz, how_many integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
DECLARE
    dropped integer;
BEGIN
    DELETE FROM public.attachments a WHERE a.key IN (
        SELECT u.key FROM public.attachments u WHERE u.message_id IS NULL AND u.created_at < before
        ORDER BY u.created_at LIMIT how_many FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS dropped = ROW_COUNT;
    RETURN dropped;
END
$$
"""
DOORS = {
    "door_due_files(timestamptz, integer)": DUE_FILES,
    "door_forget_files(uuid[])": FORGET_FILES,
    "door_drop_unsent(timestamptz, integer)": UNSENT,
}


def _workspace(*, primary_key: bool = False) -> "sa.Column[object]":
    key = sa.ForeignKey("workspaces.id", ondelete="CASCADE")
    return sa.Column("workspace_id", sa.Uuid, key, nullable=False, primary_key=primary_key)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "attachments",
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("message_id", sa.Uuid),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id")),
        sa.Column("key", sa.Uuid, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("created_at", AT, nullable=False),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_attachments_workspace_id", "attachments", ["workspace_id"], postgresql_include=["bytes"])
    op.create_index(
        "ix_attachments_unsent", "attachments", ["created_at"], postgresql_where=sa.text("message_id IS NULL")
    )
    protect("attachments")
    op.create_table(
        "loose_files",
        sa.Column("key", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("due_at", AT, nullable=False),
    )
    op.create_index("ix_loose_files_due_at", "loose_files", ["due_at"])
    protect("loose_files")
    op.create_table(
        "attachment_limits",
        _workspace(primary_key=True),
        sa.Column("kinds", JSONB, nullable=False),
        sa.Column("file_megabytes", sa.Integer, nullable=False),
        sa.Column("per_message", sa.Integer, nullable=False),
        sa.Column("total_megabytes", sa.Integer, nullable=False),
    )
    protect("attachment_limits")
    op.execute(LET_GO)
    op.execute("REVOKE ALL ON FUNCTION door_let_go_of_file() FROM PUBLIC")
    op.execute("CREATE TRIGGER let_go AFTER DELETE ON attachments FOR EACH ROW EXECUTE FUNCTION door_let_go_of_file()")
    for signature, function in DOORS.items():
        op.execute(function)
        door(signature)
    op.add_column("messages", sa.Column("attachments", JSONB, nullable=False, server_default="[]"))


def downgrade() -> None:
    """Go back. What is stored stays where it is: its folder or bucket can be removed by hand."""
    op.drop_column("messages", "attachments")
    for signature in DOORS:
        op.execute(f"DROP FUNCTION {signature}")
    for table in ("attachments", "loose_files", "attachment_limits"):
        op.drop_table(table)
    op.execute("DROP FUNCTION door_let_go_of_file()")
