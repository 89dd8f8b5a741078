"""Notices go when they are old, and so does what was written down of their way out."""

from alembic import op

from migrations.tenancy import door

revision = "0070_old_notices"
down_revision = "0069_drafts"

SIGNATURE = "door_forget_notices(timestamptz, integer)"
FORGET = """
CREATE FUNCTION door_forget_notices(before timestamptz, how_many integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
DECLARE
    notices integer;
    deliveries integer;
BEGIN
    DELETE FROM public.notices n WHERE n.id IN (
        SELECT o.id FROM public.notices o WHERE o.told_at < before
        ORDER BY o.told_at LIMIT how_many FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS notices = ROW_COUNT;
    DELETE FROM public.notice_deliveries d WHERE (d.workspace_id, d.key) IN (
        SELECT o.workspace_id, o.key FROM public.notice_deliveries o WHERE o.at < before
        ORDER BY o.at LIMIT how_many FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS deliveries = ROW_COUNT;
    RETURN notices + deliveries;
END
$$
"""


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_notices_told_at", "notices", ["told_at"])
    op.create_index("ix_notice_deliveries_at", "notice_deliveries", ["at"])
    op.execute(FORGET)
    door(SIGNATURE)


def downgrade() -> None:
    """Go back."""
    op.execute(f"DROP FUNCTION {SIGNATURE}")
    op.drop_index("ix_notice_deliveries_at", table_name="notice_deliveries")
    op.drop_index("ix_notices_told_at", table_name="notices")
