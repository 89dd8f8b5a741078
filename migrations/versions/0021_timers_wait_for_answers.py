"""Timers leave alone what waits for its answer, however long the worker was away."""

from alembic import op

revision = "0021_timers_wait_for_answers"
down_revision = "0020_import_changes"


def upgrade() -> None:
    """Go forward."""
    _replace("d.due_at <= at AND d.answer_due_at IS NULL")


def downgrade() -> None:
    """Go back."""
    _replace("d.due_at <= at")


def _replace(due: str) -> None:
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION door_due_timers(at timestamptz, how_many integer)
        RETURNS TABLE (workspace_id uuid, conversation_id uuid)
        LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
        AS $$
        #variable_conflict use_column
        BEGIN
            RETURN QUERY
            SELECT d.workspace_id, d.id FROM public.conversations d
            WHERE {due}
            ORDER BY d.due_at
            LIMIT how_many
            FOR NO KEY UPDATE SKIP LOCKED;
        END
        $$
        """
    )
