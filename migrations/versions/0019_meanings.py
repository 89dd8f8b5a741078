"""What texts mean, as an embedding model's vectors: a space a model, a language and a workspace."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import door, protect

revision = "0019_meanings"
down_revision = "0018_trials"

# Beginning with what sha256() is given in Python: the same text has the same hash on both sides.
FILL = r"""
UPDATE search_rows SET said = sha256(convert_to(told.text, 'UTF8'))
FROM (
    SELECT search_rows.id, coalesce(
        wordings.text,
        CASE articles.kind WHEN 'faq' THEN passages.text
            ELSE concat_ws(E'\n', articles.title, nullif(array_to_string(passages.heading_path, E'\n'), ''),
                passages.text) END
    ) AS text
    FROM search_rows
    JOIN passages ON passages.id = passage_id
    JOIN articles ON articles.id = search_rows.article_id
    LEFT JOIN wordings ON wordings.id = wording_id
) AS told
WHERE told.id = search_rows.id AND told.text ~ '[[:alnum:]]'
"""
# Only the owner of a table may index it. The space must be the caller's own.
DOOR_INDEX = """
CREATE FUNCTION door_index_meanings(space integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
DECLARE
    long integer;
BEGIN
    UPDATE public.meaning_spaces SET indexed = true
    WHERE id = space AND workspace_id = nullif(current_setting('app.workspace', true), '')::uuid
    RETURNING dimensions INTO long;
    IF long IS NOT NULL THEN
        EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON public.meanings USING hnsw'
            ' ((vector::public.halfvec(%s)) public.halfvec_cosine_ops) WHERE space_id = %s',
            'ix_meanings_space_' || space, long, space);
    END IF;
END
$$
"""
FORGET_INDEX = """
CREATE FUNCTION door_forget_meanings_index() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
    EXECUTE format('DROP INDEX IF EXISTS public.%I', 'ix_meanings_space_' || OLD.id);
    RETURN OLD;
END
$$
"""
# Whose search knows what this model has not seen, for a worker that starts.
DOOR_LACKING = """
CREATE FUNCTION door_lacking_meanings(asked text) RETURNS TABLE (workspace_id uuid, language text)
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
                    AND m.hash = r.said))
$$
"""


def upgrade() -> None:
    """Go forward. Rows that the program of the version before writes meanwhile have no hash: they go by words."""
    op.add_column("search_rows", sa.Column("said", sa.LargeBinary))
    op.execute(FILL)
    op.execute("CREATE INDEX ix_search_rows_said ON search_rows (workspace_id, said) WHERE said IS NOT NULL")
    op.create_table(
        "meaning_spaces",
        sa.Column("id", sa.Integer, sa.Identity(always=True), primary_key=True),
        sa.Column("workspace_id", sa.Uuid, _workspaces(), nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("dimensions", sa.Integer, nullable=False),
        sa.Column("indexed", sa.Boolean, nullable=False),
        sa.UniqueConstraint("workspace_id", "model", "language"),
    )
    op.create_table(
        "meanings",
        sa.Column("space_id", sa.Integer, sa.ForeignKey("meaning_spaces.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, _workspaces(), nullable=False),
    )
    op.execute("ALTER TABLE meanings ADD COLUMN vector halfvec NOT NULL")
    # A vector of 384 numbers is 768 bytes: not worth a try at packing it, which every comparison would have to undo.
    op.execute("ALTER TABLE meanings ALTER COLUMN vector SET STORAGE EXTERNAL")
    for table in ("meaning_spaces", "meanings"):
        protect(table)
    op.execute(DOOR_INDEX)
    door("door_index_meanings(integer)")
    op.execute(DOOR_LACKING)
    door("door_lacking_meanings(text)")
    op.execute(FORGET_INDEX)
    op.execute("REVOKE ALL ON FUNCTION door_forget_meanings_index() FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER forget_index BEFORE DELETE ON meaning_spaces FOR EACH ROW WHEN (OLD.indexed)"
        " EXECUTE FUNCTION door_forget_meanings_index()"
    )


def _workspaces() -> sa.ForeignKey:
    return sa.ForeignKey("workspaces.id", ondelete="CASCADE")
