"""By which version of the learners a workspace's knowledge taught them: what an older one learnt is learnt anew."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import door, protect

revision = "0046_learnings"
down_revision = "0045_whether_models_are_asked"

_OTHERWISE = """
CREATE FUNCTION door_learnt_otherwise(now_by integer) RETURNS TABLE (workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT known.workspace_id
    FROM (SELECT DISTINCT t.workspace_id FROM public.search_totals t WHERE t.rows > 0) AS known
    LEFT JOIN public.learnings l ON l.workspace_id = known.workspace_id
    WHERE l.learnt_by IS DISTINCT FROM now_by
$$
"""


def upgrade() -> None:
    """Go forward. Nothing is known of what was learnt before: all of it is learnt once more."""
    op.create_table(
        "learnings",
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("learnt_by", sa.SmallInteger, nullable=False),
    )
    protect("learnings")
    op.execute(_OTHERWISE)
    door("door_learnt_otherwise(integer)")


def downgrade() -> None:
    """Go back."""
    op.execute("DROP FUNCTION door_learnt_otherwise(integer)")
    op.drop_table("learnings")
