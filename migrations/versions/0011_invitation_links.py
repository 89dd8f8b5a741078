"""An invitation stays open for days, each link to it works for an hour. Links sent before have run out."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import door

revision = "0011_invitation_links"
down_revision = "0010_facts"

DOOR_INVITATION = """
CREATE FUNCTION door_invitation(hash bytea)
RETURNS TABLE (id uuid, workspace_id uuid, workspace_name text, email text, role text, expires_at timestamptz,
               token_expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public
AS $$
    SELECT i.id, i.workspace_id, w.name, i.email, i.role, i.expires_at, i.token_expires_at
    FROM public.invitations i JOIN public.workspaces w ON w.id = i.workspace_id
    WHERE i.token_hash = hash AND i.accepted_at IS NULL
$$
"""


def upgrade() -> None:
    """Go forward."""
    run_out = sa.Column("token_expires_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    op.add_column("invitations", run_out)
    op.alter_column("invitations", "token_expires_at", server_default=None)
    op.execute("DROP FUNCTION door_invitation(bytea)")
    op.execute(DOOR_INVITATION)
    door("door_invitation(bytea)")
