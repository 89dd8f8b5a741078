"""What happens to a login is told to the workspaces it belongs to at that moment, and stays told.

Until now the audit trail looked up the sign-ins of today's members: it showed a workspace what its members had done
before they came, and lost what those did who have left.
"""

from alembic import op

revision = "0027_sign_ins_in_the_audit"
down_revision = "0026_what_gaps_mean"

# A trigger, not a call: a sign-in is in no workspace, and its transaction may write into none.
TELL = """
CREATE FUNCTION door_tell_workspaces() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
    INSERT INTO public.audit_entries (id, workspace_id, actor_id, actor, action, target, data, occurred_at)
    SELECT gen_random_uuid(), m.workspace_id, u.id, u.name, NEW.action, 'user:' || u.id,
           jsonb_build_object('ip', NEW.ip, 'user_agent', NEW.user_agent), NEW.occurred_at
    FROM public.memberships m JOIN public.users u ON u.id = m.user_id
    WHERE m.user_id = NEW.user_id;
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    """Go forward: first the index, apart, so that a time-out leaves nothing that cannot be run again."""
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_account_events_occurred_at_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_account_events_occurred_at_id ON account_events (occurred_at, id)")
    op.execute(TELL)
    op.execute("REVOKE ALL ON FUNCTION door_tell_workspaces() FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER tell_workspaces AFTER INSERT ON account_events FOR EACH ROW WHEN (NEW.user_id IS NOT NULL)"
        " EXECUTE FUNCTION door_tell_workspaces()"
    )


def downgrade() -> None:
    """Go back to looking them up."""
    op.drop_index("ix_account_events_occurred_at_id", "account_events")
    op.execute("DROP TRIGGER tell_workspaces ON account_events")
    op.execute("DROP FUNCTION door_tell_workspaces()")
