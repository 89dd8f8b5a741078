"""Links by which customers say how it went, without the chat: which conversation each opens, and how long."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import door, protect

revision = "0059_rating_links"
down_revision = "0058_notices_of_users"

AT = sa.DateTime(timezone=True)

DOOR = """
CREATE FUNCTION door_rating_link(hash bytea)
RETURNS TABLE (workspace_id uuid, conversation_id uuid, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public
AS $$
    SELECT l.workspace_id, l.conversation_id, l.expires_at FROM public.rating_links l WHERE l.token_hash = hash
$$
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "rating_links",
        sa.Column("token_hash", sa.LargeBinary, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("expires_at", AT, nullable=False),
    )
    op.create_index("ix_rating_links_workspace_id", "rating_links", ["workspace_id"])
    op.create_index("ix_rating_links_conversation_id", "rating_links", ["conversation_id"])
    protect("rating_links")
    op.execute(DOOR)
    door("door_rating_link(bytea)")


def downgrade() -> None:
    """Go back."""
    op.execute("DROP FUNCTION door_rating_link(bytea)")
    op.drop_table("rating_links")
