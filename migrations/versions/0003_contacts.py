"""Contacts and their identities."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import door, protect

revision = "0003_contacts"
down_revision = "0002_workspaces"

DOOR_VISITOR = """
CREATE FUNCTION door_visitor(hash bytea)
RETURNS TABLE (id uuid, workspace_id uuid, contact_id uuid, widget_key_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public
AS $$
    SELECT v.id, v.workspace_id, v.contact_id, v.widget_key_id FROM public.visitor_tokens v WHERE v.token_hash = hash
$$
"""

DOOR_VISITORS = """
CREATE FUNCTION door_visitors(ids uuid[])
RETURNS TABLE (id uuid, contact_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT v.id, v.contact_id FROM public.visitor_tokens v WHERE v.id = ANY (ids)
$$
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "contacts",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.String),
        sa.Column("email", sa.String),
        sa.Column("phone", sa.String),
        sa.Column("external_id", sa.String),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("attributes", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_contacts_workspace_id_created_at", "contacts", ["workspace_id", "created_at"])
    op.create_index(
        "uq_contacts_workspace_id_external_id",
        "contacts",
        ["workspace_id", "external_id"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    protect("contacts")
    op.create_table(
        "visitor_tokens",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("contact_id", sa.Uuid, sa.ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("widget_key_id", sa.Uuid, sa.ForeignKey("widget_keys.id", ondelete="CASCADE"), nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_visitor_tokens_contact_id", "visitor_tokens", ["contact_id"])
    op.create_index("ix_visitor_tokens_widget_key_id", "visitor_tokens", ["widget_key_id"])
    protect("visitor_tokens")
    op.execute(DOOR_VISITOR)
    door("door_visitor(bytea)")
    op.execute(DOOR_VISITORS)
    door("door_visitors(uuid[])")
