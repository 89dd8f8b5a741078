"""What workers did and when they were last seen, and what is still owed, as figures; answers due in the far future.

No answer is ever due later than a lease from now. One that is was stored before the clock was set back, and was held
back until it came to the same hour again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import door, grant

revision = "0034_what_the_house_owes"
down_revision = "0033_weights_told_apart"

DUE = "d.answer_due_at <= at"
# Other machines' clocks may be ahead of ours a little.
DUE_OR_STRAYED = f"({DUE} OR d.answer_due_at > lease_until + interval '15 seconds')"
FIGURES = """
CREATE FUNCTION door_figures() RETURNS TABLE (name text, labels jsonb, value double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    WITH pending AS (
        SELECT count(*) AS how_many, count(*) FILTER (WHERE answer_due_at <= now()) AS due,
               min(coalesce(last_customer_at, answer_due_at)) AS since
        FROM public.conversations WHERE answer_due_at IS NOT NULL
    ), overdue AS (
        SELECT count(*) AS how_many, min(due_at) AS since
        FROM public.conversations WHERE due_at <= now() AND answer_due_at IS NULL
    ), jobs AS (
        SELECT queue_name AS queue, count(*) FILTER (WHERE waits) AS waiting,
               count(*) FILTER (WHERE status = 'todo' AND NOT waits) AS later,
               count(*) FILTER (WHERE status = 'doing') AS running, count(*) FILTER (WHERE status = 'failed') AS failed,
               min(id) FILTER (WHERE waits) AS oldest
        FROM (SELECT *, status = 'todo' AND coalesce(scheduled_at <= now(), true) AS waits
              FROM public.procrastinate_jobs) AS j
        GROUP BY queue_name
    ), rounds AS (
        SELECT r.duty, max(r.at) AS at FROM public.worker_rounds r GROUP BY r.duty
        UNION ALL SELECT 'jobs', max(w.last_heartbeat) FROM public.procrastinate_workers w HAVING count(*) > 0
    )
    SELECT 'sportello_answers_pending', '{}'::jsonb, how_many::double precision FROM pending
    UNION ALL SELECT 'sportello_answers_due', '{}', due FROM pending
    UNION ALL SELECT 'sportello_answers_oldest_seconds', '{}',
        coalesce(greatest(extract(epoch FROM now() - since), 0), 0) FROM pending
    UNION ALL SELECT 'sportello_timers_overdue', '{}', how_many FROM overdue
    UNION ALL SELECT 'sportello_timers_oldest_seconds', '{}',
        coalesce(extract(epoch FROM now() - since), 0) FROM overdue
    UNION ALL SELECT 'sportello_jobs', jsonb_build_object('queue', queue, 'state', s.state), s.how_many
        FROM jobs, LATERAL (VALUES ('waiting', waiting), ('later', later), ('running', running), ('failed', failed))
            AS s (state, how_many)
    UNION ALL SELECT 'sportello_jobs_oldest_seconds', jsonb_build_object('queue', queue),
        coalesce((SELECT extract(epoch FROM now() - coalesce(j.scheduled_at, min(e.at)))
                  FROM public.procrastinate_jobs j LEFT JOIN public.procrastinate_events e ON e.job_id = j.id
                  WHERE j.id = jobs.oldest GROUP BY j.id), 0) FROM jobs
    UNION ALL SELECT 'sportello_workers', '{}', count(DISTINCT r.worker_id)
        FROM public.worker_rounds r WHERE r.at > now() - interval '1 minute'
    UNION ALL SELECT 'sportello_worker_round_seconds', jsonb_build_object('duty', duty),
        greatest(extract(epoch FROM now() - at), 0) FROM rounds
    UNION ALL SELECT c.name, c.labels, c.value FROM public.work_counts c
$$
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "work_counts",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("labels", postgresql.JSONB, primary_key=True),
        sa.Column("value", sa.Double, nullable=False),
    )
    op.create_table(
        "worker_rounds",
        sa.Column("worker_id", sa.Uuid, primary_key=True),
        sa.Column("duty", sa.String, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    grant("work_counts")
    grant("worker_rounds")
    op.execute(FIGURES)
    door("door_figures()")
    _claim(DUE_OR_STRAYED)


def downgrade() -> None:
    """Go back."""
    _claim(DUE)
    op.execute("DROP FUNCTION door_figures()")
    op.drop_table("worker_rounds")
    op.drop_table("work_counts")


def _claim(due: str) -> None:
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION door_due_answers(
            at timestamptz, lease_until timestamptz, how_many integer, claimant uuid)
        RETURNS TABLE (workspace_id uuid, conversation_id uuid, seen_seq integer)
        LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
        AS $$
        #variable_conflict use_column
        BEGIN
            RETURN QUERY
            UPDATE public.conversations c SET answer_due_at = lease_until, answer_claimed_by = claimant
            FROM (
                SELECT d.id FROM public.conversations d
                WHERE {due}
                ORDER BY d.answer_due_at
                LIMIT how_many
                FOR NO KEY UPDATE SKIP LOCKED
            ) AS claimed
            WHERE c.id = claimed.id
            RETURNING c.workspace_id, c.id, c.last_customer_seq;
        END
        $$
        """
    )
