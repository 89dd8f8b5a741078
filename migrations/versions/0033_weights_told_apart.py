"""A server's weights are told apart, a text that a model refuses is noted, and a trace says why meaning was not used.

Vectors that a server gave before this are under a name that no weights have, so they meet no others; they are made
once more.
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import door, grant, protect

revision = "0033_weights_told_apart"
down_revision = "0032_how_far_an_import_is"

DOOR_LACKING = """
CREATE OR REPLACE FUNCTION door_lacking_meanings(asked text) RETURNS TABLE (workspace_id uuid, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT known.workspace_id, known.language::text
    FROM (SELECT DISTINCT workspace_id, language FROM public.search_totals WHERE rows > 0) AS known
    WHERE EXISTS (
        SELECT FROM public.search_rows r
        WHERE r.workspace_id = known.workspace_id AND r.language = known.language AND r.said IS NOT NULL
            AND NOT EXISTS (
                SELECT FROM public.meaning_spaces s JOIN public.meanings m ON m.space_id = s.id
                WHERE s.workspace_id = r.workspace_id AND s.model = asked AND s.language = r.language
                    AND m.hash = r.said){refused})
$$
"""
REFUSED = """
            AND NOT EXISTS (
                SELECT FROM public.meaning_refusals f
                WHERE f.workspace_id = r.workspace_id AND f.model = asked AND f.language = r.language
                    AND f.hash = r.said)"""
# For the doctor, who enters no workspace: how many, and no word of what they say.
DOOR_REFUSED = """
CREATE FUNCTION door_refused_meanings() RETURNS TABLE (slug text, texts bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT w.slug::text, count(DISTINCT f.hash) FROM public.meaning_refusals f
    JOIN public.workspaces w ON w.id = f.workspace_id GROUP BY w.slug ORDER BY w.slug
$$
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "embedding_weights",
        sa.Column("id", sa.Integer, sa.Identity(always=True), primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("probe", sa.ARRAY(sa.REAL), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("name", "number"),
    )
    grant("embedding_weights")
    op.create_table(
        "meaning_refusals",
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("language", sa.String, primary_key=True),
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
    )
    protect("meaning_refusals")
    op.execute(DOOR_LACKING.format(refused=REFUSED))
    op.execute(DOOR_REFUSED)
    door("door_refused_meanings()")
    op.add_column("traces", sa.Column("without_meaning", sa.String))


def downgrade() -> None:
    """Go back."""
    op.drop_column("traces", "without_meaning")
    op.execute("DROP FUNCTION door_refused_meanings()")
    op.execute(DOOR_LACKING.format(refused=""))
    op.drop_table("meaning_refusals")
    op.drop_table("embedding_weights")
