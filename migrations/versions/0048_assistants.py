"""Several assistants a workspace, each with a draft and numbered versions; which of them answers whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import door, protect

revision = "0048_assistants"
down_revision = "0047_calls_in_one_statement"

_DUE = """
CREATE FUNCTION door_due_answers(at timestamptz, lease_until timestamptz, how_many integer, claimant uuid)
RETURNS TABLE (workspace_id uuid, conversation_id uuid, seen_seq integer{column})
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    UPDATE public.conversations c SET answer_due_at = lease_until, answer_claimed_by = claimant
    FROM (
        SELECT d.id FROM public.conversations d
        WHERE (d.answer_due_at <= at OR d.answer_due_at > lease_until + interval '15 seconds')
        ORDER BY d.answer_due_at
        LIMIT how_many
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS claimed
    WHERE c.id = claimed.id
    RETURNING c.workspace_id, c.id, c.last_customer_seq{value};
END
$$
"""
_SIGNATURE = "door_due_answers(timestamptz, timestamptz, integer, uuid)"

# What is live becomes the first version that is kept, under the number it has: nobody knows any more who wrote it.
_BEFORE = """
INSERT INTO assistant_versions (id, workspace_id, assistant_id, number, content, author, note, created_at)
SELECT gen_random_uuid(), workspace_id, id, version,
       jsonb_build_object('name', name, 'texts', texts, 'starters', starters, 'rules', rules, 'threshold', threshold,
                          'chain', chain, 'routing', routing, 'wishes', wishes, 'day_budget', NULL),
       'system', '', updated_at
FROM assistants WHERE version > 0
"""


def upgrade() -> None:
    """Go forward. Workers of the version before read the first three columns of what is due, and no more."""
    op.add_column("assistants", sa.Column("draft", JSONB))
    op.add_column("assistants", sa.Column("day_budget", sa.Numeric(18, 9)))
    op.create_table(
        "assistant_versions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("assistant_id", sa.Uuid, sa.ForeignKey("assistants.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("assistant_id", "number"),
    )
    op.execute(_BEFORE)
    protect("assistant_versions", append_only=True)
    op.add_column("widget_keys", sa.Column("assistant_id", sa.Uuid))
    op.add_column("conversations", sa.Column("assistant_id", sa.Uuid))
    op.add_column(
        "evaluation_runs",
        sa.Column("assistant_id", sa.Uuid, sa.ForeignKey("assistants.id", ondelete="CASCADE")),
    )
    op.add_column("evaluation_runs", sa.Column("mark", sa.String))
    op.add_column("evaluation_runs", sa.Column("beside", JSONB))
    op.create_index("ix_evaluation_runs_assistant_id", "evaluation_runs", ["assistant_id", sa.text("ran_at DESC")])
    _replace(column=", assistant_id uuid", value=", c.assistant_id")


def downgrade() -> None:
    """Go back."""
    _replace(column="", value="")
    op.drop_index("ix_evaluation_runs_assistant_id", "evaluation_runs")
    for column in ("beside", "mark", "assistant_id"):
        op.drop_column("evaluation_runs", column)
    op.drop_column("conversations", "assistant_id")
    op.drop_column("widget_keys", "assistant_id")
    op.drop_table("assistant_versions")
    op.drop_column("assistants", "day_budget")
    op.drop_column("assistants", "draft")


def _replace(*, column: str, value: str) -> None:
    op.execute(f"DROP FUNCTION {_SIGNATURE}")
    op.execute(_DUE.format(column=column, value=value))
    door(_SIGNATURE)
